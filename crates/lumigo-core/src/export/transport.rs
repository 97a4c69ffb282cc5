//! How a batch gets to where it goes.

mod answer;
mod cause;
mod console;
#[cfg(feature = "grpc")]
mod grpc;
mod http;

pub(crate) use answer::Answer;
pub(crate) use cause::cause;
#[cfg(feature = "metrics")]
pub(crate) use console::print;
pub(crate) use http::agent;

use super::batch::Batch;
use super::destination::Destination;
use super::encode;
use super::service::Service;
use opentelemetry_sdk::Resource;

/// How we call ourselves.
const USER_AGENT: &str = concat!("lumigo-opentelemetry-rust/", env!("CARGO_PKG_VERSION"));

/// A way out, as the thread that sends sees it.
pub(crate) enum Transport {
    Otlp { poster: Poster, resource: Vec<u8> },
    Console,
}

/// What posts an OTLP request.
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
            resource: encoded,
        }
    }

    pub(super) fn post(&mut self, batch: &Batch) -> Answer {
        match self {
            Self::Otlp { poster, resource } => poster.post(batch.request(resource)),
            Self::Console => console::print(&batch.records_alone()),
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

    /// Posts a request in OTLP's protobuf form.
    pub(crate) fn post(&mut self, request: Vec<u8>) -> Answer {
        match self {
            Self::Http(poster) => poster.post(request),
            #[cfg(feature = "grpc")]
            Self::Grpc(poster) => poster.post(request),
        }
    }
}
