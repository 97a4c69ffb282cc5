//! Two servers that differ in nothing but the layer.

use crate::support::status;
use axum::Router;
use axum::extract::{Path, Request};
use axum::routing::{any, get};
use integration::wire::{TestServer, exchange};
use lumigo_opentelemetry::LumigoLayer;
use lumigo_testing::{SpanRecorder, TestSpan};

/// What both said to a request, and the span of the one with the layer.
#[derive(Debug)]
pub(crate) struct Twins {
    pub(crate) status: u16,
    pub(crate) span: Option<TestSpan>,
}

/// Sends the request to both.
///
/// # Panics
///
/// When their answers are not the same to the byte.
pub(crate) async fn ask(request: impl AsRef<[u8]>) -> Twins {
    let request = request.as_ref();
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let with = TestServer::start(echo().layer(LumigoLayer::bind(&lumigo))).await;
    let without = TestServer::start(echo()).await;
    let answer = exchange(with.address(), request).await;
    let expected = exchange(without.address(), request).await;
    let [answer, expected] = [answer, expected].map(|bytes| bytes.escape_ascii().to_string());
    assert_eq!(answer, expected, "{}", request.escape_ascii());
    with.stop().await;
    without.stop().await;
    let spans = recorder.spans();
    assert!(spans.len() < 2, "{}", recorder.tree());
    Twins {
        status: status(&answer),
        span: spans.into_iter().next(),
    }
}

/// Says what it has been asked, so that a layer that changes the request would show.
pub(crate) fn echo() -> Router {
    let say = |request: Request| async move { format!("{:?}", request.into_parts().0) };
    Router::new()
        .route("/orders/{id}", any(say))
        .route(
            "/text/{text}",
            get(|Path(text): Path<String>| async { text }),
        )
        .fallback(say)
}
