//! Endpoints that are left out.

use crate::support::{answer, body, get, status};
use axum::Router;
use axum::routing::get as on_get;
use http::HeaderMap;
use integration::spans::{SAMPLED, TRACE, current, work};
use integration::wire::TestServer;
use lumigo_opentelemetry::{Lumigo, LumigoLayer, LumigoMiddleware};
use lumigo_testing::SpanRecorder;
use reqwest_middleware::ClientBuilder;

const HEALTH: &[(&str, &str)] = &[(
    "LUMIGO_FILTER_HTTP_ENDPOINTS_REGEX_SERVER",
    r#"["^/health$"]"#,
)];

/// A health check that works and calls `downstream`; answers with the `traceparent` seen there.
fn health(lumigo: &Lumigo, downstream: &TestServer) -> Router {
    let (host, url) = (lumigo.clone(), downstream.url("/stock"));
    let http = ClientBuilder::new(reqwest::Client::builder().no_proxy().build().unwrap())
        .with(LumigoMiddleware::bind(lumigo))
        .build();
    let handler = move || async move {
        work(&host, "work");
        let response = http.get(url).send().await.unwrap();
        response.text().await.unwrap()
    };
    Router::new()
        .route("/health", on_get(handler.clone()))
        .route("/health/more", on_get(handler))
        .layer(LumigoLayer::bind(lumigo))
}

/// A service that answers with the `traceparent` it gets.
async fn stock(lumigo: &Lumigo) -> TestServer {
    let handler =
        |headers: HeaderMap| async move { headers["traceparent"].to_str().unwrap().to_owned() };
    let app = Router::new()
        .route("/stock", on_get(handler))
        .layer(LumigoLayer::bind(lumigo));
    TestServer::start(app).await
}

#[tokio::test]
async fn a_filtered_request_has_no_span_here_inside_or_downstream() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo_with(HEALTH);
    let downstream = stock(&lumigo).await;
    let app = health(&lumigo, &downstream);
    let answer = answer(app, get("/health", "")).await;
    downstream.stop().await;
    assert_eq!(status(&answer), 200);
    assert!(body(&answer).ends_with("-00"), "{answer}");
    assert_eq!(recorder.tree(), "");
}

#[tokio::test]
async fn a_filtered_request_stays_in_its_caller_s_trace() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo_with(HEALTH);
    let downstream = stock(&lumigo).await;
    let app = health(&lumigo, &downstream);
    let answer = answer(app, get("/health", &format!("traceparent: {SAMPLED}\r\n"))).await;
    downstream.stop().await;
    let seen = body(&answer);
    assert!(seen.contains(TRACE) && seen.ends_with("-00"), "{seen}");
    assert_eq!(recorder.tree(), "");
}

#[tokio::test]
async fn other_requests_are_traced_to_the_end() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo_with(HEALTH);
    let downstream = stock(&lumigo).await;
    let app = health(&lumigo, &downstream);
    let answer = answer(app, get("/health/more?x=/health", "")).await;
    downstream.stop().await;
    assert!(body(&answer).ends_with("-01"), "{answer}");
    let expected = "SERVER GET /health/more\n  INTERNAL work\n  CLIENT GET\n    SERVER GET /stock";
    assert_eq!(recorder.tree(), expected);
}

#[tokio::test]
async fn the_path_is_filtered_and_not_the_query_host_or_route() {
    let filter = |pattern| ("LUMIGO_FILTER_HTTP_ENDPOINTS_REGEX", pattern);
    for (pattern, path, filtered) in [
        (r#"["^/orders/7$"]"#, "/orders/7?page=2", true),
        (r#"["^/orders/7$"]"#, "http://shop.example/orders/7", true),
        (r#"["orders"]"#, "/orders/7", true),
        (r#"["page"]"#, "/orders/7?page=2", false),
        (r#"["shop"]"#, "/orders/7", false),
        (r#"["\\{id\\}"]"#, "/orders/7", false),
        (r#"["^//\\[x$"]"#, "//[x", false),
    ] {
        let recorder = SpanRecorder::new();
        let lumigo = recorder.lumigo_with(&[filter(pattern)]);
        let app = Router::new()
            .route("/orders/{id}", on_get(|| async { current() }))
            .layer(LumigoLayer::bind(&lumigo));
        let answer = answer(app, get(path, "")).await;
        assert_eq!(recorder.spans().is_empty(), filtered, "{pattern} {path}");
        if filtered {
            assert!(body(&answer).ends_with("-00"), "{answer}");
        }
    }
}
