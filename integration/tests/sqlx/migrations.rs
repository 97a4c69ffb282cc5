//! Migrations run on the pool, a connection, and the pool itself.

macro_rules! tests {
    ($db:ty) => {
        use crate::support::Shop;
        use sqlx::migrate::{Migration, MigrationType, Migrator};
        use sqlx::{AssertSqlSafe, SqlSafeStr};

        type Db = $db;

        fn migrator() -> Migrator {
            let texts = [
                "create table carts (id bigint primary key)",
                "insert into carts values (1)",
            ];
            let migrations = texts.into_iter().zip(1..).map(|(text, version)| {
                let text = AssertSqlSafe(text).into_sql_str();
                Migration::new(
                    version,
                    format!("step {version}").into(),
                    MigrationType::Simple,
                    text,
                    false,
                )
            });
            Migrator::with_migrations(migrations.collect())
        }

        async fn carts(shop: &Shop<Db>) -> i64 {
            let query = sqlx::query_scalar("select count(*) from carts");
            query.fetch_one(&shop.pool).await.unwrap()
        }

        #[tokio::test]
        async fn on_the_pool() {
            let shop = Shop::<Db>::open().await;
            migrator().run(&shop.pool).await.unwrap();
            migrator().run(shop.pool.inner()).await.unwrap();
            assert_eq!(carts(&shop).await, 1);
        }

        #[tokio::test]
        async fn on_a_connection() {
            let shop = Shop::<Db>::open().await;
            let mut connection = shop.pool.acquire().await.unwrap();
            migrator().run(&mut *connection).await.unwrap();
            migrator().run(&mut connection).await.unwrap();
            migrator().run(connection.inner_mut()).await.unwrap();
            drop(connection);
            assert_eq!(carts(&shop).await, 1);
        }
    };
}
crate::support::on_each!(tests);
