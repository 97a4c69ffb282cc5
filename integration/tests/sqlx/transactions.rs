//! Transactions begin, nest and end as without us, and so do their spans.

macro_rules! tests {
    ($db:ty) => {
        use crate::support::Shop;
        use integration::spans::in_span;
        use sqlx::Executor;

        type Db = $db;

        async fn count(shop: &Shop<Db>) -> i64 {
            let query = sqlx::query_scalar("select count(*) from orders");
            query.fetch_one(&shop.plain).await.unwrap()
        }

        fn first_words(shop: &Shop<Db>) -> Vec<String> {
            let spans = shop.spans().into_iter();
            let names = spans.map(|span| span.name.split(' ').next().unwrap().to_owned());
            names.collect()
        }

        #[tokio::test]
        async fn commit() {
            let shop = Shop::<Db>::open().await;
            let mut transaction = shop.pool.begin().await.unwrap();
            sqlx::query("delete from orders where id = 1")
                .execute(&mut *transaction)
                .await
                .unwrap();
            sqlx::query("delete from orders where id = 2")
                .execute(&mut transaction)
                .await
                .unwrap();
            assert!(transaction.is_in_transaction());
            transaction.commit().await.unwrap();
            assert_eq!(first_words(&shop), ["BEGIN", "DELETE", "DELETE", "COMMIT"]);
            assert_eq!(count(&shop).await, 1);
        }

        #[tokio::test]
        async fn rollback() {
            let shop = Shop::<Db>::open().await;
            let mut transaction = shop.pool.begin().await.unwrap();
            transaction.execute("delete from orders").await.unwrap();
            transaction.rollback().await.unwrap();
            assert_eq!(first_words(&shop), ["BEGIN", "DELETE", "ROLLBACK"]);
            assert_eq!(count(&shop).await, 3);
        }

        #[tokio::test]
        async fn rollback_on_drop() {
            let shop = Shop::<Db>::open().await;
            let mut transaction = shop.pool.begin().await.unwrap();
            transaction.execute("delete from orders").await.unwrap();
            drop(transaction);
            assert_eq!(first_words(&shop), ["BEGIN", "DELETE", "ROLLBACK"]);
            assert_eq!(count(&shop).await, 3);
        }

        #[tokio::test]
        async fn with_the_trait_in_scope_that_has_methods_of_the_same_names() {
            #[expect(unused_imports, reason = "ours come first")]
            use sqlx::Acquire;
            let shop = Shop::<Db>::open().await;
            let mut connection = shop.pool.acquire().await.unwrap();
            let mut transaction = connection.begin().await.unwrap();
            let mut savepoint = transaction.begin().await.unwrap();
            let deleted = sqlx::query("delete from orders");
            deleted.execute(&mut *savepoint).await.unwrap();
            savepoint.commit().await.unwrap();
            transaction.commit().await.unwrap();
            let expected = ["BEGIN", "SAVEPOINT", "DELETE", "RELEASE", "COMMIT"];
            assert_eq!(first_words(&shop), expected);
        }

        #[tokio::test]
        async fn savepoints() {
            let shop = Shop::<Db>::open().await;
            let mut outer = shop.pool.begin().await.unwrap();
            outer
                .execute("delete from orders where id = 1")
                .await
                .unwrap();
            let mut inner = outer.begin().await.unwrap();
            inner
                .execute("delete from orders where id = 2")
                .await
                .unwrap();
            let mut innermost = inner.begin().await.unwrap();
            innermost
                .execute("delete from orders where id = 3")
                .await
                .unwrap();
            innermost.rollback().await.unwrap();
            inner.commit().await.unwrap();
            let mut dropped = outer.begin().await.unwrap();
            dropped.execute("delete from orders").await.unwrap();
            drop(dropped);
            outer.commit().await.unwrap();
            let expected = [
                "BEGIN",
                "DELETE",
                "SAVEPOINT",
                "DELETE",
                "SAVEPOINT",
                "DELETE",
                "ROLLBACK",
                "RELEASE",
                "SAVEPOINT",
                "DELETE",
                "ROLLBACK",
                "COMMIT",
            ];
            assert_eq!(first_words(&shop), expected);
            assert_eq!(count(&shop).await, 1);
        }

        #[tokio::test]
        async fn a_transaction_as_a_function() {
            let shop = Shop::<Db>::open().await;
            let mut connection = shop.pool.acquire().await.unwrap();
            let done = connection.transaction(|transaction| {
                Box::pin(
                    async move { transaction.execute("delete from orders where id = 1").await },
                )
            });
            assert_eq!(done.await.unwrap().rows_affected(), 1);
            let failed: Result<(), sqlx::Error> = connection
                .transaction(|transaction| {
                    Box::pin(async move {
                        transaction.execute("delete from orders").await?;
                        Err(sqlx::Error::RowNotFound)
                    })
                })
                .await;
            assert!(matches!(failed, Err(sqlx::Error::RowNotFound)));
            drop(connection);
            assert_eq!(
                first_words(&shop),
                ["BEGIN", "DELETE", "COMMIT", "BEGIN", "DELETE", "ROLLBACK"]
            );
            assert_eq!(count(&shop).await, 2);
        }

        #[tokio::test]
        async fn what_is_in_a_transaction_is_beside_it() {
            let shop = Shop::<Db>::open().await;
            let work = async {
                let mut transaction = shop.pool.begin().await.unwrap();
                transaction.execute("delete from orders").await.unwrap();
                transaction.commit().await.unwrap();
            };
            in_span(&shop.lumigo, "checkout", work).await;
            let tree = "INTERNAL checkout\n  CLIENT BEGIN\n  CLIENT DELETE orders\n  CLIENT COMMIT";
            assert_eq!(shop.recorder.tree(), tree);
        }

        #[tokio::test]
        async fn a_begin_of_the_hosts_own() {
            let shop = Shop::<Db>::open().await;
            let begin = if <Db as sqlx::Database>::NAME == "MySQL" {
                "start transaction"
            } else {
                "begin"
            };
            let mut transaction = shop.pool.begin_with(begin).await.unwrap();
            transaction.execute("delete from orders").await.unwrap();
            transaction.rollback().await.unwrap();
            // A connection comes back to the pool in its own time.
            let transaction = loop {
                match shop.pool.try_begin().await.unwrap() {
                    Some(transaction) => break transaction,
                    None => tokio::task::yield_now().await,
                }
            };
            transaction.commit().await.unwrap();
            assert_eq!(shop.spans().len(), 5);
            assert!(shop.pool.begin_with("select 1").await.is_err());
            let span = shop.only_span();
            assert_eq!(integration::spans::error_type(&span), Some("begin_failed"));
        }
    };
}
crate::support::on_each!(tests);
