use super::super::side::Side;
use crate::core::Core;
use opentelemetry::{InstrumentationScope, KeyValue};
use std::sync::Arc;

/// What there is without the feature: none.
#[derive(Debug)]
pub(crate) enum HttpInstruments {}

impl HttpInstruments {
    pub(crate) fn of(_: &Core, _: InstrumentationScope) -> Option<Arc<Self>> {
        None
    }
}

/// What there is without the feature: none.
#[derive(Debug)]
pub(crate) enum Measurement {}

impl Measurement {
    pub(crate) fn start(instruments: &Arc<HttpInstruments>, _: Side, _: Vec<KeyValue>) -> Self {
        match **instruments {}
    }

    pub(crate) fn end(self, _: Vec<KeyValue>, _: Option<u64>, _: Option<u64>) {
        match self {}
    }
}
