use super::{Options, TestDatabase};
use serde_json::{Value, json};
use sqlx::Sqlite;
use sqlx::sqlite::SqliteConnectOptions;
use tempfile::TempDir;

impl TestDatabase for Sqlite {
    type Place = TempDir;
    const FAILS_LATE: (&'static str, &'static str) = (
        "select abs(case id when 3 then -9223372036854775807 - 1 else id end) from orders",
        "1",
    );
    const TAKES_LONG: &'static str = "with recursive n(i) as (select 1 union all select i + 1 from n \
         where i < 1000000000) select count(*) from n";
    const NO_UTF8: &'static str = "select cast(x'fffe' as text)";
    const CODES: [&'static str; 3] = ["1", "1555", "1299"];

    async fn place() -> (Self::Place, Options<Self>) {
        let folder = tempfile::tempdir().unwrap();
        let options = SqliteConnectOptions::new()
            .filename(folder.path().join("shop.db"))
            .create_if_missing(true);
        (folder, options)
    }

    fn of_server(options: &Options<Self>) -> Value {
        json!({
            "db.namespace": options.get_filename().to_str(),
            "db.system.name": "sqlite",
        })
    }
}
