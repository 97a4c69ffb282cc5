//! How large bodies are, however much of them is read.

use crate::clients::{http1, read};
use crate::host::Host;
use crate::support::{post_head, stream};
use axum::body::Body;
use axum::response::Response;
use http::Request;
use http_body_util::BodyExt;
use hyper::body::Incoming;
use integration::spans::error_type;
use integration::wire::{TestServer, connect, exchange, read_until, send, soon};
use lumigo_opentelemetry::LumigoLayer;
use lumigo_testing::{SpanRecorder, TestSpan};
use tower::{Layer, service_fn};

/// What the handler does with a body.
#[derive(Clone, Copy, Debug)]
enum Reads {
    Nothing,
    OneFrame,
    Everything,
}

/// A body of two frames.
fn two_frames() -> Body {
    Body::new(stream(["12345", "678"]))
}

/// The span of a request whose handler reads that much.
async fn span(host: Host, request: http::request::Builder, body: Body, reads: Reads) -> TestSpan {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let handler = move |request: Request<Body>| async move {
        let mut body = request.into_body();
        match reads {
            Reads::Nothing => {}
            Reads::OneFrame => drop(body.frame().await.unwrap().unwrap()),
            Reads::Everything => drop(body.collect().await.unwrap()),
        }
        Response::default()
    };
    let server = host.serve(LumigoLayer::bind(&lumigo), handler).await;
    let mut client = http1(&server).await;
    let request = request.uri("/").header("host", "a").body(body).unwrap();
    let response = soon(client.send_request(request)).await.unwrap();
    read(response).await.unwrap();
    drop(client);
    server.stop().await;
    recorder.only_span()
}

#[tokio::test]
async fn of_a_request() {
    let declared = || ([("content-length", "8")], Body::from("12345678"));
    let chunked = || ([("x-other", "8")], two_frames());
    let empty = || ([("x-other", "8")], Body::empty());
    let zero = || ([("content-length", "0")], Body::empty());
    type Sent = fn() -> ([(&'static str, &'static str); 1], Body);
    let cases: [(&str, Sent, Reads, Option<u64>); 8] = [
        ("declared and read", declared, Reads::Everything, Some(8)),
        ("declared and not read", declared, Reads::Nothing, Some(8)),
        ("declared and half read", declared, Reads::OneFrame, Some(8)),
        ("chunked and read", chunked, Reads::Everything, Some(8)),
        ("chunked and not read", chunked, Reads::Nothing, None),
        ("empty", empty, Reads::Everything, None),
        ("empty and not read", empty, Reads::Nothing, None),
        ("declared as empty", zero, Reads::Everything, None),
    ];
    for (what, sent, reads, expected) in cases {
        for host in Host::ALL {
            let ([(name, value)], body) = sent();
            let request = Request::post("/").header(name, value);
            let span = span(host, request, body, reads).await;
            let size = span.attribute("http.request.body.size");
            assert_eq!(
                size.and_then(|size| size.as_u64()),
                expected,
                "{what} {host:?}"
            );
            assert_eq!(error_type(&span), None, "{what}");
        }
    }
}

async fn first_frame(request: Request<Body>) -> Response {
    let frame = request.into_body().frame().await.unwrap().unwrap();
    Response::new(Body::from(frame.into_data().unwrap()))
}

#[tokio::test]
async fn of_a_request_that_a_service_takes_as_it_is() {
    for (request, expected) in [
        (
            post_head("Content-Length: 4\r\nConnection: close") + "half",
            Some(4),
        ),
        (
            post_head("Transfer-Encoding: chunked\r\nConnection: close") + "4\r\nhalf\r\n0\r\n\r\n",
            None,
        ),
    ] {
        let recorder = SpanRecorder::new();
        let lumigo = recorder.lumigo();
        let service = service_fn(|request: Request<Incoming>| async {
            let body = request.into_body().collect().await?.to_bytes();
            Ok::<_, hyper::Error>(Response::new(Body::from(body)))
        });
        let server = TestServer::start(LumigoLayer::bind(&lumigo).layer(service)).await;
        let answer = exchange(server.address(), request).await;
        assert!(answer.ends_with(b"half"), "{answer:?}");
        server.stop().await;
        let span = recorder.only_span();
        let size = span.attribute("http.request.body.size");
        assert_eq!(size.and_then(|size| size.as_u64()), expected);
        assert_eq!(span.attribute("http.request.body"), None);
    }
}

#[tokio::test]
async fn of_a_chunked_request_that_is_half_read() {
    for host in Host::ALL {
        let recorder = SpanRecorder::new();
        let lumigo = recorder.lumigo();
        let server = host.serve(LumigoLayer::bind(&lumigo), first_frame).await;
        let mut client = connect(server.address(), post_head("Transfer-Encoding: chunked")).await;
        send(&mut client, "4\r\nhalf\r\n").await;
        read_until(&mut client, "\r\n\r\nhalf").await;
        drop(client);
        server.stop().await;
        let span = recorder.only_span();
        assert_eq!(span.attributes["http.request.body.size"], 4);
        assert_eq!(error_type(&span), None);
    }
}
