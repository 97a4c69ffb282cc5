//! Which columns parameters belong to.

use super::*;

#[track_caller]
fn assert_names(dialects: &[SqlDialect], rows: &[(&str, &[&str])]) {
    for dialect in dialects {
        for (given, expected) in rows {
            let sql = Sql::read(*dialect, given, LIMIT);
            let found: Vec<_> = (0..expected.len())
                .map(|index| sql.parameter_name(index).unwrap_or("-"))
                .collect();
            assert_eq!(found, *expected, "{dialect:?}: {given}");
            assert_eq!(sql.parameter_name(expected.len()), None);
        }
    }
}

#[test]
fn parameters_are_named_by_the_columns_they_are_compared_with() {
    let rows: &[(&str, &[&str])] = &[
        ("select * from t where a = ?", &["a"]),
        (
            "where a >= ? and not b <> ? or c not like ?",
            &["a", "b", "c"],
        ),
        (
            "where t.a in (?, 'x', ?) and b not in (?)",
            &["a", "a", "b"],
        ),
        (
            "where s.t.a = ? limit ? offset ?",
            &["a", "limit", "offset"],
        ),
        ("where (a = ? or (b = ?)) and not c = ?", &["a", "b", "c"]),
        (
            "update t set a = ?, `b` = ? where c = ? returning d",
            &["a", "b", "c"],
        ),
        ("t join u on t.a = u.b and c = ? where d = ?", &["c", "d"]),
        ("select case when a = ? then ? else b end", &["a", "-"]),
        ("a = 'x' and b = ?; select ?", &["b", "-"]),
        ("(where = ? and b = ?", &["-", "b"]),
    ];
    assert_names(&[MySql, Sqlite], rows);
}

#[test]
fn a_parameter_with_which_something_is_calculated_has_no_name() {
    let rows: &[(&str, &[&str])] = &[
        ("where ? = a", &["-"]),
        ("where lower(a) = lower(?)", &["-"]),
        ("where (a, b) = (?, ?)", &["-", "-"]),
        ("where (a, b) in ((?, ?))", &["-", "-"]),
        ("where a = ? || b and c = ?", &["-", "c"]),
        ("where a || b = ?", &["-"]),
        ("where a = b = ?", &["-"]),
        ("where a->>'b' = ? and (a).b = ?", &["-", "-"]),
        ("where a in (case b when ? then 1 end)", &["-"]),
        (
            "set a = coalesce(?, a), b = b + ?, t.c = ?",
            &["-", "-", "-"],
        ),
        ("set (a, b) = (?, ?), c = f(?)", &["-", "-", "-"]),
        ("select f(a, ?), cast(? as text), ? as a", &["-", "-", "-"]),
        ("alter user a password ?", &["-"]),
        ("create user a identified by ?", &["-"]),
    ];
    assert_names(&[MySql, Sqlite], rows);
}

#[test]
fn parameters_are_named_by_the_columns_they_are_inserted_into() {
    let rows: &[(&str, &[&str])] = &[
        ("insert into t (a, `b`) values (?, ?)", &["a", "b"]),
        ("insert into s.t as x (a) value (?)", &["a"]),
        ("replace into t (a) values row(?), row(?)", &["a", "a"]),
        ("insert t (a, b) values (?, ?)", &["a", "b"]),
        ("insert ignore t (a, b) values (?, ?)", &["a", "b"]),
        ("insert or ignore into t (a) values (?)", &["a"]),
        (
            "insert into t (a, b) values (?, lower(?)), ('x', ?), (f(1, 2), ?)",
            &["a", "-", "b", "b"],
        ),
        (
            "insert into t (a, b) values ((select a from u where c = ? and d + ?), ?)",
            &["c", "-", "b"],
        ),
        (
            "insert into t (a) values (?) on duplicate key update b = ?",
            &["a", "b"],
        ),
        (
            "insert into t (limit, where) values (?, ?)",
            &["limit", "where"],
        ),
        ("insert into t (t.a, b) values (?, ?)", &["-", "b"]),
        (
            "insert into t (a) values (?); insert into t values (?)",
            &["a", "-"],
        ),
        ("insert into t values (?, ?)", &["-", "-"]),
        ("insert into t (a, b) select ?, ?", &["-", "-"]),
        ("insert into t (a, b) (select ?, ?)", &["-", "-"]),
        ("select a into t from u where (a = ?)", &["a"]),
    ];
    assert_names(&[MySql, Sqlite], rows);
}

#[test]
fn a_column_without_a_name_has_its_place() {
    assert_names(
        &[MySql],
        &[(
            "insert into t (\"a\", b, c.d, e) values (?, ?, ?, ?)",
            &["-", "b", "-", "e"],
        )],
    );
}

#[test]
fn parameters_of_postgresql_have_numbers() {
    assert_names(
        &[PostgreSql],
        &[
            ("select * from t where b = $2 and a = $1", &["a", "b"]),
            ("where b = any($1) and c = any($2::int[])", &["b", "c"]),
            (
                "insert into t (\"A b\", c) values ($1::s.type, $2::jsonb) returning a",
                &["A b", "c"],
            ),
            (
                "insert into t (a, b, c) values (array[1, 2], $1, $2)",
                &["b", "c"],
            ),
            (
                "insert into t (a) overriding system value values ($1)",
                &["a"],
            ),
            ("where a = $1::text like b and c @> $2", &["-", "-"]),
            ("select f(a => $1)", &["a"]),
            ("where a['b'] = $1", &["-"]),
        ],
    );
    let sql = Sql::read(
        PostgreSql,
        "where $0 = a and b = $65000 and c = $99999",
        LIMIT,
    );
    assert_eq!(sql.parameter_name(64_999), Some("b"));
    assert_eq!(sql.parameter_name(99_998), None);
}

#[test]
fn a_parameter_of_several_names_has_none() {
    assert_names(
        &[PostgreSql, Sqlite],
        &[
            ("where a = $1 and t.a = $1 and b = $2", &["a", "b"]),
            ("where a = $1 or b = $1 or a = $1", &["-"]),
            ("where a = $1 and lower(b) = lower($1)", &["-"]),
            ("where lower(b) = lower($1) and a = $1", &["-"]),
        ],
    );
}

#[test]
fn parameters_of_sqlite_have_the_numbers_that_sqlx_binds() {
    assert_names(
        &[Sqlite],
        &[
            ("where a = ?2 and b = $1", &["b", "a"]),
            ("where a = ?2 and b = ? and c = ?", &["-", "-"]),
            ("where a = ? and b = $1", &["-"]),
            ("where a = :a and b = ?", &["-"]),
            ("where \"a\" = ? and ? = \"secret\"", &["a", "-"]),
            ("insert into \"t\" (\"a\", b) values (?, ?)", &["a", "b"]),
        ],
    );
}

#[test]
fn what_is_not_read_to_the_end_names_no_parameter() {
    for (dialect, query) in [
        (PostgreSql, "where a = $1 and b='x'and c = $1"),
        (MySql, "where a = ? and b = 'it\\'s' and c = ?"),
        (Sqlite, "where a = ? and b = 'open"),
        (MySql, "set @a = ?, b = ?; select a from t where c = ?"),
    ] {
        let sql = Sql::read(dialect, query, LIMIT);
        assert_eq!(sql.parameter_name(0), None, "{query}");
        assert!(!sql.shows_unnamed(), "{query}");
    }
    let long = format!("where a = ? and b in ({})", "1, ".repeat(1 << 15));
    let sql = Sql::read(Sqlite, &long, LIMIT);
    assert_eq!(sql.parameter_name(0), None);
    assert!(!sql.is_whole());
}

#[test]
fn a_text_is_whole_when_all_of_it_shows() {
    for (query, limit, is_whole) in [
        ("select 'a' from t", 100, true),
        ("select 'a' from t", 8, false),
        ("select 'a'as b from t", 100, false),
        ("select 'a", 100, false),
    ] {
        let sql = Sql::read(PostgreSql, query, limit);
        assert_eq!(sql.is_whole(), is_whole, "{query}");
    }
}

#[test]
fn unnamed_parameters_may_show_where_they_are_not_inserted_into_unnamed_columns() {
    for (query, expected) in [
        ("select lower($1)", true),
        ("update t set a = lower($1)", true),
        ("insert into t (a) values (lower($1))", true),
        ("insert into t (a, b) select * from unnest($1, $2)", true),
        ("insert into t values ($1)", false),
        ("insert into t select $1", false),
        ("insert t select $1", false),
        ("insert into t (select $1)", false),
        (
            "with a as (insert into t values ($1)) select * from a",
            false,
        ),
        ("call f($1)", false),
        ("create user a identified by $1", false),
        ("begin; select $1", false),
        ("", false),
    ] {
        let sql = Sql::read(PostgreSql, query, LIMIT);
        assert_eq!(sql.shows_unnamed(), expected, "{query}");
    }
}

#[test]
fn a_thousand_rows_have_the_names_of_one() {
    let query = format!(
        "insert into t (a, b) values {}(?, ?)",
        "(?, ?), ".repeat(1_000)
    );
    let sql = Sql::read(MySql, &query, LIMIT);
    assert_eq!(sql.parameter_name(2_000), Some("a"));
    assert_eq!(sql.parameter_name(2_001), Some("b"));
    assert_eq!(sql.parameter_name(2_002), None);
}
