//! One format alone.

use crate::support::{
    FORMATS, PARENT, TRACE, headers_of, headers_of_span, relayed, sorted, with_formats,
};

const TREE: &str = "SERVER GET (parent missing)\n  CLIENT GET";

#[tokio::test]
async fn a_caller_s_trace_goes_on_in_its_format() {
    for format in FORMATS {
        let (lumigo, recorder) = with_formats(format);
        let caller = headers_of(format, TRACE, PARENT, true);
        let sent = relayed(&lumigo, "/orders", &caller).await;
        assert_eq!(recorder.tree(), TREE, "{format}");
        let spans = recorder.spans();
        let (client, server) = (&spans[0], &spans[1]);
        assert_eq!(server.trace_id, TRACE, "{format}");
        assert_eq!(server.parent_span_id.as_deref(), Some(PARENT), "{format}");
        assert_eq!(sent, sorted(headers_of_span(format, client)), "{format}");
    }
}

#[tokio::test]
async fn without_a_caller_a_trace_begins_in_its_format() {
    for format in FORMATS {
        let (lumigo, recorder) = with_formats(format);
        let sent = relayed(&lumigo, "/orders", &[]).await;
        let spans = recorder.spans();
        assert!(spans[1].is_root(), "{format}");
        assert_eq!(sent, sorted(headers_of_span(format, &spans[0])), "{format}");
    }
}

#[tokio::test]
async fn a_caller_of_another_format_is_not_known() {
    for (format, other) in [
        ("tracecontext", "b3"),
        ("b3", "jaeger"),
        ("jaeger", "xray"),
        ("xray", "tracecontext"),
        ("baggage", "tracecontext"),
    ] {
        let (lumigo, recorder) = with_formats(format);
        relayed(&lumigo, "/", &headers_of(other, TRACE, PARENT, true)).await;
        assert!(recorder.spans()[1].is_root(), "{other} for {format}");
    }
}

#[tokio::test]
async fn b3_of_either_encoding_is_read_and_one_is_written() {
    for (format, other) in [("b3", "b3multi"), ("b3multi", "b3")] {
        let (lumigo, recorder) = with_formats(format);
        let caller = headers_of(other, TRACE, PARENT, true);
        let sent = relayed(&lumigo, "/", &caller).await;
        let spans = recorder.spans();
        assert_eq!(spans[1].parent_span_id.as_deref(), Some(PARENT), "{format}");
        assert_eq!(sent, sorted(headers_of_span(format, &spans[0])), "{format}");
    }
}

#[tokio::test]
async fn short_ids_are_padded() {
    for (format, header) in [
        ("b3", "b3: a3ce929d0e0e4736-00f067aa0ba902b7-1"),
        (
            "jaeger",
            "uber-trace-id: a3ce929d0e0e4736:f067aa0ba902b7:0:1",
        ),
    ] {
        let (lumigo, recorder) = with_formats(format);
        relayed(&lumigo, "/", &[header.to_owned()]).await;
        let server = &recorder.spans()[1];
        assert_eq!(server.trace_id, "0000000000000000a3ce929d0e0e4736");
        assert_eq!(server.parent_span_id.as_deref(), Some(PARENT));
    }
}

#[tokio::test]
async fn what_nobody_has_decided_is_recorded_and_then_decided() {
    for (format, header) in [
        ("b3", format!("b3: {TRACE}-{PARENT}")),
        (
            "xray",
            format!(
                "x-amzn-trace-id: Root=1-{}-{};Parent={PARENT}",
                &TRACE[..8],
                &TRACE[8..]
            ),
        ),
    ] {
        let (lumigo, recorder) = with_formats(format);
        let sent = relayed(&lumigo, "/", &[header]).await;
        let spans = recorder.spans();
        assert_eq!(spans[1].trace_id, TRACE, "{format}");
        assert_eq!(sent, headers_of_span(format, &spans[0]), "{format}");
    }
}

#[tokio::test]
async fn debug_is_passed_on() {
    for (format, header) in [
        ("b3", format!("b3: {TRACE}-{PARENT}-d")),
        ("jaeger", format!("uber-trace-id: {TRACE}:{PARENT}:0:3")),
    ] {
        let (lumigo, recorder) = with_formats(format);
        let sent = relayed(&lumigo, "/", std::slice::from_ref(&header)).await;
        let client = &recorder.spans()[0];
        assert_eq!(sent, [header.replace(PARENT, &client.span_id)]);
    }
}

#[tokio::test]
async fn baggage_of_jaeger_is_passed_on_without_a_trace_too() {
    for caller in [vec![], headers_of("jaeger", TRACE, PARENT, true)] {
        let (lumigo, recorder) = with_formats("jaeger");
        let baggage = "uberctx-user: ada%20l".to_owned();
        let caller = [caller, vec![baggage.clone()]].concat();
        let sent = relayed(&lumigo, "/", &caller).await;
        let client = &recorder.spans()[0];
        let expected = [headers_of_span("jaeger", client), vec![baggage]].concat();
        assert_eq!(sent, sorted(expected));
    }
}

#[tokio::test]
async fn a_malformed_caller_is_none() {
    for (format, header) in [
        (
            "b3",
            "b3: 4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-9",
        ),
        ("b3multi", "x-b3-traceid: 4bf92f3577b34da6a3ce929d0e0e4736"),
        ("jaeger", "uber-trace-id: 0:0:0:0"),
        (
            "xray",
            "x-amzn-trace-id: Root=1-67891233-abcdef012345678912345678",
        ),
    ] {
        let (lumigo, recorder) = with_formats(format);
        let sent = relayed(&lumigo, "/", &[header.to_owned()]).await;
        let spans = recorder.spans();
        assert!(spans[1].is_root(), "{header}");
        assert_eq!(sent, sorted(headers_of_span(format, &spans[0])), "{header}");
    }
}
