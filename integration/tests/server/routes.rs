//! The name of a span: the method and the matched route, never the path.

use crate::support::{answer, get, orders, status};
use axum::Router;
use axum::routing::{any, get as on_get, post};
use http::{Request, Response};
use hyper::body::Incoming;
use lumigo_opentelemetry::LumigoLayer;
use lumigo_testing::{SpanRecorder, TestSpan};
use std::convert::Infallible;
use tower::{Layer, Service, ServiceBuilder, service_fn};

/// The span of one request to what `app` makes of the layer, and the answer's status.
async fn span<S, B>(
    app: impl FnOnce(lumigo_opentelemetry::tower::BoundLumigoLayer) -> S,
    path: &str,
) -> (TestSpan, u16)
where
    S: Service<Request<Incoming>, Response = Response<B>, Error = Infallible>,
    S: Clone + Send + 'static,
    S::Future: Send + 'static,
    B: http_body::Body<Data: Send, Error = axum::Error> + Send + 'static,
{
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let answer = answer(app(LumigoLayer::bind(&lumigo)), get(path, "")).await;
    (recorder.only_span(), status(&answer))
}

#[track_caller]
fn assert_route((span, answered): (TestSpan, u16), route: &str, expected: u16) {
    assert_eq!(span.name, format!("GET {route}"));
    assert_eq!(span.attributes["http.route"], route);
    assert_eq!(answered, expected);
    assert_eq!(span.attributes["http.response.status_code"], expected);
}

/// There are too many paths: a name or route that contains one would be of no use.
#[track_caller]
fn assert_no_route((span, answered): (TestSpan, u16), path: &str, expected: u16) {
    assert_eq!(span.name, "GET");
    assert_eq!(span.attribute("http.route"), None);
    assert_eq!(span.attributes["url.path"], path);
    assert_eq!(answered, expected);
    assert_eq!(span.attributes["http.response.status_code"], expected);
}

#[tokio::test]
async fn a_layer_around_nested_routers_sees_the_whole_route() {
    let version = || Router::new().nest("/v1", orders());
    let app = |layer| Router::new().nest("/api", version()).layer(layer);
    assert_route(
        span(app, "/api/v1/orders/7").await,
        "/api/v1/orders/{id}",
        200,
    );
    let app = |layer| Router::new().nest("/shops/{shop}", version()).layer(layer);
    let route = "/shops/{shop}/v1/orders/{id}";
    assert_route(span(app, "/shops/9/v1/orders/7").await, route, 200);
}

#[tokio::test]
async fn a_layer_on_a_nested_router_sees_the_whole_route() {
    let app = |layer| Router::new().nest("/api", orders().layer(layer));
    assert_route(span(app, "/api/orders/7").await, "/api/orders/{id}", 200);
}

#[tokio::test]
async fn a_layer_on_merged_routers_sees_each_route() {
    let items = || Router::new().route("/items/{*path}", any(|| async {}));
    let app = |layer| orders().merge(items()).layer(layer);
    assert_route(span(app, "/orders/7").await, "/orders/{id}", 200);
    let app = |layer| orders().merge(items()).layer(layer);
    assert_route(span(app, "/items/a/b/c").await, "/items/{*path}", 200);
}

#[tokio::test]
async fn a_layer_on_one_handler_or_method_router_sees_the_route() {
    let app = |layer| Router::new().route("/a/{b}", on_get(|| async {}).layer(layer));
    assert_route(span(app, "/a/1").await, "/a/{b}", 200);
    let app = |layer| orders().route_layer(layer);
    assert_route(span(app, "/orders/1").await, "/orders/{id}", 200);
}

#[tokio::test]
async fn a_method_that_the_route_does_not_have_is_still_on_the_route() {
    let app = |layer| {
        Router::new()
            .route("/orders/{id}", post(|| async {}))
            .layer(layer)
    };
    assert_route(span(app, "/orders/7").await, "/orders/{id}", 405);
}

#[tokio::test]
async fn without_a_matched_route_the_name_is_the_method() {
    assert_no_route(
        span(|layer| orders().layer(layer), "/nothing/7").await,
        "/nothing/7",
        404,
    );
    let app = |layer| orders().fallback(|| async { "else" }).layer(layer);
    assert_no_route(span(app, "/nothing/7").await, "/nothing/7", 200);
    let app = |layer| Router::new().nest("/api", orders()).layer(layer);
    assert_no_route(span(app, "/api/nothing/7").await, "/api/nothing/7", 404);
}

#[tokio::test]
async fn a_layer_around_the_whole_router_sees_no_route() {
    assert_no_route(
        span(|layer| layer.layer(orders()), "/orders/7").await,
        "/orders/7",
        200,
    );
    let app = |layer| ServiceBuilder::new().layer(layer).service(orders());
    assert_no_route(span(app, "/orders/7").await, "/orders/7", 200);
}

#[tokio::test]
async fn a_layer_outside_of_a_nested_service_sees_no_route() {
    let files =
        || service_fn(|_| async { Ok::<_, Infallible>(Response::new(axum::body::Body::empty())) });
    let app = |layer| Router::new().nest_service("/files", files()).layer(layer);
    assert_no_route(span(app, "/files/a/b").await, "/files/a/b", 200);
    let app = |layer| Router::new().nest_service("/api", orders()).layer(layer);
    assert_no_route(span(app, "/api/orders/7").await, "/api/orders/7", 200);
}

#[tokio::test]
async fn a_layer_on_routes_alone_leaves_the_fallback_out() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let app = orders().route_layer(LumigoLayer::bind(&lumigo));
    assert_eq!(status(&answer(app, get("/nothing", "")).await), 404);
    assert!(recorder.spans().is_empty());
}
