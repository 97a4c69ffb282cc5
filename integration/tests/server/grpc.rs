//! gRPC: tonic's services under the layer.

use crate::clients::{answered, call, http2, http2_to};
use crate::support::recorded;
use http::Request;
use integration::spans::{attributes, error_type};
use integration::wire::{TestServer, soon};
use lumigo_opentelemetry::tower::PeerAddr;
use lumigo_opentelemetry::{Lumigo, LumigoLayer};
use lumigo_testing::{SpanRecorder, TestSpan};
use serde_json::json;
use std::future::pending;
use std::net::SocketAddr;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tonic::service::interceptor::InterceptedService;
use tonic::transport::server::{TcpConnectInfo, TcpIncoming};
use tonic::transport::{Channel, Server};
use tonic::{Code, Status};
use tonic_health::pb::HealthCheckRequest;
use tonic_health::pb::health_client::HealthClient;
use tonic_health::pb::health_server::{Health, HealthServer};
use tower::Layer;
use tower::util::MapRequestLayer;

/// tonic's own server with its health service under the layer.
struct Tonic {
    address: SocketAddr,
    stop: oneshot::Sender<()>,
    server: tokio::task::JoinHandle<Result<(), tonic::transport::Error>>,
}

impl Tonic {
    async fn start(lumigo: &Lumigo, refuses: bool) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel();
        let (_, health) = tonic_health::server::health_reporter();
        let health = InterceptedService::new(health, move |request| {
            let refused = refuses.then(|| Status::unauthenticated("who?"));
            refused.map_or(Ok(request), Err)
        });
        let server = Server::builder()
            .layer(MapRequestLayer::new(with_peer::<tonic::body::Body>))
            .layer(LumigoLayer::bind(lumigo))
            .add_service(health)
            .serve_with_incoming_shutdown(TcpIncoming::from(listener), async {
                stopped.await.unwrap_or_default();
            });
        let server = tokio::spawn(server);
        Self {
            address,
            stop,
            server,
        }
    }

    async fn stop(self) {
        drop(self.stop);
        soon(self.server).await.unwrap().unwrap();
    }
}

/// As the documentation says it for tonic.
fn with_peer<B>(mut request: Request<B>) -> Request<B> {
    let connection = request.extensions().get::<TcpConnectInfo>();
    if let Some(address) = connection.and_then(TcpConnectInfo::remote_addr) {
        request.extensions_mut().insert(PeerAddr(address));
    }
    request
}

async fn client(server: SocketAddr) -> HealthClient<Channel> {
    let endpoint = Channel::from_shared(format!("http://{server}")).unwrap();
    HealthClient::new(soon(endpoint.connect()).await.unwrap())
}

fn of(service: &str) -> HealthCheckRequest {
    let service = service.to_owned();
    HealthCheckRequest { service }
}

/// The code of a check of this service, and the span.
async fn checked(service: &str, refuses: bool) -> (Code, TestSpan) {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let tonic = Tonic::start(&lumigo, refuses).await;
    let mut client = client(tonic.address).await;
    let answer = soon(client.check(of(service))).await;
    drop(client);
    tonic.stop().await;
    (
        answer.map_or_else(|status| status.code(), |_| Code::Ok),
        recorder.only_span(),
    )
}

#[tokio::test]
async fn a_call_is_named_by_its_method_and_has_its_code() {
    let (code, span) = checked("", false).await;
    assert_eq!(
        (code, &*span.name),
        (Code::Ok, "grpc.health.v1.Health/Check")
    );
    assert_eq!(error_type(&span), None);
    let mut found = attributes(&span);
    let object = found.as_object_mut().unwrap();
    for key in [
        "client.address",
        "network.peer.address",
        "network.peer.port",
        "http.request.headers",
        "http.response.headers",
        "user_agent.original",
    ] {
        assert!(object.remove(key).is_some(), "{key}");
    }
    let server = (
        object.remove("server.address"),
        object.remove("server.port"),
    );
    assert!(matches!(server, (Some(_), Some(_))));
    let expected = json!({
        "http.request.method": "POST",
        "http.response.body.size": 7,
        "http.response.status_code": 200,
        "network.protocol.version": "2",
        "rpc.grpc.status_code": 0,
        "rpc.method": "Check",
        "rpc.service": "grpc.health.v1.Health",
        "rpc.system": "grpc",
        "url.path": "/grpc.health.v1.Health/Check",
        "url.scheme": "http",
    });
    assert_eq!(found, expected);
}

#[tokio::test]
async fn a_code_that_is_not_ok_is_an_error() {
    let (code, span) = checked("unknown", false).await;
    assert_eq!(
        (code, &*span.name),
        (Code::NotFound, "grpc.health.v1.Health/Check")
    );
    assert_eq!(error_type(&span), Some("NOT_FOUND"));
    assert_eq!(span.attributes["rpc.grpc.status_code"], 5);
    assert_eq!(span.attributes["http.response.status_code"], 200);
}

/// Who has not been let in may have made the path up.
#[track_caller]
fn assert_nameless(span: &TestSpan, error: &str, code: i64) {
    assert_eq!((&*span.name, error_type(span)), ("POST", Some(error)));
    assert_eq!(span.attributes["rpc.system"], "grpc");
    assert_eq!(span.attributes["rpc.grpc.status_code"], code);
    assert_eq!(span.attribute("rpc.service"), None);
    assert_eq!(span.attribute("rpc.method"), None);
}

#[tokio::test]
async fn a_call_that_an_interceptor_refuses_has_no_name() {
    let (code, span) = checked("", true).await;
    assert_eq!(code, Code::Unauthenticated);
    assert_nameless(&span, "UNAUTHENTICATED", 16);
}

#[tokio::test]
async fn a_call_of_an_unknown_method_has_no_name() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let tonic = Tonic::start(&lumigo, false).await;
    let mut client = http2_to(tonic.address).await;
    let paths = [
        "/no.Such/Method",
        "/grpc.health.v1.Health/Bogus",
        "/",
        "/a/b/c",
    ];
    for path in paths {
        let answer = answered(&mut client, call(path)).await;
        assert_eq!(answer["grpc-status"], "12", "{path}");
    }
    drop(client);
    tonic.stop().await;
    let spans = recorder.spans();
    assert_eq!(spans.len(), paths.len());
    for span in spans {
        assert_nameless(&span, "UNIMPLEMENTED", 12);
    }
}

#[tokio::test]
async fn a_stream_that_its_client_leaves_is_cancelled() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let tonic = Tonic::start(&lumigo, false).await;
    let mut client = client(tonic.address).await;
    let watched = soon(client.watch(of(""))).await.unwrap();
    let mut statuses = watched.into_inner();
    assert!(soon(statuses.message()).await.unwrap().is_some());
    assert_eq!(recorder.tree(), "");
    drop(statuses);
    let span = &recorded(&recorder, 1).await[0];
    assert_eq!(span.name, "grpc.health.v1.Health/Watch");
    assert_eq!(error_type(span), Some("cancelled"));
    assert_eq!(span.attribute("rpc.grpc.status_code"), None);
    assert_eq!(span.attributes["http.response.body.size"], 7);
    drop(client);
    tonic.stop().await;
}

/// A service that takes as long as the caller lets it.
struct Slow;

#[tonic::async_trait]
impl Health for Slow {
    async fn check(
        &self,
        _: tonic::Request<HealthCheckRequest>,
    ) -> Result<tonic::Response<tonic_health::pb::HealthCheckResponse>, Status> {
        pending().await
    }

    type WatchStream = tokio_stream::Empty<Result<tonic_health::pb::HealthCheckResponse, Status>>;

    async fn watch(
        &self,
        _: tonic::Request<HealthCheckRequest>,
    ) -> Result<tonic::Response<Self::WatchStream>, Status> {
        Err(Status::deadline_exceeded("of somebody else"))
    }
}

#[tokio::test]
async fn a_call_whose_deadline_is_over_is_cancelled() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let service = LumigoLayer::bind(&lumigo).layer(HealthServer::new(Slow));
    let server = TestServer::start(service).await;
    let mut client = client(server.address()).await;
    let mut request = tonic::Request::new(of(""));
    request.set_timeout(Duration::from_millis(5));
    let status = soon(client.check(request)).await.unwrap_err();
    assert_ne!(status.code(), Code::Ok);
    let status = soon(client.watch(of(""))).await.unwrap_err();
    assert_eq!(status.code(), Code::DeadlineExceeded);
    drop(client);
    server.stop().await;
    // Nobody knows yet whether there is such a method: the name is the client's alone.
    let cancelled = recorder.span_named("POST");
    assert_eq!(error_type(&cancelled), Some("cancelled"));
    assert_eq!(cancelled.attribute("rpc.service"), None);
    let failed = recorder.span_named("grpc.health.v1.Health/Watch");
    assert_eq!(error_type(&failed), Some("DEADLINE_EXCEEDED"));
}

#[tokio::test]
async fn on_a_router_of_axum_a_call_has_its_route_too() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let (_, health) = tonic_health::server::health_reporter();
    let app = tonic::service::Routes::new(health).into_axum_router();
    let server = TestServer::start(app.layer(LumigoLayer::bind(&lumigo))).await;
    let mut client = http2(&server).await;
    answered(&mut client, call("/grpc.health.v1.Health/Check")).await;
    answered(&mut client, call("/grpc.health.v1.Health/Bogus")).await;
    drop(client);
    server.stop().await;
    let route = "/grpc.health.v1.Health/{*rest}";
    let spans = recorder.spans();
    let names: Vec<_> = spans.iter().map(|span| &*span.name).collect();
    assert_eq!(
        names,
        ["grpc.health.v1.Health/Check", &format!("POST {route}")]
    );
    for span in spans {
        assert_eq!(span.attributes["http.route"], route);
    }
}
