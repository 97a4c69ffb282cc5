//! A service that calls another one, and what that one is sent.

use axum::Router;
use axum::routing::any;
use http::HeaderMap;
use integration::wire::{TestServer, exchange};
use lumigo_opentelemetry::{Lumigo, LumigoLayer, LumigoMiddleware};
use lumigo_testing::{SpanRecorder, TestSpan};
use reqwest_middleware::ClientBuilder;
use std::future::Future;
use std::sync::{Arc, Mutex};

pub(crate) use integration::spans::{PARENT, TRACE};

/// The format's variable, and the name of each that carries a trace alone.
pub(crate) const VARIABLE: &str = "OTEL_PROPAGATORS";
pub(crate) const FORMATS: [&str; 5] = ["tracecontext", "b3", "b3multi", "jaeger", "xray"];

/// The headers that carry a span in a format, as a client sends them.
pub(crate) fn headers_of(format: &str, trace: &str, span: &str, sampled: bool) -> Vec<String> {
    let flag = u8::from(sampled);
    match format {
        "tracecontext" => vec![format!("traceparent: 00-{trace}-{span}-0{flag}")],
        "b3" => vec![format!("b3: {trace}-{span}-{flag}")],
        "b3multi" => vec![
            format!("x-b3-traceid: {trace}"),
            format!("x-b3-spanid: {span}"),
            format!("x-b3-sampled: {flag}"),
        ],
        "jaeger" => vec![format!("uber-trace-id: {trace}:{span}:0:{flag}")],
        "xray" => {
            let (time, unique) = trace.split_at(8);
            let root = format!("Root=1-{time}-{unique}");
            vec![format!(
                "x-amzn-trace-id: {root};Parent={span};Sampled={flag}"
            )]
        }
        other => panic!("{other} carries no span"),
    }
}

/// The headers that carry this span.
pub(crate) fn headers_of_span(format: &str, span: &TestSpan) -> Vec<String> {
    headers_of(format, &span.trace_id, &span.span_id, true)
}

/// Asks a service with the layer for `path`, with these lines as its headers. It calls another one
/// through the middleware; returned is what that one was sent, without what every request has.
pub(crate) async fn relayed(lumigo: &Lumigo, path: &str, headers: &[String]) -> Vec<String> {
    relayed_around(lumigo, path, headers, |call| call).await
}

/// The same, with something of the host's around the call.
pub(crate) async fn relayed_around<F, W>(
    lumigo: &Lumigo,
    path: &str,
    headers: &[String],
    around: W,
) -> Vec<String>
where
    W: Fn(Call) -> F + Clone + Send + Sync + 'static,
    F: Future<Output = ()> + Send + 'static,
{
    let sent = Arc::<Mutex<Vec<HeaderMap>>>::default();
    let noted = Arc::clone(&sent);
    let downstream = any(move |headers: HeaderMap| async move {
        noted.lock().unwrap().push(headers);
    });
    let downstream = TestServer::start(Router::new().fallback_service(downstream)).await;
    let url = downstream.url("/");
    let http = ClientBuilder::new(reqwest::Client::builder().no_proxy().build().unwrap())
        .with(LumigoMiddleware::bind(lumigo))
        .build();
    let handler = any(move || {
        around(Box::pin(async move {
            http.get(url).send().await.unwrap();
        }))
    });
    let app = Router::new().fallback_service(handler);
    let app = TestServer::start(app.layer(LumigoLayer::bind(lumigo))).await;
    let lines: String = headers.iter().map(|line| format!("{line}\r\n")).collect();
    let request =
        format!("GET {path} HTTP/1.1\r\nHost: shop.example\r\nConnection: close\r\n{lines}\r\n");
    let answer = exchange(app.address(), request).await;
    assert!(answer.starts_with(b"HTTP/1.1 200"), "{path}: {answer:?}");
    app.stop().await;
    downstream.stop().await;
    let sent = sent.lock().unwrap();
    assert_eq!(sent.len(), 1);
    carried(&sent[0])
}

/// The call of the other service.
pub(crate) type Call = std::pin::Pin<Box<dyn Future<Output = ()> + Send>>;

/// The lines of a request that any client would not have sent, sorted.
pub(crate) fn carried(headers: &HeaderMap) -> Vec<String> {
    let lines = headers
        .iter()
        .filter(|(name, _)| !["host", "accept", "accept-encoding"].contains(&name.as_str()))
        .map(|(name, value)| format!("{name}: {}", value.to_str().unwrap()));
    let mut lines: Vec<_> = lines.collect();
    lines.sort();
    lines
}

/// Lines in the order of [`carried`].
pub(crate) fn sorted(mut lines: Vec<String>) -> Vec<String> {
    lines.sort();
    lines
}

/// A distribution with this list of formats, and what it records.
pub(crate) fn with_formats(list: &str) -> (Lumigo, SpanRecorder) {
    with_variables(&[(VARIABLE, list)])
}

/// The same with these variables.
pub(crate) fn with_variables(variables: &[(&str, &str)]) -> (Lumigo, SpanRecorder) {
    let recorder = SpanRecorder::new();
    (recorder.lumigo_with(variables), recorder)
}
