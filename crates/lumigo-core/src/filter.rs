//! Which HTTP endpoints are left out of tracing.

mod backtracking;
pub(crate) mod dialect;
mod endpoint;
mod patterns;

pub(crate) use backtracking::BacktrackingRegex;
pub(crate) use patterns::PatternList;

use endpoint::{client_endpoint, server_endpoint};
use opentelemetry::trace::SpanKind;
use opentelemetry::{KeyValue, Value};
#[expect(
    deprecated,
    reason = "instrumentations of others still send the older names"
)]
use opentelemetry_semantic_conventions::attribute::{HTTP_TARGET, HTTP_URL};
use opentelemetry_semantic_conventions::attribute::{URL_FULL, URL_PATH};

/// The endpoint filters: one list for incoming requests, one for outgoing ones, one for both.
#[derive(Clone, Debug, Default)]
pub(crate) struct EndpointFilter {
    pub(crate) general: PatternList,
    pub(crate) server: PatternList,
    pub(crate) client: PatternList,
}

impl EndpointFilter {
    /// How many patterns there are.
    pub(crate) fn len(&self) -> usize {
        self.general.len() + self.server.len() + self.client.len()
    }

    /// Whether a span of this kind for `endpoint` (a path on a server, a URL on a client) is left out.
    pub(crate) fn matches(&self, kind: &SpanKind, endpoint: &str) -> bool {
        let own = match kind {
            SpanKind::Server => &self.server,
            SpanKind::Client => &self.client,
            _ => return false,
        };
        if endpoint.is_empty() || (own.is_empty() && self.general.is_empty()) {
            return false;
        }
        let endpoint = match kind {
            SpanKind::Server => server_endpoint(endpoint),
            _ => client_endpoint(endpoint),
        };
        endpoint.is_some_and(|text| own.is_match(&text) || self.general.is_match(&text))
    }

    /// The same for a span of any instrumentation, by the attributes it starts with.
    #[expect(
        deprecated,
        reason = "instrumentations of others still send the older names"
    )]
    pub(crate) fn matches_attributes(&self, kind: &SpanKind, attributes: &[KeyValue]) -> bool {
        if self.is_empty() {
            return false;
        }
        let keys = match kind {
            SpanKind::Server => [URL_PATH, HTTP_TARGET, HTTP_URL],
            SpanKind::Client => [URL_FULL, HTTP_URL, HTTP_TARGET],
            _ => return false,
        };
        let endpoint = keys.iter().find_map(|key| text_attribute(attributes, key));
        endpoint.is_some_and(|endpoint| self.matches(kind, endpoint))
    }

    fn is_empty(&self) -> bool {
        [&self.general, &self.server, &self.client]
            .into_iter()
            .all(PatternList::is_empty)
    }
}

fn text_attribute<'a>(attributes: &'a [KeyValue], key: &str) -> Option<&'a str> {
    attributes
        .iter()
        .find_map(|attribute| match &attribute.value {
            Value::String(text) if attribute.key.as_str() == key && !text.as_str().is_empty() => {
                Some(text.as_str())
            }
            _ => None,
        })
}
