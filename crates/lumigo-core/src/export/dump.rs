//! `LUMIGO_DEBUG_SPANDUMP`: every span as a line of JSON, in the Python distribution's form.

mod line;
mod target;

pub(crate) use line::any_value;
pub(crate) use target::DumpTarget;

use crate::diagnostics;
use line::span_line;
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::trace::SpanData;
use serde_json::Value as Json;
use std::io::Write;
use std::sync::{Mutex, PoisonError};

/// Writes spans on the thread that ends them: a tool for debugging, not for production.
pub(crate) struct SpanDump {
    out: Mutex<Box<dyn Write + Send>>,
    resource: Json,
}

impl SpanDump {
    /// Opens the target; one that cannot be opened is reported, and there is no dump.
    pub(crate) fn open(target: &DumpTarget, resource: &Resource) -> Option<Self> {
        match target.open() {
            Ok(out) => Some(Self {
                out: Mutex::new(out),
                resource: line::resource_object(resource),
            }),
            Err(error) => {
                let kind = error.kind();
                diagnostics::warn(format!(
                    "LUMIGO_DEBUG_SPANDUMP cannot be written to: {kind}"
                ));
                None
            }
        }
    }

    pub(crate) fn write(&self, span: &SpanData) {
        let mut line = span_line(span, &self.resource).to_string();
        line.push('\n');
        let mut out = self.out.lock().unwrap_or_else(PoisonError::into_inner);
        // A full disk or a closed pipe is not the host's problem.
        let _ = out.write_all(line.as_bytes()).and_then(|()| out.flush());
    }
}

impl std::fmt::Debug for SpanDump {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SpanDump").finish_non_exhaustive()
    }
}
