//! Which arguments are recorded, and where.

use crate::support::{Registered, recorded};
use lumigo_opentelemetry::wrapped;
use serde::Serialize;
use std::borrow::Cow;

struct Connection;

#[derive(Clone, Serialize)]
struct Point {
    x: i32,
    y: i32,
}

#[wrapped(skip(connection))]
fn skip_one(connection: &mut Connection, id: u64) {
    let _ = (connection, id);
}

#[wrapped(skip(a, c), skip(b))]
fn skip_some(a: Connection, b: &dyn Fn(), c: Option<Connection>, d: char) {
    let _ = (a, b, c, d);
}

#[wrapped(skip_all)]
fn skip_all(connection: Connection, id: u64) -> u64 {
    let _moved = connection;
    id
}

#[wrapped(skip_return)]
fn skip_return(id: u64) -> Connection {
    let _ = id;
    Connection
}

#[wrapped(skip_all, skip_return, name = "quiet")]
fn skip_everything(connection: Connection) -> Connection {
    connection
}

struct Method;

impl Method {
    #[wrapped(skip(self, r#type))]
    fn skip(&self, r#type: Connection, n: u8) {
        let _moved = r#type;
        let _ = n;
    }
}

#[wrapped]
fn pattern((a, b): (i32, i32), [c, .., d]: [u8; 3], Point { x, .. }: Point, e: bool) -> i32 {
    a + b + i32::from(c) + i32::from(d) + x + i32::from(e)
}

#[wrapped]
fn one_name(Point { x, y: _ }: Point, &n: &u8, whole @ (_, _): (u8, u8), _: Connection) -> i32 {
    x + i32::from(n) + i32::from(whole.0)
}

#[wrapped(skip(b))]
fn skip_in_pattern((a, b, c): (u8, Connection, u8)) -> u8 {
    let _moved = b;
    a + c
}

#[wrapped]
fn moved(
    text: String,
    mut list: Vec<u8>,
    count: &mut u32,
    #[allow(unused)] point: Point,
) -> String {
    list.clear();
    *count += 1;
    let _moved = point;
    text + "!"
}

/// Names that are used in the expansion, or that an expansion might use.
#[wrapped]
fn names(
    call: u8,
    value: u8,
    arguments: u8,
    error: u8,
    output: u8,
    context: u8,
    recorded: u8,
) -> u8 {
    call + value + arguments + error + output + context + recorded
}

#[wrapped]
#[expect(non_snake_case, reason = "the name of a trait in the expansion")]
fn trait_name(Recorded: u8, T: u8, _unused: u8) -> u8 {
    Recorded + T
}

#[wrapped]
fn all_conditional(#[cfg(not(test))] not_here: Connection) {}

#[wrapped]
fn conditional(#[cfg(test)] here: u8, #[cfg(not(test))] not_here: Connection) -> u8 {
    here
}

#[wrapped]
fn serializable(text: Cow<'_, str>, bytes: &[u8], unit: (), none: Option<u8>, float: f64) {
    let _ = (text, bytes, unit, none, float);
}

#[test]
fn what_is_skipped_is_left_out() {
    let registered = Registered::new();
    skip_one(&mut Connection, 7);
    assert_eq!(
        recorded(&registered.span()),
        [Some("[]"), Some(r#"{"id":7}"#), Some("null")]
    );
    skip_some(Connection, &|| (), None, 'x');
    assert_eq!(recorded(&registered.span())[1], Some(r#"{"d":"x"}"#));
    skip_all(Connection, 7);
    assert_eq!(
        recorded(&registered.span()),
        [Some("[]"), Some("{}"), Some("7")]
    );
    skip_return(7);
    assert_eq!(
        recorded(&registered.span()),
        [Some("[]"), Some(r#"{"id":7}"#), None]
    );
    skip_everything(Connection);
    let span = registered.span();
    assert_eq!((span.name.as_str(), recorded(&span)[2]), ("quiet", None));
    Method.skip(Connection, 3);
    assert_eq!(recorded(&registered.span())[1], Some(r#"{"n":3}"#));
}

#[test]
fn patterns_are_arguments_without_a_name_unless_they_have_one() {
    let registered = Registered::new();
    assert_eq!(pattern((1, 2), [3, 4, 5], Point { x: 6, y: 7 }, true), 18);
    let expected = [
        Some("[[1,2],[3,5]]"),
        Some(r#"{"x":6,"e":true}"#),
        Some("18"),
    ];
    assert_eq!(recorded(&registered.span()), expected);
    assert_eq!(one_name(Point { x: 6, y: 7 }, &8, (9, 10), Connection), 23);
    let expected = [
        Some("[]"),
        Some(r#"{"x":6,"n":8,"whole":[9,10]}"#),
        Some("23"),
    ];
    assert_eq!(recorded(&registered.span()), expected);
    assert_eq!(skip_in_pattern((1, Connection, 3)), 4);
    assert_eq!(recorded(&registered.span())[0], Some("[[1,3]]"));
}

#[test]
fn arguments_are_recorded_as_they_came() {
    let registered = Registered::new();
    let mut count = 1;
    assert_eq!(
        moved("text".to_owned(), vec![1], &mut count, Point { x: 1, y: 2 }),
        "text!"
    );
    let expected = r#"{"text":"text","list":[1],"count":1,"point":{"x":1,"y":2}}"#;
    assert_eq!(
        (recorded(&registered.span())[1], count),
        (Some(expected), 2)
    );
    serializable("a".into(), b"b", (), None, f64::NAN);
    let expected = r#"{"text":"a","bytes":[98],"unit":null,"none":null,"float":null}"#;
    assert_eq!(recorded(&registered.span())[1], Some(expected));
}

#[test]
fn no_name_of_an_argument_is_in_the_way() {
    let registered = Registered::new();
    assert_eq!(names(1, 2, 3, 4, 5, 6, 7), 28);
    assert_eq!(recorded(&registered.span())[2], Some("28"));
    assert_eq!(trait_name(1, 2, 3), 3);
    let expected = r#"{"Recorded":1,"T":2,"_unused":3}"#;
    assert_eq!(recorded(&registered.span())[1], Some(expected));
    all_conditional();
    assert_eq!(recorded(&registered.span())[1], Some("{}"));
    assert_eq!(conditional(1), 1);
    assert_eq!(recorded(&registered.span())[1], Some(r#"{"here":1}"#));
}
