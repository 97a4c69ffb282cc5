//! What a span says about a query: exactly this, in exactly these words.

macro_rules! tests {
    ($db:ty) => {
        use crate::support::{Shop, on_pool, sql};
        use integration::spans::{attributes, in_span};
        use lumigo_opentelemetry::opentelemetry::trace::{SpanKind, Status};
        use serde_json::json;

        type Db = $db;

        #[tokio::test]
        async fn a_query_that_reads_has_the_stable_attributes_and_no_others() {
            let shop = Shop::<Db>::open().await;
            let text = sql::<Db>("select id, total from orders where customer = ? and total > 5");
            let rows = sqlx::query(text.clone()).bind("ada").fetch_all(&shop.pool);
            assert_eq!(rows.await.unwrap().len(), 1);

            let span = shop.only_span();
            assert_eq!((&*span.name, &span.kind), ("SELECT orders", &SpanKind::Client));
            assert_eq!(span.status, Status::Unset);
            assert_eq!(span.scope_name, "lumigo-sqlx");
            let text = text.as_str().replace('5', "?");
            let expected = json!({
                "db.collection.name": "orders",
                "db.operation.name": "SELECT",
                "db.query.summary": "SELECT orders",
                "db.query.text": text,
                "db.response.returned_rows": 1,
                "db.statement": text,
            });
            assert_eq!(on_pool(&span), shop.with_server(expected));
        }

        #[tokio::test]
        async fn a_query_that_writes_tells_how_many_rows_it_changed() {
            let shop = Shop::<Db>::open().await;
            let text = sql::<Db>("update orders set total = ? where id < 3 and customer <> 'hunter2'");
            let done = sqlx::query(text.clone()).bind(7_i64).execute(&shop.pool);
            assert_eq!(done.await.unwrap().rows_affected(), 2);

            let span = shop.only_span();
            let text = text.as_str().replace("'hunter2'", "?").replace('3', "?");
            let expected = json!({
                "db.collection.name": "orders",
                "db.operation.name": "UPDATE",
                "db.query.summary": "UPDATE orders",
                "db.query.text": text,
                "db.response.affected_rows": 2,
                "db.statement": text,
            });
            assert_eq!(span.name, "UPDATE orders");
            assert_eq!(on_pool(&span), shop.with_server(expected));
        }

        #[tokio::test]
        async fn on_a_connection_there_is_no_wait() {
            let shop = Shop::<Db>::open().await;
            let mut connection = shop.pool.acquire().await.unwrap();
            let query = sqlx::query("delete from orders");
            query.execute(&mut *connection).await.unwrap();
            let expected = json!({
                "db.collection.name": "orders",
                "db.operation.name": "DELETE",
                "db.query.summary": "DELETE orders",
                "db.query.text": "delete from orders",
                "db.response.affected_rows": 3,
                "db.statement": "delete from orders",
            });
            assert_eq!(attributes(&shop.only_span()), shop.with_server(expected));
        }

        #[tokio::test]
        async fn a_query_without_rows_says_so() {
            let shop = Shop::<Db>::open().await;
            let text = "select id from orders where total > 1000";
            assert!(sqlx::query(text).fetch_optional(&shop.pool).await.unwrap().is_none());
            assert_eq!(on_pool(&shop.only_span())["db.response.returned_rows"], 0);
            assert!(sqlx::query(text).fetch_all(&shop.pool).await.unwrap().is_empty());
            assert_eq!(on_pool(&shop.only_span())["db.response.returned_rows"], 0);
        }

        #[tokio::test]
        async fn a_query_is_the_child_of_what_is_current() {
            let shop = Shop::<Db>::open().await;
            let query = sqlx::query("select id from orders").fetch_all(&shop.pool);
            in_span(&shop.lumigo, "checkout", query).await.unwrap();
            assert_eq!(
                shop.recorder.tree(),
                "INTERNAL checkout\n  CLIENT SELECT orders"
            );
        }
    };
}
crate::support::on_each!(tests);
