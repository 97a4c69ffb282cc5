//! What one dialect reads in its own way.

use super::*;

#[test]
fn postgresql_has_dollars_escapes_and_nested_comments() {
    assert_texts(
        &[PostgreSql],
        &[
            ("select $$secret$$, $1", "select ?, $1"),
            ("select $a$ it's $b$ \" $a$ from t", "select ? from t"),
            ("select $$secret", "select ?"),
            ("do $do$ begin 'x' end $do$", "do ?"),
            ("select a$b$c from t", "select a$b$c from t"),
            ("select E'it\\'s', e'\\\\' from t", "select ?, ? from t"),
            (
                "select U&'d\\0061t', N'x', B'01' from t",
                "select ?, ?, ? from t",
            ),
            ("select u&'x' uescape '!'", "select ? uescape ?"),
            // With `standard_conforming_strings` off the string goes on.
            ("select 'a\\' or b = 'secret'", "select ?"),
            ("select 'a\\'' or b, 'secret'", "select ?"),
            (
                "where a like $1 escape '\\' order by b",
                "where a like $1 escape ? order by b",
            ),
            (
                "select \"a\"\"b\".\"c d\" from \"t\"",
                "select \"a\"\"b\".\"c d\" from \"t\"",
            ),
            ("select \"a\"b\" = 'secret' and \"c\"", "select ?"),
            ("select \" = 'secret' and \", a", "select ?, a"),
            ("select \"open from t where a = 'secret'", "select ?"),
            ("/* a /* b */ secret */ select 1", "select ?"),
            ("select 1 --a\rfrom t", "select ? from t"),
            (
                "select a::text, b[1:2], $1::int[]",
                "select a::text, b[?:?], $1::int[]",
            ),
            (
                "select a #> b, a ? b, a->>'key'",
                "select a #> b, a ? b, a->>?",
            ),
            ("select $1234567", "select ?"),
            ("copy t from program 'curl secret'", "copy t from program ?"),
            (
                "create subscription s connection 'host=a password=secret' publication p",
                "create subscription s connection ? publication p",
            ),
            ("alter role a password 'secret'", "alter role a password ?"),
            ("set app.token = secret, words", "set app.token = ?"),
            (
                "set local app.token to secret; select a",
                "set local app.token to ?; select a",
            ),
            (
                "alter role a set app.token to secret",
                "alter role a set app.token to ?",
            ),
            (
                "set transaction isolation level serializable",
                "set transaction isolation level serializable",
            ),
            ("update t set a = b, c = d", "update t set a = b, c = d"),
            ("alter table a rename to b", "alter table a rename to b"),
            ("select E'a'\n'b\\'secret'", "select ? ?"),
            ("select 1$$ secret $$", "select ??"),
            ("select 1$a$ secret $a$, 2$1", "select ??, ?$1"),
            (
                "create function f() returns int set app.token = secret as 'x'",
                "create function f() returns int set app.token = ?",
            ),
        ],
    );
}

#[test]
fn mysql_has_backslashes_and_strings_in_double_quotes() {
    assert_texts(
        &[MySql],
        &[
            (
                "select \"secret\", `a``b`.`c` from `t`",
                "select ?, `a``b`.`c` from `t`",
            ),
            ("select \"it's\" from t", "select ? from t"),
            // With `NO_BACKSLASH_ESCAPES` the string ends at the quote, without it goes on.
            ("select 'it\\'s', 'secret'", "select ?"),
            ("select \"a\\\" or b = \", secret", "select ?"),
            ("select 'a\\\\' from t", "select ? from t"),
            ("select a # secret 'x\nfrom t", "select a from t"),
            ("select a -- secret\nfrom t", "select a from t"),
            ("select a --\tsecret", "select a"),
            ("select a --secret\nfrom t", "select a ?"),
            ("select 5--3", "select ??"),
            ("select /*! straight_join */ a /*+ hint */", "select a"),
            ("select /*!50000 'x*/ secret */ a", "select ?"),
            ("select /*M! a -- x*/ secret\n*/ a", "select ?"),
            ("select /*+ SET_VAR(x = 'a*/ secret ') */ 1", "select ?"),
            ("select /*+ INDEX(`t` `i`) */ a", "select a"),
            ("select /* a /* b */ c", "select c"),
            (
                "select _utf8'x', _latin1\"y\", n'z', b'01', 0b01",
                "select ?, ?, ?, ?, ?",
            ),
            (
                "select _utf8mb4 'x' collate utf8mb4_bin",
                "select _utf8mb4 ? collate utf8mb4_bin",
            ),
            ("select $$secret$$", "select ?"),
            ("select @a := 'x', @@sql_mode", "select @a := ?, @@sql_mode"),
            (
                "create user 'a'@'%' identified by 'secret'",
                "create user ?@? identified by ?",
            ),
            ("set password = 'secret'", "set password = ?"),
            ("set @a = secret, @b = other", "set @a = ?"),
            ("select 1abc, 2fa", "select ?, ?"),
            ("select `open, 'secret'", "select ?"),
            ("select ?1", "select ??"),
            ("a in (?, 'x', ?)", "a in (?)"),
        ],
    );
}

#[test]
fn sqlite_takes_double_quotes_for_both() {
    assert_texts(
        &[Sqlite],
        &[
            ("select [a b], `c` from [t]", "select [a b], `c` from [t]"),
            ("select [open, 'secret'", "select ?"),
            ("where a = \"secret\"", "where a = ?"),
            (
                "select \"t\".\"a\" from \"t\" join \"u\"",
                "select \"t\".\"a\" from \"t\" join \"u\"",
            ),
            (
                "insert into \"t\" (\"a\", \"b\") values (\"secret\", ?1)",
                "insert into \"t\" (\"a\", \"b\") values (?, ?1)",
            ),
            (
                "update \"t\" set \"a\" = \"secret\"",
                "update \"t\" set \"a\" = ?",
            ),
            (
                "insert into t values (\"secret\")",
                "insert into t values (?)",
            ),
            (
                "insert into s.t select (\"secret\")",
                "insert into s.t select (?)",
            ),
            (
                "insert into t values (lower(\"secret\"), \"secret\")",
                "insert into t values (lower(?), ?)",
            ),
            (
                "insert or replace into t values (\"secret\")",
                "insert or replace into t values (?)",
            ),
            (
                "insert into t with x as (select \"secret\") select a from x",
                "insert into t with x as (select ?) select a from x",
            ),
            (
                "insert into t select distinct(\"secret\")",
                "insert into t select distinct(?)",
            ),
            (
                "create trigger a after insert on \"t\" begin insert into u values (\"secret\"); end",
                "create trigger a after insert on \"t\" begin insert into u values (?); end",
            ),
            (
                "explain query plan insert into t values (\"secret\")",
                "explain query plan insert into t values (?)",
            ),
            ("vacuum into \"secret\"", "vacuum into ?"),
            ("vacuum main into \"secret\"", "vacuum main into ?"),
            (
                "create view v as select a from t join u on \"secret\" = 1",
                "create view v as select a from t join u on ? = ?",
            ),
            ("insert into (\"secret\")", "insert into (?)"),
            ("insert into t (= \"secret\")", "insert into t (= ?)"),
            ("select a as \"b\"", "select a as \"b\""),
            (
                "where a is not distinct from \"secret\"",
                "where a is not distinct from ?",
            ),
            ("a join b on \"secret\" = c", "a join b on ? = c"),
            (
                "create index \"i\" on \"t\" (\"a\")",
                "create index \"i\" on \"t\" (?)",
            ),
            ("select 'a\\' from t", "select ? from t"),
            ("select 'a\\', 'b'", "select ?, ?"),
            (
                "select ?, ?12, :name, @name, $name",
                "select ?, ?12, :name, @name, $name",
            ),
            ("select ?123456, $1234567", "select ?, ?"),
            ("select $a::b('secret)')", "select ?"),
            ("select :a('), ' secret ', :b(')", "select ?"),
            ("select @a('), ' secret ', @b(')", "select ?"),
            ("select #a('), ' secret ', #b(')", "select ?"),
            ("select a where \"secret\".5", "select a where ??"),
            ("select a -- secret '\nfrom t", "select a from t"),
            ("select a --secret", "select a"),
            ("pragma key = secret", "pragma key = ?"),
            (
                "pragma key = \"x'secret'\"; select a",
                "pragma key = ?; select a",
            ),
            ("pragma main.key(secret)", "pragma main.key(?)"),
            ("PRAGMA foreign_keys", "PRAGMA foreign_keys"),
            (
                "attach database 'x' as y key secret",
                "attach database ? as y key ?",
            ),
            ("attach \"secret\" as y", "attach ? as y"),
            ("select \"it's\", a", "select ?, a"),
        ],
    );
}
