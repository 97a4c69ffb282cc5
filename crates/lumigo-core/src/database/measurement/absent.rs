use super::PoolState;
use crate::core::Core;
use crate::{ActiveCore, DatabaseServer};
use opentelemetry::{InstrumentationScope, KeyValue};
use std::sync::{Arc, Weak};
use std::time::Duration;

/// What there is without the feature: none.
#[derive(Debug)]
pub(crate) enum DatabaseInstruments {}

impl DatabaseInstruments {
    pub(crate) fn of(_: &Core, _: InstrumentationScope) -> Option<Arc<Self>> {
        None
    }

    pub(crate) fn record(&self, _: Duration, _: &[KeyValue]) {
        match *self {}
    }
}

/// What is counted of a pool: nothing without the feature `metrics`.
#[derive(Debug)]
pub enum PoolMetrics {}

impl PoolMetrics {
    /// Counts nothing.
    pub fn observe<P: PoolState>(_: &ActiveCore, _: &DatabaseServer, _: Weak<P>) -> Option<Self> {
        None
    }

    /// Counts nothing.
    pub fn wait(&self) {
        match *self {}
    }

    /// Counts nothing.
    pub fn end_wait(&self, _: Duration) {
        match *self {}
    }

    /// Counts nothing.
    pub fn time_out(&self) {
        match *self {}
    }
}
