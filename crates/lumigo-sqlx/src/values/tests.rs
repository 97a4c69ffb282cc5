//! Rows of a real SQLite, and what is the same for every database.

use super::*;
use lumigo_core::{Sql, SqlDialect};
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use sqlx::{Connection, Row, SqliteConnection};
use sqlx_core::arguments::Arguments;
use sqlx_core::query::query_with;
use sqlx_core::raw_sql::raw_sql;
use sqlx_core::sql_str::AssertSqlSafe;
use sqlx_sqlite::{Sqlite, SqliteArguments, SqliteRow};
use std::cell::RefCell;

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
    rows_of("", rows, limit)
}

fn rows_of(query: &str, rows: &[SqliteRow], limit: usize) -> Option<String> {
    let sql = Sql::read(SqlDialect::Sqlite, query, 1000);
    let mut text = RowsText::new(limit);
    for row in rows {
        text.push::<Sqlite>(row, &sql, is_secret);
    }
    text.finish()
}

fn is_secret(name: &str) -> bool {
    name.eq_ignore_ascii_case("password")
}

/// What is shown of parameters under their positions.
pub(super) fn unnamed_text<DB: Values>(arguments: &DB::Arguments, limit: usize) -> Option<String> {
    let sql = Sql::read(SqlDialect::MySql, "select ?", limit);
    parameters_text::<DB>(arguments, &ParameterNames::new(&sql, "", |_| false), limit)
}

fn parameters(
    dialect: SqlDialect,
    query: &str,
    arguments: &SqliteArguments,
    limit: usize,
) -> Option<String> {
    let sql = Sql::read(dialect, query, limit);
    let names = ParameterNames::new(&sql, query, is_secret);
    parameters_text::<Sqlite>(arguments, &names, limit)
}

#[test]
fn parameters_have_names_or_positions() {
    let query = "select a from t where name = $1 and f($2) and \"a \"\"quoted\"\"\n one\" = $3";
    let values = arguments(["ada", "x", "y"]);
    let json = parameters(SqlDialect::Sqlite, query, &values, 1000);
    let expected = r#"{"name": "ada", "2": "x", "a \"quoted\"\n one": "y"}"#;
    assert_eq!(json.as_deref(), Some(expected));
}

#[test]
fn parameters_of_one_name_are_a_list() {
    let query = "insert into users (name, password) values (?, ?), (?, ?)";
    let values = arguments(["ada", "hunter2", "bob", "hunter3"]);
    let json = parameters(SqlDialect::Sqlite, query, &values, 1000);
    let expected = r#"{"name": ["ada", "bob"], "password": ["****", "****"]}"#;
    assert_eq!(json.as_deref(), Some(expected));
    let json = parameters(SqlDialect::Sqlite, query, &values, 24);
    assert_eq!(json.as_deref(), Some(r#"{"name": ["ada", "bob"],"#));
}

#[test]
fn a_parameter_that_may_be_a_secret_is_masked() {
    for (dialect, query) in [
        (
            SqlDialect::PostgreSql,
            "update users set (name, password) = ($1, $2)",
        ),
        (
            SqlDialect::PostgreSql,
            "select id from users where (name, password) = ($1, $2)",
        ),
        (
            SqlDialect::PostgreSql,
            "select id from users where crypt($2, password) = password",
        ),
        (
            SqlDialect::PostgreSql,
            "update t set password = case when $1 then $2 else password end",
        ),
        (
            SqlDialect::PostgreSql,
            "insert into users (name, password) (select $1, $2)",
        ),
        (
            SqlDialect::PostgreSql,
            "insert into users (name, password) select distinct on ($1) $1, $2",
        ),
        (SqlDialect::PostgreSql, "insert into users values ($1, $2)"),
        (
            SqlDialect::MySql,
            "insert users (name, password) values (?, ?)",
        ),
        (
            SqlDialect::MySql,
            "replace users (name, password) values (?, ?)",
        ),
        (
            SqlDialect::PostgreSql,
            "merge into users using (values ($1, $2)) as s(id, password) on true",
        ),
        (SqlDialect::PostgreSql, "select $2 as password"),
        (
            SqlDialect::PostgreSql,
            "select id into tmp from users where (password = $2)",
        ),
        (
            SqlDialect::MySql,
            "select id from users where a = 'it\\'s' and name = ? and password = ?",
        ),
        (
            SqlDialect::Sqlite,
            "select id from users where name='ada'and id = $1 and password = $2",
        ),
        (
            SqlDialect::PostgreSql,
            "insert into s (id) values ((select id from users where $1 and password = $2))",
        ),
        (
            SqlDialect::PostgreSql,
            "select id from users where name = $2 or password = $2",
        ),
        (
            SqlDialect::PostgreSql,
            "select id from users where data->>'password' = $2",
        ),
        (
            SqlDialect::PostgreSql,
            "select id from users where (u).password = $2",
        ),
        (
            SqlDialect::PostgreSql,
            "select set_config('app.password', $2, false)",
        ),
        (SqlDialect::PostgreSql, "alter user a password $2"),
        (SqlDialect::MySql, "create user ? identified by ?"),
        (SqlDialect::MySql, "call f(?, ?)"),
    ] {
        let json = parameters(dialect, query, &arguments(["ada", "hunter2"]), 1000).unwrap();
        assert!(!json.contains("hunter2"), "{dialect:?} {query}: {json}");
    }
}

#[test]
fn what_stands_beside_a_secret_has_its_name() {
    for (query, expected) in [
        (
            "select id from users where name = ? and password = crypt(?, password)",
            r#"{"name": "ada", "2": "****"}"#,
        ),
        (
            "insert into users (name, password) values (?, sha2(?, 256))",
            r#"{"name": "ada", "2": "****"}"#,
        ),
        (
            "update users set name = ?, password = ?",
            r#"{"name": "ada", "password": "****"}"#,
        ),
        (
            "select id from users where lower(name) = lower(?) and f(?)",
            r#"{"1": "ada", "2": "hunter2"}"#,
        ),
    ] {
        for dialect in [SqlDialect::MySql, SqlDialect::Sqlite] {
            let values = arguments(["ada", "hunter2"]);
            let json = parameters(dialect, query, &values, 1000);
            assert_eq!(json.as_deref(), Some(expected), "{dialect:?} {query}");
        }
    }
}

#[test]
fn a_masked_parameter_that_is_cut_is_masked() {
    let values = arguments(["hunter2"]);
    let query = "select id from users where password = ?";
    for limit in 1..40 {
        let json = parameters(SqlDialect::Sqlite, query, &values, limit).unwrap();
        assert!(!json.contains("hunt"), "{limit}: {json}");
    }
}

#[test]
fn no_parameters_are_none() {
    let json = |values, limit| parameters(SqlDialect::Sqlite, "select ?", &values, limit);
    assert_eq!(json(arguments([]), 1000), None);
    assert_eq!(json(arguments(["a"]), 0), None);
}

#[test]
fn a_thousand_parameters_are_cut() {
    let values = arguments(["ada"; 1000]);
    let query = format!("select f({}?)", "?, ".repeat(999));
    let json = |limit| parameters(SqlDialect::Sqlite, &query, &values, limit).unwrap();
    assert_eq!(json(2048).len(), 2048);
    assert!(json(2048).starts_with(r#"{"1": "ada", "2": "ada", "#));
    assert!(json(1 << 20).ends_with(r#""1000": "ada"}"#));
}

#[tokio::test]
async fn parameters_have_the_names_that_they_are_bound_to() {
    let mut connection = connect().await;
    rows(&mut connection, "create table t (a text, b text)").await;
    for (query, shown, stored) in [
        (
            "insert into t (b, a) values ($2, $1)",
            r#"{"a": "x", "b": "y"}"#,
            r#"[{"a": "x", "b": "y"}]"#,
        ),
        (
            "insert into t (a, b) values (?2, ?)",
            r#"{"1": "x", "2": "y"}"#,
            r#"[{"a": "y", "b": "y"}]"#,
        ),
        (
            "delete from t; insert into t (a, b) values (?, 'z'); update t set b = ?",
            r#"{"a": "x", "b": "y"}"#,
            r#"[{"a": "x", "b": "y"}]"#,
        ),
    ] {
        let values = arguments(["x", "y"]);
        let json_of_values = parameters(SqlDialect::Sqlite, query, &values, 1000);
        assert_eq!(json_of_values.as_deref(), Some(shown), "{query}");
        let bound = query_with::<Sqlite, _>(query, values);
        bound.execute(&mut connection).await.unwrap();
        let rows = rows(&mut connection, "delete from t returning a, b").await;
        assert_eq!(json(&rows, 1000).as_deref(), Some(stored), "{query}");
    }
}

/// A value that is made of parameters, or of nothing.
fn expression() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        4 => (1..5).prop_map(|number| format!("${number}")),
        1 => Just("'it''s, ('".to_owned()),
    ];
    leaf.prop_recursive(2, 6, 2, |inner| {
        let pair = (inner.clone(), inner.clone());
        prop_oneof![
            inner.clone().prop_map(|value| format!("({value})")),
            inner.clone().prop_map(|value| format!("upper({value})")),
            inner.prop_map(|value| format!("(select {value} where 1 = 1)")),
            pair.clone().prop_map(|(a, b)| format!("{a} || {b}")),
            pair.clone().prop_map(|(a, b)| format!("max({a}, {b})")),
            pair.clone().prop_map(|(a, b)| format!("{a} = {b}")),
            pair.clone()
                .prop_map(|(a, b)| format!("case {a} when {b} then {a} else {b} end")),
            pair.prop_map(|(a, b)| format!("{a} in ({b}, {a})")),
        ]
    })
}

/// A text that stores three values, in columns of any order.
fn storing() -> impl Strategy<Value = String> {
    let columns = Just(["a", "b", "c"]).prop_shuffle();
    let values = [expression(), expression(), expression()];
    (columns, values, 0..7).prop_map(|([a, b, c], [x, y, z], shape)| match shape {
        0 => format!("insert into t ({a}, {b}, {c}) values ({x}, {y}, {z})"),
        1 => format!("replace into main.t as u (\"{a}\", [{b}], `{c}`) values ({x},{y},{z})"),
        2 => format!("insert into t ({a}, {b}, {c}) select {x}, {y}, {z}"),
        3 => format!("insert into t values ({x}, {y}, {z})"),
        4 => format!("insert into t default values; update t set {a} = {x}, {b} = {y}, {c} = {z}"),
        5 => format!("insert into t ({c}) values ({x}); update t set ({a}, {b}) = ({y}, {z})"),
        _ => format!("insert into t ({a}, {c}) values ({x}, {y}) returning {z}"),
    })
}

#[test]
fn a_parameter_with_the_name_of_a_column_is_what_is_stored_there() {
    let mut builder = tokio::runtime::Builder::new_current_thread();
    let runtime = builder.enable_all().build().unwrap();
    let mut connection = runtime.block_on(connect());
    let table = "create table t (a text, b text, c text)";
    runtime.block_on(rows(&mut connection, table));
    let connection = RefCell::new(connection);
    let config = ProptestConfig::with_cases(1000);
    let outcome = TestRunner::new(config).run(&storing(), |query| {
        let mut connection = connection.borrow_mut();
        let values = ["v1", "v2", "v3", "v4"];
        let bound = query_with::<Sqlite, _>(AssertSqlSafe(query.clone()), arguments(values));
        runtime.block_on(bound.execute(&mut *connection)).unwrap();
        let rows = rows(&mut connection, "delete from t returning a, b, c");
        let rows = runtime.block_on(rows);
        let sql = Sql::read(SqlDialect::Sqlite, &query, 1000);
        for (position, value) in values.iter().enumerate() {
            if let Some(name) = sql.parameter_name(position) {
                let stored: Option<&str> = rows[0].get(name);
                prop_assert_eq!(stored, Some(*value), "{}: {}", name, query);
            }
        }
        Ok(())
    });
    outcome.unwrap();
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
    let rows = rows(&mut connection, sql).await;
    assert_eq!(
        rows_of(sql, &rows, 1000).as_deref(),
        Some(r#"[{"p": "****", "id": 1}]"#)
    );
}

#[tokio::test]
async fn a_secret_behind_what_is_not_read_is_masked() {
    let mut connection = connect().await;
    let sql = "select 'x'as a, password||'' as p from (select 'hunter2' as password)";
    let rows = rows(&mut connection, sql).await;
    assert_eq!(
        rows_of(sql, &rows, 1000).as_deref(),
        Some(r#"[{"a": "****", "p": "****"}]"#)
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
