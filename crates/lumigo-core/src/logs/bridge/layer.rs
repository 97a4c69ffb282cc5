use super::cleaner::Cleaner;
use super::fields::Fields;
use super::thread_context;
use crate::attributes::CODE_MODULE_NAME;
use opentelemetry::logs::{AnyValue, LogRecord, Logger, LoggerProvider, Severity};
use opentelemetry::time;
use opentelemetry_sdk::logs::{SdkLogRecord, SdkLogger, SdkLoggerProvider};
use opentelemetry_semantic_conventions::attribute::{
    CODE_FILE_PATH, CODE_LINE_NUMBER, EXCEPTION_MESSAGE, EXCEPTION_STACKTRACE,
};
use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;
use tracing::{Event, Level, Metadata, Subscriber};
use tracing_log::NormalizeEvent;
use tracing_subscriber::Layer;
use tracing_subscriber::layer::Context;

/// What we, and OpenTelemetry's own crates, have to say about telemetry. Some of the latter is said
/// while the current context is being changed, and must not be asked for.
const TELEMETRY_TARGETS: [&str; 3] = ["lumigo_opentelemetry", "opentelemetry", "opentelemetry_sdk"];

/// What the fields of a program may be called too.
const EXCEPTION_KEYS: [&str; 2] = [EXCEPTION_MESSAGE, EXCEPTION_STACKTRACE];

/// Makes log records of `tracing` events, with the ids of the current OpenTelemetry span. From
/// [`Lumigo::tracing_layer`](crate::Lumigo::tracing_layer).
///
/// It filters nothing, and changes nothing for other layers.
#[derive(Clone, Default)]
pub struct LogLayer(Option<Appender>);

/// What it does when logs are on.
#[derive(Clone)]
struct Appender {
    logger: SdkLogger,
    cleaner: Arc<Cleaner>,
}

impl LogLayer {
    pub(super) fn new(provider: &SdkLoggerProvider, cleaner: Arc<Cleaner>) -> Self {
        // Records are exported under their target.
        let logger = provider.logger(env!("CARGO_PKG_NAME"));
        Self(Some(Appender { logger, cleaner }))
    }
}

// A layer that is off is one that does nothing: `Option::None` would silence the layer that it is
// joined to with `and_then`, and so would any hint of a level.
impl<S: Subscriber> Layer<S> for LogLayer {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        if let Some(appender) = &self.0 {
            appender.append(event);
        }
    }
}

impl fmt::Debug for LogLayer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LogLayer").finish_non_exhaustive()
    }
}

impl Appender {
    fn append(&self, event: &Event<'_>) {
        let logged = event.normalized_metadata();
        let metadata = logged.as_ref().unwrap_or(event.metadata());
        if TELEMETRY_TARGETS.contains(&metadata.target()) || !thread_context::is_there() {
            return;
        }
        let severity = severity(*metadata.level());
        if self
            .logger
            .event_enabled(severity, metadata.target(), Some(metadata.name()))
        {
            self.logger.emit(self.record(event, logged.as_ref()));
        }
    }

    fn record(&self, event: &Event<'_>, logged: Option<&Metadata<'_>>) -> SdkLogRecord {
        let mut record = self.logger.create_log_record();
        let now = time::now();
        record.set_timestamp(now);
        record.set_observed_timestamp(now);
        let level = event.metadata().level();
        record.set_severity_number(severity(*level));
        record.set_severity_text(level.as_str());
        record.set_target(match logged {
            Some(logged) => Cow::Owned(logged.target().to_owned()),
            None => Cow::Borrowed(event.metadata().target()),
        });
        if let (None, Some(name)) = (logged, given_name(event.metadata())) {
            record.set_event_name(name);
        }
        let has_field = |key: &&str| event.metadata().fields().field(*key).is_some();
        event.record(&mut Fields {
            record: &mut record,
            cleaner: &self.cleaner,
            is_log: logged.is_some(),
            has_exception: EXCEPTION_KEYS.iter().any(has_field),
        });
        match logged {
            Some(logged) => add_place(&mut record, logged, event, |text| text.to_owned().into()),
            None => add_place(&mut record, event.metadata(), event, AnyValue::from),
        }
        record
    }
}

fn severity(level: Level) -> Severity {
    match level {
        Level::TRACE => Severity::Trace,
        Level::DEBUG => Severity::Debug,
        Level::INFO => Severity::Info,
        Level::WARN => Severity::Warn,
        Level::ERROR => Severity::Error,
    }
}

/// The name that the program has given to an event; the macros name the others after their line.
fn given_name(metadata: &Metadata<'static>) -> Option<&'static str> {
    let name = metadata.name();
    (!name.starts_with("event ")).then_some(name)
}

/// Adds where the event was made, unless the program has set the same itself. The module is left out
/// where it is the target.
fn add_place<'m>(
    record: &mut SdkLogRecord,
    metadata: &Metadata<'m>,
    event: &Event<'_>,
    text: impl Fn(&'m str) -> AnyValue,
) {
    let is_free = |key| event.metadata().fields().field(key).is_none();
    if let Some(file) = metadata.file().filter(|_| is_free(CODE_FILE_PATH)) {
        record.add_attribute(CODE_FILE_PATH, text(file));
    }
    if let Some(line) = metadata.line().filter(|_| is_free(CODE_LINE_NUMBER)) {
        record.add_attribute(CODE_LINE_NUMBER, i64::from(line));
    }
    let module = metadata.module_path();
    let module = module.filter(|module| *module != metadata.target() && is_free(CODE_MODULE_NAME));
    if let Some(module) = module {
        record.add_attribute(CODE_MODULE_NAME, text(module));
    }
}
