mod b3;
mod formats;
mod jaeger;
mod w3c;
mod xray;

use super::*;
use http::{HeaderName, HeaderValue};
use opentelemetry::baggage::{BaggageExt, KeyValueMetadata};
use opentelemetry::trace::{SpanContext, SpanId, TraceContextExt, TraceFlags, TraceId, TraceState};
use proptest::prelude::*;
use std::collections::BTreeMap;

const TRACE: &str = "4bf92f3577b34da6a3ce929d0e0e4736";
const SPAN: &str = "00f067aa0ba902b7";
const SAMPLED: &str = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
const UNSAMPLED: &str = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00";

fn headers(lines: &[(&str, &[u8])]) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for (name, value) in lines {
        let name = HeaderName::try_from(*name).unwrap();
        headers.append(name, HeaderValue::from_bytes(value).unwrap());
    }
    headers
}

fn w3c() -> Propagation {
    Propagation::of(Format::DEFAULT)
}

/// What one format reads from these headers, in a context without anything.
fn read_by(format: Format, lines: &[(&str, &str)]) -> Context {
    let lines: Vec<_> = lines
        .iter()
        .map(|(name, value)| (*name, value.as_bytes()))
        .collect();
    Propagation::of(&[format]).extract(&Context::new(), &headers(&lines))
}

/// The headers that one format writes for a context.
fn written_by(format: Format, context: &Context) -> BTreeMap<String, String> {
    let mut headers = HeaderMap::new();
    Propagation::of(&[format]).inject(context, &mut headers);
    let text = |value: &HeaderValue| value.to_str().unwrap().to_owned();
    let all = headers.iter();
    all.map(|(name, value)| (name.to_string(), text(value)))
        .collect()
}

/// The `traceparent` of what a context has as its span; `none` without one.
fn parent(context: &Context) -> String {
    written_by(Format::TraceContext, context)
        .remove("traceparent")
        .unwrap_or_else(|| "none".to_owned())
}

/// A context with this caller's span.
fn caller(trace: u128, span: u64, flags: TraceFlags) -> Context {
    let (trace, span) = (TraceId::from(trace), SpanId::from(span));
    let caller = SpanContext::new(trace, span, flags, true, TraceState::NONE);
    Context::new().with_remote_span_context(caller)
}

/// Texts that a header can have.
fn any_header() -> impl Strategy<Value = String> {
    let known = "[0-9a-f]{0,33}([-:;=%?]{1,2}[0-9a-dA-F]{0,17}){0,5}";
    prop_oneof![known, "[\\x20-\\x7e]{0,60}", "\\PC{0,30}"]
}

fn extracted(lines: &[(&str, &[u8])]) -> SpanContext {
    let context = w3c().extract(&Context::new(), &headers(lines));
    context.span().span_context().clone()
}

#[test]
fn a_valid_traceparent_is_the_remote_parent() {
    for (traceparent, sampled) in [
        (format!("00-{TRACE}-{SPAN}-01"), true),
        (format!("00-{TRACE}-{SPAN}-00"), false),
        (format!("00-{TRACE}-{SPAN}-ff"), true),
        (format!(" \t00-{TRACE}-{SPAN}-01 "), true),
        (format!("cc-{TRACE}-{SPAN}-01"), true),
        (format!("cc-{TRACE}-{SPAN}-01-what-the-future-brings"), true),
    ] {
        let parent = extracted(&[("traceparent", traceparent.as_bytes())]);
        assert_eq!(
            format!("{:032x}", parent.trace_id()),
            TRACE,
            "{traceparent}"
        );
        assert_eq!(format!("{:016x}", parent.span_id()), SPAN, "{traceparent}");
        assert_eq!(parent.is_sampled(), sampled, "{traceparent}");
        assert!(parent.is_remote());
    }
}

#[test]
fn a_malformed_traceparent_is_no_parent() {
    for (traceparent, reason) in [
        ("", "empty"),
        ("00", "version only"),
        (
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7",
            "no flags",
        ),
        (
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-",
            "empty flags",
        ),
        (
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-1",
            "short flags",
        ),
        (
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-",
            "version 00 is closed",
        ),
        (
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-011",
            "long flags",
        ),
        (
            "cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01x",
            "no dash before the rest",
        ),
        (
            "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
            "forbidden version",
        ),
        (
            "0-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-010",
            "short version",
        ),
        (
            "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
            "upper case",
        ),
        (
            "00-+bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
            "a sign",
        ),
        (
            "00-4bf92f3577b34da6a3ce929d0e0e473-00f067aa0ba902b7-001",
            "short trace id",
        ),
        (
            "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
            "zero trace id",
        ),
        (
            "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
            "zero span id",
        ),
        (
            "00_4bf92f3577b34da6a3ce929d0e0e4736_00f067aa0ba902b7_01",
            "other separators",
        ),
    ] {
        let parent = extracted(&[("traceparent", traceparent.as_bytes())]);
        assert!(!parent.is_valid(), "{reason}: {traceparent}");
    }
}

#[test]
fn several_traceparents_are_none() {
    let one = format!("00-{TRACE}-{SPAN}-01");
    let lines = [
        ("traceparent", one.as_bytes()),
        ("traceparent", one.as_bytes()),
    ];
    assert!(!extracted(&lines).is_valid());
}

#[test]
fn headers_that_are_no_text_are_not_there() {
    let one = format!("00-{TRACE}-{SPAN}-01");
    assert!(!extracted(&[("traceparent", b"\xff\xfe")]).is_valid());
    let parent = extracted(&[
        ("traceparent", one.as_bytes()),
        ("tracestate", b"a=\xff"),
        ("baggage", b"user=\xff"),
    ]);
    assert!(parent.is_valid());
    assert_eq!(parent.trace_state().header(), "");
}

#[test]
fn trace_states_are_one_list_or_none() {
    let one = format!("00-{TRACE}-{SPAN}-01");
    let long = format!("a={}", "x".repeat(9 * 1024));
    for (lists, expected) in [
        (vec!["a=1,b=2"], "a=1,b=2"),
        (vec!["a=1", "b=2"], "a=1,b=2"),
        (vec!["a=1,,b=2,"], "a=1,b=2"),
        (vec!["A=1"], ""),
        (vec!["a"], ""),
        (vec![""], ""),
        (vec![long.as_str()], ""),
    ] {
        let mut lines = vec![("traceparent", one.as_bytes())];
        lines.extend(lists.iter().map(|list| ("tracestate", list.as_bytes())));
        let parent = extracted(&lines);
        assert!(parent.is_valid(), "{lists:?}");
        assert_eq!(parent.trace_state().header(), expected, "{lists:?}");
    }
}

#[test]
fn what_is_extracted_is_injected() {
    let one = format!("00-{TRACE}-{SPAN}-00");
    let carried = headers(&[
        ("traceparent", one.as_bytes()),
        ("tracestate", b"a=1"),
        ("baggage", b"user=ada%20l"),
    ]);
    let propagation = w3c();
    let context = propagation.extract(&Context::new(), &carried);
    assert_eq!(
        context.baggage().get("user").map(|value| value.as_str()),
        Some("ada l")
    );
    let mut sent = HeaderMap::new();
    propagation.inject(&context, &mut sent);
    assert_eq!(sent, carried);
}

#[test]
fn several_baggage_headers_are_one_list() {
    let lines: [(&str, &[u8]); 3] = [
        ("baggage", b"a=1"),
        ("baggage", b"\xff"),
        ("baggage", b"b=2,c=3"),
    ];
    let context = w3c().extract(&Context::new(), &headers(&lines));
    for (key, value) in [("a", "1"), ("b", "2"), ("c", "3")] {
        assert_eq!(
            context.baggage().get(key).map(|value| value.as_str()),
            Some(value),
            "{key}"
        );
    }
}

#[test]
fn baggage_passes_through_unchanged() {
    let propagation = w3c();
    for sent in [
        "k=v",
        "k=abc==",
        "k=100%2525",
        "k=a%2Cb%3Bc%5C%22%20",
        "k=%C3%A9",
        "k=",
        "k=v;p=1%2Cadmin=true;q",
    ] {
        let carried = headers(&[("baggage", sent.as_bytes())]);
        let mut passed_on = HeaderMap::new();
        let context = propagation.extract(&Context::new(), &carried);
        propagation.inject(&context, &mut passed_on);
        assert_eq!(passed_on["baggage"], sent);
    }
}

#[test]
fn what_is_no_baggage_is_left_out() {
    for (sent, keys) in [
        ("broken", vec![]),
        ("=v,k=1", vec!["k"]),
        ("a b=1,(c)=2,k=1", vec!["k"]),
        (" k = 1 , l = 2 ", vec!["k", "l"]),
        (",,;,k=1", vec!["k"]),
    ] {
        let context = w3c().extract(&Context::new(), &headers(&[("baggage", sent.as_bytes())]));
        let mut found: Vec<_> = context
            .baggage()
            .iter()
            .map(|(key, _)| key.to_string())
            .collect();
        found.sort();
        assert_eq!(found, keys, "{sent}");
    }
    let long = format!("k={}", "v".repeat(9 * 1024));
    let context = w3c().extract(&Context::new(), &headers(&[("baggage", long.as_bytes())]));
    assert!(context.baggage().is_empty());
}

#[test]
fn nothing_is_injected_without_a_trace() {
    let mut sent = HeaderMap::new();
    w3c().inject(&Context::new(), &mut sent);
    assert!(sent.is_empty());
}

#[test]
fn an_empty_trace_state_is_not_sent() {
    let one = format!("00-{TRACE}-{SPAN}-01");
    let propagation = w3c();
    let context = propagation.extract(
        &Context::new(),
        &headers(&[("traceparent", one.as_bytes())]),
    );
    let mut sent = HeaderMap::new();
    propagation.inject(&context, &mut sent);
    assert_eq!(sent.len(), 1);
}

proptest! {
    #[test]
    fn any_value_arrives_as_it_was_sent(value in "\\PC{0,40}", property in "[a-z=%0-9;]{0,12}") {
        let propagation = w3c();
        let entry = KeyValueMetadata::new("key", value.clone(), property.as_str());
        let mut sent = HeaderMap::new();
        propagation.inject(&Context::new().with_baggage([entry]), &mut sent);
        let arrived = propagation.extract(&Context::new(), &sent);
        let arrived = arrived.baggage().get_with_metadata("key").cloned();
        let (text, metadata) = arrived.unwrap();
        prop_assert_eq!(text.as_str(), value);
        prop_assert_eq!(metadata.as_str(), property);
    }

    #[test]
    fn no_header_panics(
        name in "(traceparent|tracestate|baggage)",
        value in proptest::collection::vec((32u8..=255).prop_filter("a header", |b| *b != 127), 0..80),
    ) {
        let one = format!("00-{TRACE}-{SPAN}-01");
        extracted(&[("traceparent", one.as_bytes()), (&name, &value)]);
        extracted(&[(&name, &value)]);
    }
}
