//! Server-sent events: a request that lives as long as somebody listens.

use crate::host::Host;
use crate::support::{Cut, get};
use axum::Router;
use axum::body::Body;
use axum::response::sse::{Event, KeepAlive};
use axum::response::{IntoResponse, Response, Sse};
use axum::routing::get as on_get;
use http::Request;
use http_body_util::BodyExt;
use integration::spans::error_type;
use integration::wire::{connect, read_until};
use lumigo_opentelemetry::LumigoLayer;
use lumigo_testing::SpanRecorder;
use std::convert::Infallible;
use std::time::Duration;
use tokio::time::Instant;
use tokio_stream::StreamExt;
use tower::ServiceExt;

/// An event, and then nothing but signs of life.
async fn events() -> Response {
    let one = tokio_stream::once(Ok::<_, Infallible>(Event::default().data("one")));
    let events = Sse::new(one.chain(tokio_stream::pending()));
    events
        .keep_alive(KeepAlive::new().interval(Duration::from_secs(15)))
        .into_response()
}

#[tokio::test]
async fn a_client_that_leaves_ends_it_without_an_error() {
    for host in Host::ALL {
        for cut in Cut::ALL {
            let recorder = SpanRecorder::new();
            let lumigo = recorder.lumigo();
            let handler = |_: Request<Body>| events();
            let server = host.serve(LumigoLayer::bind(&lumigo), handler).await;
            let mut client = connect(server.address(), get("/", "")).await;
            read_until(&mut client, "data: one\n\n\r\n").await;
            assert_eq!(recorder.tree(), "");
            cut.end(client);
            server.stop().await;
            let span = recorder.only_span();
            assert_eq!(span.name, host.name("GET"));
            assert_eq!(error_type(&span), None);
            assert_eq!(span.attributes["http.response.status_code"], 200);
            assert_eq!(span.attributes["http.response.body.size"], 11);
        }
    }
}

#[tokio::test]
async fn it_is_known_by_its_content_type_in_any_case() {
    for (content_type, error) in [
        ("Text/Event-Stream; charset=utf-8", None),
        ("text/plain", Some("cancelled")),
    ] {
        let recorder = SpanRecorder::new();
        let lumigo = recorder.lumigo();
        let handler = move |_: Request<Body>| async move {
            let one = tokio_stream::once(Ok::<_, Infallible>("one"));
            let body = Body::from_stream(one.chain(tokio_stream::pending()));
            ([("content-type", content_type)], body).into_response()
        };
        let server = Host::Axum.serve(LumigoLayer::bind(&lumigo), handler).await;
        let mut client = connect(server.address(), get("/", "")).await;
        read_until(&mut client, "one\r\n").await;
        drop(client);
        server.stop().await;
        assert_eq!(error_type(&recorder.only_span()), error, "{content_type}");
    }
}

#[tokio::test(start_paused = true)]
async fn it_has_not_ended_before_minutes_later() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let app = Router::new()
        .route("/", on_get(events))
        .layer(LumigoLayer::bind(&lumigo));
    let response = app.oneshot(Request::new(Body::empty())).await.unwrap();
    let mut body = response.into_body();
    let start = Instant::now();
    while start.elapsed() < Duration::from_secs(10 * 60) {
        body.frame().await.unwrap().unwrap();
        assert_eq!(recorder.tree(), "");
    }
    drop(body);
    let span = recorder.only_span();
    assert_eq!(error_type(&span), None);
    let events: Vec<_> = span.events.iter().map(|event| &*event.name).collect();
    assert_eq!(events, ["responseStart"]);
}

#[tokio::test]
async fn it_ends_when_there_are_no_more_events() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let handler = || async {
        let event = |data| Ok::<_, Infallible>(Event::default().data(data));
        Sse::new(tokio_stream::iter(["one", "two"].map(event)))
    };
    let app = Router::new()
        .route("/", on_get(handler))
        .layer(LumigoLayer::bind(&lumigo));
    let answer = crate::support::answer(app, get("/", "")).await;
    assert!(answer.contains("data: two"), "{answer}");
    let span = recorder.only_span();
    assert_eq!(error_type(&span), None);
    assert_eq!(span.attributes["http.response.body.size"], 22);
    let text = span.attributes["http.response.body"].as_str().unwrap();
    assert_eq!(text, "data: one\n\ndata: two\n\n");
}

#[tokio::test]
async fn one_that_fails_is_an_error() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let handler = || async {
        let failed = Err(crate::support::error());
        Sse::new(tokio_stream::iter([
            Ok(Event::default().data("one")),
            failed,
        ]))
    };
    let app = Router::new()
        .route("/", on_get(handler))
        .layer(LumigoLayer::bind(&lumigo));
    crate::support::answer(app, get("/", "")).await;
    let span = recorder.only_span();
    assert_eq!(
        error_type(&span),
        Some(std::any::type_name::<axum::Error>())
    );
}
