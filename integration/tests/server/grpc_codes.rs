//! The outcome of a gRPC call, in whichever way a server tells it.

use crate::clients::{answered, call, http2};
use crate::support::{recorded, stream};
use axum::body::Body;
use axum::response::Response;
use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, HeaderValue, Request};
use http_body::Frame;
use http_body_util::StreamBody;
use integration::spans::{error_type, text};
use integration::wire::TestServer;
use lumigo_opentelemetry::LumigoLayer;
use lumigo_testing::SpanRecorder;
use std::convert::Infallible;
use tower::{Layer, service_fn};

/// Answers with the status that the query names: in trailers, or in the head.
async fn with_status<B>(request: Request<B>) -> Result<Response, Infallible> {
    let (place, status) = request.uri().query().unwrap().split_once('=').unwrap();
    let headers = HeaderMap::from_iter([(
        http::HeaderName::from_static("grpc-status"),
        status.parse().unwrap(),
    )]);
    let mut response = Response::default();
    if place == "head" {
        *response.headers_mut() = headers;
    } else {
        let frames = [
            Frame::data(Bytes::from_static(b"\0\0\0\0\0")),
            Frame::trailers(headers),
        ];
        let frames = tokio_stream::iter(frames.map(Ok::<_, Infallible>));
        *response.body_mut() = Body::new(StreamBody::new(frames));
    }
    let content_type = HeaderValue::from_static("application/grpc");
    response.headers_mut().insert(CONTENT_TYPE, content_type);
    Ok(response)
}

/// The code and name of each status, as gRPC's specification numbers them.
const CODES: [(&str, Option<i64>, Option<&str>); 20] = [
    ("0", Some(0), None),
    ("1", Some(1), Some("CANCELLED")),
    ("2", Some(2), Some("UNKNOWN")),
    ("3", Some(3), Some("INVALID_ARGUMENT")),
    ("4", Some(4), Some("DEADLINE_EXCEEDED")),
    ("5", Some(5), Some("NOT_FOUND")),
    ("6", Some(6), Some("ALREADY_EXISTS")),
    ("7", Some(7), Some("PERMISSION_DENIED")),
    ("8", Some(8), Some("RESOURCE_EXHAUSTED")),
    ("9", Some(9), Some("FAILED_PRECONDITION")),
    ("10", Some(10), Some("ABORTED")),
    ("11", Some(11), Some("OUT_OF_RANGE")),
    ("12", Some(12), Some("UNIMPLEMENTED")),
    ("13", Some(13), Some("INTERNAL")),
    ("14", Some(14), Some("UNAVAILABLE")),
    ("15", Some(15), Some("DATA_LOSS")),
    ("16", Some(16), Some("UNAUTHENTICATED")),
    ("17", Some(17), Some("_OTHER")),
    ("-1", Some(-1), Some("_OTHER")),
    ("five", None, None),
];

#[tokio::test]
async fn each_code_is_told_from_the_head_and_from_the_trailers() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let service = LumigoLayer::bind(&lumigo).layer(service_fn(with_status));
    let server = TestServer::start(service).await;
    let mut client = http2(&server).await;
    for (status, code, error) in CODES {
        for place in ["head", "trailers"] {
            recorder.clear();
            let path = format!("/a.B/C{status}?{place}={status}");
            answered(&mut client, call(&path)).await;
            let span = &recorded(&recorder, 1).await[0];
            let found = span.attribute("rpc.grpc.status_code");
            assert_eq!(found.and_then(|code| code.as_i64()), code, "{path}");
            assert_eq!(error_type(span), error, "{path}");
            let is_nameless = place == "head" && ["7", "8", "12", "14", "16"].contains(&status);
            let name = format!("a.B/C{status}");
            let name = if is_nameless { "POST" } else { &*name };
            assert_eq!(span.name, name, "{path}");
            assert_eq!(text(span, "rpc.service"), (!is_nameless).then_some("a.B"));
        }
    }
    drop(client);
    server.stop().await;
}

#[tokio::test]
async fn a_method_that_has_answered_once_is_named_whatever_it_answers() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let service = LumigoLayer::bind(&lumigo).layer(service_fn(with_status));
    let server = TestServer::start(service).await;
    let mut client = http2(&server).await;
    for (path, name) in [
        ("/a.B/C?head=7", "POST"),
        ("/a.B/C?trailers=7", "a.B/C"),
        ("/a.B/C?head=7", "a.B/C"),
        ("/a.B/D?head=7", "POST"),
    ] {
        recorder.clear();
        answered(&mut client, call(path)).await;
        assert_eq!(recorded(&recorder, 1).await[0].name, name, "{path}");
    }
    drop(client);
    server.stop().await;
}

#[tokio::test]
async fn what_is_no_call_is_a_request_like_any_other() {
    for (method, content_type, path) in [
        ("POST", "application/json", "/a.B/C?trailers=5"),
        ("POST", "application/grpc-web+proto", "/a.B/C?trailers=5"),
        ("POST", "application/grpcish", "/a.B/C?trailers=5"),
        ("GET", "application/grpc", "/a.B/C?trailers=5"),
    ] {
        let recorder = SpanRecorder::new();
        let lumigo = recorder.lumigo();
        let service = LumigoLayer::bind(&lumigo).layer(service_fn(with_status));
        let server = TestServer::start(service).await;
        let mut request = call(path);
        *request.method_mut() = method.parse().unwrap();
        let value = content_type.parse().unwrap();
        request.headers_mut().insert("content-type", value);
        let mut client = http2(&server).await;
        answered(&mut client, request).await;
        drop(client);
        server.stop().await;
        let span = recorder.only_span();
        assert_eq!(
            (&*span.name, error_type(&span)),
            (method, None),
            "{content_type}"
        );
        let mut keys = span.attributes.keys();
        assert!(!keys.any(|key| key.starts_with("rpc.")), "{span:?}");
    }
}

#[tokio::test]
async fn a_status_of_http_that_is_an_error_comes_first() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let service = service_fn(|_: Request<_>| async {
        let response = Response::builder().status(503).header("grpc-status", "14");
        response.body(Body::new(stream(["no"])))
    });
    let server = TestServer::start(LumigoLayer::bind(&lumigo).layer(service)).await;
    let mut client = http2(&server).await;
    answered(&mut client, call("/a.B/C")).await;
    drop(client);
    server.stop().await;
    let span = recorder.only_span();
    assert_eq!((&*span.name, error_type(&span)), ("POST", Some("503")));
    assert_eq!(span.attributes["rpc.grpc.status_code"], 14);
}
