use std::convert::Infallible;
use std::future;
use std::io;
use std::net::TcpListener as StdTcpListener;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::header::{CONTENT_ENCODING, CONTENT_TYPE};
use http::{Method, Request, Response, StatusCode};
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use opentelemetry_proto::tonic::collector::logs::v1::ExportLogsServiceRequest;
use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use prost::{DecodeError, Message};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio::time::sleep;

use crate::sink::inbox::Inbox;
use crate::sink::records::Records;
use crate::{Answer, SinkRequest, TestLog, TestSpan};

pub(super) const TRACES_PATH: &str = "/v1/traces";
pub(super) const LOGS_PATH: &str = "/v1/logs";

const PROTOBUF: &str = "application/x-protobuf";

/// Serves until `stopped` is dropped. Connections end with the runtime, on return.
#[expect(clippy::expect_used, reason = "a test cannot go on without its sink")]
pub(super) fn run(listener: StdTcpListener, inbox: &Arc<Inbox>, stopped: oneshot::Receiver<()>) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime for the sink");
    runtime.block_on(async {
        listener
            .set_nonblocking(true)
            .expect("a non-blocking socket");
        let listener = TcpListener::from_std(listener).expect("a socket for the runtime");
        tokio::select! {
            _ = stopped => (),
            never = accept(listener, inbox) => match never {},
        }
    });
}

async fn accept(listener: TcpListener, inbox: &Arc<Inbox>) -> Infallible {
    loop {
        match listener.accept().await {
            Ok((stream, _)) => drop(tokio::spawn(serve(stream, Arc::clone(inbox)))),
            // Out of file descriptors, most likely: the next attempt may find one.
            Err(_) => sleep(Duration::from_millis(10)).await,
        }
    }
}

async fn serve(stream: TcpStream, inbox: Arc<Inbox>) {
    let service = service_fn(|request| respond(request, &inbox));
    let connection = http1::Builder::new().serve_connection(TokioIo::new(stream), service);
    // An error is a client that went away, or `Answer::Reset`.
    drop(connection.await);
}

async fn respond(request: Request<Incoming>, inbox: &Inbox) -> io::Result<Response<Full<Bytes>>> {
    let request = read(request).await?;
    let (place, answer) = inbox.add(request.clone());
    let wanted = match answer {
        Answer::Accept => StatusCode::OK,
        Answer::Status(code) => StatusCode::from_u16(code).map_err(io::Error::other)?,
        Answer::After(delay) => {
            sleep(delay).await;
            StatusCode::OK
        }
        Answer::Reset => return Err(io::ErrorKind::ConnectionReset.into()),
        Answer::Never => future::pending().await,
    };
    let (status, accepted) = judge(&request, wanted);
    inbox.settle(place, status, accepted);
    let mut response = Response::new(Full::default());
    *response.status_mut() = status;
    let protobuf = http::HeaderValue::from_static(PROTOBUF);
    response.headers_mut().insert(CONTENT_TYPE, protobuf);
    Ok(response)
}

async fn read(request: Request<Incoming>) -> io::Result<SinkRequest> {
    let (head, body) = request.into_parts();
    let body = body.collect().await.map_err(io::Error::other)?.to_bytes();
    Ok(SinkRequest {
        method: head.method,
        path: head.uri.path().to_owned(),
        headers: head.headers,
        body,
        status: None,
    })
}

fn judge(request: &SinkRequest, wanted: StatusCode) -> (StatusCode, Option<Records>) {
    if !wanted.is_success() {
        return (wanted, None);
    }
    match decode(request) {
        Ok(records) => (wanted, Some(records)),
        Err(status) => (status, None),
    }
}

fn decode(request: &SinkRequest) -> Result<Records, StatusCode> {
    let decode = match request.path.as_str() {
        TRACES_PATH => spans,
        LOGS_PATH => logs,
        _ => return Err(StatusCode::NOT_FOUND),
    };
    if request.method != Method::POST {
        return Err(StatusCode::METHOD_NOT_ALLOWED);
    }
    let encoding = request.header(CONTENT_ENCODING.as_str());
    if request.header(CONTENT_TYPE.as_str()) != Some(PROTOBUF) || encoding.is_some() {
        return Err(StatusCode::UNSUPPORTED_MEDIA_TYPE);
    }
    decode(request.body.clone()).map_err(|_| StatusCode::BAD_REQUEST)
}

fn spans(body: Bytes) -> Result<Records, DecodeError> {
    let request = ExportTraceServiceRequest::decode(body)?;
    Ok(Records::Spans(TestSpan::from_request(request)))
}

fn logs(body: Bytes) -> Result<Records, DecodeError> {
    let request = ExportLogsServiceRequest::decode(body)?;
    Ok(Records::Logs(TestLog::from_request(request)))
}
