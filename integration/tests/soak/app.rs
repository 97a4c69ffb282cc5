//! The service under test: a route for each way that a request can go.

mod rows;

use crate::own::Own;
use crate::strays::Strays;
use axum::Router;
use axum::body::Body;
use axum::extract::Path;
use axum::response::IntoResponse;
use axum::routing::{get, post};
use bytes::Bytes;
use http::header::CONTENT_TYPE;
use rows::Rows;
use std::future::pending;
use std::panic::resume_unwind;
use tokio::task::yield_now;

pub(crate) use rows::ROWS;

const JSON: [(http::HeaderName, &str); 1] = [(CONTENT_TYPE, "application/json")];

pub(crate) fn router(strays: Strays) -> Router {
    Router::new()
        .route("/orders/{id}", get(order))
        .route("/orders", post(echo))
        .route(
            "/rows",
            get(|own| async { (JSON, Body::new(Rows::all(own))) }),
        )
        .route(
            "/feed",
            get(|own| async { (JSON, Body::new(Rows::feed(own))) }),
        )
        .route("/never", get(never))
        .route("/panic", get(panic))
        .with_state(strays)
}

async fn order(own: Own, Path(id): Path<u64>) -> impl IntoResponse {
    yield_now().await;
    own.check();
    (JSON, format!(r#"{{"id":{id},"card":"4111"}}"#))
}

async fn echo(own: Own, body: Bytes) -> impl IntoResponse {
    own.check();
    (JSON, body)
}

async fn never(own: Own) {
    yield_now().await;
    own.check();
    pending().await
}

async fn panic(own: Own) {
    yield_now().await;
    own.check();
    // Like `panic!`, but nothing is printed.
    resume_unwind(Box::new("on purpose"))
}
