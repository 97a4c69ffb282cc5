use super::*;
use crate::config::Config;
use crate::config::env::Environment;
use opentelemetry::logs::Severity;
use opentelemetry::{SpanId, TraceFlags, TraceId};
use std::collections::HashMap;
use std::time::UNIX_EPOCH;

fn cleaner(variables: &[(&str, &str)], length: Option<usize>) -> Cleaner {
    let mut environment = Environment::default();
    let pairs = variables
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    environment.replace(pairs.collect());
    Cleaner::new(&Config::read(&environment).masks, length)
}

/// The value as the attribute `attribute` of a record that was cleaned.
fn cleaned(cleaner: &Cleaner, value: impl Into<AnyValue>) -> AnyValue {
    let mut record = cleaner.blank.create_log_record();
    record.add_attribute("attribute", value);
    cleaner.clean(&mut record);
    let (_, value) = record.attributes_iter().next().unwrap();
    value.clone()
}

fn map<const N: usize>(pairs: [(&'static str, AnyValue); N]) -> AnyValue {
    AnyValue::Map(Box::new(
        pairs.map(|(key, value)| (Key::new(key), value)).into(),
    ))
}

#[test]
fn nested_values_are_walked() {
    let value = map([
        ("user", "ada".into()),
        ("password", 7.into()),
        ("tokens", AnyValue::from_iter(["a", "b"])),
        (
            "list",
            AnyValue::from_iter([map([("secret", true.into()), ("ok", 1.into())])]),
        ),
        ("url", "https://ada:x@h/?sig=1".into()),
    ]);
    let expected = map([
        ("user", "ada".into()),
        ("password", MASK.into()),
        ("tokens", MASK.into()),
        (
            "list",
            AnyValue::from_iter([map([("secret", MASK.into()), ("ok", 1.into())])]),
        ),
        ("url", "https://REDACTED:REDACTED@h/?sig=****".into()),
    ]);
    assert_eq!(cleaned(&cleaner(&[], None), value), expected);
}

#[test]
fn texts_and_bytes_are_cut() {
    let cleaner = cleaner(&[], Some(2));
    assert_eq!(
        cleaned(&cleaner, "\u{e9}\u{e9}\u{e9}"),
        "\u{e9}\u{e9}".into()
    );
    assert_eq!(cleaned(&cleaner, "\u{e9}\u{e9}"), "\u{e9}\u{e9}".into());
    assert_eq!(cleaned(&cleaner, &b"abc"[..]), AnyValue::from(&b"ab"[..]));
    let list = AnyValue::from_iter(["abc", "d"]);
    assert_eq!(cleaned(&cleaner, list), AnyValue::from_iter(["ab", "d"]));
}

#[test]
fn the_beginning_of_a_secret_does_not_show_where_a_long_text_is_cut() {
    let cleaner = cleaner(&[], Some(2048));
    let reach = cleaner.reach();
    let filler = format!("http://h/?key={}", "x".repeat(reach - 40));
    let AnyValue::String(text) =
        cleaned(&cleaner, format!("{filler} postgres://ada:hunter2{filler}"))
    else {
        panic!("no text")
    };
    assert_eq!(text.as_str(), "http://h/?key=**** ");
}

#[test]
fn all_leaves_nothing() {
    let cleaner = cleaner(&[("LUMIGO_SECRET_MASKING_REGEX", "all")], None);
    for value in [
        7.into(),
        AnyValue::from("text"),
        AnyValue::from(&b"bytes"[..]),
    ] {
        assert_eq!(cleaned(&cleaner, value.clone()), MASK.into());
        let mut record = cleaner.blank.create_log_record();
        record.set_body(value);
        cleaner.clean(&mut record);
        assert_eq!(record.body(), Some(&MASK.into()));
    }
}

#[test]
fn an_empty_list_leaves_everything() {
    let cleaner = cleaner(&[("LUMIGO_SECRET_MASKING_REGEX", "[]")], None);
    let value = map([
        ("password", "x".into()),
        ("url", "http://h/?token=x".into()),
    ]);
    assert_eq!(cleaned(&cleaner, value.clone()), value);
}

#[test]
fn values_without_end_have_one() {
    let cleaner = cleaner(&[], None);
    let deep = (0..2_000).fold(AnyValue::from("x"), |inner, level| match level % 2 {
        0 => AnyValue::ListAny(Box::new(vec![inner])),
        _ => AnyValue::Map(Box::new(HashMap::from([(Key::new("a"), inner)]))),
    });
    let mut value = cleaned(&cleaner, deep);
    let mut depth = 0;
    loop {
        value = match value {
            AnyValue::ListAny(values) => values.into_iter().next().unwrap(),
            AnyValue::Map(pairs) => pairs.into_values().next().unwrap(),
            innermost => {
                assert_eq!((innermost, depth), (MASK.into(), MAX_DEPTH + 1));
                return;
            }
        };
        depth += 1;
    }
}

#[test]
fn what_is_no_content_stays() {
    let cleaner = cleaner(&[], None);
    let mut record = cleaner.blank.create_log_record();
    record.set_event_name("taken");
    record.set_target("app");
    record.set_timestamp(UNIX_EPOCH);
    record.set_observed_timestamp(UNIX_EPOCH);
    record.set_severity_number(Severity::Warn2);
    record.set_severity_text("WARN2");
    record.set_trace_context(TraceId::from(1), SpanId::from(2), Some(TraceFlags::SAMPLED));
    record.set_body("body".into());
    record.add_attribute("same", 1);
    let mut expected = record.clone();
    record.add_attribute("password", "x");
    expected.add_attribute("password", MASK);
    cleaner.clean(&mut record);
    assert_eq!(record, expected);
}
