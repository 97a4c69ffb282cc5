use super::*;

mod dialects;
mod parameters;
mod properties;
mod summaries;
mod texts;

use SqlDialect::{MySql, PostgreSql, Sqlite};

const ALL: [SqlDialect; 3] = [PostgreSql, MySql, Sqlite];
const LIMIT: usize = 2048;

fn text(dialect: SqlDialect, text: &str) -> String {
    Sql::read(dialect, text, LIMIT).text().to_string()
}

#[track_caller]
fn assert_texts(dialects: &[SqlDialect], rows: &[(&str, &str)]) {
    for dialect in dialects {
        for (given, expected) in rows {
            assert_eq!(text(*dialect, given), *expected, "{dialect:?}: {given}");
            // What is written reads as itself.
            assert_eq!(
                text(*dialect, expected),
                *expected,
                "{dialect:?}: {expected}"
            );
        }
    }
}

#[test]
fn literals_of_every_dialect_do_not_show() {
    assert_texts(
        &ALL,
        &[
            ("select 1", "select ?"),
            (
                "SELECT -1, +2, 1.5e-3, .5, 0xFF, 1_000, 1e10",
                "SELECT -?, ?, ?, ?, ?, ?, ?",
            ),
            (
                "select a-1, a - 1, a+1.5, (-1)",
                "select a-?, a - ?, a+?, (?)",
            ),
            (
                "select t1, utf8mb4, a1.b2 from t2",
                "select t1, utf8mb4, a1.b2 from t2",
            ),
            ("where a = 'x'", "where a = ?"),
            ("where a = ''", "where a = ?"),
            ("where a = 'it''s' and b", "where a = ? and b"),
            ("where a = ''''", "where a = ?"),
            ("where a='x'", "where a=?"),
            ("select 'a' 'b'", "select ? ?"),
            ("select 'a'\n'b'", "select ? ?"),
            ("select x'0aff', X'00'", "select ?, ?"),
            (
                "select date '2020-01-01', null, true, FALSE",
                "select date ?, null, true, FALSE",
            ),
            ("select 'a\\\\b' from t", "select ? from t"),
            ("select 'a\\b%' from t", "select ? from t"),
            ("select 'a;b'; select 'c'", "select ?; select ?"),
            (
                "select '-- no', '/* no */', '#' from t",
                "select ?, ?, ? from t",
            ),
        ],
    );
}

#[test]
fn white_space_and_comments_are_one_space() {
    assert_texts(
        &ALL,
        &[
            ("", ""),
            ("  \t\r\n ", ""),
            (" select\t\n  *   from\r\nt ", "select * from t"),
            ("select/* secret */1", "select ?"),
            ("/* secret */ select -- secret\n a", "select a"),
            ("select a -- secret", "select a"),
            ("select a --", "select a"),
            ("select a /* secret", "select a"),
            ("select a /* secret ' */ from t", "select a from t"),
            ("select a /* secret \" ` */ from t", "select a from t"),
            ("select a /**/ from t", "select a from t"),
            ("select a /*/ secret */ from t", "select a from t"),
            ("select a / b * c", "select a / b * c"),
        ],
    );
}

#[test]
fn lists_and_rows_are_cut_to_one() {
    assert_texts(
        &ALL,
        &[
            ("a in (1, 2, 3)", "a in (?)"),
            ("a IN ('x','y' , 'z') and b", "a IN (?) and b"),
            ("a not in (-1, -2)", "a not in (?)"),
            ("a in (1, b, 2)", "a in (?, b, ?)"),
            ("a in (1 , 2 + 3)", "a in (? + ?)"),
            ("a in (select 1, 2)", "a in (select ?, ?)"),
            ("a in (", "a in ("),
            ("values (1, 'a'), (2, 'b'),(3, now())", "values (?, ?)"),
            (
                "values (1, 'a'), (2, 'b') on conflict do nothing",
                "values (?, ?) on conflict do nothing",
            ),
            ("values (f(1), (2)), (f(3), (4))", "values (f(?), (?))"),
            (
                "a = values(a), b = values(b)",
                "a = values(a), b = values(b)",
            ),
            ("values (1), (2", "values (?)"),
        ],
    );
    assert_texts(&[PostgreSql], &[("a in ($1, $2, $3)", "a in ($1)")]);
    assert_texts(&[MySql, Sqlite], &[("a in (?, ?,?)", "a in (?)")]);
}

#[test]
fn what_has_no_end_hides_what_comes_before_it() {
    assert_texts(
        &ALL,
        &[
            ("select 'secret", "select ?"),
            ("select a, 'secret", "select a, ?"),
            // An apostrophe too many turns inside and outside around.
            ("where a = 'O'Brien' and b = 'secret'", "where a = ?"),
            ("where a = 'O' Brien' and b = 'secret'", "where a = ?"),
            ("where a = 'D'Arcy' and b = 'O'Brien'", "where a = ?"),
            ("where a = 'x' and b = ' and c = 'secret'", "where a = ?"),
            ("select 'a'b from t", "select ?"),
            ("where a = ‘my secret’", "where a = ?"),
            ("select a\0, secret", "select a?"),
        ],
    );
}

#[test]
fn a_text_is_cut_at_the_limit_between_characters() {
    let cut = |limit| Sql::read(PostgreSql, "select 'x',  \"größe\" from t", limit);
    assert_eq!(cut(0).text().as_str(), "");
    assert_eq!(cut(9).text().as_str(), "select ?,");
    assert_eq!(cut(14).text().as_str(), "select ?, \"grö");
    assert_eq!(cut(14).summary().as_str(), "SELECT t");
    assert_eq!(cut(100).text().as_str(), "select ?, \"größe\" from t");
}

#[test]
fn long_literals_and_texts_are_read_in_passing() {
    let long = "x".repeat(1 << 20);
    for dialect in ALL {
        let query = format!("select '{long}' from orders where a = '{long}''{long}'");
        let sql = Sql::read(dialect, &query, LIMIT);
        assert_eq!(sql.text().as_str(), "select ? from orders where a = ?");
        assert_eq!(sql.summary().as_str(), "SELECT orders");
        let open = Sql::read(dialect, &"(".repeat(1 << 20), LIMIT);
        assert_eq!(open.text().as_str(), "(".repeat(LIMIT));
        for part in [
            "'\\",
            "''",
            "/*",
            "$a",
            "a.",
            "\"",
            "[",
            "1e+",
            ";",
            "with a as (",
        ] {
            let sql = Sql::read(dialect, &part.repeat(1 << 18), LIMIT);
            assert!(sql.text().as_str().len() <= LIMIT);
            assert!(sql.summary().as_str().len() <= 255);
        }
    }
}
