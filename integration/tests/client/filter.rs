//! URLs that are left out.

use crate::support::{Backend, client, sent};
use integration::spans::{in_span, work};
use lumigo_testing::SpanRecorder;

const CLIENT: &str = "LUMIGO_FILTER_HTTP_ENDPOINTS_REGEX_CLIENT";
const GENERAL: &str = "LUMIGO_FILTER_HTTP_ENDPOINTS_REGEX";
const SERVER: &str = "LUMIGO_FILTER_HTTP_ENDPOINTS_REGEX_SERVER";

#[tokio::test]
async fn a_filtered_call_has_no_span_and_says_so_downstream() {
    for (variable, pattern, path, filtered) in [
        (CLIENT, r#"["/health$"]"#, "/health", true),
        (
            CLIENT,
            r#"["^http://127\\.0\\.0\\.1:\\d+/health\\?deep=1$"]"#,
            "/health?deep=1",
            true,
        ),
        (GENERAL, r#"["health"]"#, "/health", true),
        (CLIENT, r#"["/health$"]"#, "/health/more", false),
        (CLIENT, r#"["^/health$"]"#, "/health", false),
        (SERVER, r#"["health"]"#, "/health", false),
    ] {
        let recorder = SpanRecorder::new();
        let lumigo = recorder.lumigo_with(&[(variable, pattern)]);
        let backend = Backend::start().await;
        let response = client(&lumigo).get(backend.url(path)).send().await.unwrap();
        assert_eq!(response.text().await.unwrap(), "stock");
        assert_eq!(recorder.spans().is_empty(), filtered, "{pattern} {path}");
        let headers = backend.only_headers();
        let traceparent = sent(&headers, "traceparent").unwrap();
        let flags = if filtered { "-00" } else { "-01" };
        assert!(traceparent.ends_with(flags), "{traceparent}");
        assert!(!traceparent.contains(&"0".repeat(16)), "{traceparent}");
    }
}

#[tokio::test]
async fn a_filtered_call_stays_in_the_trace_of_its_caller() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo_with(&[(CLIENT, r#"["/health$"]"#)]);
    let backend = Backend::start().await;
    in_span(&lumigo, "work", async {
        client(&lumigo)
            .get(backend.url("/health"))
            .send()
            .await
            .unwrap();
        work(&lumigo, "more work");
    })
    .await;
    assert_eq!(recorder.tree(), "INTERNAL work\n  INTERNAL more work");
    let caller = recorder.span_named("work");
    let headers = backend.only_headers();
    let expected = format!("00-{}-{}-00", caller.trace_id, caller.span_id);
    assert_eq!(sent(&headers, "traceparent"), Some(&*expected));
}
