use super::server::{OnDrop, name};
use super::{Options, TestDatabase};
use integration::services::MARIADB;
use serde_json::{Value, json};
use sqlx::{AssertSqlSafe, ConnectOptions, Executor, MySql};

impl TestDatabase for MySql {
    type Place = OnDrop;
    const FAILS_LATE: (&'static str, &'static str) =
        ("select id * 4611686018427387904 from orders", "22003");
    const TAKES_LONG: &'static str = "select sleep(60)";
    const NO_UTF8: &'static str = "select x'fffe'";
    const CODES: [&'static str; 3] = ["42000", "23000", "23000"];

    async fn place() -> (Self::Place, Options<Self>) {
        let options: Options<Self> = MARIADB.url().parse().unwrap();
        let database = name();
        let mut connection = options.connect().await.unwrap();
        let create = AssertSqlSafe(format!("create database {database}"));
        connection.execute(create).await.unwrap();
        let (server, gone) = (options.clone(), database.clone());
        let place = OnDrop::new(move || async move {
            let mut connection = server.connect().await?;
            // What the test had begun may be open still: nobody runs its tasks while this does.
            let open =
                "select concat('kill ', id) from information_schema.processlist where db = ?";
            let open = sqlx::query_scalar(open).bind(&gone);
            let open: Vec<String> = open.fetch_all(&mut connection).await?;
            for kill in open {
                // It may have ended by itself.
                let _ = connection.execute(AssertSqlSafe(kill)).await;
            }
            let drop = AssertSqlSafe(format!("drop database {gone}"));
            connection.execute(drop).await
        });
        (place, options.database(&database))
    }

    fn of_server(options: &Options<Self>) -> Value {
        json!({
            "db.namespace": options.get_database(),
            "db.system.name": "mysql",
            "server.address": options.get_host(),
            "server.port": options.get_port(),
        })
    }
}
