//! Where the layer is not there.

use super::{call, client, get, hyper};
use crate::support::{Backend, sent};
use bytes::Bytes;
use http_body_util::Full;
use integration::spans::{SAMPLED, in_span};
use lumigo_opentelemetry::tower::RequestBody;
use lumigo_opentelemetry::{Lumigo, LumigoClientLayer};
use lumigo_testing::{OtlpSink, SpanRecorder};
use tower::Layer;

const DISABLED: &str = "LUMIGO_DISABLE_INSTRUMENTATION";

#[tokio::test]
async fn a_layer_that_is_switched_off_passes_everything_through() {
    for variable in [
        ("LUMIGO_SWITCH_OFF", "true"),
        ("LUMIGO_ENABLE_TRACES", "false"),
        (DISABLED, "tower-client"),
        (DISABLED, "axum,hyper"),
    ] {
        let recorder = SpanRecorder::new();
        let lumigo = recorder.lumigo_with(&[variable]);
        let backend = Backend::start().await;
        let mut request = get(backend.url("/"));
        let of_host = SAMPLED.parse().unwrap();
        request.headers_mut().insert("traceparent", of_host);
        assert_eq!(call(client(&lumigo), request).await.unwrap(), "stock");
        assert_eq!(sent(&backend.only_headers(), "traceparent"), Some(SAMPLED));
        assert!(recorder.spans().is_empty(), "{variable:?}");
    }
}

#[tokio::test]
async fn the_name_of_the_server_layer_does_not_switch_it_off() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo_with(&[(DISABLED, "tower,axum,reqwest")]);
    let backend = Backend::start().await;
    call(client(&lumigo), get(backend.url("/"))).await.unwrap();
    assert_eq!(recorder.only_span().name, "GET");
    assert!(sent(&backend.only_headers(), "traceparent").is_some());
}

#[tokio::test]
async fn the_unit_value_passes_everything_through_without_init() {
    let backend = Backend::start().await;
    let http = LumigoClientLayer.layer(hyper::<RequestBody<Full<Bytes>>>());
    assert_eq!(call(http, get(backend.url("/"))).await.unwrap(), "stock");
    assert_eq!(sent(&backend.only_headers(), "traceparent"), None);
}

#[tokio::test]
async fn requests_to_where_spans_go_are_not_traced() {
    let (sink, recorder) = (OtlpSink::start(), SpanRecorder::new());
    let lumigo = Lumigo::builder()
        .with_variables([("OTEL_BSP_SCHEDULE_DELAY", "3600000")])
        .with_token("t_0123456789")
        .with_endpoint(sink.endpoint())
        .with_span_processor(recorder.clone())
        .build();
    let request = call(client(&lumigo), get(sink.endpoint()));
    in_span(&lumigo, "work", request).await.unwrap();
    assert_eq!(recorder.tree(), "INTERNAL work");
    assert_eq!(sink.requests()[0].header("traceparent"), None);
}
