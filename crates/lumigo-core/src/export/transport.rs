//! How a batch gets to where it goes.

mod answer;
mod cause;
mod console;
#[cfg(feature = "grpc")]
mod grpc;
mod http;
mod message;
mod partial_success;
mod retry_after;

pub(crate) use answer::Answer;
pub(crate) use cause::cause;
#[cfg(feature = "metrics")]
pub(crate) use console::print;
pub(crate) use http::agent;

use super::batch::Batch;
use super::destination::Destination;
use super::encode;
use super::service::Service;
use bytes::Bytes;
use opentelemetry_sdk::Resource;
use std::sync::Arc;

/// How we call ourselves.
const USER_AGENT: &str = concat!("lumigo-opentelemetry-rust/", env!("CARGO_PKG_VERSION"));

/// What a batch has at most, unless one record alone has more: with the resource it is less than the 1 MiB that
/// proxies often take.
const MOST_BATCH_BYTES: usize = 768 * 1024;

/// A way out, as a thread that sends sees it: each has a clone.
#[derive(Clone)]
pub(crate) enum Transport {
    Otlp { poster: Poster, resource: Arc<[u8]> },
    Console,
}

/// What posts an OTLP request.
#[derive(Clone)]
pub(crate) enum Poster {
    Http(http::HttpPoster),
    #[cfg(feature = "grpc")]
    Grpc(grpc::GrpcPoster),
}

impl Transport {
    pub(super) fn otlp(
        destination: Box<Destination>,
        service: &'static Service,
        resource: &Resource,
    ) -> Self {
        let mut encoded = Vec::new();
        encode::resource(&mut encoded, resource);
        Self::Otlp {
            poster: Poster::new(destination, service),
            resource: encoded.into(),
        }
    }

    /// A batch in the form that is posted; `None` when it has none.
    pub(super) fn encode(&self, batch: &Batch) -> Option<Bytes> {
        match self {
            Self::Otlp { poster, resource } => poster.encode(batch.request(resource)),
            Self::Console => Some(batch.records_alone().into()),
        }
    }

    /// Whether the form that is posted is compressed.
    pub(super) fn compresses(&self) -> bool {
        match self {
            Self::Otlp {
                poster: Poster::Http(poster),
                ..
            } => poster.compresses(),
            _ => false,
        }
    }

    /// How many bytes a batch has at most, before it gets the form that is posted.
    pub(super) fn most_batch_bytes(&self) -> usize {
        let expansion = match self {
            Self::Otlp {
                poster: Poster::Http(poster),
                ..
            } => poster.expansion(),
            _ => 1,
        };
        MOST_BATCH_BYTES / expansion
    }

    pub(super) fn post(&mut self, body: &Bytes) -> Answer {
        match self {
            Self::Otlp { poster, .. } => poster.post(body),
            Self::Console => console::print(body),
        }
    }
}

impl Poster {
    pub(crate) fn new(destination: Box<Destination>, service: &'static Service) -> Self {
        match destination.protocol {
            #[cfg(feature = "grpc")]
            super::Protocol::Grpc => Self::Grpc(grpc::GrpcPoster::new(destination, service)),
            _ => Self::Http(http::HttpPoster::new(destination, service)),
        }
    }

    /// A request in OTLP's protobuf form in the one that is posted; `None` when it has none.
    pub(crate) fn encode(&self, request: Vec<u8>) -> Option<Bytes> {
        match self {
            Self::Http(poster) => poster.encode(request),
            #[cfg(feature = "grpc")]
            Self::Grpc(_) => Some(request.into()),
        }
    }

    /// Posts what was encoded.
    pub(crate) fn post(&mut self, body: &Bytes) -> Answer {
        match self {
            Self::Http(poster) => poster.post(body),
            #[cfg(feature = "grpc")]
            Self::Grpc(poster) => poster.post(body),
        }
    }
}
