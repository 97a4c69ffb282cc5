//! The body of a request is sent as it would be without the middleware.

use crate::support::{Backend, client, plain};
use axum::Router;
use axum::body::{Body as AxumBody, Bytes};
use axum::extract::Request;
use axum::response::Redirect;
use axum::routing::{any, post};
use http::HeaderValue;
use http_body_util::{BodyExt, Full};
use integration::spans::{error_type, text};
use integration::wire::{ChannelBody, soon};
use lumigo_testing::SpanRecorder;
use reqwest::Body;
use reqwest::multipart::{Form, Part};
use reqwest_middleware::ClientWithMiddleware;
use tokio::sync::mpsc;

/// One that answers with what it got.
async fn echo() -> Backend {
    Backend::with(Router::new().fallback(any(|body: String| async { body }))).await
}

fn streamed() -> Body {
    let (chunks, body) = ChannelBody::channel();
    for chunk in ["one", "two", "three"] {
        chunks.send(Ok(chunk)).unwrap();
    }
    Body::wrap(body)
}

fn form() -> Form {
    let file = Part::stream(streamed()).file_name("a.txt");
    Form::new().text("note", "an order").part("file", file)
}

/// The headers that tell how long a body is, and the body.
async fn sent(
    http: &ClientWithMiddleware,
    backend: &Backend,
    kind: &str,
) -> ([Option<HeaderValue>; 2], String) {
    let request = http.post(backend.url("/"));
    let request = match kind {
        "none" => request,
        "empty" => request.body(""),
        "bytes" => request.body("an order"),
        "streamed" => request.body(streamed()),
        "of a known length" => request.body(Body::wrap(Full::<Bytes>::from("an order"))),
        "declared" => request.header("content-length", "11").body(streamed()),
        _ => request.multipart(form()),
    };
    let response = soon(request.send()).await.unwrap();
    let headers = backend.headers().pop().unwrap();
    let names = ["content-length", "transfer-encoding"];
    let kept = names.map(|name| headers.get(name).cloned());
    (kept, response.text().await.unwrap())
}

#[tokio::test]
async fn the_server_gets_the_same() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let backend = echo().await;
    let bare = ClientWithMiddleware::from(plain());
    for (kind, size) in [
        ("none", None),
        ("empty", None),
        ("bytes", Some(8)),
        ("streamed", Some(11)),
        ("of a known length", Some(8)),
        ("declared", Some(11)),
    ] {
        let expected = sent(&bare, &backend, kind).await;
        assert_eq!(
            sent(&client(&lumigo), &backend, kind).await,
            expected,
            "{kind}"
        );
        let span = recorder.only_span();
        let told = span.attribute("http.request.body.size");
        assert_eq!(told.and_then(serde_json::Value::as_u64), size, "{kind}");
        let body = (!expected.1.is_empty()).then_some(&*expected.1);
        assert_eq!(text(&span, "http.request.body"), body, "{kind}");
        recorder.clear();
    }
}

/// The boundary is another one each time.
#[tokio::test]
async fn a_form_of_many_parts_is_streamed() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let backend = echo().await;
    let (headers, body) = sent(&client(&lumigo), &backend, "multipart").await;
    assert_eq!(headers, [None, Some(HeaderValue::from_static("chunked"))]);
    for part in ["an order", "onetwothree", "filename=\"a.txt\""] {
        assert!(body.contains(part), "{body}");
    }
    let span = recorder.only_span();
    assert_eq!(span.attributes["http.request.body.size"], body.len());
    assert_eq!(error_type(&span), None);
}

/// A server that tells each chunk when it comes.
async fn listening() -> (Backend, mpsc::UnboundedReceiver<String>) {
    let (heard, chunks) = mpsc::unbounded_channel();
    let listen = move |request: Request| async move {
        let mut body: AxumBody = request.into_body();
        while let Some(frame) = body.frame().await {
            let chunk = frame.unwrap().into_data().unwrap();
            heard
                .send(String::from_utf8(chunk.into()).unwrap())
                .unwrap();
        }
        "heard"
    };
    (
        Backend::with(Router::new().fallback(any(listen))).await,
        chunks,
    )
}

#[tokio::test]
async fn a_chunk_is_sent_before_the_next_one_is_there() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let (backend, mut heard) = listening().await;
    let (chunks, body) = ChannelBody::channel();
    let request = client(&lumigo)
        .post(backend.url("/"))
        .body(Body::wrap(body));
    let call = tokio::spawn(request.send());
    for chunk in ["first", "second"] {
        chunks.send(Ok(chunk)).unwrap();
        assert_eq!(soon(heard.recv()).await.as_deref(), Some(chunk));
    }
    drop(chunks);
    let response = soon(call).await.unwrap().unwrap();
    assert_eq!(response.text().await.unwrap(), "heard");
    let span = recorder.only_span();
    assert_eq!(text(&span, "http.request.body"), Some("firstsecond"));
    assert_eq!(span.attributes["http.request.body.size"], 11);
}

/// Both keep the method and the body: they can only be followed when the body is there as a whole.
#[tokio::test]
async fn a_redirect_that_keeps_the_body_is_followed_as_before() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let app = Router::new()
        .route("/307", post(|| async { Redirect::temporary("/") }))
        .route("/308", post(|| async { Redirect::permanent("/") }))
        .route("/", post(|body: String| async { body }));
    let backend = Backend::with(app).await;
    for path in ["/307", "/308"] {
        let request = client(&lumigo).post(backend.url(path)).body("an order");
        let response = request.send().await.unwrap();
        assert_eq!(response.text().await.unwrap(), "an order");
        let request = client(&lumigo).post(backend.url(path)).body(streamed());
        assert!(request.send().await.unwrap().status().is_redirection());
    }
    for span in recorder.spans() {
        assert_eq!(error_type(&span), None);
    }
}
