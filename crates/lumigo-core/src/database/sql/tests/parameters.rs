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
        ("where a >= ? and b <> ? or c like ?", &["a", "b", "c"]),
        ("where t.a in (?, ?) and b not in (?)", &["a", "a", "b"]),
        ("where a between ? and ? and b = ?", &["a", "a", "b"]),
        (
            "where lower(a) = lower(?) limit ? offset ?",
            &["a", "limit", "offset"],
        ),
        ("where ? = a and ? < t.b", &["a", "b"]),
        ("where (a = ? or (b = ?)) and not c = ?", &["a", "b", "c"]),
        ("where (a, b) = (?, ?)", &["-", "-"]),
        (
            "update t set a = ?, b = coalesce(?, b), c = c + ? where d is not distinct from ?",
            &["a", "b", "c", "d"],
        ),
        (
            "select case when a = ? then ? else ? end, ?",
            &["a", "-", "-", "-"],
        ),
        ("select f(a, ?), cast(? as text)", &["-", "-"]),
        ("select ? as name where `a` = ?", &["-", "a"]),
        ("a = 'x' and b = ?; select ?", &["b", "-"]),
    ];
    assert_names(&[MySql, Sqlite], rows);
}

#[test]
fn parameters_are_named_by_the_columns_they_are_inserted_into() {
    let rows: &[(&str, &[&str])] = &[
        ("insert into t (a, `b`) values (?, ?)", &["a", "b"]),
        (
            "insert into t (a, b) values (?, lower(?)), ('x', ?), (?, ?)",
            &["a", "b", "b", "a", "b"],
        ),
        (
            "insert into s.t (a, b) select ?, f(1, ?) from u where c = ?",
            &["a", "b", "c"],
        ),
        ("insert into t values (?, ?)", &["-", "-"]),
        (
            "insert into t (a) values (?) on duplicate key update b = ?",
            &["a", "b"],
        ),
        (
            "insert into t (limit, where) values (?, ?)",
            &["limit", "where"],
        ),
    ];
    assert_names(&[MySql, Sqlite], rows);
}

#[test]
fn a_column_without_a_name_has_its_place() {
    assert_names(
        &[MySql],
        &[(
            "insert into t (\"a\", b, c.d, e) values (?, ?, ?, ?)",
            &["-", "b", "c", "e"],
        )],
    );
}

#[test]
fn parameters_of_postgresql_have_numbers() {
    assert_names(
        &[PostgreSql],
        &[
            ("select * from t where b = $2 and a = $1", &["a", "b"]),
            (
                "where ($1::text is null or a = $1) and b = any($2)",
                &["a", "b"],
            ),
            (
                "insert into t (\"A b\", c) select * from unnest($1::int[], $2::text[])",
                &["A b", "c"],
            ),
            (
                "insert into t (a, b) values ($1, $2::jsonb) on conflict (a) do update set b = $3",
                &["a", "b", "b"],
            ),
            ("where a::text ilike '%' || $1 and b @> $2", &["a", "b"]),
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
fn parameters_of_sqlite_have_names_too() {
    assert_names(
        &[Sqlite],
        &[
            (
                "where a = :x and b = @y and c = $z and d = :x",
                &["a", "b", "c"],
            ),
            ("select :password, ?", &["password", "-"]),
            ("where a = ?2 and b = ? and c = ?1", &["c", "a", "b"]),
            ("where \"a\" = ? and ? = \"secret\"", &["a", "-"]),
            ("insert into \"t\" (\"a\", b) values (?, ?)", &["a", "b"]),
        ],
    );
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
