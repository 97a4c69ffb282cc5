use super::retry_after::retry_after;
use super::{Answer, USER_AGENT, cause, partial_success};
use crate::diagnostics;
use crate::export::destination::{Destination, Tls};
use crate::export::gzip::gzip;
use crate::export::service::Service;
use bytes::Bytes;
use std::io::Read;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::{Duration, SystemTime};
use ureq::Agent;
use ureq::http::HeaderName;
use ureq::http::header::{CONTENT_TYPE, RETRY_AFTER};
use ureq::http::response::Parts;
use ureq::tls::{RootCerts, TlsConfig};

/// An answer is read to its end so that its connection can be used again; no further than this.
const ANSWER_LIMIT: u64 = 64 * 1024;
/// Of each connection. The client's own are much larger, and stay as long as the connection.
const ANSWER_BUFFER: usize = 16 * 1024;
const POST_BUFFER: usize = 64 * 1024;
/// Names, and numbers as text: five times for small spans, less for others.
#[cfg(feature = "http-json")]
const JSON_EXPANSION: usize = 5;
/// As many as there are senders at most, each of which keeps its own.
const MOST_CONNECTIONS: usize = 64;

/// Posts to one endpoint over a blocking client, which no async runtime is needed for.
#[derive(Clone)]
pub(crate) struct HttpPoster {
    agent: Agent,
    destination: Arc<Destination>,
    #[cfg_attr(
        not(feature = "http-json"),
        expect(dead_code, reason = "read for the feature")
    )]
    service: &'static Service,
}

impl HttpPoster {
    pub(super) fn new(destination: Box<Destination>, service: &'static Service) -> Self {
        let Destination {
            endpoint,
            posts,
            tls,
            ..
        } = &*destination;
        Self {
            agent: agent(endpoint, posts.timeout, tls),
            destination: destination.into(),
            service,
        }
    }

    /// What is sent: in the form asked for, compressed if asked for.
    pub(super) fn encode(&self, request: Vec<u8>) -> Option<Bytes> {
        let body = match self.destination.protocol {
            #[cfg(feature = "http-json")]
            crate::export::Protocol::HttpJson => (self.service.to_json)(&request)?,
            _ => request,
        };
        if self.destination.posts.gzip {
            return gzip(&body).ok().map(Bytes::from);
        }
        Some(body.into())
    }

    /// Whether what is sent is compressed.
    pub(super) fn compresses(&self) -> bool {
        self.destination.posts.gzip
    }

    /// How many times larger the form that is sent may be, before it is compressed.
    pub(super) fn expansion(&self) -> usize {
        match self.destination.protocol {
            #[cfg(feature = "http-json")]
            crate::export::Protocol::HttpJson => JSON_EXPANSION,
            _ => 1,
        }
    }

    pub(super) fn post(&self, body: &Bytes) -> Answer {
        diagnostics::silenced(|| self.send(body))
    }

    fn send(&self, body: &Bytes) -> Answer {
        let Destination {
            endpoint,
            headers,
            protocol,
            posts,
            ..
        } = &*self.destination;
        let mut post = self
            .agent
            .post(endpoint)
            .header("Content-Type", protocol.content_type());
        if posts.gzip {
            post = post.header("Content-Encoding", "gzip");
        }
        for (name, value) in headers {
            post = post.header(name, value);
        }
        match post.send(&**body) {
            Ok(response) => {
                let (head, body) = response.into_parts();
                let mut content = Vec::new();
                // The status counts, also of an answer that ends too early.
                let _ = body
                    .into_reader()
                    .take(ANSWER_LIMIT)
                    .read_to_end(&mut content);
                self.answer(&head, &content)
            }
            Err(error) => Answer::unavailable(cause(&error)),
        }
    }

    fn answer(&self, head: &Parts, content: &[u8]) -> Answer {
        let Destination {
            credentials, path, ..
        } = &*self.destination;
        let status = head.status;
        match status.as_u16() {
            200..=299 => accepted(head, content),
            // What OTLP calls retryable, and 500, which gateways send in the same cases.
            429 | 500 | 502 | 503 | 504 => {
                let asked_for = text(head, RETRY_AFTER);
                Answer::Unavailable {
                    cause: status.to_string(),
                    retry_after: asked_for.and_then(|time| retry_after(time, SystemTime::now())),
                }
            }
            401 | 403 => Answer::Refused(format!("{credentials} was refused ({status})")),
            404 | 405 => Answer::Refused(format!("nothing there takes them ({status}); {path}")),
            _ => Answer::Refused(status.to_string()),
        }
    }
}

fn accepted(head: &Parts, content: &[u8]) -> Answer {
    match text(head, CONTENT_TYPE) {
        Some(form) if form.contains("json") => partial_success::from_json(content),
        _ => partial_success::from_protobuf(content),
    }
}

fn text(head: &Parts, name: HeaderName) -> Option<&str> {
    head.headers.get(name)?.to_str().ok()
}

/// A client for requests to `endpoint`; `timeout` is for a request as a whole.
pub(crate) fn agent(endpoint: &str, timeout: Duration, tls: &Tls) -> Agent {
    let mut config = Agent::config_builder();
    if is_loopback(endpoint) {
        // A proxy of the environment could not reach this machine's own addresses.
        config = config.proxy(None);
    }
    let mut trust = TlsConfig::builder();
    if let Some(authorities) = &tls.authorities {
        trust = trust.root_certs(RootCerts::new_with_certs(&authorities.content));
    }
    if let Some(client) = &tls.client {
        trust = trust.client_cert(Some(client.content.clone()));
    }
    config
        .input_buffer_size(ANSWER_BUFFER)
        .output_buffer_size(POST_BUFFER)
        .max_idle_connections(MOST_CONNECTIONS)
        .max_idle_connections_per_host(MOST_CONNECTIONS)
        .http_status_as_error(false)
        // The headers are for this endpoint alone.
        .max_redirects(0)
        .max_redirects_will_error(false)
        .timeout_global(Some(timeout))
        .tls_config(trust.build())
        .user_agent(USER_AGENT)
        .build()
        .into()
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

#[cfg(test)]
mod tests;
