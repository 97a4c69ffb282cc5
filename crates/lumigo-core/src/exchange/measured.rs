use super::measurement::Measurement;
use super::side::Side;
use crate::ActiveCore;
use opentelemetry::{KeyValue, StringValue};
use opentelemetry_semantic_conventions::attribute::ERROR_TYPE;

/// A request that is measured, and what is learnt of it on the way.
#[derive(Debug)]
pub(super) struct Measured {
    measurement: Measurement,
    outcome: Vec<KeyValue>,
}

impl Measured {
    /// `None` when nobody reads metrics.
    pub(super) fn start(
        core: &ActiveCore,
        side: Side,
        request: impl FnOnce() -> Vec<KeyValue>,
    ) -> Option<Box<Self>> {
        let start = |instruments| Measurement::start(instruments, side, request());
        let measurement = core.http_instruments().map(start)?;
        Some(Box::new(Self {
            measurement,
            outcome: Vec::new(),
        }))
    }

    pub(super) fn learn(&mut self, attribute: KeyValue) {
        self.outcome.push(attribute);
    }

    /// Takes how many bytes have passed, of the request and of the response.
    pub(super) fn end(mut self, error_type: Option<&StringValue>, lengths: [u64; 2]) {
        if let Some(error_type) = error_type {
            self.learn(KeyValue::new(ERROR_TYPE, error_type.clone()));
        }
        // Not what a head has promised: the SDK adds it up, and nobody must make that overflow.
        let [request, response] = lengths.map(|length| Some(length).filter(|length| *length > 0));
        self.measurement.end(self.outcome, request, response);
    }
}
