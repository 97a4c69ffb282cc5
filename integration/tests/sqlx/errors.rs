//! What fails, fails as without us, and the span says how.

macro_rules! tests {
    ($db:ty) => {
        use crate::support::{Shop, TestDatabase, on_pool, returned};
        use integration::spans::{error_type, text};
        use lumigo_opentelemetry::sqlx::LumigoPool;
        use lumigo_testing::TestSpan;
        use sqlx::Error;
        use sqlx::pool::PoolOptions;
        use std::time::Duration;

        type Db = $db;

        /// What the server has answered, which is the type of the error too.
        fn status(span: &TestSpan) -> Option<&str> {
            let status = text(span, "db.response.status_code");
            assert_eq!(error_type(span), status);
            status
        }

        #[tokio::test]
        async fn what_the_database_refuses() {
            let shop = Shop::<Db>::open().await;
            let [no_sql, there_already, null] = Db::CODES;
            for (text, code) in [
                ("selec id from orders", no_sql),
                (
                    "insert into orders values (1, 'hunter2', 10)",
                    there_already,
                ),
                ("insert into orders values (9, null, 10)", null),
            ] {
                let plain = sqlx::query(text).execute(&shop.plain).await.unwrap_err();
                let ours = sqlx::query(text).execute(&shop.pool).await.unwrap_err();
                assert_eq!(ours.to_string(), plain.to_string());
                let span = shop.only_span();
                assert_eq!(status(&span), Some(code), "{text}");
                assert!(!format!("{span:?}").contains("hunter2"));

                let mut transaction = shop.pool.begin().await.unwrap();
                let failed = sqlx::query(text).fetch_all(&mut *transaction).await;
                assert_eq!(failed.unwrap_err().to_string(), plain.to_string());
                transaction.rollback().await.unwrap();
                let spans = shop.spans();
                let codes: Vec<_> = spans.iter().map(status).collect();
                assert_eq!(codes, [None, Some(code), None], "{text}");
            }
        }

        #[tokio::test]
        async fn a_constraint_is_told_to_the_host_as_before() {
            let shop = Shop::<Db>::open().await;
            let again = "insert into orders values (1, 'ada', 10)";
            let error = sqlx::query(again).execute(&shop.pool).await.unwrap_err();
            assert!(error.as_database_error().unwrap().is_unique_violation());
        }

        #[tokio::test]
        async fn no_row_is_no_failure_of_the_database() {
            let shop = Shop::<Db>::open().await;
            let none = sqlx::query("select id from orders where id = 9").fetch_one(&shop.pool);
            assert!(matches!(none.await, Err(Error::RowNotFound)));
            let span = shop.only_span();
            assert_eq!((error_type(&span), returned(&span)), (None, 0.into()));
        }

        #[tokio::test]
        async fn a_row_that_cannot_be_read_by_the_host_was_read_from_the_database() {
            let shop = Shop::<Db>::open().await;
            let query = sqlx::query_scalar::<_, i64>("select customer from orders where id = 1");
            assert!(matches!(
                query.fetch_one(&shop.pool).await,
                Err(Error::ColumnDecode { .. })
            ));
            let span = shop.only_span();
            assert_eq!((error_type(&span), returned(&span)), (None, 1.into()));
        }

        #[tokio::test]
        async fn no_connection_in_time() {
            let shop = Shop::<Db>::open().await;
            let options = PoolOptions::<Db>::new()
                .max_connections(1)
                .acquire_timeout(Duration::from_millis(50));
            let pool = LumigoPool::bind(
                &shop.lumigo,
                options.connect_lazy_with(shop.options.clone()),
            );
            let _connection = pool.acquire().await.unwrap();
            let query = sqlx::query("select id from orders").execute(&pool);
            assert!(matches!(query.await, Err(Error::PoolTimedOut)));
            let span = shop.only_span();
            assert_eq!(error_type(&span), Some("pool_timed_out"));
            on_pool(&span);
            assert!(matches!(pool.begin().await, Err(Error::PoolTimedOut)));
            assert_eq!(error_type(&shop.only_span()), Some("pool_timed_out"));
        }

        #[tokio::test]
        async fn a_pool_that_is_closed() {
            let shop = Shop::<Db>::open().await;
            shop.pool.close().await;
            let query = sqlx::query("select id from orders").fetch_all(&shop.pool);
            assert!(matches!(query.await, Err(Error::PoolClosed)));
            assert_eq!(error_type(&shop.only_span()), Some("pool_closed"));
        }

        #[tokio::test]
        async fn a_failure_in_the_middle_of_a_stream() {
            use tokio_stream::StreamExt;
            let shop = Shop::<Db>::open().await;
            let (text, code) = Db::FAILS_LATE;
            let plain: Vec<_> = sqlx::query(text)
                .fetch(&shop.plain)
                .map(|row| row.is_ok())
                .collect()
                .await;
            let ours: Vec<_> = sqlx::query(text)
                .fetch(&shop.pool)
                .map(|row| row.is_ok())
                .collect()
                .await;
            assert_eq!(ours, plain);
            assert!(ours.contains(&false));
            let rows = ours.iter().filter(|is_ok| **is_ok).count();
            let span = shop.only_span();
            assert_eq!(status(&span), Some(code));
            if rows > 0 {
                assert_eq!(returned(&span), rows);
            }
        }
    };
}
crate::support::on_each!(tests);
