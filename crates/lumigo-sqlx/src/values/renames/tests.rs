use super::*;
use proptest::prelude::*;

fn hidden(text: &str, name: &str) -> bool {
    hidden_in(text, true, name)
}

fn hidden_in(text: &str, is_whole: bool, name: &str) -> bool {
    let is_secret = |word: &str| word.to_lowercase().contains("password");
    Renames::read(text, is_whole, is_secret).hide(name)
}

#[test]
fn what_renames_a_secret_is_hidden() {
    for text in [
        "select id, password as p from users",
        "SELECT u.Password AS P FROM users u",
        "select password p, id from users",
        "select id, \"password\" as \"p\" from users",
        "select id, `u`.`password` `p` from users u",
        "select upper(password) as p",
        "select upper(password) p from users",
        "select coalesce(password, ?) as p",
        "select password || ? p",
        "select case when password = ? then ? else ? end as p from users",
        "select (select password from users limit ?) as p",
        "select q as p from (select password as q from users) x",
        "with a as (select password as q from users) select id, q as p from a",
        "insert into users (name, password) values ($1, $2) returning id, password as p",
        "update users set password = $1 where id = $2 returning password p",
        "select p(password) from users",
        "select id, p(password), name from users",
        "select (password)[?] as p",
        "select a from b union select password as p from users",
    ] {
        assert!(hidden(text, "p"), "{text}");
    }
}

#[test]
fn what_stands_beside_a_secret_is_shown() {
    for text in [
        "select p, password from users",
        "select password, p from users",
        "select password as q, p from users",
        "select u.password, u.p from users u",
        "select p from users where password = $1 and p = $2 order by password, p",
        "select name as p from users where password = ?",
        "select name as p, password from users",
        "insert into users (password, p) values ($1, $2) returning p",
        "update users set password = $1, p = $2 where id = $3 returning p",
        "select * from users",
        "select count(*) as p from users where password is null",
        "",
        ")))((( p",
    ] {
        assert!(!hidden(text, "p"), "{text}");
    }
}

#[test]
fn a_secret_of_an_unknown_name_hides_what_is_not_named() {
    for text in [
        "select id, upper(password) as ? from users",
        "select id, password ? from users",
        "select id, password || ? from users",
        "select id, ? || password from users",
    ] {
        for name in ["?column?", "p", "pass"] {
            assert!(hidden(text, name), "{text}");
        }
        assert!(!hidden(text, "ID"), "{text}");
    }
    for text in [
        "select ?",
        "select id, ? || name from users where password = ?",
        "select password, id + ? from users",
        "select *, u.password from users u",
    ] {
        assert!(!hidden(text, "?column?"), "{text}");
    }
}

#[test]
fn what_a_text_that_is_cut_does_not_name_is_hidden() {
    let text = "select id, name, ";
    assert!(hidden_in(text, false, "p"));
    assert!(!hidden_in(text, false, "NAME"));
    assert!(!hidden_in(text, true, "p"));
}

#[test]
fn names_by_place_are_all_hidden_with_a_secret() {
    for text in [
        "select name as p from users union all select password from users",
        "select name as p from users EXCEPT select password from users",
        "with a (q, p) as (select name, password from users) select p from a",
        "with a(p) as not materialized (select password from users) select p from a",
        "select p from (select password from users) as a (p)",
        "select p from (select password from users) a(p)",
    ] {
        assert!(hidden(text, "p"), "{text}");
    }
    for text in [
        "select name as p from users union all select email from users",
        "insert into users (name, password) values ($1, $2) returning p",
        "select p from users where name in ($1) and (password = $2) and (id = $3)",
        "with a as (select password from users) select p from b",
        "select count(p) over (order by id) as p from users where password is null",
    ] {
        assert!(!hidden(text, "p"), "{text}");
    }
}

proptest! {
    #[test]
    fn any_text_can_be_read(text in "[a-z(),\"`?. ]*|.*", name: String) {
        hidden(&text, &name);
    }

    #[test]
    fn an_alias_is_hidden_wherever_it_stands(
        before in "([a-z]{1,3}, ){0,3}",
        after in "(, [a-z]{1,3}){0,3}",
        as_word in "( as)?",
    ) {
        let text = format!("select {before}password{as_word} alias{after} from users");
        prop_assert!(hidden(&text, "alias"), "{}", text);
    }
}
