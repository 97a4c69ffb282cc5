//! A caller that is not sampled.

use crate::support::{answer, body, get};
use axum::Router;
use axum::routing::get as on_get;
use integration::spans::{TRACE, UNSAMPLED, current, work};
use integration::wire::TestServer;
use lumigo_opentelemetry::opentelemetry::Context;
use lumigo_opentelemetry::opentelemetry::baggage::BaggageExt;
use lumigo_opentelemetry::{LumigoLayer, LumigoMiddleware};
use lumigo_testing::SpanRecorder;
use reqwest_middleware::ClientBuilder;

#[tokio::test]
async fn nothing_under_an_unsampled_caller_is_recorded() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let host = lumigo.clone();
    let report = move || async move {
        work(&host, "work");
        let baggage = Context::current().baggage().len();
        format!("{} {baggage}", current())
    };
    let app = Router::new()
        .route("/", on_get(report))
        .layer(LumigoLayer::bind(&lumigo));
    let headers = format!("traceparent: {UNSAMPLED}\r\nbaggage: user=ada\r\n");
    let answer = answer(app, get("/", &headers)).await;
    assert_eq!(body(&answer), format!("{UNSAMPLED} 1"));
    assert!(recorder.spans().is_empty());
}

#[tokio::test]
async fn a_call_under_an_unsampled_caller_says_so_downstream() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let downstream = Router::new().route(
        "/",
        on_get(|headers: http::HeaderMap| async move {
            headers["traceparent"].to_str().unwrap().to_owned()
        }),
    );
    let downstream = TestServer::start(downstream.layer(LumigoLayer::bind(&lumigo))).await;
    let url = downstream.url("/");
    let http = ClientBuilder::new(reqwest::Client::builder().no_proxy().build().unwrap())
        .with(LumigoMiddleware::bind(&lumigo))
        .build();
    let call = move || async move { http.get(url).send().await.unwrap().text().await.unwrap() };
    let app = Router::new()
        .route("/", on_get(call))
        .layer(LumigoLayer::bind(&lumigo));

    let answer = answer(app, get("/", &format!("traceparent: {UNSAMPLED}\r\n"))).await;
    downstream.stop().await;

    let seen = body(&answer);
    assert!(seen.contains(TRACE) && seen.ends_with("-00"), "{seen}");
    assert!(recorder.spans().is_empty());
}
