//! Where we shall not be, everything passes as if only the pool were there.

macro_rules! tests {
    ($db:ty) => {
        use crate::support::{Shop, sql};
        use lumigo_opentelemetry::opentelemetry::Context;
        use lumigo_opentelemetry::opentelemetry::trace::{
            FutureExt, SpanContext, SpanId, TraceContextExt, TraceFlags, TraceId, TraceState,
        };
        use lumigo_opentelemetry::sqlx::LumigoPool;
        use sqlx::Executor;
        use tokio_stream::StreamExt;

        type Db = $db;

        /// Queries of every kind.
        async fn shopping(pool: &LumigoPool<Db>) {
            let query = sqlx::query(sql::<Db>("select * from orders where id = ?")).bind(1_i64);
            query.fetch_one(pool).await.unwrap();
            let rows = sqlx::query("select * from orders").fetch(pool);
            assert_eq!(rows.collect::<Vec<_>>().await.len(), 3);
            sqlx::query("selec").execute(pool).await.unwrap_err();
            let mut transaction = pool.begin().await.unwrap();
            transaction
                .execute("delete from orders where id = 3")
                .await
                .unwrap();
            let mut inner = transaction.begin().await.unwrap();
            inner
                .execute("delete from orders where id = 2")
                .await
                .unwrap();
            inner.rollback().await.unwrap();
            transaction.commit().await.unwrap();
            let mut connection = pool.acquire().await.unwrap();
            let left = connection.fetch_all("select * from orders").await.unwrap();
            assert_eq!(left.len(), 2);
            drop(connection);
            drop(pool.begin().await.unwrap());
        }

        #[tokio::test]
        async fn by_the_name_of_the_instrumentation() {
            let shop = Shop::<Db>::open_with(&[("LUMIGO_DISABLE_INSTRUMENTATION", "sqlx")]).await;
            shopping(&shop.pool).await;
            assert_eq!(shop.recorder.tree(), "");
        }

        #[tokio::test]
        async fn altogether() {
            let shop = Shop::<Db>::open_with(&[("LUMIGO_SWITCH_OFF", "true")]).await;
            shopping(&shop.pool).await;
            assert_eq!(shop.recorder.tree(), "");
        }

        #[tokio::test]
        async fn without_a_distribution() {
            let shop = Shop::<Db>::open().await;
            shopping(&LumigoPool::from(shop.plain.clone())).await;
            assert_eq!(shop.recorder.tree(), "");
        }

        #[tokio::test]
        async fn after_the_end_of_the_distribution() {
            let shop = Shop::<Db>::open().await;
            shop.lumigo.shutdown();
            shopping(&shop.pool).await;
            assert_eq!(shop.recorder.tree(), "");
        }

        #[tokio::test]
        async fn under_a_parent_that_is_not_sampled() {
            let shop = Shop::<Db>::open().await;
            let parent = SpanContext::new(
                TraceId::from(7),
                SpanId::from(7),
                TraceFlags::NOT_SAMPLED,
                true,
                TraceState::NONE,
            );
            let context = Context::new().with_remote_span_context(parent);
            shopping(&shop.pool).with_context(context).await;
            assert_eq!(shop.recorder.tree(), "");
        }
    };
}
crate::support::on_each!(tests);
