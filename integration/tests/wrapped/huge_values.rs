//! Huge values cost no more than what is kept of them.

use crate::support::{Registered, recorded};
use lumigo_opentelemetry::wrapped;
use serde::Serialize;
use serde::ser::{SerializeSeq, Serializer};
use std::cell::Cell;
use std::collections::BTreeMap;

/// A list without an end, which counts how many members were asked for.
struct Endless<'a>(&'a Cell<usize>);

impl Serialize for Endless<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut list = serializer.serialize_seq(None)?;
        loop {
            self.0.set(self.0.get() + 1);
            list.serialize_element("member")?;
        }
    }
}

/// A text without an end.
struct EndlessText;

impl std::fmt::Display for EndlessText {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        loop {
            f.write_str("text ")?;
        }
    }
}

impl Serialize for EndlessText {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// Nested without an end.
struct Bottomless;

impl Serialize for Bottomless {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_newtype_struct("Bottomless", self)
    }
}

#[wrapped]
fn endless<'a>(before: u8, values: Endless<'a>, after: Endless<'a>) -> Endless<'a> {
    let _moved = values;
    let _ = before;
    after
}

#[wrapped]
fn endless_text(value: EndlessText) -> EndlessText {
    value
}

#[wrapped]
fn bottomless(value: Bottomless, n: u8) -> Bottomless {
    let _ = n;
    value
}

/// Every form that serde knows.
#[derive(Clone, Default, Serialize)]
struct Everything {
    numbers: (i8, i16, i32, i64, i128, u8, u16, u32, u64, u128, f32, f64),
    options: [Option<Option<u8>>; 2],
    nothing: (),
    character: char,
    unit: Unit,
    newtype: Newtype,
    pair: Pair,
    kinds: Vec<Kind>,
    by_number: BTreeMap<u8, Newtype>,
    #[serde(flatten)]
    flattened: BTreeMap<String, Pair>,
    #[serde(skip_serializing_if = "Option::is_none")]
    skipped: Option<u8>,
    #[serde(serialize_with = "displayed")]
    displayed: u8,
}

#[derive(Clone, Default, Serialize)]
struct Unit;

#[derive(Clone, Default, Serialize)]
struct Newtype(String);

#[derive(Clone, Default, Serialize)]
struct Pair(u8, &'static str);

#[derive(Clone, Serialize)]
enum Kind {
    Unit,
    Newtype(u8),
    Tuple(u8, u8),
    Struct { a: u8, b: Newtype },
}

fn displayed<S: Serializer>(value: &u8, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(&format_args!("{value} pieces"))
}

#[wrapped(skip_all)]
fn everything(value: &Everything) -> Everything {
    value.clone()
}

#[wrapped]
fn text(text: &str) -> &str {
    text
}

#[wrapped]
fn many(texts: &[&str], after: &str) -> usize {
    texts.len() + after.len()
}

#[test]
fn a_value_that_fits_is_recorded_as_serde_writes_it() {
    let registered = Registered::new();
    let value = Everything {
        options: [None, Some(Some(1))],
        kinds: vec![
            Kind::Unit,
            Kind::Newtype(1),
            Kind::Tuple(2, 3),
            Kind::Struct {
                a: 4,
                b: Newtype("\"\u{e9}\n".to_owned()),
            },
        ],
        by_number: BTreeMap::from([(7, Newtype("seven".to_owned()))]),
        flattened: BTreeMap::from([("pair".to_owned(), Pair(1, "one"))]),
        ..Everything::default()
    };
    everything(&value);
    let expected = serde_json::to_string(&value).unwrap();
    assert_eq!(recorded(&registered.span())[2], Some(expected.as_str()));
}

#[test]
fn a_list_without_an_end_is_left_at_the_limit() {
    let registered = Registered::new();
    let (first, second) = (Cell::new(0), Cell::new(0));
    endless(1, Endless(&first), Endless(&second));
    let span = registered.span();
    let [_, named, returned] = recorded(&span).map(Option::unwrap);
    assert!(named.starts_with(r#"{"before":1,"values":["member","member""#));
    assert!(returned.starts_with(r#"["member","member""#));
    assert_eq!((named.len(), returned.len()), (2048, 2048));
    // A kept character may need up to four bytes, and each member has nine.
    let most = 4 * 2048 / 9 + 2;
    assert!((1..most).contains(&first.get()), "{}", first.get());
    // As an argument it was not asked at all.
    assert!((1..most).contains(&second.get()), "{}", second.get());
}

#[test]
fn a_text_without_an_end_is_left_at_the_limit() {
    let registered = Registered::new();
    endless_text(EndlessText);
    let span = registered.span();
    let [_, named, returned] = recorded(&span).map(Option::unwrap);
    assert_eq!((named.len(), returned.len()), (2048, 2048));
    assert!(returned.starts_with(r#""text text "#));
}

#[test]
fn a_value_that_is_nested_without_an_end_is_left_out() {
    let registered = Registered::new();
    bottomless(Bottomless, 1);
    assert_eq!(
        recorded(&registered.span())[1..],
        [Some(r#"{"n":1}"#), None]
    );
}

#[test]
fn texts_are_cut_at_the_limit_in_characters() {
    let registered = Registered::with(&[("OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT", "10")]);
    for (value, expected) in [
        ("12345678", r#""12345678""#),
        ("123456789", r#""123456789"#),
        ("1234567890", r#""123456789"#),
        (
            "\u{1f600}\u{1f600}\u{1f600}\u{1f600}\u{1f600}\u{1f600}\u{1f600}\u{1f600}\u{1f600}\u{1f600}",
            "\"\u{1f600}\u{1f600}\u{1f600}\u{1f600}\u{1f600}\u{1f600}\u{1f600}\u{1f600}\u{1f600}",
        ),
        ("\n\n\n\n\n\n", r#""\n\n\n\n\"#),
    ] {
        text(value);
        assert_eq!(recorded(&registered.span())[2], Some(expected));
    }
}

#[test]
fn huge_texts_leave_room_for_nothing_else() {
    let registered = Registered::new();
    let huge = "x".repeat(1 << 20);
    many(&[&huge, "not seen"], "not seen");
    let span = registered.span();
    let named = recorded(&span)[1].unwrap();
    assert_eq!(named, format!(r#"{{"texts":["{}"#, "x".repeat(2048 - 11)));
}

#[test]
fn what_is_masked_leaves_room_for_what_follows() {
    #[wrapped]
    fn log_in(password: &str, name: &str) -> usize {
        password.len() + name.len()
    }
    let registered = Registered::new();
    log_in(&"x".repeat(4000), "ada");
    let expected = r#"{"password":"****","name":"ada"}"#;
    assert_eq!(recorded(&registered.span())[1], Some(expected));
}
