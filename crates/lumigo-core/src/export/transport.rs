use super::batch::Batch;
use super::encode;
use crate::config::Token;
use crate::diagnostics;
use opentelemetry_sdk::Resource;
use std::io::Read;
use std::net::IpAddr;
use std::time::Duration;
use ureq::Agent;
use ureq::http::StatusCode;

/// As in the specification of the OTLP exporter.
const TIMEOUT: Duration = Duration::from_secs(10);
/// An answer is read to its end so that its connection can be used again; no further than this.
const ANSWER_LIMIT: u64 = 64 * 1024;
const USER_AGENT: &str = concat!("lumigo-opentelemetry-rust/", env!("CARGO_PKG_VERSION"));

/// Posts batches to one endpoint over a blocking client, which no async runtime is needed for.
pub(crate) struct Transport {
    agent: Agent,
    endpoint: String,
    token: Token,
    resource: Vec<u8>,
}

/// What the backend made of a batch.
pub(super) enum Answer {
    Accepted,
    /// It will never be accepted; says why.
    Refused(String),
    /// It may be accepted later; says why.
    Unavailable(String),
}

impl Transport {
    pub(crate) fn new(endpoint: String, token: Token, resource: &Resource) -> Self {
        let mut encoded_resource = Vec::new();
        encode::resource(&mut encoded_resource, resource);
        Self {
            agent: agent(&endpoint, TIMEOUT),
            endpoint,
            token,
            resource: encoded_resource,
        }
    }

    pub(super) fn post(&self, batch: &Batch) -> Answer {
        let body = batch.request(&self.resource);
        diagnostics::silenced(|| self.send(body))
    }

    fn send(&self, body: Vec<u8>) -> Answer {
        let response = self
            .agent
            .post(&self.endpoint)
            .header("Content-Type", "application/x-protobuf")
            .header("Authorization", self.token.authorization())
            .send(body);
        match response {
            Ok(response) => {
                let status = response.status();
                let body = response.into_body().into_reader();
                let _ = std::io::copy(&mut body.take(ANSWER_LIMIT), &mut std::io::sink());
                Answer::of(status)
            }
            Err(error) => Answer::Unavailable(cause(&error)),
        }
    }
}

/// A client for requests to `endpoint` that carry the token; `timeout` is for a request as a whole.
pub(crate) fn agent(endpoint: &str, timeout: Duration) -> Agent {
    let mut config = Agent::config_builder();
    if is_loopback(endpoint) {
        // A proxy of the environment could not reach this machine's own addresses.
        config = config.proxy(None);
    }
    config
        .http_status_as_error(false)
        // The token is for this endpoint alone.
        .max_redirects(0)
        .max_redirects_will_error(false)
        .timeout_global(Some(timeout))
        .user_agent(USER_AGENT)
        .build()
        .into()
}

/// What went wrong, in words that hold nothing of the endpoint: it may have credentials.
pub(crate) fn cause(error: &ureq::Error) -> String {
    match error {
        ureq::Error::Io(error) => error.to_string(),
        ureq::Error::Timeout(_) => "no answer in time".to_owned(),
        ureq::Error::HostNotFound => "host not found".to_owned(),
        ureq::Error::Rustls(error) => error.to_string(),
        ureq::Error::ConnectProxyFailed(_) | ureq::Error::InvalidProxyUrl => {
            "the proxy cannot be used".to_owned()
        }
        _ => "the backend does not speak HTTP".to_owned(),
    }
}

fn is_loopback(endpoint: &str) -> bool {
    let Ok(endpoint) = endpoint.parse::<ureq::http::Uri>() else {
        return false;
    };
    let host = endpoint.host().unwrap_or_default();
    let address = host
        .trim_start_matches('[')
        .trim_end_matches(']')
        .parse::<IpAddr>();
    address.map_or(host.eq_ignore_ascii_case("localhost"), |address| {
        address.is_loopback()
    })
}

impl Answer {
    fn of(status: StatusCode) -> Self {
        match status.as_u16() {
            200..=299 => Self::Accepted,
            401 | 403 => Self::Refused(format!("the token was refused ({status})")),
            // What OTLP calls retryable, and 500, which gateways send in the same cases.
            429 | 500 | 502 | 503 | 504 => Self::Unavailable(status.to_string()),
            _ => Self::Refused(status.to_string()),
        }
    }
}
