//! Patterns that give a field another name: either name can say that it is secret.

use crate::support::{Registered, recorded};
use lumigo_opentelemetry::wrapped;
use serde::Serialize;

#[derive(Serialize)]
struct Login {
    user: &'static str,
    password: &'static str,
    r#token: (u8, u8),
}

struct Session {
    login: Login,
}

const LOGIN: Login = Login {
    user: "ada",
    password: "hunter2",
    r#token: (31, 41),
};

#[wrapped]
fn one(Login { password: p, .. }: Login) -> usize {
    p.len()
}

#[wrapped]
fn several(
    Login {
        password: p,
        user: u,
        ..
    }: Login,
) -> usize {
    p.len() + u.len()
}

#[wrapped]
fn deeper(
    (Login {
        r#token: (ref first, _),
        ..
    },): (Login,),
) -> u8 {
    *first
}

#[wrapped]
fn inside(
    Session {
        login: Login { password: p, .. },
    }: Session,
) -> usize {
    p.len()
}

#[wrapped]
fn other_way(Login { user: password, .. }: Login) -> usize {
    password.len()
}

#[wrapped]
fn either(
    (Ok(Login { user: x, .. }) | Err(Login { password: x, .. })): Result<Login, Login>,
) -> usize {
    x.len()
}

#[wrapped]
fn harmless(Login { user: u, .. }: Login) -> usize {
    u.len()
}

#[wrapped(skip(p))]
fn skipped(
    Login {
        password: p,
        user: u,
        ..
    }: Login,
) -> usize {
    p.len() + u.len()
}

#[test]
fn a_field_is_secret_by_its_own_name_too() {
    let registered = Registered::new();
    let assert_recorded = |args: &str, kwargs: &str| {
        let span = registered.span();
        assert_eq!(recorded(&span)[..2], [Some(args), Some(kwargs)]);
    };
    one(LOGIN);
    assert_recorded("[]", r#"{"p":"****"}"#);
    several(LOGIN);
    assert_recorded(r#"[["****","ada"]]"#, "{}");
    skipped(LOGIN);
    assert_recorded(r#"[["ada"]]"#, "{}");
    deeper((LOGIN,));
    assert_recorded("[]", r#"{"first":"****"}"#);
    inside(Session { login: LOGIN });
    assert_recorded("[]", r#"{"p":"****"}"#);
    either(Err(LOGIN));
    assert_recorded("[]", r#"{"x":"****"}"#);
}

#[test]
fn a_new_name_is_shown_and_counts() {
    let registered = Registered::new();
    harmless(LOGIN);
    assert_eq!(recorded(&registered.span())[1], Some(r#"{"u":"ada"}"#));
    other_way(LOGIN);
    let expected = r#"{"password":"****"}"#;
    assert_eq!(recorded(&registered.span())[1], Some(expected));
}

#[test]
fn a_masked_field_leaves_the_arguments_beside_it() {
    #[wrapped]
    fn beside(id: u8, Login { password: p, .. }: Login, last: u8) -> usize {
        p.len() + usize::from(id + last)
    }
    let registered = Registered::new();
    beside(1, LOGIN, 2);
    let expected = r#"{"id":1,"p":"****","last":2}"#;
    assert_eq!(recorded(&registered.span())[1], Some(expected));
}
