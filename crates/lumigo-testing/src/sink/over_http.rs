use std::io::{self, Read};

use bytes::Bytes;
use flate2::read::GzDecoder;
use http::header::{CONTENT_ENCODING, CONTENT_TYPE, RETRY_AFTER};
use http::{HeaderValue, Method, Request, Response, StatusCode};
use http_body_util::Full;
use hyper::body::Incoming;
use opentelemetry_proto::tonic::collector::logs::v1::ExportLogsServiceResponse;
use opentelemetry_proto::tonic::collector::metrics::v1::ExportMetricsServiceResponse;
use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceResponse;
use prost::Message;
use serde::de::DeserializeOwned;

use crate::sink::backend::Backend;
use crate::sink::ids;
use crate::sink::reply::Reply;
use crate::sink::wire::Failure;
use crate::{Answer, Export, SinkBuilder, SinkRequest};

const PROTOBUF: &str = "application/x-protobuf";
const JSON: &str = "application/json";

/// Answers a request of OTLP over HTTP, in the format it came in.
pub(super) async fn respond(
    request: Request<Incoming>,
    backend: &Backend,
    failure: &Failure,
) -> io::Result<Response<Full<Bytes>>> {
    let noted = backend.note(request).await?;
    let format = match noted.request.header(CONTENT_TYPE.as_str()) {
        Some(JSON) => Format::Json,
        _ => Format::Protobuf,
    };
    let mut body = Bytes::new();
    let (status, accepted) = if noted.wanted.is_success() {
        match decode(&noted.request, &backend.settings) {
            Ok(mut export) => {
                body = format.reply(&mut export, noted.answer);
                (noted.wanted, Some(export))
            }
            Err(status) => (status, None),
        }
    } else {
        (noted.wanted, None)
    };
    let is_answered = !failure.is_caused_by(noted.answer);
    let told = is_answered.then_some(status);
    backend.inbox.settle(noted.place, told, accepted);
    let mut response = Response::new(Full::from(body));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(format.name()));
    if let Answer::ComeBack(_, when) = noted.answer {
        let value = HeaderValue::try_from(when.header());
        headers.extend(value.ok().map(|value| (RETRY_AFTER, value)));
    }
    Ok(response)
}

fn decode(request: &SinkRequest, settings: &SinkBuilder) -> Result<Export, StatusCode> {
    let paths = &settings.paths;
    let decode = match &request.path {
        path if *path == paths.traces && settings.counts_alone => counted_traces,
        path if *path == paths.traces => traces,
        path if *path == paths.metrics => metrics,
        path if *path == paths.logs => logs,
        _ => return Err(StatusCode::NOT_FOUND),
    };
    if request.method != Method::POST {
        return Err(StatusCode::METHOD_NOT_ALLOWED);
    }
    let format = match request.header(CONTENT_TYPE.as_str()) {
        Some(PROTOBUF) => Format::Protobuf,
        Some(JSON) => Format::Json,
        _ => return Err(StatusCode::UNSUPPORTED_MEDIA_TYPE),
    };
    let body = match request.header(CONTENT_ENCODING.as_str()) {
        None => request.body.clone(),
        Some("gzip") => unzip(&request.body).ok_or(StatusCode::BAD_REQUEST)?,
        Some(_) => return Err(StatusCode::UNSUPPORTED_MEDIA_TYPE),
    };
    decode(format, &body).ok_or(StatusCode::BAD_REQUEST)
}

#[derive(Clone, Copy)]
enum Format {
    Protobuf,
    Json,
}

impl Format {
    fn name(self) -> &'static str {
        match self {
            Self::Protobuf => PROTOBUF,
            Self::Json => JSON,
        }
    }

    /// What tells the client how much of its export was taken.
    fn reply(self, export: &mut Export, answer: Answer) -> Bytes {
        match export {
            Export::Traces(_) => self.write(&ExportTraceServiceResponse::to(export, answer)),
            Export::Metrics(_) => self.write(&ExportMetricsServiceResponse::to(export, answer)),
            Export::Logs(_) => self.write(&ExportLogsServiceResponse::to(export, answer)),
        }
    }

    fn write(self, reply: &impl Reply) -> Bytes {
        match self {
            Self::Protobuf => reply.encode_to_vec().into(),
            Self::Json => serde_json::to_vec(reply).unwrap_or_default().into(),
        }
    }

    fn read<T: Message + Default + DeserializeOwned>(self, body: &[u8]) -> Option<T> {
        match self {
            Self::Protobuf => T::decode(body).ok(),
            Self::Json => serde_json::from_slice(body).ok(),
        }
    }
}

fn unzip(body: &[u8]) -> Option<Bytes> {
    let mut plain = Vec::new();
    GzDecoder::new(body).read_to_end(&mut plain).ok()?;
    Some(plain.into())
}

fn traces(format: Format, body: &[u8]) -> Option<Export> {
    format.read(body).map(Export::Traces)
}

fn counted_traces(format: Format, body: &[u8]) -> Option<Export> {
    match format {
        Format::Protobuf => ids::decode(body).map(Export::Traces),
        Format::Json => traces(format, body),
    }
}

fn metrics(format: Format, body: &[u8]) -> Option<Export> {
    format.read(body).map(Export::Metrics)
}

fn logs(format: Format, body: &[u8]) -> Option<Export> {
    format.read(body).map(Export::Logs)
}
