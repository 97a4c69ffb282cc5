use super::{Answer, USER_AGENT, cause};
use crate::diagnostics;
use crate::export::destination::{Destination, Tls};
use crate::export::service::Service;
use flate2::Compression;
use flate2::write::GzEncoder;
use std::io::{self, Read, Write};
use std::net::IpAddr;
use std::time::Duration;
use ureq::Agent;
use ureq::http::StatusCode;
use ureq::tls::{RootCerts, TlsConfig};

/// An answer is read to its end so that its connection can be used again; no further than this.
const ANSWER_LIMIT: u64 = 64 * 1024;

/// Posts to one endpoint over a blocking client, which no async runtime is needed for.
pub(crate) struct HttpPoster {
    agent: Agent,
    destination: Box<Destination>,
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
            destination,
            service,
        }
    }

    pub(super) fn post(&self, request: Vec<u8>) -> Answer {
        match self.body(request) {
            Some(body) => diagnostics::silenced(|| self.send(body)),
            None => Answer::Refused("it cannot be encoded".to_owned()),
        }
    }

    /// What is sent: in the form asked for, compressed if asked for.
    fn body(&self, request: Vec<u8>) -> Option<Vec<u8>> {
        let body = match self.destination.protocol {
            #[cfg(feature = "http-json")]
            crate::export::Protocol::HttpJson => (self.service.to_json)(&request)?,
            _ => request,
        };
        if self.destination.posts.gzip {
            return gzip(&body).ok();
        }
        Some(body)
    }

    fn send(&self, body: Vec<u8>) -> Answer {
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
        match post.send(body) {
            Ok(response) => {
                let status = response.status();
                let body = response.into_body().into_reader();
                let _ = io::copy(&mut body.take(ANSWER_LIMIT), &mut io::sink());
                self.answer(status)
            }
            Err(error) => Answer::Unavailable(cause(&error)),
        }
    }

    fn answer(&self, status: StatusCode) -> Answer {
        let Destination {
            credentials, path, ..
        } = &*self.destination;
        match status.as_u16() {
            200..=299 => Answer::Accepted,
            // What OTLP calls retryable, and 500, which gateways send in the same cases.
            429 | 500 | 502 | 503 | 504 => Answer::Unavailable(status.to_string()),
            401 | 403 => Answer::Refused(format!("{credentials} was refused ({status})")),
            404 | 405 => Answer::Refused(format!("nothing there takes them ({status}); {path}")),
            _ => Answer::Refused(status.to_string()),
        }
    }
}

fn gzip(body: &[u8]) -> io::Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(body)?;
    encoder.finish()
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
