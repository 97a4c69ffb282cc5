//! More than one layer on a request's way: one span all the same, and the route from whoever knows it.

use crate::support::{answer, body, get};
use axum::Router;
use axum::routing::{get as on_get, post};
use http::{Request, Response};
use integration::spans::{SAMPLED, current, text, traceparent, work};
use lumigo_opentelemetry::LumigoLayer;
use lumigo_opentelemetry::tower::RouteName;
use lumigo_testing::SpanRecorder;
use tower::{Layer, ServiceBuilder};

#[tokio::test]
async fn two_layers_of_a_router_make_one_span() {
    for (header, expected) in [
        ("", "SERVER GET /\n  INTERNAL work"),
        (SAMPLED, "SERVER GET / (parent missing)\n  INTERNAL work"),
    ] {
        let recorder = SpanRecorder::new();
        let lumigo = recorder.lumigo();
        let host = lumigo.clone();
        let layer = LumigoLayer::bind(&lumigo);
        let app = Router::new().route("/", on_get(|| async move { work(&host, "work") }));
        let app = app.layer(layer.clone()).layer(layer);
        answer(app, get("/", &format!("traceparent: {header}\r\n"))).await;
        assert_eq!(recorder.tree(), expected);
    }
}

#[tokio::test]
async fn one_around_everything_learns_the_route_from_one_within() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let layer = LumigoLayer::bind(&lumigo);
    let orders = Router::new().route("/{id}", on_get(|| async { current() }));
    let app = Router::new()
        .nest("/orders", orders)
        .layer(layer.clone())
        .fallback(|| async { current() });
    let everything = || {
        ServiceBuilder::new()
            .layer(layer.clone())
            .service(app.clone())
    };
    for (path, name, route) in [
        ("/orders/7", "GET /orders/{id}", Some("/orders/{id}")),
        ("/elsewhere", "GET", None),
    ] {
        recorder.clear();
        let answer = answer(everything(), get(path, "")).await;
        let span = recorder.only_span();
        assert_eq!(span.name, name);
        assert_eq!(text(&span, "http.route"), route);
        assert_eq!(body(&answer), traceparent(&span));
    }
}

#[tokio::test]
async fn one_around_everything_learns_the_body_from_one_within() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let layer = LumigoLayer::bind(&lumigo);
    let app = Router::new()
        .route("/orders", post(|body: String| async { body }))
        .layer(layer.clone());
    let request = "POST /orders HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\
        Content-Length: 18\r\n\r\n{\"token\":\"hunter\"}";
    let answer = answer(layer.layer(app), request).await;
    assert_eq!(body(&answer), r#"{"token":"hunter"}"#);
    let span = recorder.only_span();
    assert_eq!(span.name, "POST /orders");
    assert_eq!(
        text(&span, "http.request.body"),
        Some(r#"{"token":"****"}"#)
    );
}

#[tokio::test]
async fn a_name_that_the_service_gave_stays() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let layer = LumigoLayer::bind(&lumigo);
    let named = |_: Request<_>| async {
        let mut response = Response::new(String::new());
        response
            .extensions_mut()
            .insert(RouteName::new("/inner/{id}"));
        Ok::<_, std::convert::Infallible>(response)
    };
    let service = ServiceBuilder::new()
        .layer(layer.clone())
        .map_request(|mut request: Request<_>| {
            request
                .extensions_mut()
                .insert(RouteName::new("/outer/{id}"));
            request
        })
        .layer(layer)
        .service_fn(named);
    answer(service, get("/inner/7", "")).await;
    assert_eq!(recorder.only_span().name, "GET /inner/{id}");
}

#[tokio::test]
async fn layers_of_two_distributions_make_a_span_each() {
    let (one, other) = (SpanRecorder::new(), SpanRecorder::new());
    let lumigos = [one.lumigo(), other.lumigo()];
    let [inner, outer] = lumigos.each_ref().map(LumigoLayer::bind);
    let app = Router::new().route("/", on_get(|| async {})).layer(inner);
    answer(outer.layer(app), get("/", "")).await;
    assert_eq!(one.only_span().name, "GET /");
    assert_eq!(other.only_span().name, "GET");
}
