//! `LUMIGO_DEBUG_SPANDUMP` and `LUMIGO_DEBUG_LOGDUMP`: every record as a line of JSON, in the Python
//! distribution's form.

mod json;
#[cfg(feature = "logs")]
mod log_line;
mod span_line;
mod target;

pub(crate) use json::any_value;
pub(super) use json::resource_object;
#[cfg(feature = "logs")]
pub(super) use log_line::log_line;
pub(super) use span_line::span_line;
pub(crate) use target::DumpTarget;

use crate::config::env;
use crate::diagnostics;
use opentelemetry_sdk::Resource;
#[cfg(feature = "logs")]
use opentelemetry_sdk::logs::SdkLogRecord;
use opentelemetry_sdk::trace::SpanData;
use serde_json::Value as Json;
use std::io::Write;
use std::sync::{Mutex, PoisonError};

/// The dump of spans.
#[derive(Debug)]
pub(crate) struct SpanDump(Dump);

/// The dump of log records.
#[cfg(feature = "logs")]
#[derive(Debug)]
pub(crate) struct LogDump(Dump);

/// Writes lines on the thread that makes a record: a tool for debugging, not for production.
struct Dump {
    out: Mutex<Box<dyn Write + Send>>,
    resource: Json,
}

impl SpanDump {
    /// Opens the target; one that cannot be opened is reported, and there is no dump.
    pub(crate) fn open(target: &DumpTarget, resource: &Resource) -> Option<Self> {
        Dump::open(target, resource, env::SPAN_DUMP).map(Self)
    }

    pub(crate) fn write(&self, span: &SpanData) {
        self.0.write(&span_line(span, &self.0.resource));
    }
}

#[cfg(feature = "logs")]
impl LogDump {
    /// Opens the target; one that cannot be opened is reported, and there is no dump.
    pub(crate) fn open(target: &DumpTarget, resource: &Resource) -> Option<Self> {
        Dump::open(target, resource, env::LOG_DUMP).map(Self)
    }

    pub(crate) fn write(&self, record: &SdkLogRecord) {
        self.0.write(&log_line(record, &self.0.resource));
    }
}

impl Dump {
    fn open(target: &DumpTarget, resource: &Resource, variable: &str) -> Option<Self> {
        match target.open() {
            Ok(out) => Some(Self {
                out: Mutex::new(out),
                resource: resource_object(resource),
            }),
            Err(error) => {
                let kind = error.kind();
                diagnostics::warn(format_args!("{variable} cannot be written to: {kind}"));
                None
            }
        }
    }

    fn write(&self, line: &Json) {
        let mut line = line.to_string();
        line.push('\n');
        let mut out = self.out.lock().unwrap_or_else(PoisonError::into_inner);
        // A full disk or a closed pipe is not the host's problem.
        let _ = out.write_all(line.as_bytes()).and_then(|()| out.flush());
    }
}

impl std::fmt::Debug for Dump {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Dump").finish_non_exhaustive()
    }
}
