use opentelemetry::{Context, Value};
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
    ended: Mutex<BTreeMap<Outcome, u64>>,
}

/// How a span ended: its `error.type`, empty without one, and its status code.
pub(crate) type Outcome = (String, Option<i64>);

impl Counter {
    pub(crate) fn started(&self) -> u64 {
        self.0.started.load(Relaxed)
    }

    pub(crate) fn ended(&self) -> u64 {
        self.outcomes().values().sum()
    }

    pub(crate) fn outcomes(&self) -> BTreeMap<Outcome, u64> {
        self.0.ended.lock().unwrap().clone()
    }

    /// How many spans ended so.
    pub(crate) fn ended_with(&self, error_type: &str, status: Option<i64>) -> u64 {
        let outcome = (error_type.to_owned(), status);
        self.outcomes().remove(&outcome).unwrap_or_default()
    }
}

impl SpanProcessor for Counter {
    fn on_start(&self, _: &mut Span, _: &Context) {
        self.0.started.fetch_add(1, Relaxed);
    }

    fn on_end(&self, span: SpanData) {
        let value = |key| {
            let attribute = span.attributes.iter().find(|it| it.key.as_str() == key);
            attribute.map(|attribute| attribute.value.clone())
        };
        let error_type = value("error.type").map(|value| value.to_string());
        let status = match value("http.response.status_code") {
            Some(Value::I64(status)) => Some(status),
            _ => None,
        };
        let outcome = (error_type.unwrap_or_default(), status);
        *self.0.ended.lock().unwrap().entry(outcome).or_default() += 1;
    }

    fn force_flush(&self) -> OTelSdkResult {
        Ok(())
    }

    fn shutdown_with_timeout(&self, _: Duration) -> OTelSdkResult {
        Ok(())
    }
}
