//! What holds for lists of formats.

use super::*;
use opentelemetry::KeyValue;

/// Headers of one caller for each format, told apart by their trace.
const TRACECONTEXT: (&str, &str) = (
    "traceparent",
    "00-00000000000000000000000000000001-00000000000000aa-01",
);
const B3: (&str, &str) = ("b3", "00000000000000000000000000000002-00000000000000aa-1");
const JAEGER: (&str, &str) = ("uber-trace-id", "3:aa:0:1");
const XRAY: (&str, &str) = (
    "x-amzn-trace-id",
    "Root=1-00000000-000000000000000000000004;Parent=00000000000000aa;Sampled=1",
);

fn trace(formats: &[Format], lines: &[(&str, &str)]) -> u128 {
    let lines: Vec<_> = lines
        .iter()
        .map(|(name, value)| (*name, value.as_bytes()))
        .collect();
    let context = Propagation::of(formats).extract(&Context::new(), &headers(&lines));
    u128::from_be_bytes(context.span().span_context().trace_id().to_bytes())
}

#[test]
fn the_last_format_that_finds_a_caller_wins() {
    use Format::{B3 as B, Jaeger as J, TraceContext as W, Xray as X};
    let all = [TRACECONTEXT, B3, JAEGER, XRAY];
    let bad_xray = ("x-amzn-trace-id", "Root=1-2-3;Parent=4");
    for (formats, lines, expected) in [
        (vec![W, B, J, X], all.to_vec(), 4),
        (vec![X, J, B, W], all.to_vec(), 1),
        (vec![W, J, B], all.to_vec(), 2),
        (vec![W, B, J], vec![TRACECONTEXT, B3], 2),
        (vec![W, B, J, X], vec![TRACECONTEXT], 1),
        (vec![W, B, X], vec![B3, bad_xray], 2),
        (vec![W], vec![B3, JAEGER, XRAY], 0),
        (vec![X], vec![TRACECONTEXT, bad_xray], 0),
        (vec![], all.to_vec(), 0),
    ] {
        assert_eq!(trace(&formats, &lines), expected, "{formats:?} {lines:?}");
    }
}

#[test]
fn a_format_that_finds_nothing_leaves_the_context_alone() {
    let known = caller(7, 8, TraceFlags::SAMPLED).with_baggage([KeyValue::new("user", "ada")]);
    for format in [
        Format::TraceContext,
        Format::Baggage,
        Format::B3,
        Format::B3Multi,
        Format::Jaeger,
        Format::Xray,
    ] {
        let context = Propagation::of(&[format]).extract(&known, &HeaderMap::new());
        assert_eq!(parent(&context), parent(&known), "{format:?}");
        assert_eq!(context.baggage().len(), 1, "{format:?}");
    }
}

#[test]
fn nothing_is_written_without_a_span() {
    for format in [Format::B3, Format::B3Multi, Format::Jaeger, Format::Xray] {
        let half = caller(1, 0, TraceFlags::SAMPLED);
        for context in [Context::new(), caller(0, 1, TraceFlags::SAMPLED), half] {
            assert!(written_by(format, &context).is_empty(), "{format:?}");
        }
    }
}

#[test]
fn a_name_is_that_of_one_format_in_any_case() {
    for (name, format) in [
        ("tracecontext", Some(Format::TraceContext)),
        ("B3", Some(Format::B3)),
        ("b3multi", Some(Format::B3Multi)),
        ("XRay", Some(Format::Xray)),
        ("none", None),
        ("ottrace", None),
        ("", None),
    ] {
        assert_eq!(Format::named(name), format, "{name}");
    }
}

#[test]
fn headers_of_another_trace_do_not_stay_beside_what_is_written() {
    let stale = [
        ("tracestate", "old=1"),
        ("b3", "0"),
        ("x-b3-traceid", "old"),
        ("x-b3-spanid", "old"),
        ("x-b3-parentspanid", "old"),
        ("x-b3-sampled", "0"),
        ("x-b3-flags", "1"),
        ("uber-trace-id", "old"),
        ("x-amzn-trace-id", "old"),
        ("baggage", "user=bob"),
    ];
    let context = caller(1, 2, TraceFlags::SAMPLED);
    for (format, written, left) in [
        (Format::TraceContext, vec!["traceparent"], 9),
        (Format::Baggage, vec![], 10),
        (Format::B3, vec!["b3"], 4),
        (
            Format::B3Multi,
            vec!["x-b3-traceid", "x-b3-spanid", "x-b3-sampled"],
            4,
        ),
        (Format::Jaeger, vec!["uber-trace-id"], 9),
        (Format::Xray, vec!["x-amzn-trace-id"], 9),
    ] {
        let lines = stale.map(|(name, value)| (name, value.as_bytes()));
        // Of a host that has copied each of them twice.
        let mut sent = headers(&[lines, lines].concat());
        Propagation::of(&[format]).inject(&context, &mut sent);
        let (new, old): (Vec<_>, Vec<_>) = sent.keys().partition(|name| {
            !stale.iter().any(|(old, _)| old == name) || written.contains(&name.as_str())
        });
        assert_eq!((new.len(), old.len()), (written.len(), left), "{format:?}");
        let expected = written_by(format, &context);
        for name in new {
            let values: Vec<_> = sent.get_all(name).iter().collect();
            assert_eq!(values, [&expected[name.as_str()]], "{format:?}");
        }
    }
}

#[test]
fn without_a_span_the_headers_of_the_host_stay() {
    let lines: [(&str, &[u8]); 3] = [("b3", b"0"), ("tracestate", b"a=1"), ("uberctx-k", b"v")];
    for format in [Format::TraceContext, Format::B3, Format::Jaeger] {
        let mut sent = headers(&lines);
        Propagation::of(&[format]).inject(&Context::new(), &mut sent);
        assert_eq!(sent, headers(&lines), "{format:?}");
    }
}

/// Writes one field if the trace is sampled, and another if it is not.
#[derive(Debug)]
struct Host {
    fields: [String; 3],
}

impl TextMapPropagator for Host {
    fn inject_context(
        &self,
        cx: &Context,
        injector: &mut dyn opentelemetry::propagation::Injector,
    ) {
        let is_sampled = cx.span().span_context().is_sampled();
        injector.set(&self.fields[usize::from(is_sampled)], "new".to_owned());
    }

    fn extract_with_context(
        &self,
        cx: &Context,
        _: &dyn opentelemetry::propagation::Extractor,
    ) -> Context {
        cx.clone()
    }

    fn fields(&self) -> opentelemetry::propagation::text_map_propagator::FieldIter<'_> {
        opentelemetry::propagation::text_map_propagator::FieldIter::new(&self.fields)
    }
}

#[test]
fn of_a_host_s_propagator_no_field_but_baggage_stays() {
    let host = Host {
        fields: ["X-No", "X-Yes", "Baggage"].map(str::to_owned),
    };
    let propagation = Propagation::of_host(vec![Box::new(host)]);
    let mut sent = headers(&[("x-no", b"old"), ("x-yes", b"old"), ("baggage", b"k=v")]);
    propagation.inject(&caller(1, 2, TraceFlags::SAMPLED), &mut sent);
    assert_eq!(sent, headers(&[("x-yes", b"new"), ("baggage", b"k=v")]));
}
