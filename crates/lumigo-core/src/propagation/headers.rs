use super::baggage::BAGGAGE;
use http::header::{HeaderMap, HeaderName, HeaderValue};
use opentelemetry::propagation::{Extractor, Injector};

/// Reads headers as a carrier: values that are no text do not exist.
pub(super) struct HeaderExtractor<'a> {
    headers: &'a HeaderMap,
    /// Several `baggage` headers are one list, of which the SDK's propagator reads the first part.
    baggage: Option<String>,
}

impl<'a> HeaderExtractor<'a> {
    pub(super) fn new(headers: &'a HeaderMap) -> Self {
        let is_several = headers.get_all(BAGGAGE).iter().nth(1).is_some();
        let baggage = is_several.then(|| {
            let parts = headers.get_all(BAGGAGE).iter();
            let parts: Vec<_> = parts.filter_map(|part| part.to_str().ok()).collect();
            parts.join(",")
        });
        Self { headers, baggage }
    }
}

impl Extractor for HeaderExtractor<'_> {
    fn get(&self, key: &str) -> Option<&str> {
        match &self.baggage {
            Some(baggage) if key == BAGGAGE => Some(baggage),
            _ => self.headers.get(key)?.to_str().ok(),
        }
    }

    fn keys(&self) -> Vec<&str> {
        self.headers.keys().map(HeaderName::as_str).collect()
    }

    fn get_all(&self, key: &str) -> Option<Vec<&str>> {
        let values = self.headers.get_all(key).iter();
        let values: Vec<_> = values
            .map(HeaderValue::to_str)
            .collect::<Result<_, _>>()
            .ok()?;
        (!values.is_empty()).then_some(values)
    }
}

/// Writes headers as a carrier: what cannot be a header is left out.
pub(super) struct HeaderInjector<'a>(pub(super) &'a mut HeaderMap);

impl Injector for HeaderInjector<'_> {
    fn set(&mut self, key: &str, value: String) {
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(key), HeaderValue::try_from(value)) {
            // `try_insert`: a map at its size limit panics in `insert`.
            let _ = self.0.try_insert(name, value);
        }
    }
}
