//! `OTEL_EXPORTER_OTLP_*`, as the [OTLP exporter specification] has it: what a signal's own variable says
//! wins over the general one.
//!
//! A setting without which the records would go elsewhere, or to somebody else, turns the exporter off.
//!
//! [OTLP exporter specification]: https://opentelemetry.io/docs/specs/otel/protocol/exporter/

mod endpoint;
mod headers;
mod tls;
mod variables;

pub(super) use variables::{LOGS, METRICS, OtlpVariables, TRACES};

use super::error::ConfigError;
use super::reader::Reader;
use crate::export::{Destination, Protocol};
use endpoint::Endpoint;
use std::time::Duration;
use variables::GENERAL;

const DEFAULT_TIMEOUT: Duration = Duration::from_secs(10);

/// How the records of a signal are posted, wherever to.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Posts {
    pub(crate) gzip: bool,
    /// For one post as a whole.
    pub(crate) timeout: Duration,
}

pub(super) fn posts(reader: &mut Reader<'_>, signal: &'static OtlpVariables) -> Posts {
    let gzip = either(reader, signal, |reader, variables| {
        reader.parsed(variables.compression, "`gzip` or `none`", compression)
    });
    let timeout = either(reader, signal, |reader, variables| {
        reader.time_limit(variables.timeout)
    });
    Posts {
        gzip: gzip.unwrap_or(false),
        timeout: timeout.unwrap_or(DEFAULT_TIMEOUT),
    }
}

/// Reads where a signal goes; `None` when it cannot go there, which is among the problems then.
pub(super) fn destination(
    reader: &mut Reader<'_>,
    signal: &'static OtlpVariables,
    posts: Posts,
) -> Option<Destination> {
    let protocol = protocol(reader, signal)?;
    let Endpoint { url, name, path } = Endpoint::read(reader, signal, protocol)?;
    let headers = [signal.headers, GENERAL.headers];
    let headers_name = headers.into_iter().find(|name| reader.text(name).is_some());
    Some(Destination {
        name,
        endpoint: url,
        path,
        protocol,
        headers: headers_name.map_or_else(Default::default, |name| headers::headers(reader, name)),
        credentials: match headers_name {
            Some(name) => format!("what {name} sends"),
            None => format!("a post without {}", GENERAL.headers),
        },
        posts,
        tls: tls::tls(reader, signal)?,
    })
}

/// The variable that names the endpoint of a signal.
pub(super) fn endpoint_variable(
    reader: &mut Reader<'_>,
    signal: &'static OtlpVariables,
) -> Option<&'static str> {
    let variables = [signal.endpoint, GENERAL.endpoint];
    variables
        .into_iter()
        .find(|name| reader.text(name).is_some())
}

/// What the signal's own variable says, else the general one.
fn either<T>(
    reader: &mut Reader<'_>,
    signal: &'static OtlpVariables,
    mut read: impl FnMut(&mut Reader<'_>, &'static OtlpVariables) -> Option<T>,
) -> Option<T> {
    read(reader, signal).or_else(|| read(reader, &GENERAL))
}

fn compression(text: &str) -> Option<bool> {
    match text.trim().to_ascii_lowercase().as_str() {
        "gzip" => Some(true),
        "none" => Some(false),
        _ => None,
    }
}

/// `None` for one that this build does not have.
fn protocol(reader: &mut Reader<'_>, signal: &'static OtlpVariables) -> Option<Protocol> {
    let form = "`http/protobuf`, `http/json` or `grpc`";
    let found = either(reader, signal, |reader, variables| {
        let known = reader.parsed(variables.protocol, form, |text| {
            match text.trim().to_ascii_lowercase().as_str() {
                "http/protobuf" => Some(Ok(Protocol::HttpProtobuf)),
                #[cfg(feature = "http-json")]
                "http/json" => Some(Ok(Protocol::HttpJson)),
                #[cfg(not(feature = "http-json"))]
                "http/json" => Some(Err("http-json")),
                #[cfg(feature = "grpc")]
                "grpc" => Some(Ok(Protocol::Grpc)),
                #[cfg(not(feature = "grpc"))]
                "grpc" => Some(Err("grpc")),
                _ => None,
            }
        });
        known.map(|protocol| (variables.protocol, protocol))
    });
    match found {
        None => Some(Protocol::HttpProtobuf),
        Some((_, Ok(protocol))) => Some(protocol),
        Some((name, Err(feature))) => {
            reader
                .problems
                .push(ConfigError::MissingFeature { name, feature });
            None
        }
    }
}

#[cfg(test)]
mod tests;
