use std::io::{self, Read};

use bytes::Bytes;
use flate2::read::GzDecoder;
use http::header::{CONTENT_ENCODING, CONTENT_TYPE};
use http::{HeaderValue, Method, Request, Response, StatusCode};
use http_body_util::Full;
use hyper::body::Incoming;
use prost::Message;
use serde::de::DeserializeOwned;

use crate::sink::backend::Backend;
use crate::sink::paths::Paths;
use crate::{Export, SinkRequest};

const PROTOBUF: &str = "application/x-protobuf";
const JSON: &str = "application/json";

/// Answers a request of OTLP over HTTP, in the format it came in.
pub(super) async fn respond(
    request: Request<Incoming>,
    backend: &Backend,
) -> io::Result<Response<Full<Bytes>>> {
    let noted = backend.note(request).await?;
    let (status, accepted) = if noted.wanted.is_success() {
        match decode(&noted.request, &backend.settings.paths) {
            Ok(export) => (noted.wanted, Some(export)),
            Err(status) => (status, None),
        }
    } else {
        (noted.wanted, None)
    };
    backend.inbox.settle(noted.place, status, accepted);
    let is_json = noted.request.header(CONTENT_TYPE.as_str()) == Some(JSON);
    // An empty message, which says that everything was taken.
    let (format, body) = if is_json {
        (JSON, "{}")
    } else {
        (PROTOBUF, "")
    };
    let mut response = Response::new(Full::from(body));
    *response.status_mut() = status;
    let format = HeaderValue::from_static(format);
    response.headers_mut().insert(CONTENT_TYPE, format);
    Ok(response)
}

fn decode(request: &SinkRequest, paths: &Paths) -> Result<Export, StatusCode> {
    let decode = match &request.path {
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

fn metrics(format: Format, body: &[u8]) -> Option<Export> {
    format.read(body).map(Export::Metrics)
}

fn logs(format: Format, body: &[u8]) -> Option<Export> {
    format.read(body).map(Export::Logs)
}
