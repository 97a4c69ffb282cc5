//! The response is the one that comes without the middleware.

use crate::support::{Backend, client, plain};
use axum::Router;
use axum::body::Body;
use axum::response::{Redirect, Response};
use axum::routing::get;
use http::{StatusCode, Version};
use integration::spans::{attributes, error_type};
use integration::wire::{ChannelBody, read_until, soon};
use lumigo_opentelemetry::LumigoMiddleware;
use lumigo_testing::SpanRecorder;
use reqwest_middleware::{ClientBuilder, ClientWithMiddleware};
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

async fn streamed() -> Response {
    let (chunks, body) = ChannelBody::channel();
    for chunk in ["one", "two", "three"] {
        chunks.send(Ok(chunk)).unwrap();
    }
    Response::new(Body::new(body))
}

async fn teapot() -> Response {
    let response = Response::builder().status(418).header("x-a", "1");
    let response = response.header("set-cookie", "a=1; Path=/");
    let response = response.header("set-cookie", "b=2");
    response.header("x-a", "2").body("teapot".into()).unwrap()
}

/// Some answers, each of a kind of its own.
fn app() -> Router {
    Router::new()
        .route("/empty", get(|| async {}))
        .route("/nothing", get(|| async { StatusCode::NO_CONTENT }))
        .route("/json", get(|| async { r#"{"id": 7}"# }))
        .route("/streamed", get(streamed))
        .route("/teapot", get(teapot))
        .route(
            "/redirect",
            get(|| async { Redirect::to("/teapot?page=2") }),
        )
}

/// Everything a host can see of a response but its body.
fn head(response: &reqwest::Response) -> String {
    let mut headers = response.headers().clone();
    headers.remove("date");
    let cookies: Vec<_> = response.cookies().map(|one| one.value().len()).collect();
    let error = response.error_for_status_ref().map(|_| ());
    format!(
        "{:?} {:?} {:?} {:?} {:?} {headers:?} {} {cookies:?} {error:?}",
        response.url(),
        response.version(),
        response.status(),
        response.remote_addr(),
        response.content_length(),
        response.extensions().len(),
    )
}

/// Everything a host can see of a response, in each way to read it.
async fn seen(http: &ClientWithMiddleware, url: &str) -> Vec<String> {
    let response = async || http.get(url).send().await.unwrap();
    let mut seen = vec![head(&response().await)];
    seen.push(format!("{:?}", response().await.bytes().await));
    seen.push(format!("{:?}", response().await.text().await));
    seen.push(format!("{:?}", response().await.json::<Value>().await));
    let head_of = |response| head(&response);
    seen.push(format!(
        "{:?}",
        response().await.error_for_status().map(head_of)
    ));
    let mut chunked = response().await;
    while let Some(chunk) = chunked.chunk().await.unwrap() {
        seen.push(format!("{chunk:?}"));
    }
    let piped = reqwest::Body::wrap_stream(response().await.bytes_stream());
    let piped = http_body_util::BodyExt::collect(piped).await;
    seen.push(format!("{:?}", piped.unwrap().to_bytes()));
    seen
}

#[tokio::test]
async fn every_accessor_says_the_same() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let off = recorder.lumigo_with(&[("LUMIGO_SWITCH_OFF", "true")]);
    let backend = Backend::with(app()).await;
    let bare = ClientBuilder::new(plain()).build();
    let unit = ClientBuilder::new(plain()).with(LumigoMiddleware).build();
    let paths = [
        "/empty",
        "/nothing",
        "/json",
        "/streamed",
        "/teapot",
        "/redirect",
    ];
    for path in paths {
        let url = backend.url(path);
        let expected = seen(&bare, &url).await;
        for http in [client(&lumigo), client(&off), unit.clone()] {
            assert_eq!(seen(&http, &url).await, expected);
        }
    }
    assert_eq!(recorder.spans().len(), 7 * paths.len());
}

/// Such a phrase is nowhere but in an extension of the response.
#[tokio::test]
async fn the_reason_that_a_server_gives_is_kept() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let answer = "HTTP/1.1 404 Gone Fishing\r\ncontent-length: 3\r\n\r\none";
    let server = crate::faulty::FaultyServer::start(answer).await;
    let response = client(&lumigo).get(server.url()).send().await.unwrap();
    let error = response.error_for_status().unwrap_err();
    assert_eq!(error.status(), Some(StatusCode::NOT_FOUND));
    assert_eq!(error.url().unwrap().as_str(), server.url());
    assert!(error.to_string().contains("404 Gone Fishing"), "{error}");
    assert_eq!(error_type(&recorder.only_span()), Some("404"));
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
    drop(response);
    let span = recorder.only_span();
    assert_eq!(span.attributes["url.full"], backend.url("/redirect"));
    assert_eq!(span.attributes["http.response.status_code"], 418);
    let headers = backend.headers();
    assert_eq!(headers[0]["traceparent"], headers[1]["traceparent"]);
}

/// A server that says back what it is told once the connection is upgraded.
async fn parrot() -> (String, JoinHandle<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    let task = tokio::spawn(async move {
        let (mut stream, _) = soon(listener.accept()).await.unwrap();
        read_until(&mut stream, "\r\n\r\n").await;
        let head =
            "HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: parrot\r\n\r\n";
        stream.write_all(head.as_bytes()).await.unwrap();
        let mut word = [0; 5];
        soon(stream.read_exact(&mut word)).await.unwrap();
        stream.write_all(&word).await.unwrap();
    });
    (url, task)
}

#[tokio::test]
async fn an_upgraded_connection_is_the_host_s_and_no_part_of_the_span() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let (url, server) = parrot().await;
    let request = client(&lumigo).get(url).header("connection", "upgrade");
    let request = request.header("upgrade", "parrot");
    let response = request.send().await.unwrap();
    let span = recorder.only_span();
    assert_eq!(attributes(&span)["http.response.status_code"], 101);
    assert_eq!(error_type(&span), None);

    assert_eq!(response.version(), Version::HTTP_11);
    let mut stream = soon(response.upgrade()).await.unwrap();
    soon(stream.write_all(b"hello")).await.unwrap();
    let mut word = [0; 5];
    soon(stream.read_exact(&mut word)).await.unwrap();
    assert_eq!(&word, b"hello");
    server.await.unwrap();
}
