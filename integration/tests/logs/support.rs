use lumigo_opentelemetry::{Lumigo, LumigoBuilder};
use lumigo_testing::{OtlpSink, TestLog};
use opentelemetry::trace::{Tracer, TracerProvider};
use std::time::Duration;
use tracing::Dispatch;
use tracing_subscriber::layer::SubscriberExt;

/// Long enough for whatever happens at all.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);

/// A builder that sends log records and spans to the sink, in one batch unless somebody flushes.
pub(crate) fn logging_to(sink: &OtlpSink) -> LumigoBuilder {
    with(&[
        ("LUMIGO_ENABLE_LOGS", "true"),
        ("LUMIGO_LOGS_ENDPOINT", &sink.logs_endpoint()),
        ("OTEL_BLRP_SCHEDULE_DELAY", "3600000"),
    ])
    .with_token("t_test")
    .with_endpoint(sink.endpoint())
}

/// A builder that reads these variables alone.
pub(crate) fn with(variables: &[(&str, &str)]) -> LumigoBuilder {
    Lumigo::builder().with_variables(variables.iter().copied())
}

/// The subscriber of a host that does nothing but to send its logs.
pub(crate) fn subscriber(lumigo: &Lumigo) -> Dispatch {
    Dispatch::new(tracing_subscriber::registry().with(lumigo.tracing_layer()))
}

/// What arrives of the logs of `work` with these settings.
pub(crate) fn logs_with(variables: &[(&str, &str)], work: impl FnOnce()) -> Vec<TestLog> {
    let sink = OtlpSink::start();
    let set =
        |builder: LumigoBuilder, (name, value): &(&str, &str)| builder.with_variable(*name, *value);
    let lumigo = variables.iter().fold(logging_to(&sink), set).build();
    tracing::dispatcher::with_default(&subscriber(&lumigo), work);
    lumigo.force_flush(PATIENCE).unwrap();
    let logs = sink.logs();
    for log in &logs {
        assert_eq!(log.duplicate_keys, Vec::<String>::new());
    }
    logs
}

/// What arrives of the logs of `work`.
pub(crate) fn logs_of(work: impl FnOnce()) -> Vec<TestLog> {
    logs_with(&[], work)
}

/// The one record of the logs of `work`.
#[track_caller]
pub(crate) fn log_of(work: impl FnOnce()) -> TestLog {
    only(logs_of(work))
}

/// The one record there is.
#[track_caller]
pub(crate) fn only(logs: Vec<TestLog>) -> TestLog {
    let [log] = &logs[..] else {
        panic!("not one record: {logs:?}")
    };
    log.clone()
}

/// The bodies, for comparison.
pub(crate) fn bodies(logs: &[TestLog]) -> Vec<&str> {
    logs.iter().map(|log| log.body.as_str().unwrap()).collect()
}

/// Makes spans.
pub(crate) fn make_spans(lumigo: &Lumigo, count: usize) {
    let tracer = lumigo.tracer_provider().tracer("test");
    (0..count).for_each(|_| tracer.in_span("work", |_| ()));
}
