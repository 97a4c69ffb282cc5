//! Spans that use every field there is, with ordinary and odd values.

use lumigo_opentelemetry::Lumigo;
use opentelemetry::trace::{
    Event, Link, Span as _, SpanBuilder, SpanContext, SpanId, SpanKind, Status, TraceContextExt,
    TraceFlags, TraceId, TraceState, Tracer, TracerProvider,
};
use opentelemetry::{Array, Context, InstrumentationScope, KeyValue, Value};
use opentelemetry_sdk::trace::SdkTracer;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// Few enough of each to see some dropped; strings of any length.
pub(crate) const LIMITS: [(&str, &str); 4] = [
    ("OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT", "-1"),
    ("OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT", "64"),
    ("OTEL_SPAN_EVENT_COUNT_LIMIT", "4"),
    ("OTEL_SPAN_LINK_COUNT_LIMIT", "3"),
];
/// A resource that needs decoding, and one attribute of each type.
pub(crate) const RESOURCE: (&str, &str) = (
    "OTEL_RESOURCE_ATTRIBUTES",
    "deployment.environment.name=caf%C3%A9%2C%20rue%3D1,empty=",
);

/// Makes them all.
pub(crate) fn make_all(lumigo: &Lumigo) {
    let provider = lumigo.tracer_provider();
    let scope = InstrumentationScope::builder("shop.orders")
        .with_version("1.2.3-rc.1")
        .with_schema_url("https://opentelemetry.io/schemas/1.30.0")
        .with_attributes([KeyValue::new("team", "caf\u{e9}"), KeyValue::new("n", 7)]);
    let tracer = provider.tracer_with_scope(scope.build());
    with_values(&tracer);
    with_kinds(&tracer);
    with_statuses(&tracer);
    with_events(&tracer);
    with_links(&tracer);
    with_parents(&tracer);
    with_times(&tracer);
    with_too_much(&tracer);
    with_names(&provider.tracer("other scope"));
    with_names(&provider.tracer(""));
}

fn make(tracer: &SdkTracer, builder: SpanBuilder) {
    drop(tracer.build_with_context(builder, &Context::new()));
}

fn span(name: &'static str) -> SpanBuilder {
    SpanBuilder::from_name(name)
}

fn with_values(tracer: &SdkTracer) {
    let text = |text: &str| Value::from(text.to_owned());
    let strings = |list: &[&'static str]| -> Value {
        let list = list.iter().map(|text| (*text).into());
        Value::Array(Array::String(list.collect()))
    };
    let values = [
        ("string", text("plain")),
        ("string.empty", text("")),
        (
            "string.unicode",
            text("caf\u{e9} \u{1f600} \u{5e9}\u{5dc}\u{5d5}\u{5dd} e\u{301}"),
        ),
        (
            "string.control",
            text("tab\t line\n nul\0 bell\u{7} quote\" back\\ \u{2028}\u{ffff}"),
        ),
        ("string.long", text(&"long \u{e9} ".repeat(2_000))),
        ("bool.true", true.into()),
        ("bool.false", false.into()),
        ("int.zero", 0_i64.into()),
        ("int.negative", (-1_i64).into()),
        ("int.least", i64::MIN.into()),
        ("int.greatest", i64::MAX.into()),
        ("double.zero", 0.0.into()),
        ("double.whole", 3.0.into()),
        ("double.third", (1.0 / 3.0).into()),
        ("double.least", f64::MIN.into()),
        ("double.tiny", 5e-324.into()),
        ("array.strings", strings(&["", "a", "caf\u{e9}"])),
        ("array.bools", Value::Array(vec![true, false].into())),
        ("array.ints", Value::Array(vec![0, -1, i64::MAX].into())),
        ("array.doubles", Value::Array(vec![0.0, -2.5, 1e300].into())),
        ("array.empty", strings(&[])),
        ("", text("an empty key")),
        ("caf\u{e9} key \u{1f600}", text("a key that is no ASCII")),
    ];
    let attributes = values.map(|(key, value)| KeyValue::new(key, value));
    make(tracer, span("values").with_attributes(attributes));
    make(tracer, span("no values"));
}

fn with_kinds(tracer: &SdkTracer) {
    for kind in [
        SpanKind::Internal,
        SpanKind::Server,
        SpanKind::Client,
        SpanKind::Producer,
        SpanKind::Consumer,
    ] {
        make(tracer, span("kind").with_kind(kind));
    }
}

fn with_statuses(tracer: &SdkTracer) {
    for status in [
        Status::Unset,
        Status::Ok,
        Status::error(""),
        Status::error("caf\u{e9} is closed: \"sorry\"\n"),
    ] {
        let mut span = tracer.build_with_context(span("status"), &Context::new());
        span.set_status(status);
    }
}

fn with_events(tracer: &SdkTracer) {
    let event = |name: &'static str, nanoseconds, attributes, dropped| {
        Event::new(name, at(nanoseconds), attributes, dropped)
    };
    let events = vec![
        event("plain", 1, Vec::new(), 0),
        event("", 0, Vec::new(), 0),
        event(
            "caf\u{e9} \u{1f600}",
            999_999_999,
            vec![KeyValue::new("n", 1), KeyValue::new("text", "")],
            3,
        ),
    ];
    let events = span("events").with_start_time(at(0)).with_events(events);
    let mut span = tracer.build_with_context(events, &Context::new());
    let numbers = Array::I64(vec![1, 2]);
    span.add_event_with_timestamp(
        "late",
        at(1_234_567_891),
        vec![KeyValue::new("numbers", Value::Array(numbers))],
    );
}

fn with_links(tracer: &SdkTracer) {
    let links = vec![
        Link::with_context(remote(TraceFlags::SAMPLED, "vendor=a:b,other=c@d=e")),
        Link::new(
            remote(TraceFlags::default(), ""),
            vec![KeyValue::new("why", "caf\u{e9}"), KeyValue::new("n", 0.5)],
            2,
        ),
    ];
    make(tracer, span("links").with_links(links));
}

fn with_parents(tracer: &SdkTracer) {
    let caller = remote(TraceFlags::SAMPLED, "vendor=a:b,other=c");
    let caller = Context::new().with_remote_span_context(caller);
    let child = tracer.build_with_context(span("child of a remote span"), &caller);
    let child = caller.with_span(child);
    drop(tracer.build_with_context(span("grandchild"), &child));
}

fn with_times(tracer: &SdkTracer) {
    for (name, start, end) in [
        ("a nanosecond", at(1), at(2)),
        ("no time at all", at(123_456_789), at(123_456_789)),
        ("in the wrong order", at(1_000), at(999)),
        ("long ago", UNIX_EPOCH + Duration::from_nanos(1), at(0)),
        ("far in the future", at(0), at(7_000_000_000_000_000_001)),
    ] {
        let timed = span(name).with_start_time(start);
        let mut span = tracer.build_with_context(timed, &Context::new());
        span.end_with_timestamp(end);
    }
}

fn with_too_much(tracer: &SdkTracer) {
    let mut span = tracer.build_with_context(span("too much"), &Context::new());
    for number in 0..70 {
        span.set_attribute(KeyValue::new(format!("key {number}"), number));
    }
    for number in 0..6 {
        span.add_event("again", vec![KeyValue::new("n", number)]);
        span.add_link(remote(TraceFlags::SAMPLED, ""), Vec::new());
    }
}

fn with_names(tracer: &SdkTracer) {
    for name in ["", "caf\u{e9} \u{1f600}", "tab\t quote\" nul\0"] {
        make(tracer, span(name));
    }
}

/// So many nanoseconds after a moment in 2024.
fn at(nanoseconds: u64) -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(1_720_000_000) + Duration::from_nanos(nanoseconds)
}

fn remote(flags: TraceFlags, state: &str) -> SpanContext {
    SpanContext::new(
        TraceId::from(0x4bf9_2f35_77b3_4da6_a3ce_929d_0e0e_4736),
        SpanId::from(0x00f0_67aa_0ba9_02b7),
        flags,
        true,
        state.parse::<TraceState>().unwrap_or_default(),
    )
}
