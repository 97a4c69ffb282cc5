use crate::order;
use axum::Router;
use axum::body::Body;
use http::header::{CONTENT_LENGTH, CONTENT_TYPE, HOST, USER_AGENT};
use http::{HeaderName, HeaderValue, Method, Request, StatusCode, Uri};
use http_body_util::BodyExt;
use std::hint::black_box;
use tower::ServiceExt;

const TRACEPARENT: HeaderName = HeaderName::from_static("traceparent");
const SAMPLED: &str = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
const UNSAMPLED: &str = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00";

/// Makes requests of one kind: `get` and `post` of a caller that samples, `unsampled` of one that does
/// not, `root` of one that does not trace.
///
/// # Panics
///
/// When there is no such kind.
#[must_use]
pub fn request(kind: &str) -> Box<dyn Fn() -> Request<Body>> {
    match kind {
        "get" => Box::new(|| get(Some(SAMPLED))),
        "unsampled" => Box::new(|| get(Some(UNSAMPLED))),
        "root" => Box::new(|| get(None)),
        "post" => {
            let order = order::json();
            Box::new(move || post(Body::from(order.clone())))
        }
        _ => panic!("no request {kind}"),
    }
}

/// Sends a request, and reads the answer to its end.
pub async fn answer(router: Router, request: Request<Body>) {
    let Ok(response) = router.oneshot(request).await;
    assert_eq!(response.status(), StatusCode::OK);
    black_box(response.into_body().collect().await.expect("a body"));
}

fn get(traceparent: Option<&'static str>) -> Request<Body> {
    with_headers("/users/42", traceparent, Body::empty())
}

fn post(body: Body) -> Request<Body> {
    let mut request = with_headers("/orders", Some(SAMPLED), body);
    *request.method_mut() = Method::POST;
    let headers = request.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(CONTENT_LENGTH, HeaderValue::from_static("1024"));
    request
}

fn with_headers(
    path: &'static str,
    traceparent: Option<&'static str>,
    body: Body,
) -> Request<Body> {
    let mut request = Request::new(body);
    *request.uri_mut() = Uri::from_static(path);
    let headers = request.headers_mut();
    headers.insert(HOST, HeaderValue::from_static("shop.example:8080"));
    headers.insert(USER_AGENT, HeaderValue::from_static("bench-client/1.0"));
    if let Some(traceparent) = traceparent {
        headers.insert(TRACEPARENT, HeaderValue::from_static(traceparent));
    }
    request
}
