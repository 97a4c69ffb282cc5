//! Requests to an axum router: `GET /users/{id}`, and `POST /orders` with 1 KiB of JSON, answered with
//! the same.

mod noop;
mod order;

use super::{Case, NO_PAYLOADS, NamedCase, exporting, output, switched_off};
use axum::Router;
use axum::body::Body;
use axum::extract::Path;
use axum::routing::{get, post};
use http::header::{CONTENT_LENGTH, CONTENT_TYPE, HOST, USER_AGENT};
use http::{HeaderName, HeaderValue, Method, Request, Uri};
use http_body_util::BodyExt;
use lumigo_opentelemetry::{Lumigo, LumigoLayer};
use noop::NoopLayer;
use tower::ServiceExt;

/// All cases of the `GET`.
pub const CASES: &[NamedCase] = &[
    ("no_layer", || Ok(plain(router(), sampled()))),
    ("noop", || Ok(plain(router().layer(NoopLayer), sampled()))),
    ("no_core", || {
        Ok(plain(router().layer(LumigoLayer), sampled()))
    }),
    ("switched_off", || Ok(traced(switched_off(), sampled()))),
    ("filtered", || Ok(traced(exporting(&[FILTER])?, sampled()))),
    ("filtered_root", || {
        Ok(traced(exporting(&[FILTER])?, user_42(None)))
    }),
    ("unsampled", || {
        Ok(traced(exporting(&[])?, user_42(Some(UNSAMPLED))))
    }),
    ("sampled", || {
        Ok(traced(exporting(&[NO_PAYLOADS])?, sampled()))
    }),
    ("captured", || Ok(traced(exporting(&[])?, sampled()))),
];

/// All cases of the `POST`.
pub const POST_CASES: &[NamedCase] = &[
    ("noop", || Ok(plain(router().layer(NoopLayer), new_order()))),
    ("sampled", || {
        Ok(traced(exporting(&[NO_PAYLOADS])?, new_order()))
    }),
    ("captured", || Ok(traced(exporting(&[])?, new_order()))),
];

const FILTER: (&str, &str) = (
    "LUMIGO_FILTER_HTTP_ENDPOINTS_REGEX_SERVER",
    r#"["^/users/"]"#,
);
const TRACEPARENT: HeaderName = HeaderName::from_static("traceparent");
const SAMPLED: &str = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
const UNSAMPLED: &str = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00";

fn plain(router: Router, request: impl Fn() -> Request<Body> + 'static) -> Case {
    case(None, router, request)
}

fn traced(lumigo: Lumigo, request: impl Fn() -> Request<Body> + 'static) -> Case {
    let router = router().layer(LumigoLayer);
    case(Some(lumigo), router, request)
}

fn case(
    lumigo: Option<Lumigo>,
    router: Router,
    request: impl Fn() -> Request<Body> + 'static,
) -> Case {
    // As `axum::serve` does it; otherwise each clone would apply the layers again.
    let router: Router = router.with_state(());
    Case::new(lumigo, move || output(answer(router.clone(), request())))
}

fn router() -> Router {
    Router::new()
        .route("/users/{id}", get(user))
        .route("/orders", post(order::take))
}

async fn user(Path(id): Path<u64>) -> String {
    format!("{{\"id\":{id}}}")
}

fn sampled() -> impl Fn() -> Request<Body> {
    user_42(Some(SAMPLED))
}

/// Makes the `GET`, with or without a caller's trace.
fn user_42(traceparent: Option<&'static str>) -> impl Fn() -> Request<Body> {
    move || {
        let mut request = request("/users/42", Body::empty());
        if let Some(traceparent) = traceparent {
            let traceparent = HeaderValue::from_static(traceparent);
            request.headers_mut().insert(TRACEPARENT, traceparent);
        }
        request
    }
}

/// Makes the `POST`.
fn new_order() -> impl Fn() -> Request<Body> {
    let json = order::json();
    move || {
        let mut request = request("/orders", Body::from(json.clone()));
        *request.method_mut() = Method::POST;
        let headers = request.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        headers.insert(CONTENT_LENGTH, HeaderValue::from_static("1024"));
        headers.insert(TRACEPARENT, HeaderValue::from_static(SAMPLED));
        request
    }
}

fn request(path: &'static str, body: Body) -> Request<Body> {
    let mut request = Request::new(body);
    *request.uri_mut() = Uri::from_static(path);
    let headers = request.headers_mut();
    headers.insert(HOST, HeaderValue::from_static("shop.example:8080"));
    headers.insert(USER_AGENT, HeaderValue::from_static("bench-client/1.0"));
    request
}

async fn answer(router: Router, request: Request<Body>) -> usize {
    let Ok(response) = router.oneshot(request).await;
    let body = response.into_body().collect().await;
    body.map_or(0, |body| body.to_bytes().len())
}
