//! Whatever the text is, nothing of a literal shows.

use super::*;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

/// Stands in literals and comments only.
const SECRET: char = '§';

/// A dialect, and whether a backslash hides what follows in a string: servers have settings for that.
type Mode = (SqlDialect, bool);

const MODES: [Mode; 5] = [
    (PostgreSql, false),
    (PostgreSql, true),
    (MySql, true),
    (MySql, false),
    (Sqlite, false),
];

/// What stands around secrets and is whole by itself, also before another one.
const PLAIN: &[&str] = &[
    "select",
    "from",
    "where",
    "insert into",
    "values",
    "update",
    "set",
    "in",
    "as",
    "with",
    "and",
    "orders",
    "o.id",
    "e",
    "x",
    "n",
    "_utf8",
    "u&",
    "like",
    "limit",
    "pragma",
    "(",
    ")",
    ",",
    ";",
    "=",
    "- ",
    "+",
    "/ ",
    "*",
    "::",
    ".",
    "1",
    ".5",
    "1e",
    "0x1f",
    "$1",
    "?",
    "@",
    ":a",
    "créé",
    "null",
    "'a'",
    "''",
    "\0",
];
const SPACES: &[&str] = &["", " ", "\n", "\t", "/**/"];

/// What stands in literals next to the secret.
fn content() -> impl Strategy<Value = String> {
    let parts = select(vec![
        "'", "\"", "`", "\\", "--", "-- ", "/*", "*/", "#", "$$", "$a$", ";", "(", ")", "]", " ",
        "\n", "\r", "a", "E", "1", "é", "\0", "§ §",
    ]);
    vec(parts, 0..8).prop_map(|mut parts| {
        parts.insert(parts.len() / 2, "§");
        parts.concat()
    })
}

fn in_quotes(content: &str, quote: &str, has_escapes: bool) -> String {
    let content = if has_escapes {
        content.replace('\\', "\\\\")
    } else {
        content.to_owned()
    };
    let twice = quote.repeat(2);
    format!("{quote}{}{quote}", content.replace(quote, &twice))
}

fn with_backslashes(content: &str, quote: &str) -> String {
    let content = content.replace('\\', "\\\\");
    let escaped = format!("\\{quote}");
    format!("{quote}{}{quote}", content.replace(quote, &escaped))
}

/// All ways to write the content down as a literal or a comment.
fn secrets((dialect, has_escapes): Mode, content: &str) -> Vec<String> {
    let line = content.replace(['\n', '\r'], " ");
    let block = content.replace(['*', '/'], " ");
    let plain = in_quotes(content, "'", has_escapes);
    let mut secrets = vec![
        format!("x{plain}"),
        plain.clone(),
        format!("-- {line}\n"),
        format!("/*{block}*/"),
    ];
    if has_escapes {
        secrets.push(with_backslashes(content, "'"));
    }
    match dialect {
        PostgreSql => {
            let dollars = content.replace('$', " ");
            secrets.push(format!("E{}", with_backslashes(content, "'")));
            secrets.push(format!("$${dollars}$$"));
            secrets.push(format!("$é_1$ $$ {dollars}$é_1$"));
            secrets.push(format!("/* /*{block}*/ {block} */"));
            secrets.push(format!("b{plain}"));
            secrets.push(format!("U&{plain}"));
            secrets.push(format!("--{line}\r"));
        }
        MySql => {
            secrets.push(in_quotes(content, "\"", has_escapes));
            secrets.push(format!("N{plain}"));
            secrets.push(format!("_latin1{plain}"));
            secrets.push(format!("#{line}\n"));
            secrets.push(format!("/*!50000{block}*/"));
        }
        Sqlite => {
            let quoted = in_quotes(content, "\"", false);
            secrets.push(format!("= {quoted} -"));
            secrets.push(format!(") values ({quoted}, {quoted})"));
            secrets.push(format!(", f({quoted}, {quoted})"));
            secrets.push(format!("; insert into t select ({quoted})"));
            secrets.push(format!(
                "; insert into t values (lower({quoted}), {quoted})"
            ));
            secrets.push(format!("; vacuum into {quoted} -"));
            secrets.push(format!(
                "; create view v as select a from t join u on {quoted} -"
            ));
            secrets.push(format!("--{line}\n"));
            secrets.push(format!("/* /*{block}*/"));
        }
    }
    secrets
}

fn secret(mode: Mode) -> impl Strategy<Value = String> {
    (content(), any::<prop::sample::Index>()).prop_map(move |(content, index)| {
        let secrets = secrets(mode, &content);
        index.get(&secrets).clone()
    })
}

/// A query with secrets, of which each stands apart from words.
fn query() -> impl Strategy<Value = (SqlDialect, String)> {
    select(&MODES[..]).prop_flat_map(|mode| {
        let space = || select(SPACES);
        let plain = (select(PLAIN), space()).prop_map(|(word, space)| format!("{word}{space}"));
        let secret = (secret(mode), select(&[" ", "\n", ")", ",", ";"][..]));
        let secret = secret.prop_map(|(secret, end)| format!(" {secret}{end}"));
        let part = prop_oneof![3 => plain, 1 => secret];
        (
            Just(mode.0),
            vec(part, 1..12).prop_map(|parts| parts.concat()),
        )
    })
}

/// Names all that is known.
fn shown(sql: &Sql) -> String {
    format!("{sql:?}")
}

fn cut(text: &str, place: usize) -> &str {
    let ends: Vec<_> = text
        .char_indices()
        .map(|(end, _)| end)
        .chain([text.len()])
        .collect();
    &text[..ends[place % ends.len()]]
}

/// The words that are inside of strings when it is read in one way or the other.
fn words_inside(text: &str, has_escapes: bool) -> Vec<&str> {
    let mut is_inside = false;
    let mut inside = Vec::new();
    let mut start = 0;
    let mut letters = text.char_indices().peekable();
    while let Some((at, letter)) = letters.next() {
        match letter {
            '\\' if is_inside && has_escapes => _ = letters.next(),
            '\'' => is_inside = !is_inside,
            'w' => start = at,
            'z' if is_inside => inside.push(&text[start..=at]),
            _ => {}
        }
    }
    inside
}

/// Conditions and values in which a secret is bound, as `$1`, to something named `password`; `$2` is not.
fn shape() -> impl Strategy<Value = String> {
    let value = prop_oneof![
        Just("$1".to_owned()),
        Just("$1::text".to_owned()),
        Just("lower($1)".to_owned()),
        Just("f(array[1, 2], $1)".to_owned()),
        Just("(select id from u where password = $1)".to_owned()),
    ];
    let noise = select(
        &[
            "",
            " and",
            " or email = $2 and",
            " or (id = $2) and not",
            " and id in ($2, 'x') and",
        ][..],
    );
    (value, noise, select(SHAPES))
        .prop_map(|(value, noise, shape)| shape.replace("{value}", &value).replace(" {and}", noise))
}

const SHAPES: &[&str] = &[
    "select * from t where true {and} password = {value}",
    "select * from t where true {and} (email, password) = ($2, {value})",
    "select * from t where true {and} (email, password) in (($2, {value}))",
    "select * from t where true {and} {value} = password",
    "select * from t where true {and} crypt({value}, password) = password",
    "select * from t where true {and} email || password like {value}",
    "select * from t where true {and} data['password'] = {value}",
    "select * from t where true {and} data->>'password' = {value}",
    "select * from t where true {and} email = {value} || password",
    "select * from t where true {and} email = $1 or password = {value}",
    "select * from t where true {and} email in (case password when {value} then 'a' end)",
    "select * from t where true {and} email = $1::text like password",
    "select {value} as password from t where true {and} false",
    "update t set email = $2, password = {value} where true {and} false",
    "update t set (email, password) = ($2, {value}) where true {and} false",
    "update t set password.email = {value} where true {and} false",
    "update t set password = case when $2 then {value} else password end",
    "insert into t (email, password) values ($2, {value})",
    "insert into t (tags, password, email, id) values (array[1, 2], {value}, $2, $2)",
    "insert into t (tags, password, email, id) values (f(1, 2), {value}, $2, $2)",
    "insert into t (t.email, t.password) values ($2, {value})",
    "insert into t (email, password) (select $2, {value})",
    "insert into t (email, password) select distinct on ($2) $2, {value}",
    "insert into t (id) values ((select id from t where password = {value}))",
    "insert t (email, password) values ($2, {value})",
    "insert into t (email) values ($2); insert into t values ({value})",
    "insert into t (email) values ($2) on conflict (email) do update set password = {value}",
    "with a as (insert into t values ($2, {value})) select * from a",
    "merge into t using (values ($2, {value})) as s on true",
    "merge into t using s on true when not matched then insert values ($2, {value})",
    "select a into tmp from t where (password = {value})",
    "select * from t where a='x'and email = $2 and password = {value}",
    "alter user a password {value}",
    "create user a identified by {value}",
    "call login($2, {value})",
];

/// Whether the first parameter would be shown.
fn shows_first(sql: &Sql, query: &str) -> bool {
    match sql.parameter_name(0) {
        Some(name) => name != "password",
        None => sql.shows_unnamed() && !query.contains("password"),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn nothing_of_a_literal_or_a_comment_shows((dialect, query) in query(), place: usize) {
        for query in [&query, cut(&query, place)] {
            let sql = Sql::read(dialect, query, LIMIT);
            prop_assert!(!shown(&sql).contains(SECRET), "{dialect:?} {query:?}: {sql:?}");
        }
    }

    #[test]
    fn what_follows_a_literal_does_not_make_it_show(
        (mode, secret) in select(&MODES[..]).prop_flat_map(|mode| (Just(mode), secret(mode))),
        before in "[a-zA-Z0-9 ,.;:()=<>+*%é\u{0}\n]{0,12} ",
        after in "[^§]{0,24}",
    ) {
        let query = format!("{before}{secret}{after}");
        let sql = Sql::read(mode.0, &query, LIMIT);
        prop_assert!(!shown(&sql).contains(SECRET), "{mode:?} {query:?}: {sql:?}");
    }

    #[test]
    fn what_is_a_string_in_one_way_or_the_other_does_not_show(
        dialect in select(&[PostgreSql, MySql][..]),
        parts in vec(select(&["'", "'", "\\", "\\'", "\\\\", "''", " ", ",", "W"][..]), 0..24),
    ) {
        let part = |(place, part): (usize, &&str)| match *part {
            "W" => format!("w{place:02}z"),
            part => part.to_owned(),
        };
        let query: String = parts.iter().enumerate().map(part).collect();
        let sql = Sql::read(dialect, &query, LIMIT);
        for has_escapes in [false, true] {
            for word in words_inside(&query, has_escapes) {
                prop_assert!(!shown(&sql).contains(word), "{dialect:?} {query:?}: {sql:?}");
            }
        }
    }

    #[test]
    fn numbers_do_not_show(
        dialect in select(&ALL[..]),
        before in select(&["", "a ", "a = ", "(", "-", "+", "in (", "limit ", "a.", "'x' ", "::"][..]),
        number in "(0x)?[0-9]{1,3}7531975[0-9_.]{0,5}(e[+-]?[0-9])?[a-z]{0,2}",
        after in ".{0,12}",
    ) {
        let query = format!("{before}{number}{after}");
        let sql = Sql::read(dialect, &query, LIMIT);
        prop_assert!(!shown(&sql).contains("7531975"), "{dialect:?} {query:?}: {sql:?}");
    }

    #[test]
    fn a_parameter_of_a_secret_has_no_other_name(
        query in shape(),
        dialect in select(&[PostgreSql, Sqlite][..]),
    ) {
        let sql = Sql::read(dialect, &query, LIMIT);
        prop_assert!(!shows_first(&sql, &query), "{dialect:?} {query:?}: {:?}", sql.parameter_name(0));
        let numbered = query.contains("::") || query.matches("$1").count() > 1;
        if !numbered {
            let query = query.replace("$1", "?").replace("$2", "'other'");
            let sql = Sql::read(MySql, &query, LIMIT);
            prop_assert!(!shows_first(&sql, &query), "{query:?}: {:?}", sql.parameter_name(0));
        }
    }

    #[test]
    fn anything_is_read_within_bounds(dialect in select(&ALL[..]), text in ".{0,80}", limit in 0..60_usize) {
        let sql = Sql::read(dialect, &text, limit);
        prop_assert!(sql.text().as_str().chars().count() <= limit);
        prop_assert!(sql.summary().as_str().chars().count() <= 255);
    }

    #[test]
    fn what_is_written_reads_as_itself((dialect, query) in query()) {
        let once = text(dialect, &query);
        prop_assert_eq!(text(dialect, &once), once, "{:?}", query);
    }
}
