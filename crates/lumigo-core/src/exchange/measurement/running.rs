use super::super::side::Side;
use super::HttpInstruments;
use opentelemetry::KeyValue;
use opentelemetry_semantic_conventions::attribute::{
    ERROR_TYPE, HTTP_REQUEST_METHOD, HTTP_RESPONSE_STATUS_CODE, HTTP_ROUTE, NETWORK_PROTOCOL_NAME,
    NETWORK_PROTOCOL_VERSION, SERVER_ADDRESS, SERVER_PORT, URL_SCHEME,
};
use std::sync::Arc;
use std::time::Instant;

/// The keys that all metrics may have but that of the requests at the same time.
const SERVER_KEYS: &[&str] = &[
    HTTP_REQUEST_METHOD,
    URL_SCHEME,
    HTTP_ROUTE,
    HTTP_RESPONSE_STATUS_CODE,
    ERROR_TYPE,
    NETWORK_PROTOCOL_NAME,
    NETWORK_PROTOCOL_VERSION,
];
const CLIENT_KEYS: &[&str] = &[
    HTTP_REQUEST_METHOD,
    URL_SCHEME,
    HTTP_RESPONSE_STATUS_CODE,
    ERROR_TYPE,
    NETWORK_PROTOCOL_NAME,
    NETWORK_PROTOCOL_VERSION,
    SERVER_ADDRESS,
    SERVER_PORT,
];
/// What is known of a request from its beginning to its end.
const ACTIVE_KEYS: &[&str] = &[HTTP_REQUEST_METHOD, URL_SCHEME];

/// A request that is being measured. When it is dropped it is over, but only [`end`](Self::end) records how
/// long it took.
#[derive(Debug)]
#[must_use = "the request counts as over when this is dropped"]
pub(crate) struct Measurement {
    instruments: Arc<HttpInstruments>,
    side: Side,
    start: Instant,
    request: Vec<KeyValue>,
    active: Vec<KeyValue>,
}

impl Measurement {
    /// Begins with what is known of the request; attributes that are not for metrics are left out.
    pub(crate) fn start(
        instruments: &Arc<HttpInstruments>,
        side: Side,
        mut request: Vec<KeyValue>,
    ) -> Self {
        request.retain(|attribute| is_one_of(side.keys(), attribute));
        let mut active = Vec::new();
        if side == Side::Server {
            let known = request.iter().filter(|one| is_one_of(ACTIVE_KEYS, one));
            active.extend(known.cloned());
            instruments.active_requests.add(1, &active);
        }
        Self {
            instruments: Arc::clone(instruments),
            side,
            start: Instant::now(),
            request,
            active,
        }
    }

    /// Records the request, with what is known by now besides; that wins. Sizes are in bytes, and those of a
    /// client do not count.
    pub(crate) fn end(
        mut self,
        outcome: Vec<KeyValue>,
        request_size: Option<u64>,
        response_size: Option<u64>,
    ) {
        let seconds = self.start.elapsed().as_secs_f64();
        let mut attributes = std::mem::take(&mut self.request);
        attributes.retain(|known| !outcome.iter().any(|later| later.key == known.key));
        let outcome = outcome.into_iter();
        attributes.extend(outcome.filter(|one| is_one_of(self.side.keys(), one)));
        let instruments = &self.instruments;
        if self.side == Side::Client {
            instruments.client_duration.record(seconds, &attributes);
            return;
        }
        instruments.server_duration.record(seconds, &attributes);
        if let Some(size) = request_size {
            instruments.request_size.record(size, &attributes);
        }
        if let Some(size) = response_size {
            instruments.response_size.record(size, &attributes);
        }
    }
}

impl Drop for Measurement {
    fn drop(&mut self) {
        if self.side == Side::Server {
            self.instruments.active_requests.add(-1, &self.active);
        }
    }
}

impl Side {
    fn keys(self) -> &'static [&'static str] {
        match self {
            Self::Server => SERVER_KEYS,
            Self::Client => CLIENT_KEYS,
        }
    }
}

fn is_one_of(keys: &[&str], attribute: &KeyValue) -> bool {
    keys.contains(&attribute.key.as_str())
}
