use opentelemetry_proto::tonic::collector::trace::v1::trace_service_client::TraceServiceClient;
use tonic::codec::CompressionEncoding::Gzip;
use tonic::metadata::MetadataValue;
use tonic::transport::{Certificate, Channel, ClientTlsConfig, Endpoint, Identity};
use tonic::{Code, Request, Status};

use super::{SOON, names, request};
use crate::{Answer, OtlpSink, TestAuthority, TestIdentity};

async fn connect(
    sink: &OtlpSink,
    trusted: Option<&TestAuthority>,
    client: Option<&TestIdentity>,
) -> Result<Channel, tonic::transport::Error> {
    let mut endpoint = Endpoint::from_shared(sink.base_endpoint()).unwrap();
    if let Some(authority) = trusted {
        let root = Certificate::from_pem(authority.certificate_pem());
        let mut tls = ClientTlsConfig::new().ca_certificate(root);
        if let Some(client) = client {
            tls = tls.identity(Identity::from_pem(&client.certificate_pem, &client.key_pem));
        }
        endpoint = endpoint.tls_config(tls).unwrap();
    }
    endpoint.connect().await
}

async fn call(channel: Channel, names: &[&str]) -> Result<(), Status> {
    let mut client = TraceServiceClient::new(channel).send_compressed(Gzip);
    let mut call = Request::new(request(names));
    let key = MetadataValue::from_static("sesame");
    call.metadata_mut().insert("x-key", key);
    client.export(call).await.map(|_| ())
}

#[tokio::test]
async fn a_call_is_kept_like_a_post() {
    let sink = OtlpSink::builder().with_grpc().start();
    let channel = connect(&sink, None, None).await.unwrap();
    call(channel, &["a", "b"]).await.unwrap();
    assert_eq!(names(&sink), ["a", "b"]);
    let taken = &sink.requests()[0];
    assert!(taken.path.ends_with("TraceService/Export"));
    assert_eq!(taken.header("x-key"), Some("sesame"));
    assert_eq!(taken.header("grpc-encoding"), Some("gzip"));
    assert_eq!(taken.status, Some(http::StatusCode::OK));
}

#[tokio::test]
async fn a_failure_is_a_code_of_grpc() {
    let sink = OtlpSink::builder().with_grpc().start();
    let channel = connect(&sink, None, None).await.unwrap();
    for (status, code) in [(503, Code::Unavailable), (401, Code::Unauthenticated)] {
        sink.answer_with(Answer::Status(status));
        let error = call(channel.clone(), &["a"]).await.unwrap_err();
        assert_eq!(error.code(), code);
    }
    assert!(sink.spans().is_empty());
    let demanding = OtlpSink::builder()
        .with_grpc()
        .with_required_header("x-key", "another")
        .start();
    let channel = connect(&demanding, None, None).await.unwrap();
    let error = call(channel, &["a"]).await.unwrap_err();
    assert_eq!(error.code(), Code::Unauthenticated);
}

#[tokio::test]
async fn a_reset_is_a_failure_without_a_status() {
    let sink = OtlpSink::builder().with_grpc().start();
    sink.answer_with(Answer::Reset);
    let channel = connect(&sink, None, None).await.unwrap();
    call(channel, &["a"]).await.unwrap_err();
    assert_eq!(sink.requests()[0].status, None);
}

#[tokio::test]
async fn certificates_count_as_they_do_over_http() {
    let (authority, clients) = (TestAuthority::new(), TestAuthority::new());
    let sink = OtlpSink::builder()
        .with_grpc()
        .with_mutual_tls(&authority.server(), &clients)
        .start();
    let client = clients.client("shop");
    let stranger = connect(&sink, Some(&clients), Some(&client)).await;
    stranger.unwrap_err();
    let known = connect(&sink, Some(&authority), Some(&client)).await;
    call(known.unwrap(), &["a"]).await.unwrap();
    assert_eq!(names(&sink), ["a"]);
}

#[test]
fn each_protocol_is_deaf_to_the_other() {
    let grpc = OtlpSink::builder().with_grpc().start();
    assert_eq!(super::post(&grpc, &["a"]), None);
    let plain = OtlpSink::start();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let channel = connect(&plain, None, None).await;
        let called = async { call(channel.map_err(|_| ())?, &["a"]).await.map_err(|_| ()) };
        tokio::time::timeout(SOON, called)
            .await
            .unwrap()
            .unwrap_err();
    });
    assert!(grpc.requests().is_empty() && plain.requests().is_empty());
}
