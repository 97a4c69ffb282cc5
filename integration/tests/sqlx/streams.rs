//! A stream or future that is not followed to its end: one span or none.

macro_rules! tests {
    ($db:ty) => {
        use crate::support::{Shop, TestDatabase, poll_once, returned};
        use integration::spans::error_type;
        use std::pin::pin;
        use tokio_stream::StreamExt;

        type Db = $db;

        #[tokio::test]
        async fn what_is_never_polled_is_no_query() {
            let shop = Shop::<Db>::open().await;
            drop(sqlx::query("delete from orders").execute(&shop.pool));
            drop(sqlx::query("select id from orders").fetch(&shop.pool));
            drop(sqlx::query("select id from orders").fetch_all(&shop.pool));
            drop(sqlx::Executor::fetch_all(&shop.pool, "select id from orders"));
            let mut connection = shop.pool.acquire().await.unwrap();
            drop(sqlx::query("select id from orders").fetch(&mut *connection));
            drop(sqlx::Executor::execute(&mut *connection, "delete from orders"));
            drop(shop.pool.begin());
            assert_eq!(shop.recorder.tree(), "");
            let rows = sqlx::query("select id from orders").fetch_all(&mut *connection);
            assert_eq!(rows.await.unwrap().len(), 3);
        }

        #[tokio::test]
        async fn a_stream_that_is_dropped_early_is_one_query_with_the_rows_so_far() {
            let shop = Shop::<Db>::open().await;
            let mut rows = sqlx::query("select id from orders").fetch(&shop.pool);
            rows.next().await.unwrap().unwrap();
            rows.next().await.unwrap().unwrap();
            drop(rows);
            let span = shop.only_span();
            assert_eq!((error_type(&span), returned(&span)), (None, 2.into()));

            let mut connection = shop.pool.acquire().await.unwrap();
            let mut rows = sqlx::query("select id from orders").fetch(&mut *connection);
            rows.next().await.unwrap().unwrap();
            drop(rows);
            let span = shop.only_span();
            assert_eq!((error_type(&span), returned(&span)), (None, 1.into()));
            // The connection is as good as before.
            let rows = sqlx::query("select id from orders").fetch_all(&mut *connection);
            assert_eq!(rows.await.unwrap().len(), 3);
        }

        #[tokio::test]
        async fn a_stream_that_is_asked_beyond_its_end_is_one_query() {
            let shop = Shop::<Db>::open().await;
            let mut connection = shop.pool.acquire().await.unwrap();
            let mut rows = sqlx::query("select id from orders").fetch(&mut *connection);
            while rows.try_next().await.unwrap().is_some() {}
            assert_eq!(shop.recorder.spans().len(), 1);
            drop(rows);
            assert_eq!(returned(&shop.only_span()), 3);
        }

        #[tokio::test]
        async fn a_query_that_is_given_up_is_cancelled() {
            let shop = Shop::<Db>::open().await;
            let mut connection = shop.pool.acquire().await.unwrap();
            {
                let query = pin!(sqlx::query(Db::TAKES_LONG).fetch_all(&mut *connection));
                assert!(poll_once(query).await.is_none());
            }
            // It would wait for the answer.
            drop(connection.detach());
            assert_eq!(error_type(&shop.only_span()), Some("cancelled"));
            {
                let mut rows = pin!(sqlx::query(Db::TAKES_LONG).fetch(&shop.pool));
                assert!(poll_once(pin!(rows.next())).await.is_none());
            }
            assert_eq!(error_type(&shop.only_span()), Some("cancelled"));
        }

        #[tokio::test]
        async fn a_long_stream_is_one_query() {
            let shop = Shop::<Db>::open().await;
            let text = "with recursive n(i) as (select 1 union all select i + 1 from n where i < 10000) \
                        select i from n";
            // MariaDB stops a recursion at 1000 otherwise.
            let mut connection = shop.pool.acquire().await.unwrap();
            if <Db as sqlx::Database>::NAME == "MySQL" {
                let set = "set max_recursive_iterations = 20000";
                sqlx::Executor::execute(connection.inner_mut(), set).await.unwrap();
            }
            let rows = sqlx::query(text).fetch(&mut *connection);
            assert_eq!(rows.filter(Result::is_ok).map(|_| 1).fold(0, |sum, one| sum + one).await, 10_000);
            assert_eq!(returned(&shop.only_span()), 10_000);
        }
    };
}
crate::support::on_each!(tests);
