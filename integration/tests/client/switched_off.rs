//! Without an active distribution the middleware is not there.

use crate::support::{Backend, client, plain, sent};
use integration::spans::{SAMPLED, in_span};
use lumigo_opentelemetry::LumigoMiddleware;
use lumigo_testing::SpanRecorder;
use reqwest_middleware::{ClientBuilder, ClientWithMiddleware};

/// Sends a request with headers of the host, within a span of the host.
async fn assert_passes_through(http: &ClientWithMiddleware) {
    let recorder = SpanRecorder::new();
    let host = recorder.lumigo();
    let backend = Backend::start().await;
    let request = http.get(backend.url("/")).header("traceparent", SAMPLED);
    let response = in_span(&host, "work", request.send()).await.unwrap();
    assert_eq!(response.text().await.unwrap(), "stock");
    let headers = backend.only_headers();
    assert_eq!(sent(&headers, "traceparent"), Some(SAMPLED));
    assert_eq!(recorder.tree(), "INTERNAL work");
}

#[tokio::test]
async fn a_middleware_that_is_switched_off_passes_everything_through() {
    for variable in [
        ("LUMIGO_SWITCH_OFF", "true"),
        ("LUMIGO_ENABLE_TRACES", "false"),
        ("LUMIGO_DISABLE_INSTRUMENTATION", "reqwest"),
        ("LUMIGO_DISABLE_INSTRUMENTATION", "tower,reqwest"),
    ] {
        let recorder = SpanRecorder::new();
        let lumigo = recorder.lumigo_with(&[variable]);
        assert_passes_through(&client(&lumigo)).await;
        assert!(recorder.spans().is_empty(), "{variable:?}");
    }
}

#[tokio::test]
async fn the_unit_value_passes_everything_through_without_init() {
    let http = ClientBuilder::new(plain()).with(LumigoMiddleware).build();
    assert_passes_through(&http).await;
}

#[tokio::test]
async fn another_name_does_not_switch_it_off() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo_with(&[("LUMIGO_DISABLE_INSTRUMENTATION", "tower,axum")]);
    let backend = Backend::start().await;
    client(&lumigo).get(backend.url("/")).send().await.unwrap();
    assert_eq!(recorder.only_span().name, "GET");
}

#[tokio::test]
async fn after_shutdown_requests_are_sent_as_before() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let backend = Backend::start().await;
    let http = client(&lumigo);
    lumigo.shutdown();
    let response = http.get(backend.url("/")).send().await.unwrap();
    assert_eq!(response.text().await.unwrap(), "stock");
    assert!(recorder.spans().is_empty());
}
