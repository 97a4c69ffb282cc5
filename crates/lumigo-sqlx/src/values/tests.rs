//! Rows of a real SQLite, and what is the same for every database.

use super::*;
use sqlx::{Connection, Row, SqliteConnection};
use sqlx_core::arguments::Arguments;
use sqlx_core::raw_sql::raw_sql;
use sqlx_core::sql_str::AssertSqlSafe;
use sqlx_sqlite::{Sqlite, SqliteArguments, SqliteRow};

fn arguments<const N: usize>(values: [&str; N]) -> SqliteArguments {
    let mut arguments = SqliteArguments::default();
    for value in values {
        arguments.add(value).unwrap();
    }
    arguments
}

async fn connect() -> SqliteConnection {
    SqliteConnection::connect("sqlite::memory:").await.unwrap()
}

async fn rows(connection: &mut SqliteConnection, sql: &str) -> Vec<SqliteRow> {
    let query = raw_sql(AssertSqlSafe(sql.to_owned()));
    query.fetch_all(connection).await.unwrap()
}

fn json(rows: &[SqliteRow], limit: usize) -> Option<String> {
    let mut text = RowsText::new(limit);
    for row in rows {
        text.push::<Sqlite>(row, "", |name| name == "password");
    }
    text.finish()
}

#[test]
fn parameters_have_names_or_positions() {
    let names = [Some("name"), None, Some("a \"quoted\"\n one")];
    let name = |position: usize| names[position];
    let json = parameters_text::<Sqlite>(&arguments(["ada", "x", "y"]), name, 1000);
    let expected = r#"{"name": "ada", "2": "x", "a \"quoted\"\n one": "y"}"#;
    assert_eq!(json.as_deref(), Some(expected));
}

#[test]
fn parameters_of_one_name_are_a_list() {
    let name = |position: usize| ["name", "password"].get(position % 2).copied();
    let arguments = arguments(["ada", "hunter2", "bob", "hunter3"]);
    let json = parameters_text::<Sqlite>(&arguments, name, 1000);
    let expected = r#"{"name": ["ada", "bob"], "password": ["hunter2", "hunter3"]}"#;
    assert_eq!(json.as_deref(), Some(expected));
    let json = parameters_text::<Sqlite>(&arguments, name, 24);
    assert_eq!(json.as_deref(), Some(r#"{"name": ["ada", "bob"],"#));
}

#[test]
fn no_parameters_are_none() {
    assert_eq!(
        parameters_text::<Sqlite>(&arguments([]), |_| None, 1000),
        None
    );
    assert_eq!(
        parameters_text::<Sqlite>(&arguments(["a"]), |_| None, 0),
        None
    );
}

#[test]
fn a_thousand_parameters_are_cut() {
    let arguments = arguments(["ada"; 1000]);
    let json = parameters_text::<Sqlite>(&arguments, |_| None, 2048).unwrap();
    assert_eq!(json.len(), 2048);
    assert!(json.starts_with(r#"{"1": "ada", "2": "ada", "#));
    let all = parameters_text::<Sqlite>(&arguments, |_| None, 1 << 20).unwrap();
    assert!(all.ends_with(r#""1000": "ada"}"#));
}

#[tokio::test]
async fn rows_of_every_type_are_read() {
    let mut connection = connect().await;
    let sql = "create table t (i integer, r real, t text, b blob, n text, bool boolean, d datetime, j json);
        insert into t values (-9223372036854775808, 1.5, 'say \"hi\"', x'0102', null, true,
            '2024-01-02 03:04:05', '{\"password\": 1}');
        insert into t values ('no number', 9e999, cast(x'ff' as text), '', 7, 2, 1.0, x'00');
        select * from t";
    let rows = rows(&mut connection, sql).await;
    assert_eq!(
        json(&rows, 1000).unwrap(),
        concat!(
            r#"[{"i": -9223372036854775808, "r": 1.5, "t": "say \"hi\"", "b": "<2 bytes>", "#,
            r#""n": null, "bool": 1, "d": "2024-01-02 03:04:05", "j": "{\"password\": 1}"}, "#,
            r#"{"i": "no number", "r": "Infinity", "t": ""#,
            "\u{fffd}\", ",
            r#""b": "", "n": "7", "bool": 2, "d": 1, "j": "<1 bytes>"}]"#,
        )
    );
}

#[tokio::test]
async fn what_a_row_showed_can_still_be_read_as_anything() {
    let mut connection = connect().await;
    let rows = rows(&mut connection, "select '12' as t, x'3132' as b, 12 as i").await;
    assert_eq!(
        json(&rows, 1000).unwrap(),
        r#"[{"t": "12", "b": "<2 bytes>", "i": 12}]"#
    );
    for column in ["t", "b", "i"] {
        let number: i64 = rows[0].get_unchecked(column);
        assert_eq!(number, 12, "{column}");
        let text: &str = rows[0].get_unchecked(column);
        assert_eq!(text, "12", "{column}");
    }
}

#[tokio::test]
async fn a_secret_by_another_name_is_masked() {
    let mut connection = connect().await;
    let sql = "create table users (id integer, password text);
        insert into users values (1, 'hunter2');
        select id, password, password as p, u.password as \"a \"\"name\"\"\", 1 as one from users u";
    let rows = rows(&mut connection, sql).await;
    let expected = concat!(
        r#"[{"id": 1, "password": "hunter2", "p": "****", "a \"name\"": "****", "#,
        r#""one": 1}]"#
    );
    assert_eq!(json(&rows, 1000).as_deref(), Some(expected));
}

#[tokio::test]
async fn a_secret_in_an_expression_is_masked() {
    let mut connection = connect().await;
    let sql = "select upper(password) as p, id from (select 1 as id, 'hunter2' as password)";
    let mut text = RowsText::new(1000);
    for row in rows(&mut connection, sql).await {
        text.push::<Sqlite>(&row, sql, |name| name == "password");
    }
    assert_eq!(
        text.finish().as_deref(),
        Some(r#"[{"p": "****", "id": 1}]"#)
    );
}

#[tokio::test]
async fn rows_are_cut_at_any_length() {
    let mut connection = connect().await;
    let sql = "with recursive n(i) as (select 1 union all select i + 1 from n where i < 100)
        select i, 'żółw \"🦀\"' as t from n";
    let rows = rows(&mut connection, sql).await;
    let whole = json(&rows, 1 << 20).unwrap();
    assert!(serde_json::from_str::<serde_json::Value>(&whole).is_ok());
    for limit in 2..300 {
        let start: String = whole.chars().take(limit).collect();
        let cut = json(&rows, limit).unwrap();
        assert!(
            start.starts_with(&cut) && cut.chars().count() + 6 > limit,
            "{limit}: {cut}"
        );
    }
}

#[tokio::test]
async fn a_large_value_is_cut() {
    let mut connection = connect().await;
    let rows = rows(&mut connection, "select hex(zeroblob(1 << 20)) as t").await;
    let json = json(&rows, 2048).unwrap();
    assert_eq!(json.len(), 2048);
    assert!(json.starts_with(r#"[{"t": "0000"#));
}

#[test]
fn no_rows_are_none() {
    assert_eq!(RowsText::new(1000).finish(), None);
}
