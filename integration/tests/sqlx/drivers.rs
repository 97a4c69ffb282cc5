//! What only one of the databases has.

use crate::support::Shop;
use lumigo_opentelemetry::sqlx::LumigoPool;
use sqlx::postgres::{PgListener, PgPoolCopyExt};
use sqlx::{MySqlExecutor, PgExecutor, Postgres, Sqlite, SqliteExecutor};
use tokio_stream::StreamExt;

async fn on_postgres<'e>(executor: impl PgExecutor<'e>) -> i64 {
    let query = sqlx::query_scalar("select count(*) from orders");
    query.fetch_one(executor).await.unwrap()
}

async fn on_mariadb<'e>(executor: impl MySqlExecutor<'e>) -> i64 {
    let query = sqlx::query_scalar("select count(*) from orders");
    query.fetch_one(executor).await.unwrap()
}

async fn on_sqlite<'e>(executor: impl SqliteExecutor<'e>) -> i64 {
    let query = sqlx::query_scalar("select count(*) from orders");
    query.fetch_one(executor).await.unwrap()
}

#[tokio::test]
async fn the_executor_of_each_driver() {
    let shop = Shop::<Postgres>::open().await;
    assert_eq!(on_postgres(&shop.pool).await, 3);
    let mut transaction = shop.pool.begin().await.unwrap();
    assert_eq!(on_postgres(&mut *transaction).await, 3);
    let shop = Shop::<sqlx::MySql>::open().await;
    assert_eq!(on_mariadb(&shop.pool).await, 3);
    let shop = Shop::<Sqlite>::open().await;
    assert_eq!(on_sqlite(&shop.pool).await, 3);
    assert_eq!(shop.spans().len(), 1);
}

#[tokio::test]
async fn copy_on_a_connection_and_on_the_pool_itself() {
    let shop = Shop::<Postgres>::open().await;
    let mut connection = shop.pool.acquire().await.unwrap();
    let copy = "copy orders from stdin with (format csv)";
    let mut copy = connection.inner_mut().copy_in_raw(copy).await.unwrap();
    copy.send("4,joan,40\n".as_bytes()).await.unwrap();
    assert_eq!(copy.finish().await.unwrap(), 1);
    let copy = "copy orders to stdout with (format csv)";
    let copied = shop.pool.inner().copy_out_raw(copy).await.unwrap();
    let copied: Vec<_> = copied.map(Result::unwrap).collect().await;
    assert_eq!(
        copied.concat(),
        b"1,ada,10\n2,grace,20\n3,linus,\n4,joan,40\n"
    );
    assert_eq!(on_postgres(&mut connection).await, 4);
    assert_eq!(shop.spans().len(), 1);
}

#[tokio::test]
async fn listen_by_the_pool_itself() {
    let shop = Shop::<Postgres>::open().await;
    let channel = format!("channel_{}", std::process::id());
    let mut listener = PgListener::connect_with(shop.pool.inner()).await.unwrap();
    listener.listen(&channel).await.unwrap();
    let notify = sqlx::query("select pg_notify($1, 'sold')").bind(&channel);
    notify.execute(&shop.pool).await.unwrap();
    assert_eq!(listener.recv().await.unwrap().payload(), "sold");
    assert_eq!(shop.spans().len(), 1);
}

#[tokio::test]
async fn arrays_and_json_of_postgresql() {
    let shop = Shop::<Postgres>::open().await;
    let query = sqlx::query_scalar("select customer from orders where id = any($1) order by id");
    let customers: Vec<String> = query
        .bind([1_i64, 3].as_slice())
        .fetch_all(&shop.pool)
        .await
        .unwrap();
    assert_eq!(customers, ["ada", "linus"]);
}

#[tokio::test]
async fn sqlite_in_memory() {
    let shop = Shop::<Sqlite>::open().await;
    let plain = sqlx::SqlitePool::connect("sqlite::memory:").await.unwrap();
    let pool = LumigoPool::bind(&shop.lumigo, plain);
    sqlx::query("select 1").execute(&pool).await.unwrap();
    let span = shop.only_span();
    assert_eq!(span.attribute("db.namespace"), Some(&":memory:".into()));
}
