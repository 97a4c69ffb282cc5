mod collector;

use std::io;
use std::sync::Arc;

use bytes::Bytes;
use http::{Request, Response, StatusCode};
use http_body_util::Full;
use hyper::body::Incoming;
use opentelemetry_proto::tonic::collector::logs::v1::logs_service_server::LogsServiceServer;
use opentelemetry_proto::tonic::collector::metrics::v1::metrics_service_server::MetricsServiceServer;
use opentelemetry_proto::tonic::collector::trace::v1::trace_service_server::TraceServiceServer;
use tonic::body::Body;
use tonic::codec::CompressionEncoding::Gzip;
use tonic::codegen::Service;
use tonic::{Code, Status};

use crate::sink::backend::{Backend, Noted};
use crate::sink::wire::Failure;

use self::collector::Collector;

/// Answers a call of one of the three services of OTLP.
pub(super) async fn respond(
    request: Request<Incoming>,
    backend: Arc<Backend>,
    failure: Failure,
) -> io::Result<Response<Body>> {
    let noted = backend.note(request).await?;
    let (place, wanted) = (noted.place, noted.wanted);
    let is_answered = !failure.is_caused_by(noted.answer);
    if !wanted.is_success() {
        let told = is_answered.then_some(wanted);
        backend.inbox.settle(place, told, None);
        return Ok(Status::new(code(wanted), "as the test wants it").into_http());
    }
    let response = call(noted, is_answered, &backend).await?;
    let is_refused = |status: &http::HeaderValue| status != "0";
    if response
        .headers()
        .get("grpc-status")
        .is_some_and(is_refused)
    {
        let told = is_answered.then_some(StatusCode::BAD_REQUEST);
        backend.inbox.settle(place, told, None);
    }
    Ok(response)
}

async fn call(noted: Noted, is_answered: bool, backend: &Backend) -> io::Result<Response<Body>> {
    let Noted {
        request,
        place,
        answer,
        ..
    } = noted;
    let service = request.path.clone();
    let mut call = Request::new(Full::<Bytes>::from(request.body));
    *call.method_mut() = request.method;
    *call.uri_mut() = request.path.parse().map_err(io::Error::other)?;
    *call.headers_mut() = request.headers;
    let collector = Collector {
        inbox: Arc::clone(&backend.inbox),
        place,
        answer,
        is_answered,
    };
    let answered = match service.rsplit_once('/').unwrap_or_default().0 {
        "/opentelemetry.proto.collector.trace.v1.TraceService" => {
            let server = TraceServiceServer::new(collector);
            server.accept_compressed(Gzip).call(call).await
        }
        "/opentelemetry.proto.collector.metrics.v1.MetricsService" => {
            let server = MetricsServiceServer::new(collector);
            server.accept_compressed(Gzip).call(call).await
        }
        "/opentelemetry.proto.collector.logs.v1.LogsService" => {
            let server = LogsServiceServer::new(collector);
            server.accept_compressed(Gzip).call(call).await
        }
        _ => Ok(Status::unimplemented("no such service").into_http()),
    };
    match answered {
        Ok(response) => Ok(response),
        Err(never) => match never {},
    }
}

/// What clients make of a proxy's answer over HTTP, as the [gRPC documentation] says.
///
/// [gRPC documentation]: https://github.com/grpc/grpc/blob/master/doc/http-grpc-status-mapping.md
fn code(status: StatusCode) -> Code {
    match status.as_u16() {
        400 => Code::Internal,
        401 => Code::Unauthenticated,
        403 => Code::PermissionDenied,
        404 => Code::Unimplemented,
        429 | 502 | 503 | 504 => Code::Unavailable,
        _ => Code::Unknown,
    }
}
