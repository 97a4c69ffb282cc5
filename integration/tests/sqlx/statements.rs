//! Statements are cached as with a plain pool.

macro_rules! tests {
    ($db:ty) => {
        use crate::support::{Shop, sql};
        use lumigo_opentelemetry::sqlx::LumigoPool;
        use sqlx::pool::PoolOptions;
        use sqlx::{Connection, Executor, Pool, Statement};

        type Db = $db;

        /// A pool of one connection.
        fn one(shop: &Shop<Db>) -> Pool<Db> {
            let options = PoolOptions::new().max_connections(1);
            options.connect_lazy_with(shop.options.clone())
        }

        async fn cached(pool: &Pool<Db>) -> usize {
            pool.acquire().await.unwrap().cached_statements_size()
        }

        fn grown(before: usize, after: usize) -> usize {
            after - before
        }

        /// Does the same in both ways; after each step as many statements must be cached.
        macro_rules! same {
            ($plain:ident, $watched:ident, $inner:ident, |$pool:ident| $step:expr) => {{
                let before = cached(&$plain).await;
                {
                    let $pool = &$plain;
                    $step;
                }
                {
                    let $pool = &$watched;
                    $step;
                }
                let after = cached(&$plain).await;
                assert_eq!(cached(&$inner).await, after, "{}", stringify!($step));
                grown(before, after)
            }};
        }

        #[tokio::test]
        async fn as_many_are_cached_as_with_a_plain_pool() {
            let shop = Shop::<Db>::open().await;
            let (plain, inner) = (one(&shop), one(&shop));
            let watched = LumigoPool::bind(&shop.lumigo, inner.clone());
            let by_id = sql::<Db>("select * from orders where id = ?");

            let grown = same!(plain, watched, inner, |pool| {
                for id in 0..3_i64 {
                    let query = sqlx::query(by_id.clone()).bind(id);
                    query.fetch_optional(pool).await.unwrap();
                }
            });
            assert_eq!(grown, 1);
            let grown = same!(plain, watched, inner, |pool| {
                let query =
                    sqlx::query(sql::<Db>("select id from orders where id = ?")).persistent(false);
                query.bind(1_i64).fetch_all(pool).await.unwrap();
            });
            assert_eq!(grown, 0);
            same!(plain, watched, inner, |pool| {
                sqlx::raw_sql("select id from orders")
                    .fetch_all(pool)
                    .await
                    .unwrap();
            });
            same!(plain, watched, inner, |pool| {
                pool.fetch_all("select total from orders").await.unwrap();
            });
            same!(plain, watched, inner, |pool| {
                let query = sqlx::query("select customer from orders").map(|_| ());
                query.fetch_all(pool).await.unwrap();
            });
            same!(plain, watched, inner, |pool| {
                let query = sqlx::query_scalar::<_, i64>(sql::<Db>(
                    "select id from orders where total = ?",
                ));
                query.bind(10_i64).fetch_one(pool).await.unwrap();
            });
            same!(plain, watched, inner, |pool| {
                let failed = sqlx::query("select nothing from nowhere")
                    .fetch_all(pool)
                    .await;
                failed.unwrap_err();
            });
            same!(plain, watched, inner, |pool| {
                let mut transaction = pool.begin().await.unwrap();
                let query = sqlx::query(by_id.clone()).bind(1_i64);
                query.fetch_one(&mut *transaction).await.unwrap();
                let query = sqlx::query("select 7").persistent(false);
                query.fetch_one(&mut *transaction).await.unwrap();
                transaction.commit().await.unwrap();
            });
        }

        #[tokio::test]
        async fn prepared_statements_are_cached_as_with_a_plain_pool() {
            let shop = Shop::<Db>::open().await;
            let (plain, inner) = (one(&shop), one(&shop));
            let watched = LumigoPool::bind(&shop.lumigo, inner.clone());
            let text = sql::<Db>("select * from orders where id = ?");
            same!(plain, watched, inner, |pool| {
                let mut connection = pool.acquire().await.unwrap();
                let statement = connection.prepare(text.clone()).await.unwrap();
                for id in [1_i64, 2] {
                    let query = statement.query().bind(id);
                    query.fetch_one(&mut *connection).await.unwrap();
                }
            });
            same!(plain, watched, inner, |pool| {
                let statement = pool.prepare(text.clone()).await.unwrap();
                statement.query().bind(1_i64).fetch_one(pool).await.unwrap();
            });
        }

        #[tokio::test]
        async fn statements_are_forgotten_as_with_a_plain_pool() {
            let shop = Shop::<Db>::open().await;
            let options = shop.options.clone().statement_cache_capacity(2);
            let pool = || {
                PoolOptions::<Db>::new()
                    .max_connections(1)
                    .connect_lazy_with(options.clone())
            };
            let (plain, inner) = (pool(), pool());
            let watched = LumigoPool::bind(&shop.lumigo, inner.clone());
            for column in ["id", "total", "customer", "id, total", "id"] {
                same!(plain, watched, inner, |pool| {
                    let text = sql::<Db>(&format!("select {column} from orders where id = ?"));
                    sqlx::query(text).bind(1_i64).fetch_one(pool).await.unwrap();
                });
            }
            assert_eq!(cached(&inner).await, 2);
        }
    };
}
crate::support::on_each!(tests);
