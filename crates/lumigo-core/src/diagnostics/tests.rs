//! What is reported, for tests of what this crate says without its features.

use crate::Lumigo;
use std::fmt::{Debug, Write};
use std::sync::{Arc, Mutex};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

/// Keeps what is reported.
#[derive(Clone, Default)]
struct Reports(Arc<Mutex<String>>);

impl Visit for Reports {
    fn record_debug(&mut self, _: &Field, value: &dyn Debug) {
        writeln!(self.0.lock().unwrap(), "{value:?}").unwrap();
    }
}

impl Subscriber for Reports {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        event.record(&mut self.clone());
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

/// What is reported when a distribution starts with these variables.
pub(crate) fn reported(variables: &[(&str, &str)]) -> String {
    let reports = Reports::default();
    tracing::subscriber::with_default(reports.clone(), || {
        drop(
            Lumigo::builder()
                .with_variables(variables.iter().copied())
                .build(),
        );
    });
    let reports = reports.0.lock().unwrap();
    reports.clone()
}
