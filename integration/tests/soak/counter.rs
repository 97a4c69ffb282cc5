use opentelemetry::Context;
use opentelemetry_sdk::error::OTelSdkResult;
use opentelemetry_sdk::trace::{Span, SpanData, SpanProcessor};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// Counts the spans that start and that end. Clones count together.
#[derive(Clone, Debug, Default)]
pub(crate) struct Counter(Arc<Counts>);

#[derive(Debug, Default)]
struct Counts {
    started: AtomicU64,
    ended: Mutex<BTreeMap<String, u64>>,
}

impl Counter {
    pub(crate) fn started(&self) -> u64 {
        self.0.started.load(Relaxed)
    }

    pub(crate) fn ended(&self) -> u64 {
        self.outcomes().values().sum()
    }

    pub(crate) fn outcomes(&self) -> BTreeMap<String, u64> {
        self.0.ended.lock().unwrap().clone()
    }

    /// How many spans ended so: kind, `error.type` if any, status code if any.
    pub(crate) fn ended_with(&self, outcome: &str) -> u64 {
        self.outcomes().remove(outcome).unwrap_or_default()
    }
}

impl SpanProcessor for Counter {
    fn on_start(&self, _: &mut Span, _: &Context) {
        self.0.started.fetch_add(1, Relaxed);
    }

    fn on_end(&self, span: SpanData) {
        let mut outcome = format!("{:?}", span.span_kind);
        for key in ["error.type", "http.response.status_code"] {
            let attribute = span.attributes.iter().find(|it| it.key.as_str() == key);
            if let Some(attribute) = attribute {
                outcome += &format!(" {}", attribute.value);
            }
        }
        *self.0.ended.lock().unwrap().entry(outcome).or_default() += 1;
    }

    fn force_flush(&self) -> OTelSdkResult {
        Ok(())
    }

    fn shutdown_with_timeout(&self, _: Duration) -> OTelSdkResult {
        Ok(())
    }
}
