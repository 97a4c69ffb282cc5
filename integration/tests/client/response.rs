//! The response is the one that comes without the middleware.

use crate::support::{Backend, client, plain};
use axum::Router;
use axum::body::Body;
use axum::response::{Redirect, Response};
use axum::routing::get;
use integration::wire::ChannelBody;
use lumigo_opentelemetry::LumigoMiddleware;
use lumigo_testing::SpanRecorder;
use reqwest_middleware::{ClientBuilder, ClientWithMiddleware};

async fn streamed() -> Response {
    let (chunks, body) = ChannelBody::channel();
    for chunk in ["one", "two", "three"] {
        chunks.send(Ok(chunk)).unwrap();
    }
    Response::new(Body::new(body))
}

async fn teapot() -> Response {
    let response = Response::builder().status(418).header("x-a", "1");
    response.header("x-a", "2").body("teapot".into()).unwrap()
}

/// Some answers, each of a kind of its own.
fn app() -> Router {
    Router::new()
        .route("/empty", get(|| async {}))
        .route("/streamed", get(streamed))
        .route("/teapot", get(teapot))
        .route(
            "/redirect",
            get(|| async { Redirect::to("/teapot?page=2") }),
        )
}

/// Everything a host can see of a response.
async fn seen(http: &ClientWithMiddleware, url: &str) -> String {
    let response = http.get(url).send().await.unwrap();
    let mut headers = response.headers().clone();
    headers.remove("date");
    let head = format!(
        "{:?} {:?} {:?} {:?} {:?} {:?} {}",
        response.url(),
        response.version(),
        response.status(),
        response.remote_addr(),
        response.content_length(),
        headers,
        response.extensions().len(),
    );
    format!("{head} {:?}", response.bytes().await.unwrap())
}

#[tokio::test]
async fn every_accessor_says_the_same() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let off = recorder.lumigo_with(&[("LUMIGO_SWITCH_OFF", "true")]);
    let backend = Backend::with(app()).await;
    let bare = ClientBuilder::new(plain()).build();
    let unit = ClientBuilder::new(plain()).with(LumigoMiddleware).build();
    let paths = ["/empty", "/streamed", "/teapot", "/redirect"];
    for path in paths {
        let url = backend.url(path);
        let expected = seen(&bare, &url).await;
        for http in [client(&lumigo), client(&off), unit.clone()] {
            assert_eq!(seen(&http, &url).await, expected);
        }
    }
    assert_eq!(recorder.spans().len(), paths.len());
}

#[tokio::test]
async fn the_url_after_a_redirect_is_the_last_one_and_the_span_s_is_the_first() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let backend = Backend::with(app()).await;
    let response = client(&lumigo)
        .get(backend.url("/redirect"))
        .send()
        .await
        .unwrap();
    assert_eq!(response.url().as_str(), backend.url("/teapot?page=2"));
    let span = recorder.only_span();
    assert_eq!(span.attributes["url.full"], backend.url("/redirect"));
    assert_eq!(span.attributes["http.response.status_code"], 418);
    let headers = backend.headers();
    assert_eq!(headers[0]["traceparent"], headers[1]["traceparent"]);
}

#[tokio::test]
async fn a_body_can_be_read_chunk_by_chunk() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let (chunks, body) = ChannelBody::channel();
    let body = std::sync::Mutex::new(Some(body));
    let body = std::sync::Arc::new(body);
    let app = Router::new().fallback(move || async move {
        Response::new(Body::new(body.lock().unwrap().take().unwrap()))
    });
    let backend = Backend::with(app).await;
    let mut response = client(&lumigo).get(backend.url("/")).send().await.unwrap();
    assert_eq!(recorder.spans().len(), 1, "it ends with the head");
    for chunk in ["first", "second"] {
        chunks.send(Ok(chunk)).unwrap();
        assert_eq!(response.chunk().await.unwrap().unwrap(), chunk);
    }
    drop(chunks);
    assert_eq!(response.chunk().await.unwrap(), None);
}
