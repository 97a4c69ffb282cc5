//! Whatever compiles and runs with a plain pool does so with ours, and each query is one span.

macro_rules! tests {
    ($db:ty) => {
        use crate::support::{Shop, returned, sql};
        use lumigo_opentelemetry::sqlx::{LumigoConnection, LumigoPool};
        use serde_json::json;
        use sqlx::{Acquire, Executor, FromRow, QueryBuilder, Row, Statement};
        use tokio_stream::StreamExt;

        type Db = $db;

        #[derive(Debug, FromRow, PartialEq)]
        struct Order {
            id: i64,
            customer: String,
            total: Option<i64>,
        }

        fn first() -> Order {
            Order {
                id: 1,
                customer: "ada".to_owned(),
                total: Some(10),
            }
        }

        #[tokio::test]
        async fn queries_of_all_kinds_on_a_pool() {
            let shop = Shop::<Db>::open().await;
            let pool = &shop.pool;
            let by_id = sql::<Db>("select * from orders where id = ?");

            let row = sqlx::query(by_id.clone()).bind(1_i64).fetch_one(pool);
            assert_eq!(row.await.unwrap().get::<String, _>("customer"), "ada");
            let row = sqlx::query(by_id.clone()).bind(7_i64).fetch_optional(pool);
            assert!(row.await.unwrap().is_none());
            let order = sqlx::query_as::<_, Order>(by_id.clone()).bind(1_i64);
            assert_eq!(order.fetch_one(pool).await.unwrap(), first());
            let order: Vec<(i64, String, Option<i64>)> = sqlx::query_as(by_id.clone())
                .bind(3_i64)
                .fetch_all(pool)
                .await
                .unwrap();
            assert_eq!(order, [(3, "linus".to_owned(), None)]);
            let count = sqlx::query_scalar("select count(*) from orders").fetch_one(pool);
            let count: i64 = count.await.unwrap();
            assert_eq!(count, 3);
            let ids = sqlx::query("select id from orders order by id");
            let ids = ids.map(|row: <Db as sqlx::Database>::Row| row.get::<i64, _>(0));
            assert_eq!(ids.fetch_all(pool).await.unwrap(), [1, 2, 3]);
            let deleted = sqlx::query(sql::<Db>("delete from orders where id = ?")).bind(1_i64);
            assert_eq!(deleted.execute(pool).await.unwrap().rows_affected(), 1);

            let rows: Vec<_> = shop.spans().iter().map(returned).collect();
            let expected = [
                json!(1),
                json!(0),
                json!(1),
                json!(1),
                json!(1),
                json!(3),
                json!(null),
            ];
            assert_eq!(rows, expected);
        }

        #[tokio::test]
        async fn streams_on_a_pool() {
            let shop = Shop::<Db>::open().await;
            let mut rows =
                sqlx::query_as::<_, Order>("select * from orders order by id").fetch(&shop.pool);
            assert_eq!(rows.next().await.unwrap().unwrap(), first());
            assert_eq!(shop.recorder.spans().len(), 0);
            assert_eq!(rows.collect::<Vec<_>>().await.len(), 2);
            assert_eq!(returned(&shop.only_span()), 3);

            let rows = sqlx::query("select id from orders").fetch(&shop.pool);
            assert_eq!(rows.collect::<Result<Vec<_>, _>>().await.unwrap().len(), 3);
            assert_eq!(returned(&shop.only_span()), 3);
        }

        #[tokio::test]
        async fn several_statements_at_once() {
            let shop = Shop::<Db>::open().await;
            const TEXT: &str =
                "delete from orders where id = 1; select id from orders; delete from orders";
            let results = sqlx::raw_sql(TEXT).execute_many(&shop.plain);
            let plain = results.collect::<Result<Vec<_>, _>>().await.unwrap();
            sqlx::query(
                "insert into orders values (1, 'ada', 10), (2, 'grace', 20), (3, 'linus', null)",
            )
            .execute(&shop.plain)
            .await
            .unwrap();

            let results = sqlx::raw_sql(TEXT).execute_many(&shop.pool);
            let ours = results.collect::<Result<Vec<_>, _>>().await.unwrap();
            let changed = |results: &[<Db as sqlx::Database>::QueryResult]| {
                results
                    .iter()
                    .map(|result| result.rows_affected())
                    .collect::<Vec<_>>()
            };
            assert_eq!(changed(&ours), changed(&plain));
            // As the driver counts them, some with the rows that are read. SQLite's would be wrong.
            let affected: u64 = changed(&plain).iter().sum();
            let affected = (<Db as sqlx::Database>::NAME != "SQLite").then(|| json!(affected));
            let span = shop.only_span();
            assert_eq!(
                span.attribute("db.response.affected_rows"),
                affected.as_ref()
            );

            let text = "insert into orders values (1, 'ada', 1); select * from orders";
            let rows = sqlx::raw_sql(text).fetch_all(&shop.pool).await.unwrap();
            assert_eq!(rows.len(), 1);
            assert_eq!(returned(&shop.only_span()), 1);
            let text = "select 1; select 2";
            let rows = sqlx::raw_sql(text).fetch(&shop.pool);
            assert_eq!(rows.collect::<Vec<_>>().await.len(), 2);
            assert_eq!(returned(&shop.only_span()), 2);
            sqlx::raw_sql("delete from orders")
                .execute(&shop.pool)
                .await
                .unwrap();
            assert_eq!(shop.spans().len(), 1);
        }

        #[tokio::test]
        async fn texts_as_queries() {
            let shop = Shop::<Db>::open().await;
            shop.pool
                .execute("delete from orders where id = 3")
                .await
                .unwrap();
            assert_eq!(
                shop.pool
                    .fetch_all("select * from orders")
                    .await
                    .unwrap()
                    .len(),
                2
            );
            (&shop.pool)
                .fetch_one("select * from orders")
                .await
                .unwrap();
            let mut connection = shop.pool.acquire().await.unwrap();
            connection
                .execute("delete from orders where id = 2")
                .await
                .unwrap();
            let row = (&mut *connection)
                .fetch_optional("select * from orders")
                .await;
            assert!(row.unwrap().is_some());
            drop(connection);
            let mut transaction = shop.pool.begin().await.unwrap();
            transaction.execute("delete from orders").await.unwrap();
            transaction.commit().await.unwrap();
            assert_eq!(shop.spans().len(), 8);
        }

        #[tokio::test]
        async fn a_query_that_is_built() {
            let shop = Shop::<Db>::open().await;
            let mut builder = QueryBuilder::<Db>::new("insert into orders ");
            builder.push_values(
                [(4_i64, "joan"), (5_i64, "mary")],
                |mut row, (id, customer)| {
                    row.push_bind(id).push_bind(customer).push_bind(None::<i64>);
                },
            );
            let done = builder.build().execute(&shop.pool).await.unwrap();
            assert_eq!(done.rows_affected(), 2);
            let mut builder = QueryBuilder::<Db>::new("select * from orders where customer in (");
            let mut customers = builder.separated(", ");
            customers.push_bind("ada").push_bind("joan");
            builder.push(") order by id");
            let orders: Vec<Order> = builder
                .build_query_as()
                .fetch_all(&shop.pool)
                .await
                .unwrap();
            assert_eq!(orders.len(), 2);
            assert_eq!(shop.spans().len(), 2);
        }

        #[tokio::test]
        async fn prepared_statements() {
            let shop = Shop::<Db>::open().await;
            let text = sql::<Db>("select * from orders where id = ?");
            let mut connection = shop.pool.acquire().await.unwrap();
            let statement = connection.prepare(text.clone()).await.unwrap();
            assert_eq!(statement.columns().len(), 3);
            for id in [1_i64, 2] {
                let row = statement
                    .query()
                    .bind(id)
                    .fetch_one(&mut *connection)
                    .await
                    .unwrap();
                assert_eq!(row.get::<i64, _>("id"), id);
            }
            let order: Order = statement
                .query_as()
                .bind(1_i64)
                .fetch_one(&mut *connection)
                .await
                .unwrap();
            assert_eq!(order, first());
            let id: i64 = statement
                .query_scalar()
                .bind(2_i64)
                .fetch_one(&mut connection)
                .await
                .unwrap();
            assert_eq!(id, 2);
            drop(connection);
            let statement = (&shop.pool).prepare(text).await.unwrap();
            statement
                .query()
                .bind(1_i64)
                .fetch_one(&shop.pool)
                .await
                .unwrap();
            let spans = shop.spans();
            assert!(spans.iter().all(|span| span.name == "SELECT orders"));
            assert_eq!(spans.len(), 5);
        }

        async fn count<'e>(executor: impl Executor<'e, Database = Db>) -> i64 {
            let query = sqlx::query_scalar("select count(*) from orders");
            query.fetch_one(executor).await.unwrap()
        }

        async fn count_on_two<'a>(database: impl Acquire<'a, Database = Db>) -> i64 {
            let mut connection = database.acquire().await.unwrap();
            count(&mut *connection).await + count(&mut *connection).await
        }

        async fn count_on(connection: &mut LumigoConnection<'_, Db>) -> i64 {
            count(connection).await
        }

        #[tokio::test]
        async fn functions_that_are_generic() {
            let shop = Shop::<Db>::open().await;
            assert_eq!(count(&shop.pool).await, 3);
            let mut connection = shop.pool.acquire().await.unwrap();
            assert_eq!(count(&mut *connection).await, 3);
            assert_eq!(count(&mut connection).await, 3);
            assert_eq!(count_on(&mut connection).await, 3);
            drop(connection);
            let mut transaction = shop.pool.begin().await.unwrap();
            assert_eq!(count(&mut *transaction).await, 3);
            assert_eq!(count(&mut transaction).await, 3);
            assert_eq!(count_on(&mut transaction).await, 3);
            transaction.rollback().await.unwrap();
            let spans = shop.spans();
            let counts = spans.iter().filter(|span| span.name == "SELECT orders");
            assert_eq!(counts.count(), 7);

            // The trait gives sqlx's own connections away.
            assert_eq!(count_on_two(&shop.pool).await, 6);
            let mut connection = shop.pool.acquire().await.unwrap();
            assert_eq!(count_on_two(&mut connection).await, 6);
            assert_eq!(count_on_two(&mut *connection).await, 6);
            let mut transaction = shop.pool.begin().await.unwrap();
            assert_eq!(count_on_two(&mut transaction).await, 6);
        }

        #[tokio::test]
        async fn single_connections() {
            let shop = Shop::<Db>::open().await;
            let plain = sqlx::ConnectOptions::connect(&shop.options).await.unwrap();
            let mut connection = LumigoConnection::bind(&shop.lumigo, plain, &shop.options);
            assert_eq!(count(&mut connection).await, 3);
            connection.ping().await.unwrap();
            let mut transaction = connection.begin().await.unwrap();
            sqlx::query("delete from orders")
                .execute(&mut *transaction)
                .await
                .unwrap();
            transaction.rollback().await.unwrap();
            assert_eq!(count(&mut connection).await, 3);
            assert_eq!(shop.spans().len(), 5);
            connection.close().await.unwrap();

            let mut connection = LumigoConnection::<Db>::connect_with(&shop.options)
                .await
                .unwrap();
            assert_eq!(count(&mut connection).await, 3);
            assert_eq!(shop.spans().len(), 0);
            let mut connection = shop.pool.acquire().await.unwrap().detach();
            assert_eq!(count(&mut connection).await, 3);
            assert_eq!(shop.spans().len(), 1);
        }

        #[tokio::test]
        async fn the_pool_itself_is_there() {
            let shop = Shop::<Db>::open().await;
            assert_eq!(count(shop.pool.inner()).await, 3);
            assert_eq!(shop.spans().len(), 0);
            assert_eq!(shop.pool.options().get_max_connections(), 3);
            let connection = shop.pool.acquire().await.unwrap();
            let inner = shop.pool.inner();
            assert_eq!(
                (shop.pool.size(), shop.pool.num_idle()),
                (inner.size(), inner.num_idle())
            );
            connection.close().await.unwrap();
            let all = (
                shop.pool.acquire().await.unwrap(),
                shop.pool.acquire().await.unwrap(),
                shop.pool.acquire().await.unwrap(),
            );
            assert!(shop.pool.try_acquire().is_none());
            assert!(shop.pool.try_begin().await.unwrap().is_none());
            drop(all);
            let copy = LumigoPool::clone(&shop.pool);
            copy.close().await;
            assert!(shop.pool.is_closed() && copy.inner().is_closed());
        }

        #[tokio::test]
        async fn tasks_share_a_pool() {
            let shop = Shop::<Db>::open().await;
            let tasks: Vec<_> = (0..10)
                .map(|_| {
                    let pool = shop.pool.clone();
                    tokio::spawn(async move { count(&pool).await })
                })
                .collect();
            for task in tasks {
                assert_eq!(task.await.unwrap(), 3);
            }
            assert_eq!(shop.spans().len(), 10);
        }
    };
}
crate::support::on_each!(tests);
