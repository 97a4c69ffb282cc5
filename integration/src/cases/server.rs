//! `GET /users/{id}` on an axum router, with a sampled `traceparent`.

use super::{Case, NO_PAYLOADS, NamedCase, exporting, output, switched_off};
use axum::Router;
use axum::body::Body;
use axum::extract::Path;
use axum::routing::get;
use http::header::{HOST, USER_AGENT};
use http::{HeaderName, HeaderValue, Request, Uri};
use http_body_util::BodyExt;
use lumigo_opentelemetry::{Lumigo, LumigoLayer};
use std::task::{Context, Poll};
use tower::{Layer, Service, ServiceExt};

/// All cases.
pub const CASES: &[NamedCase] = &[
    ("no_layer", || Ok(plain(router()))),
    ("noop", || Ok(plain(router().layer(NoopLayer)))),
    ("no_core", || Ok(plain(router().layer(LumigoLayer)))),
    ("switched_off", || Ok(traced(switched_off(), SAMPLED))),
    ("filtered", || Ok(traced(exporting(&[FILTER])?, SAMPLED))),
    ("unsampled", || Ok(traced(exporting(&[])?, UNSAMPLED))),
    ("sampled", || {
        Ok(traced(exporting(&[NO_PAYLOADS])?, SAMPLED))
    }),
    ("captured", || Ok(traced(exporting(&[])?, SAMPLED))),
];

const FILTER: (&str, &str) = (
    "LUMIGO_FILTER_HTTP_ENDPOINTS_REGEX_SERVER",
    r#"["^/users/"]"#,
);
const TRACEPARENT: HeaderName = HeaderName::from_static("traceparent");
const SAMPLED: &str = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
const UNSAMPLED: &str = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00";

fn plain(router: Router) -> Case {
    case(None, router, SAMPLED)
}

fn traced(lumigo: Lumigo, traceparent: &'static str) -> Case {
    let router = router().layer(LumigoLayer);
    case(Some(lumigo), router, traceparent)
}

fn case(lumigo: Option<Lumigo>, router: Router, traceparent: &'static str) -> Case {
    // As `axum::serve` does it; otherwise each clone would apply the layers again.
    let router: Router = router.with_state(());
    Case::new(lumigo, move || {
        output(answer(router.clone(), request(traceparent)))
    })
}

fn router() -> Router {
    Router::new().route("/users/{id}", get(user))
}

async fn user(Path(id): Path<u64>) -> String {
    format!("{{\"id\":{id}}}")
}

fn request(traceparent: &'static str) -> Request<Body> {
    let mut request = Request::new(Body::empty());
    *request.uri_mut() = Uri::from_static("/users/42");
    let headers = request.headers_mut();
    headers.insert(HOST, HeaderValue::from_static("shop.example:8080"));
    headers.insert(USER_AGENT, HeaderValue::from_static("bench-client/1.0"));
    headers.insert(TRACEPARENT, HeaderValue::from_static(traceparent));
    request
}

async fn answer(router: Router, request: Request<Body>) -> usize {
    let Ok(response) = router.oneshot(request).await;
    let body = response.into_body().collect().await;
    body.map_or(0, |body| body.to_bytes().len())
}

/// A layer that does nothing: what `Router::layer` itself costs.
#[derive(Clone)]
struct NoopLayer;

#[derive(Clone)]
struct Noop<S>(S);

impl<S> Layer<S> for NoopLayer {
    type Service = Noop<S>;

    fn layer(&self, inner: S) -> Self::Service {
        Noop(inner)
    }
}

impl<S: Service<R>, R> Service<R> for Noop<S> {
    type Response = S::Response;
    type Error = S::Error;
    type Future = S::Future;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.0.poll_ready(cx)
    }

    fn call(&mut self, request: R) -> Self::Future {
        self.0.call(request)
    }
}
