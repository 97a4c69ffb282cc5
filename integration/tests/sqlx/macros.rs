//! The macros of sqlx, which check queries when they are compiled. What they know of the databases is in
//! `integration/.sqlx`: a text that is changed needs its file made again, by a build with `DATABASE_URL` set to
//! a database with the table of [`crate::support`] and `SQLX_OFFLINE_DIR` to that folder.

use crate::support::{Shop, returned};
use sqlx::{MySql, Postgres, Sqlite};
use tokio_stream::StreamExt;

#[derive(Debug, PartialEq)]
struct Customer {
    customer: String,
}

#[tokio::test]
async fn on_postgres() {
    let shop = Shop::<Postgres>::open().await;
    let order = sqlx::query!("select customer, total from orders where id = $1", 1);
    let order = order.fetch_one(&shop.pool).await.unwrap();
    assert_eq!((&*order.customer, order.total), ("ada", Some(10)));
    assert_eq!(returned(&shop.only_span()), 1);

    let mut transaction = shop.pool.begin().await.unwrap();
    let update = sqlx::query!("update orders set total = $1 where id = $2", 7, 1);
    let done = update.execute(&mut *transaction).await.unwrap();
    assert_eq!(done.rows_affected(), 1);
    transaction.commit().await.unwrap();
    assert_eq!(shop.spans().len(), 3);

    let customers = sqlx::query_as!(Customer, "select customer from orders where total > $1", 10);
    let customers = customers.fetch_all(&shop.pool).await.unwrap();
    let grace = Customer {
        customer: "grace".to_owned(),
    };
    assert_eq!(customers, [grace]);
    let totals = sqlx::query_scalar!("select total from orders where id < $1", 3);
    let totals: Vec<_> = totals.fetch(&shop.pool).collect().await;
    assert_eq!(totals.len(), 2);
    assert_eq!(shop.spans().len(), 2);
}

#[tokio::test]
async fn on_mariadb() {
    let shop = Shop::<MySql>::open().await;
    let order = sqlx::query!("select customer, total from orders where id = ?", 1);
    let order = order.fetch_one(&shop.pool).await.unwrap();
    assert_eq!((&*order.customer, order.total), ("ada", Some(10)));
    assert_eq!(returned(&shop.only_span()), 1);
}

#[tokio::test]
async fn on_sqlite() {
    let shop = Shop::<Sqlite>::open().await;
    let order = sqlx::query!("select customer, total from orders where id = ?1", 1);
    let order = order.fetch_one(&shop.pool).await.unwrap();
    assert_eq!((&*order.customer, order.total), ("ada", Some(10)));
    assert_eq!(returned(&shop.only_span()), 1);
}
