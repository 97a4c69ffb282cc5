use super::server::{OnDrop, name};
use super::{Options, TestDatabase};
use integration::services::POSTGRES;
use serde_json::{Value, json};
use sqlx::{AssertSqlSafe, ConnectOptions, Executor, Postgres};

impl TestDatabase for Postgres {
    type Place = OnDrop;
    const FAILS_LATE: (&'static str, &'static str) =
        ("select id * 4611686018427387904 from orders", "22003");
    const TAKES_LONG: &'static str = "select pg_sleep(60)";
    const NO_UTF8: &'static str = "select '\\xfffe'::bytea";
    const CODES: [&'static str; 3] = ["42601", "23505", "23502"];

    /// A schema of its own, so that tables have the names that tests give them.
    async fn place() -> (Self::Place, Options<Self>) {
        let options: Options<Self> = POSTGRES.url().parse().unwrap();
        let schema = name();
        let mut connection = options.connect().await.unwrap();
        let create = AssertSqlSafe(format!("create schema {schema}"));
        connection.execute(create).await.unwrap();
        let (server, gone) = (options.clone(), schema.clone());
        let place = OnDrop::new(move || async move {
            let mut connection = server.connect().await?;
            // What the test had begun may be open still: nobody runs its tasks while this does.
            let end = "select pg_terminate_backend(pid) from pg_locks join pg_class on pg_class.oid = relation \
                 where relnamespace = (select oid from pg_namespace where nspname = $1) and pid <> pg_backend_pid()";
            sqlx::query(end)
                .bind(&gone)
                .execute(&mut connection)
                .await?;
            let drop = AssertSqlSafe(format!("drop schema {gone} cascade"));
            connection.execute(drop).await
        });
        (place, options.options([("search_path", schema)]))
    }

    fn of_server(options: &Options<Self>) -> Value {
        json!({
            "db.namespace": options.get_database(),
            "db.system.name": "postgresql",
            "server.address": options.get_host(),
            "server.port": options.get_port(),
        })
    }

    fn numbered(text: &str) -> String {
        let mut parts = text.split('?');
        let first = parts.next().unwrap().to_owned();
        parts.enumerate().fold(first, |text, (index, part)| {
            format!("{text}${}{part}", index + 1)
        })
    }
}
