//! With a subscriber and a logger for the whole process: `log` records arrive like events, and what
//! the export itself logs never does. One test, because the globals are one.

use lumigo_opentelemetry::Lumigo;
use lumigo_testing::{Answer, OtlpSink, TestLog};
use opentelemetry::trace::{Tracer, TracerProvider};
use std::fmt;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tracing_log::{LogTracer, NormalizeEvent};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt};
use tracing_subscriber::util::SubscriberInitExt;

const PATIENCE: Duration = Duration::from_secs(20);

/// The targets of everything that is logged in the process.
#[derive(Clone, Debug, Default)]
struct Everything(Arc<Mutex<Vec<String>>>);

impl Everything {
    fn has(&self, prefix: &str) -> bool {
        let targets = self.0.lock().unwrap();
        targets.iter().any(|target| target.starts_with(prefix))
    }
}

impl<S: tracing::Subscriber> Layer<S> for Everything {
    fn on_event(&self, event: &tracing::Event<'_>, _: Context<'_, S>) {
        let logged = event.normalized_metadata();
        let target = logged.as_ref().unwrap_or(event.metadata()).target();
        self.0.lock().unwrap().push(target.to_owned());
    }
}

/// Logs when it is formatted.
#[derive(Clone, Copy)]
struct Logging;

impl fmt::Debug for Logging {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        tracing::info!("inner");
        f.write_str("odd")
    }
}

#[test]
fn log_records_arrive_and_those_of_the_export_do_not() {
    let sink = OtlpSink::start();
    sink.answer_with(Answer::Status(503));
    let lumigo = Lumigo::builder()
        .with_variables([
            ("LUMIGO_ENABLE_LOGS", "true"),
            ("LUMIGO_LOGS_ENDPOINT", &*sink.logs_endpoint()),
            ("LUMIGO_DEBUG", "true"),
        ])
        .with_token("t_test")
        .with_endpoint(sink.endpoint())
        .build();
    let everything = Everything::default();
    tracing_subscriber::registry()
        .with(everything.clone())
        .with(lumigo.tracing_layer())
        .init();
    LogTracer::init().unwrap();
    let mut line = 0;
    lumigo
        .tracer_provider()
        .tracer("host")
        .in_span("work", |_| {
            log::warn!("from log");
            line = line!() - 1;
        });
    log::error!(target: "legacy", "{}", r#"{"password": "hunter2"}"#);
    tracing::info!(odd = ?Logging, "outer");
    // The export tries in vain, and says so.
    sink.wait_for_requests(4, PATIENCE);
    sink.answer_with(Answer::Accept);
    lumigo.force_flush(PATIENCE).unwrap();

    assert!(everything.has("lumigo_opentelemetry"));
    // The HTTP client logs all it sends at level TRACE, the token too: nobody must hear of it.
    assert!(!everything.has("ureq"), "{everything:?}");
    let logs = sink.logs();
    for log in &logs {
        for own in ["ureq", "rustls", "lumigo", "opentelemetry"] {
            assert!(!log.scope_name.starts_with(own), "{log:?}");
        }
    }
    let from_log = log_with(&logs, "from log");
    assert_eq!(from_log.scope_name, module_path!());
    assert_eq!(
        (from_log.severity_number, &*from_log.severity_text),
        (13, "WARN")
    );
    assert_eq!(from_log.attribute("code.file.path"), Some(&file!().into()));
    assert_eq!(from_log.attribute("code.line.number"), Some(&line.into()));
    assert_eq!(from_log.attributes.len(), 2, "{from_log:?}");
    assert_eq!(from_log.event_name, "");
    assert_eq!(from_log.span_id.as_ref(), Some(&sink.spans()[0].span_id));
    let legacy = log_with(&logs, r#"{"password": "****"}"#);
    assert_eq!(
        (legacy.scope_name.as_str(), legacy.span_id.as_ref()),
        ("legacy", None)
    );
    assert_eq!(
        legacy.attribute("code.module.name"),
        Some(&module_path!().into())
    );
    log_with(&logs, "inner");
    assert_eq!(
        log_with(&logs, "outer").attribute("odd"),
        Some(&"odd".into())
    );
    lumigo.shutdown();
}

#[track_caller]
fn log_with(logs: &[TestLog], body: &str) -> TestLog {
    let mut matching = logs.iter().filter(|log| log.body == body);
    let log = matching
        .next()
        .unwrap_or_else(|| panic!("no {body:?} in {logs:?}"));
    assert!(matching.next().is_none(), "{body:?} came twice");
    log.clone()
}
