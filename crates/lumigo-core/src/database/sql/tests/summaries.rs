//! What queries do with what.

use super::*;

type Row<'a> = (&'a str, &'a str, Option<&'a str>, Option<&'a str>);

#[track_caller]
fn assert_summaries(dialects: &[SqlDialect], rows: &[Row<'_>]) {
    for dialect in dialects {
        for (given, summary, operation, collection) in rows {
            let sql = Sql::read(*dialect, given, LIMIT);
            let found = (
                sql.summary().as_str(),
                sql.operation(),
                sql.collection().map(StringValue::as_str),
            );
            assert_eq!(
                found,
                (*summary, *operation, *collection),
                "{dialect:?}: {given}"
            );
        }
    }
}

const SELECT: Option<&str> = Some("SELECT");
const INSERT: Option<&str> = Some("INSERT");
const UPDATE: Option<&str> = Some("UPDATE");
const DELETE: Option<&str> = Some("DELETE");
const A: Option<&str> = Some("a");

#[test]
fn queries_are_summarised_as_the_conventions_say() {
    assert_summaries(
        &ALL,
        &[
            (
                "select * from wuser_table where username = 'x'",
                "SELECT wuser_table",
                SELECT,
                Some("wuser_table"),
            ),
            (
                "INSERT INTO shipping_details (order_id, address) SELECT order_id, address FROM orders WHERE order_id = 1",
                "INSERT shipping_details SELECT orders",
                INSERT,
                None,
            ),
            (
                "SELECT * FROM songs, artists WHERE songs.artist_id == artists.id",
                "SELECT songs artists",
                SELECT,
                None,
            ),
            (
                "SELECT order_date FROM (SELECT * FROM orders o JOIN customers c ON o.customer_id = c.customer_id)",
                "SELECT SELECT orders customers",
                SELECT,
                None,
            ),
            (
                "CALL some_stored_procedure(1)",
                "CALL some_stored_procedure",
                Some("CALL"),
                None,
            ),
        ],
    );
}

#[test]
fn tables_are_told_by_where_they_stand() {
    assert_summaries(
        &ALL,
        &[
            ("select 1", "SELECT", SELECT, None),
            (
                "select a.b.c from a.b.c",
                "SELECT a.b.c",
                SELECT,
                Some("a.b.c"),
            ),
            (
                "select * from a x, a as y join a z on x.b = y.b, a",
                "SELECT a a a a",
                SELECT,
                A,
            ),
            (
                "select * from a left outer join b using (c) cross join d",
                "SELECT a b d",
                SELECT,
                None,
            ),
            (
                "select * from (a join b on a.c = b.c) where d in (select e from f)",
                "SELECT a b SELECT f",
                SELECT,
                None,
            ),
            (
                "(select b from a) union all (select c from a)",
                "SELECT a SELECT a",
                SELECT,
                A,
            ),
            (
                "select b from a union select c from d order by e, f",
                "SELECT a SELECT d",
                SELECT,
                None,
            ),
            (
                "select extract(year from b), trim(c from d) from a where b is not distinct from c",
                "SELECT a",
                SELECT,
                A,
            ),
            ("select * from f(1, b) g, a", "SELECT a", SELECT, A),
            ("select b from a for update", "SELECT a", SELECT, A),
            (
                "select * from (values (1, 2)) v, lateral (select b from a) x",
                "SELECT SELECT a",
                SELECT,
                A,
            ),
            (
                "select (select max(b) from a), replace(c, 'x', 'y') from d",
                "SELECT SELECT a d",
                SELECT,
                None,
            ),
            (
                "insert into a (b, c) values (1, 2) on conflict (b) do update set c = 3",
                "INSERT a",
                INSERT,
                A,
            ),
            (
                "insert ignore into a values (1) on duplicate key update b = 2",
                "INSERT a",
                INSERT,
                A,
            ),
            ("insert or replace into a values (1)", "INSERT a", INSERT, A),
            ("replace into a values (1)", "REPLACE a", Some("REPLACE"), A),
            (
                "update a set b = (select c from d), e = f, g = 1",
                "UPDATE a SELECT d",
                UPDATE,
                None,
            ),
            (
                "update only a set b = 1 from c where true",
                "UPDATE a c",
                UPDATE,
                None,
            ),
            ("delete from a where b = 1", "DELETE a", DELETE, A),
            (
                "delete from a using b where a.c = b.c",
                "DELETE a b",
                DELETE,
                None,
            ),
            (
                "delete a from a join b using (c)",
                "DELETE a b",
                DELETE,
                None,
            ),
            (
                "merge into a using b on a.c = b.c when matched then update set d = 1 when not matched then insert (c) values (2)",
                "MERGE a b",
                Some("MERGE"),
                None,
            ),
            (
                "with x as (select b from a), y (c) as (select d from x) select * from X, y",
                "SELECT a SELECT SELECT",
                SELECT,
                A,
            ),
            (
                "with recursive x as materialized (select 1 union all select n from x) delete from a",
                "SELECT SELECT DELETE a",
                DELETE,
                A,
            ),
            (
                "with x as (update a set b = 1 returning c) insert into d select * from x",
                "UPDATE a INSERT d SELECT",
                INSERT,
                None,
            ),
            (
                "explain analyze select b from a",
                "EXPLAIN SELECT a",
                Some("EXPLAIN"),
                A,
            ),
            (
                "explain (analyze, verbose) update a set b = 1",
                "EXPLAIN UPDATE a",
                Some("EXPLAIN"),
                A,
            ),
            (
                "prepare p as insert into a values (1)",
                "PREPARE INSERT a",
                Some("PREPARE"),
                A,
            ),
        ],
    );
}

#[test]
fn commands_are_told_by_their_first_words() {
    assert_summaries(
        &ALL,
        &[
            ("", "", None, None),
            (";;", "", None, None),
            ("hunter2", "", None, None),
            ("hunter2 from a", "", None, None),
            ("'hunter2'", "", None, None),
            ("/* x */ ( ( select b from a ) )", "SELECT a", SELECT, A),
            (
                "create table if not exists a (b int references c(d))",
                "CREATE TABLE a",
                Some("CREATE TABLE"),
                A,
            ),
            (
                "create temporary table a as select b from c",
                "CREATE TABLE a SELECT c",
                Some("CREATE TABLE"),
                None,
            ),
            (
                "create or replace view a as with x as (select 1) select * from x",
                "CREATE VIEW a SELECT SELECT",
                Some("CREATE VIEW"),
                A,
            ),
            (
                "create unique index i on a (b)",
                "CREATE INDEX i a",
                Some("CREATE INDEX"),
                A,
            ),
            (
                "drop table if exists a, b cascade",
                "DROP TABLE a b",
                Some("DROP TABLE"),
                None,
            ),
            (
                "alter table a add column b int default 1",
                "ALTER TABLE a",
                Some("ALTER TABLE"),
                A,
            ),
            (
                "create database d",
                "CREATE DATABASE d",
                Some("CREATE DATABASE"),
                None,
            ),
            (
                "create user u password 'x'",
                "CREATE USER",
                Some("CREATE USER"),
                None,
            ),
            (
                "create trigger t after update on a begin insert into b values (1); delete from c; end",
                "CREATE TRIGGER t",
                Some("CREATE TRIGGER"),
                None,
            ),
            ("create something else", "CREATE", Some("CREATE"), None),
            (
                "truncate table a, b",
                "TRUNCATE a b",
                Some("TRUNCATE"),
                None,
            ),
            ("truncate a", "TRUNCATE a", Some("TRUNCATE"), A),
            ("begin", "BEGIN", Some("BEGIN"), None),
            ("start transaction read only", "START", Some("START"), None),
            ("savepoint s", "SAVEPOINT", Some("SAVEPOINT"), None),
            (
                "rollback to savepoint s",
                "ROLLBACK",
                Some("ROLLBACK"),
                None,
            ),
            ("set names utf8mb4", "SET", Some("SET"), None),
            ("show tables", "SHOW", Some("SHOW"), None),
            ("grant select on a to b", "GRANT", Some("GRANT"), None),
            ("copy a (b, c) from stdin", "COPY a", Some("COPY"), A),
            (
                "copy (select b from a) to stdout",
                "COPY SELECT a",
                Some("COPY"),
                A,
            ),
            ("listen c", "LISTEN c", Some("LISTEN"), None),
            ("notify c, 'secret'", "NOTIFY c", Some("NOTIFY"), None),
            ("vacuum full verbose a", "VACUUM a", Some("VACUUM"), None),
            (
                "pragma main.table_info(a)",
                "PRAGMA main.table_info",
                Some("PRAGMA"),
                None,
            ),
            ("begin; commit", "BEGIN COMMIT", None, None),
            ("select b from a; select c from a;", "SELECT a", SELECT, A),
            (
                "insert into a values (1); insert into a values (2); delete from b",
                "INSERT a DELETE b",
                None,
                None,
            ),
            ("hunter2; select b from a", "SELECT a", None, A),
        ],
    );
}

#[test]
fn names_lose_their_quotes() {
    assert_summaries(
        &[PostgreSql, Sqlite],
        &[(
            "select * from \"song \"\" list\".\"b\", c",
            "SELECT song \" list.b c",
            SELECT,
            None,
        )],
    );
    assert_summaries(
        &[MySql, Sqlite],
        &[(
            "select * from `song list`",
            "SELECT song list",
            SELECT,
            Some("song list"),
        )],
    );
    assert_summaries(
        &[Sqlite],
        &[
            ("select * from [a]", "SELECT a", SELECT, A),
            ("select * from 'a'", "SELECT", SELECT, None),
            (
                "select * from b where c = \"secret\"",
                "SELECT b",
                SELECT,
                Some("b"),
            ),
        ],
    );
    assert_summaries(&[MySql], &[("select * from \"a\"", "SELECT", SELECT, None)]);
}

#[test]
fn a_summary_ends_with_a_whole_name() {
    let name = "n".repeat(100);
    let query = format!("select * from {name}, {name}, {name}, a");
    let sql = Sql::read(PostgreSql, &query, LIMIT);
    assert_eq!(sql.summary().as_str(), format!("SELECT {name} {name}"));
    assert_eq!(sql.collection(), None);
    let sql = Sql::read(
        PostgreSql,
        &format!("select * from {}", "n".repeat(256)),
        LIMIT,
    );
    assert_eq!(sql.summary().as_str(), "SELECT");
    let nested = "(select * from ".repeat(100) + "a";
    let sql = Sql::read(PostgreSql, &nested, LIMIT);
    assert!(sql.summary().as_str().starts_with("SELECT SELECT"));
}
