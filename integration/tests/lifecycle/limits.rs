//! Limits hold for every span that is exported, whoever made it.

use crate::support::with;
use lumigo_testing::{SpanRecorder, TestSpan};
use opentelemetry::trace::{Event, Link, Span, SpanContext, Tracer, TracerProvider};
use opentelemetry::{Array, KeyValue, StringValue, Value};
use opentelemetry_sdk::trace::{InMemorySpanExporter, Span as SdkSpan, SpanData};
use proptest::prelude::*;
use std::collections::HashMap;
use std::time::{Duration, SystemTime};

/// What is exported of one span under these variables.
fn exported(variables: &[(&str, &str)], fill: impl FnOnce(&mut SdkSpan)) -> SpanData {
    let exporter = InMemorySpanExporter::default();
    let lumigo = with(variables).with_span_exporter(exporter.clone()).build();
    let mut span = lumigo.tracer_provider().tracer("test").start("span");
    fill(&mut span);
    drop(span);
    lumigo.force_flush(Duration::from_secs(20)).unwrap();
    exporter.get_finished_spans().unwrap().remove(0)
}

fn text(span: &SpanData, key: &str) -> String {
    let mut found = span.attributes.iter().filter(|one| one.key.as_str() == key);
    let value = found.next().unwrap().value.as_str().into_owned();
    assert_eq!(found.next(), None, "{key} is there twice");
    value
}

#[test]
fn long_texts_are_cut_at_2048_characters() {
    let span = exported(&[], |span| {
        span.set_attribute(KeyValue::new("text", "\u{e9}".repeat(2049)));
        span.set_attribute(KeyValue::new("fits", "\u{e9}".repeat(2048)));
        let texts = [StringValue::from("x".repeat(3000)), "y".into()];
        let list = Value::Array(Array::String(texts.to_vec()));
        span.set_attribute(KeyValue::new("list", list));
        span.add_event("event", vec![KeyValue::new("long", "x".repeat(3000))]);
    });
    assert_eq!(text(&span, "text"), "\u{e9}".repeat(2048));
    assert_eq!(text(&span, "fits"), "\u{e9}".repeat(2048));
    assert_eq!(text(&span, "list").len(), 2048 + r#"["","y"]"#.len());
    // As in the Python distribution and the specification, these have a limit only when it is set.
    assert_eq!(span.events[0].attributes[0].value.as_str().len(), 3000);
}

#[test]
fn the_variable_for_spans_wins_over_the_general_one() {
    const SPAN: &str = "OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT";
    const GENERAL: &str = "OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT";
    for (variables, of_span, of_event) in [
        (vec![(SPAN, "3")], 3, 10),
        (vec![(GENERAL, "4")], 4, 4),
        (vec![(SPAN, "3"), (GENERAL, "4")], 3, 4),
        (vec![(SPAN, "-1"), (GENERAL, "4")], 10, 4),
        (vec![(SPAN, "0")], 0, 10),
        (vec![(SPAN, "oops"), (GENERAL, "4")], 4, 4),
        (vec![(SPAN, " 3 ")], 3, 10),
    ] {
        let span = exported(&variables, |span| {
            span.set_attribute(KeyValue::new("text", "0123456789"));
            span.add_event("event", vec![KeyValue::new("text", "0123456789")]);
            span.add_link(SpanContext::NONE, vec![KeyValue::new("text", "0123456789")]);
        });
        let in_event = span.events[0].attributes[0].value.as_str().len();
        let in_link = span.links[0].attributes[0].value.as_str().len();
        assert_eq!(text(&span, "text").len(), of_span, "{variables:?}");
        assert_eq!((in_event, in_link), (of_event, of_event), "{variables:?}");
    }
}

#[test]
fn counts_are_limited_and_what_is_too_many_is_counted() {
    let variables = [
        ("OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT", "2"),
        ("OTEL_SPAN_EVENT_COUNT_LIMIT", "1"),
        ("OTEL_SPAN_LINK_COUNT_LIMIT", "1"),
        ("OTEL_EVENT_ATTRIBUTE_COUNT_LIMIT", "1"),
        ("OTEL_LINK_ATTRIBUTE_COUNT_LIMIT", "0"),
    ];
    let many = || vec![KeyValue::new("a", 1), KeyValue::new("b", 2)];
    let span = exported(&variables, |span| {
        for key in ["a", "b", "c", "d"] {
            span.set_attribute(KeyValue::new(key, 1));
        }
        for _ in 0..3 {
            span.add_event("event", many());
            span.add_link(SpanContext::NONE, many());
        }
    });
    assert_eq!(
        (span.attributes.len(), span.dropped_attributes_count),
        (2, 2)
    );
    assert_eq!((span.events.len(), span.events.dropped_count), (1, 2));
    assert_eq!((span.links.len(), span.links.dropped_count), (1, 2));
    let (event, link): (&Event, &Link) = (&span.events[0], &span.links[0]);
    assert_eq!(
        (event.attributes.len(), event.dropped_attributes_count),
        (1, 1)
    );
    assert_eq!(
        (link.attributes.len(), link.dropped_attributes_count),
        (0, 2)
    );
}

#[test]
fn the_general_count_holds_where_none_of_its_own_is_set() {
    let variables = [
        ("OTEL_ATTRIBUTE_COUNT_LIMIT", "1"),
        ("OTEL_EVENT_ATTRIBUTE_COUNT_LIMIT", "2"),
    ];
    let many = || (0..4).map(|number| KeyValue::new(format!("key {number}"), 1));
    let span = exported(&variables, |span| {
        span.set_attributes(many());
        span.add_event("event", many().collect());
        span.add_link(SpanContext::NONE, many().collect());
    });
    let counts = (
        span.attributes.len(),
        span.events[0].attributes.len(),
        span.links[0].attributes.len(),
    );
    assert_eq!(counts, (1, 2, 1));
}

#[test]
fn an_attribute_set_again_and_again_takes_one_place() {
    let span = exported(&[], |span| {
        for number in 0..500 {
            span.set_attribute(KeyValue::new("again", number));
        }
        span.set_attribute(KeyValue::new("last", true));
    });
    assert_eq!(
        (text(&span, "again"), text(&span, "last")),
        ("499".into(), "true".into())
    );
    assert_eq!(span.dropped_attributes_count, 0);
}

#[test]
fn limits_hold_for_recorders_of_the_host_and_keep_times_and_ids() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo_with(&[("OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT", "1")]);
    let mut span = lumigo.tracer_provider().tracer("test").start("span");
    span.set_attributes([KeyValue::new("a", 1), KeyValue::new("b", 1)]);
    span.end_with_timestamp(SystemTime::UNIX_EPOCH + Duration::from_secs(4_000_000_000));
    let TestSpan {
        attributes,
        end_unix_nano,
        ..
    } = recorder.only_span();
    assert_eq!(attributes.len(), 1);
    assert_eq!(end_unix_nano, 4_000_000_000_000_000_000);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn the_last_write_wins_as_in_a_map(
        writes in prop::collection::vec(("[a-e]{1,2}", any::<i64>()), 0..60),
    ) {
        let span = exported(&[], |span| {
            for (key, value) in &writes {
                span.set_attribute(KeyValue::new(key.clone(), *value));
            }
        });
        let expected: HashMap<_, _> = writes.into_iter().collect();
        let found: HashMap<_, _> = span
            .attributes
            .iter()
            .map(|one| (one.key.as_str().to_owned(), one.value.clone()))
            .collect();
        prop_assert_eq!(span.attributes.len(), expected.len());
        for (key, value) in expected {
            prop_assert_eq!(found.get(&key), Some(&Value::I64(value)));
        }
    }
}
