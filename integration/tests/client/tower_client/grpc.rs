//! tonic's channel: the outcome of a call comes behind its body.

use crate::faulty::{End, Fault, FaultyServer};
use crate::support::{Backend, sent};
use axum::Router;
use axum::routing::any;
use http::{Request, Uri};
use integration::spans::{error_type, in_span, text, traceparent};
use integration::wire::{TestServer, never, soon};
use lumigo_opentelemetry::tower::RequestBody;
use lumigo_opentelemetry::{Lumigo, LumigoClientLayer};
use lumigo_testing::SpanRecorder;
use serde_json::json;
use std::time::Duration;
use tonic::body::Body;
use tonic::transport::{Channel, Endpoint};
use tonic::{Code, Status};
use tonic_health::pb::HealthCheckRequest;
use tonic_health::pb::health_client::HealthClient;
use tonic_health::server::health_reporter;
use tower::{BoxError, Service, ServiceBuilder};

/// What a generated client takes.
type Boxed = tower::util::BoxCloneService<
    Request<Body>,
    http::Response<
        lumigo_opentelemetry::tower::ResponseBody<lumigo_opentelemetry::tower::BoxedErrors<Body>>,
    >,
    BoxError,
>;

/// A channel with the layer, as the documentation makes it.
fn traced<S>(lumigo: &Lumigo, channel: S) -> Boxed
where
    S: Service<Request<Body>, Response = http::Response<Body>> + Clone + Send + 'static,
    S::Error: Into<BoxError>,
    S::Future: Send + 'static,
{
    let service = ServiceBuilder::new()
        .layer(LumigoClientLayer::bind(lumigo))
        .map_request(|request: Request<RequestBody<Body>>| request.map(Body::new))
        .service(channel);
    Boxed::new(service)
}

fn channel(url: &str) -> (Channel, Uri) {
    let endpoint = Endpoint::from_shared(url.to_owned()).unwrap();
    let origin = endpoint.uri().clone();
    (endpoint.connect_lazy(), origin)
}

fn health(lumigo: &Lumigo, url: &str) -> HealthClient<Boxed> {
    let (channel, origin) = channel(url);
    HealthClient::with_origin(traced(lumigo, channel), origin)
}

fn about(service: &str) -> HealthCheckRequest {
    HealthCheckRequest {
        service: service.to_owned(),
    }
}

/// A server of tonic's that is in good health, and knows of nobody else.
async fn healthy() -> TestServer {
    let (_, service) = health_reporter();
    TestServer::start(service).await
}

#[tokio::test]
async fn a_call_is_named_by_its_method_and_has_its_status() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let server = healthy().await;
    let mut client = health(&lumigo, &server.url("/"));
    in_span(&lumigo, "work", client.check(about("")))
        .await
        .unwrap();

    assert_eq!(
        recorder.tree(),
        "INTERNAL work\n  CLIENT grpc.health.v1.Health/Check"
    );
    let span = recorder.span_named("grpc.health.v1.Health/Check");
    assert_eq!(error_type(&span), None);
    let expected = json!({
        "rpc.system": "grpc",
        "rpc.service": "grpc.health.v1.Health",
        "rpc.method": "Check",
        "rpc.grpc.status_code": 0,
        "http.request.method": "POST",
        "http.response.status_code": 200,
        "network.protocol.version": "2",
        "server.address": "127.0.0.1",
        "server.port": server.address().port(),
        "url.full": server.url("/grpc.health.v1.Health/Check"),
    });
    for (key, value) in expected.as_object().unwrap() {
        assert_eq!(span.attribute(key), Some(value), "{key}");
    }
}

#[tokio::test]
async fn a_call_that_the_server_turns_down_is_an_error() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let server = healthy().await;
    let mut client = health(&lumigo, &server.url("/"));
    let status = client.check(about("nobody")).await.unwrap_err();
    assert_eq!(status.code(), Code::NotFound);
    let span = recorder.only_span();
    assert_eq!(error_type(&span), Some("NOT_FOUND"));
    assert_eq!(span.attributes["rpc.grpc.status_code"], 5);
}

/// Without an origin a request of tonic's has a path alone.
#[tokio::test]
async fn without_an_origin_the_server_is_not_known() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let server = healthy().await;
    let (channel, _) = channel(&server.url("/"));
    let mut client = HealthClient::new(traced(&lumigo, channel));
    client.check(about("")).await.unwrap();
    let span = recorder.span_named("grpc.health.v1.Health/Check");
    for key in ["url.full", "server.address", "server.port"] {
        assert_eq!(span.attribute(key), None, "{key}");
    }
}

/// A server that answers with a head alone.
async fn answering(status: &'static str) -> Backend {
    let head = [
        ("content-type", "application/grpc"),
        ("grpc-status", status),
    ];
    Backend::with(Router::new().fallback(any(move || async move { head }))).await
}

#[tokio::test]
async fn a_status_in_the_head_is_seen_and_the_trace_is_passed_on() {
    for (code, name) in [
        ("1", "CANCELLED"),
        ("4", "DEADLINE_EXCEEDED"),
        ("12", "UNIMPLEMENTED"),
        ("14", "UNAVAILABLE"),
        ("16", "UNAUTHENTICATED"),
        ("99", "_OTHER"),
    ] {
        let recorder = SpanRecorder::new();
        let lumigo = recorder.lumigo();
        let backend = answering(code).await;
        let mut client = health(&lumigo, &backend.url("/"));
        client.check(about("")).await.unwrap_err();
        let span = recorder.span_named("grpc.health.v1.Health/Check");
        assert_eq!(error_type(&span), Some(name));
        let headers = backend.only_headers();
        assert_eq!(sent(&headers, "traceparent"), Some(&*traceparent(&span)));
        assert_eq!(sent(&headers, "te"), Some("trailers"));
    }
}

#[tokio::test]
async fn a_stream_ends_its_span_when_it_is_dropped() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let server = healthy().await;
    let mut client = health(&lumigo, &server.url("/"));
    let mut stream = client.watch(about("")).await.unwrap().into_inner();
    soon(stream.message()).await.unwrap().unwrap();
    assert!(recorder.spans().is_empty());
    drop(stream);
    let span = recorder.span_named("grpc.health.v1.Health/Watch");
    assert_eq!(error_type(&span), None);
    assert_eq!(span.attribute("rpc.grpc.status_code"), None);
}

#[tokio::test]
async fn a_deadline_that_the_channel_keeps_is_a_timeout() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let (handler, _asks) = never();
    let backend = Backend::with(Router::new().fallback_service(handler)).await;
    let mut client = health(&lumigo, &backend.url("/"));
    let mut request = tonic::Request::new(about(""));
    request.set_timeout(Duration::from_millis(300));
    let status: Status = soon(client.check(request)).await.unwrap_err();
    assert!(status.message().contains("Timeout expired"), "{status}");
    let span = recorder.span_named("grpc.health.v1.Health/Check");
    assert_eq!(error_type(&span), Some("timeout"));
}

#[tokio::test]
async fn a_server_that_is_not_there_says_so() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let socket = tokio::net::TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let url = format!("http://{}/", socket.local_addr().unwrap());
    let status = health(&lumigo, &url).check(about("")).await.unwrap_err();
    assert_eq!(status.code(), Code::Unavailable, "as without the layer");
    let span = recorder.span_named("grpc.health.v1.Health/Check");
    assert_eq!(error_type(&span), Some("connection_refused"));
}

/// The connection breaks while the call waits.
#[tokio::test]
async fn a_server_that_speaks_no_http_2_is_told_as_the_channel_tells_it() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let server = FaultyServer::start(Fault::new("HTTP/1.1 400 no\r\n\r\n", End::Closed)).await;
    health(&lumigo, server.url())
        .check(about(""))
        .await
        .unwrap_err();
    let span = recorder.span_named("grpc.health.v1.Health/Check");
    assert!(text(&span, "error.type").is_some());
}
