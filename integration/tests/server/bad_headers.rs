//! Propagation headers that are not what they should be: the answer stays, the trace is the
//! caller's only when that can be told.

use crate::support::{get, kept};
use crate::twins::ask;
use integration::spans::{PARENT, SAMPLED, TRACE, text};
use lumigo_testing::TestSpan;

/// A request with these headers, which may be no text.
fn request(headers: &[(&str, &[u8])]) -> Vec<u8> {
    let head = get("/orders/7", "");
    let mut request = head.trim_end().as_bytes().to_vec();
    for (name, value) in headers {
        request.extend_from_slice(b"\r\n");
        request.extend_from_slice(name.as_bytes());
        request.extend_from_slice(b": ");
        request.extend_from_slice(value);
    }
    request.extend_from_slice(b"\r\n\r\n");
    request
}

/// The span of a request with these headers, which is answered all the same.
async fn span(headers: &[(&str, &[u8])]) -> TestSpan {
    let twins = ask(request(headers)).await;
    assert_eq!(twins.status, 200);
    let span = twins.span.unwrap();
    assert_eq!(span.name, "GET /orders/{id}");
    assert_eq!(span.attributes["http.response.status_code"], 200);
    span
}

fn is_the_caller_s(span: &TestSpan) -> bool {
    span.trace_id == TRACE && span.parent_span_id.as_deref() == Some(PARENT)
}

#[tokio::test]
async fn a_bad_traceparent_starts_a_trace_of_its_own() {
    let long = [SAMPLED.as_bytes(), &[b'x'; 9000]].concat();
    let upper_case = SAMPLED.to_uppercase();
    let joined = format!("{SAMPLED},{SAMPLED}");
    let closed = format!("{SAMPLED}-01");
    let forbidden = SAMPLED.replacen("00", "ff", 1);
    let no_trace = SAMPLED.replace(TRACE, &"0".repeat(32));
    let no_parent = SAMPLED.replace(PARENT, &"0".repeat(16));
    let signed = SAMPLED.replacen("4bf", "+bf", 1);
    let cases: [&[u8]; 18] = [
        b"",
        b"-",
        b"---",
        b"00",
        b"garbage",
        b"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7",
        b"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-",
        b"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0\x80",
        b"\x80\x81\xfe\xff",
        "00-\u{663}bf92f3577b34da6a3ce929d0e0e473-00f067aa0ba902b7-01".as_bytes(),
        &long,
        upper_case.as_bytes(),
        joined.as_bytes(),
        closed.as_bytes(),
        forbidden.as_bytes(),
        no_trace.as_bytes(),
        no_parent.as_bytes(),
        signed.as_bytes(),
    ];
    for value in cases {
        let span = span(&[("traceparent", value), ("tracestate", b"a=1")]).await;
        assert!(span.is_root(), "{}", value.escape_ascii());
        assert_eq!(span.trace_state, "", "a state belongs to its trace");
    }
}

#[tokio::test]
async fn several_traceparents_start_a_trace_of_its_own() {
    let other = SAMPLED.replace(TRACE, &"1".repeat(32));
    for second in [SAMPLED, &other, "", "garbage"] {
        let two = [SAMPLED, second].map(|value| ("traceparent", value.as_bytes()));
        assert!(span(&two).await.is_root(), "{second}");
    }
    let unreadable = [
        ("traceparent", SAMPLED.as_bytes()),
        ("traceparent", b"\xff"),
    ];
    assert!(span(&unreadable).await.is_root());
}

#[tokio::test]
async fn an_odd_but_valid_traceparent_is_followed() {
    let padded = format!(" \t{SAMPLED} \t");
    let future = SAMPLED.replacen("00", "cc", 1);
    let longer = format!("{future}-{}", "x".repeat(9000));
    for value in [&*padded, &future, &longer] {
        let span = span(&[("TRACEPARENT", value.as_bytes())]).await;
        assert!(is_the_caller_s(&span), "{value}");
    }
}

#[tokio::test]
async fn a_bad_tracestate_is_dropped_and_the_trace_goes_on() {
    let long = [b"a=".as_slice(), &[b'x'; 9000]].concat();
    let cases: [(&[u8], &str); 9] = [
        (b"", ""),
        (b"a", ""),
        (b"=", ""),
        (b"A=1", ""),
        (b"a=1,b", ""),
        (b"a=\x80\xff", ""),
        (&long, ""),
        (b",,a=1,,", "a=1"),
        (b"a=1, b=2\t", "a=1,b=2"),
    ];
    for (value, expected) in cases {
        let headers = [("traceparent", SAMPLED.as_bytes()), ("tracestate", value)];
        let span = span(&headers).await;
        assert!(is_the_caller_s(&span), "{}", value.escape_ascii());
        assert_eq!(span.trace_state, expected, "{}", value.escape_ascii());
    }
}

#[tokio::test]
async fn several_tracestates_are_one_or_none() {
    let half = [b"a=".as_slice(), &[b'x'; 5000]].concat();
    let cases: [([&[u8]; 2], &str); 4] = [
        ([b"a=1", b"b=2"], "a=1,b=2"),
        ([b"a=1", b""], "a=1"),
        ([b"a=1", b"\xff"], ""),
        ([&half, &half], ""),
    ];
    for (values, expected) in cases {
        let [first, second] = values.map(|value| ("tracestate", value));
        let span = span(&[("traceparent", SAMPLED.as_bytes()), first, second]).await;
        assert!(is_the_caller_s(&span));
        assert_eq!(span.trace_state, expected);
    }
}

#[tokio::test]
async fn bad_baggage_hinders_nothing() {
    let long = [b"a=".as_slice(), &[b'x'; 9000]].concat();
    let many = (0..200).map(|n| format!("key{n}={n}")).collect::<Vec<_>>();
    let many = many.join(",");
    let cases: [&[u8]; 10] = [
        b"",
        b"=",
        b"a",
        b",;,=;==",
        b"a=%",
        b"a=%ff",
        b"a=1;%ff=%00",
        b"a=\x80\xff",
        &long,
        many.as_bytes(),
    ];
    for value in cases {
        let traceparent = ("traceparent", SAMPLED.as_bytes());
        let one = span(&[traceparent, ("baggage", value)]).await;
        assert!(is_the_caller_s(&one), "{}", value.escape_ascii());
        let two = span(&[traceparent, ("baggage", value), ("baggage", b"b=2")]).await;
        assert!(is_the_caller_s(&two), "{}", value.escape_ascii());
    }
}

#[tokio::test]
async fn a_user_agent_is_kept_when_it_is_text() {
    let long = "x".repeat(9000);
    let cases: [(&[u8], Option<&str>); 5] = [
        (b"", Some("")),
        (b"a\tb", Some("a\tb")),
        (b"caf\xc3\xa9", None),
        (b"\x80\xff", None),
        (long.as_bytes(), Some(kept(&long))),
    ];
    for (value, expected) in cases {
        let span = span(&[("user-agent", value)]).await;
        assert_eq!(text(&span, "user_agent.original"), expected);
    }
}
