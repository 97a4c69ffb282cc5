//! Endpoints that are left out.

use crate::support::{
    FORMATS, PARENT, TRACE, VARIABLE, headers_of, headers_of_span, relayed, sorted, with_variables,
};

const SERVER: (&str, &str) = (
    "LUMIGO_FILTER_HTTP_ENDPOINTS_REGEX_SERVER",
    r#"["^/health$"]"#,
);
const CLIENT: (&str, &str) = ("LUMIGO_FILTER_HTTP_ENDPOINTS_REGEX_CLIENT", r#"["."]"#);

#[tokio::test]
async fn a_filtered_request_of_a_caller_is_unsampled_downstream() {
    for format in FORMATS {
        let (lumigo, recorder) = with_variables(&[(VARIABLE, format), SERVER]);
        let caller = headers_of(format, TRACE, PARENT, true);
        let sent = relayed(&lumigo, "/health", &caller).await;
        let expected = headers_of(format, TRACE, PARENT, false);
        assert_eq!(sent, sorted(expected), "{format}");
        assert!(recorder.spans().is_empty(), "{format}");
    }
}

#[tokio::test]
async fn a_filtered_call_is_unsampled_downstream() {
    for format in FORMATS {
        let (lumigo, recorder) = with_variables(&[(VARIABLE, format), CLIENT]);
        let caller = headers_of(format, TRACE, PARENT, true);
        let sent = relayed(&lumigo, "/orders", &caller).await;
        let server = recorder.only_span();
        let expected = headers_of(format, TRACE, &server.span_id, false);
        assert_eq!(sent, sorted(expected), "{format}");
    }
}

#[tokio::test]
async fn debug_and_deferred_callers_are_filtered_like_others() {
    for (format, header) in [
        ("b3", format!("b3: {TRACE}-{PARENT}-d")),
        ("b3", format!("b3: {TRACE}-{PARENT}")),
        ("jaeger", format!("uber-trace-id: {TRACE}:{PARENT}:0:3")),
    ] {
        let (lumigo, recorder) = with_variables(&[(VARIABLE, format), SERVER]);
        let sent = relayed(&lumigo, "/health", std::slice::from_ref(&header)).await;
        let expected = headers_of(format, TRACE, PARENT, false);
        assert_eq!(sent, expected, "{header}");
        assert!(recorder.spans().is_empty(), "{header}");
    }
}

#[tokio::test]
async fn another_request_is_sampled() {
    let (lumigo, recorder) = with_variables(&[(VARIABLE, "b3"), SERVER]);
    let sent = relayed(&lumigo, "/orders", &[]).await;
    assert_eq!(sent, headers_of_span("b3", &recorder.spans()[0]));
}
