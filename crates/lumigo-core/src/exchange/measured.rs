use super::measurement::Measurement;
use super::payloads::Sizes;
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

    pub(super) fn end(mut self, error_type: Option<&StringValue>, sizes: Sizes) {
        if let Some(error_type) = error_type {
            self.learn(KeyValue::new(ERROR_TYPE, error_type.clone()));
        }
        self.measurement
            .end(self.outcome, sizes.request, sizes.response);
    }
}
