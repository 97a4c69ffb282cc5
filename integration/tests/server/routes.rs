//! The name of a span: the method and the matched route, never the path.

use crate::support::{answer, get, orders, status};
use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::MatchedPath;
use axum::middleware::{Next, from_fn};
use axum::routing::{any, get as on_get, post};
use http::{Request, Response};
use http_body_util::Full;
use hyper::body::Incoming;
use lumigo_opentelemetry::LumigoLayer;
use lumigo_opentelemetry::tower::{BoundLumigoLayer, RouteName};
use lumigo_testing::{SpanRecorder, TestSpan};
use proptest::prelude::*;
use std::convert::Infallible;
use tower::{BoxError, Layer, Service, ServiceBuilder, ServiceExt, service_fn};

/// The span of one request to what `app` makes of the layer, and the answer's status.
async fn span<S, B>(app: impl FnOnce(BoundLumigoLayer) -> S, path: &str) -> (TestSpan, u16)
where
    S: Service<Request<Incoming>, Response = Response<B>, Error = Infallible>,
    S: Clone + Send + 'static,
    S::Future: Send + 'static,
    B: http_body::Body<Data: Send, Error: Into<BoxError>> + Send + 'static,
{
    let (mut spans, status) = spans(app, path).await;
    assert_eq!(spans.len(), 1);
    (spans.remove(0), status)
}

/// The same, however many there are.
async fn spans<S, B>(app: impl FnOnce(BoundLumigoLayer) -> S, path: &str) -> (Vec<TestSpan>, u16)
where
    S: Service<Request<Incoming>, Response = Response<B>, Error = Infallible>,
    S: Clone + Send + 'static,
    S::Future: Send + 'static,
    B: http_body::Body<Data: Send, Error: Into<BoxError>> + Send + 'static,
{
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let answer = answer(app(LumigoLayer::bind(&lumigo)), get(path, "")).await;
    (recorder.spans(), status(&answer))
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
    let files = || service_fn(|_| async { Ok::<_, Infallible>(Response::new(Body::empty())) });
    let app = |layer| Router::new().nest_service("/files", files()).layer(layer);
    assert_no_route(span(app, "/files/a/b").await, "/files/a/b", 200);
    let app = |layer| Router::new().nest_service("/api", orders()).layer(layer);
    assert_no_route(span(app, "/api/orders/7").await, "/api/orders/7", 200);
}

#[tokio::test]
async fn a_layer_on_a_nested_service_that_is_a_router_sees_the_whole_route() {
    let app = |layer| Router::new().nest_service("/api", orders().layer(layer));
    assert_route(span(app, "/api/orders/7").await, "/api/orders/{id}", 200);
}

#[tokio::test]
async fn every_kind_of_fallback_has_no_route() {
    let answer = || async { "else" };
    let service = || service_fn(|_: Request<_>| async { Ok(Response::new(Body::from("else"))) });
    let path = "/nothing/7";
    let app = |layer| orders().fallback_service(service()).layer(layer);
    assert_no_route(span(app, path).await, path, 200);
    let app = |layer| Router::new().fallback(answer).layer(layer);
    assert_no_route(span(app, path).await, path, 200);
    let app = |layer| orders().layer(layer).fallback(answer);
    assert_eq!(spans(app, path).await, (vec![], 200));
    let path = "/api/nothing/7";
    let app = |layer| {
        Router::new()
            .nest("/api", orders().fallback(answer))
            .layer(layer)
    };
    assert_no_route(span(app, path).await, path, 200);
}

#[tokio::test]
async fn a_handler_for_other_methods_is_on_the_route() {
    let app = |layer| {
        let other = || async { http::StatusCode::NOT_IMPLEMENTED };
        let router = Router::new().route("/orders/{id}", post(|| async {}));
        router.method_not_allowed_fallback(other).layer(layer)
    };
    assert_route(span(app, "/orders/7").await, "/orders/{id}", 501);
}

/// Names the route of whatever answers.
fn named<B>(mut response: Response<B>) -> Response<B> {
    let route = RouteName::new("/named/{*path}");
    response.extensions_mut().insert(route);
    response
}

#[tokio::test]
async fn who_answers_can_name_the_route() {
    let route = "/named/{*path}";
    let path = "/files/a/b";
    let files = || service_fn(|_| async { Ok::<_, Infallible>(Response::new(Body::empty())) });
    let app = |layer| {
        let files = files().map_response(named);
        Router::new().nest_service("/files", files).layer(layer)
    };
    assert_route(span(app, path).await, route, 200);
    let app = |layer| {
        let router = orders().fallback(|| async { named(Response::new(Body::empty())) });
        ServiceBuilder::new().layer(layer).service(router)
    };
    assert_route(span(app, path).await, route, 200);
    let app = |layer: BoundLumigoLayer| layer.layer(service_fn(hyper_files));
    assert_route(span(app, path).await, route, 200);
}

/// A service that knows nothing of axum.
async fn hyper_files<B>(_: Request<B>) -> Result<Response<Full<Bytes>>, Infallible> {
    Ok(named(Response::new(Full::from("a file"))))
}

#[tokio::test]
async fn a_middleware_inside_can_name_the_route_for_a_layer_around_the_router() {
    let matched = from_fn(
        |path: Option<MatchedPath>, request, next: Next| async move {
            let mut response = next.run(request).await;
            if let Some(path) = path {
                let route = RouteName::new(path.as_str().to_owned());
                response.extensions_mut().insert(route);
            }
            response
        },
    );
    let app = |layer: BoundLumigoLayer| layer.layer(orders().layer(matched.clone()));
    assert_route(span(app, "/orders/7").await, "/orders/{id}", 200);
    let app = |layer: BoundLumigoLayer| layer.layer(orders().layer(matched));
    assert_no_route(span(app, "/nothing/7").await, "/nothing/7", 404);
}

#[tokio::test]
async fn who_is_outside_can_name_the_route_in_the_request() {
    let app = |layer| {
        let name = |mut request: Request<_>| {
            request.extensions_mut().insert(RouteName::new("/outside"));
            request
        };
        let outside = ServiceBuilder::new().map_request(name).layer(layer);
        outside.service(service_fn(hyper_files))
    };
    assert_route(span(app, "/files/a/b").await, "/outside", 200);
}

#[tokio::test]
async fn what_axum_has_matched_comes_first() {
    let app = |layer| {
        let router = Router::new().route(
            "/orders/{id}",
            any(|| async { named(Response::new(Body::empty())) }),
        );
        router.layer(layer)
    };
    assert_route(span(app, "/orders/7").await, "/orders/{id}", 200);
}

/// Routers that know a route, and some that know none.
fn everywhere(layer: BoundLumigoLayer) -> [Router; 6] {
    let files = || service_fn(hyper_files).map_response(|response| response.map(Body::new));
    let around = ServiceBuilder::new().layer(layer.clone()).service(orders());
    [
        orders().layer(layer.clone()),
        Router::new().nest("/orders", orders()).layer(layer.clone()),
        Router::new()
            .nest_service("/orders", orders())
            .layer(layer.clone()),
        Router::new().fallback_service(files()).layer(layer.clone()),
        Router::new()
            .route("/{*path}", any(|| async {}))
            .layer(layer),
        Router::new().fallback_service(around),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn no_path_is_ever_a_name(path in "(/orders)?(/[a-zA-Z0-9._~{}*%-]{0,12}){1,3}") {
        let names = [
            "GET",
            "GET /orders",
            "GET /orders/",
            "GET /orders/{id}",
            "GET /orders/orders/{id}",
            "GET /named/{*path}",
            "GET /{*path}",
        ];
        let recorder = SpanRecorder::new();
        let lumigo = recorder.lumigo();
        let apps = everywhere(LumigoLayer::bind(&lumigo));
        let Ok(uri) = path.parse::<http::Uri>() else {
            return Err(TestCaseError::reject("no path"));
        };
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        for app in apps {
            let request = Request::get(uri.clone()).body(Body::empty()).unwrap();
            drop(runtime.block_on(app.oneshot(request)).unwrap());
        }
        let spans = recorder.spans();
        prop_assert_eq!(spans.len(), 6);
        for span in spans {
            prop_assert!(names.contains(&&*span.name), "{}", span.name);
            let route = span.attribute("http.route").and_then(|route| route.as_str());
            prop_assert_eq!(span.name.strip_prefix("GET ").map(str::to_owned), route.map(str::to_owned));
        }
    }
}

#[tokio::test]
async fn a_layer_on_routes_alone_leaves_the_fallback_out() {
    let app = |layer| orders().route_layer(layer);
    assert_eq!(spans(app, "/nothing").await, (vec![], 404));
}
