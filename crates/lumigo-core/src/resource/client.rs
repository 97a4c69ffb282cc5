use super::PATIENCE;
use serde_json::Value;
use std::io::Read;
use ureq::Agent;
use ureq::tls::{RootCerts, TlsConfig};

/// The answers are a few kilobytes long.
const LONGEST_ANSWER: u64 = 1024 * 1024;

/// Asks services of the neighbourhood: no proxy, no redirects, no patience.
pub(super) struct Client(Agent);

impl Client {
    /// One that trusts these certificates alone.
    pub(super) fn trusting(roots: RootCerts) -> Self {
        let config = Agent::config_builder()
            .proxy(None)
            .max_redirects(0)
            .timeout_global(Some(PATIENCE))
            .tls_config(TlsConfig::builder().root_certs(roots).build());
        Self(config.build().into())
    }

    /// The JSON found at an address; `None` when there is none to be had.
    pub(super) fn get(&self, url: &str, authorization: Option<&str>) -> Option<Value> {
        let mut request = self.0.get(url);
        if let Some(authorization) = authorization {
            request = request.header("Authorization", authorization);
        }
        let response = request.call().ok()?;
        if response.status() != 200 {
            return None;
        }
        let mut answer = Vec::new();
        let body = response.into_body().into_reader();
        body.take(LONGEST_ANSWER).read_to_end(&mut answer).ok()?;
        serde_json::from_slice(&answer).ok()
    }
}
