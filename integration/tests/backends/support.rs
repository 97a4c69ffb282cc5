use lumigo_opentelemetry::{Lumigo, LumigoBuilder};
use lumigo_testing::{OtlpSink, SinkBuilder, TestMetric};
use opentelemetry::metrics::MeterProvider;
use opentelemetry::trace::{Tracer, TracerProvider};
use std::process::{Command, Output};
use std::time::Duration;
use tracing::Dispatch;
use tracing_subscriber::layer::SubscriberExt;

/// Long enough for whatever happens at all.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);
/// All values of `OTEL_EXPORTER_OTLP_PROTOCOL`.
pub(crate) const PROTOCOLS: [&str; 3] = ["http/protobuf", "http/json", "grpc"];

pub(crate) type Variables = Vec<(&'static str, String)>;

/// A builder that reads these variables alone.
pub(crate) fn with(variables: &Variables) -> LumigoBuilder {
    Lumigo::builder().with_variables(variables.iter().cloned())
}

/// Sends all signals to this general endpoint by this protocol, when somebody flushes.
pub(crate) fn all_signals(endpoint: &str, protocol: &str) -> Variables {
    let mut variables = exporters("otlp");
    variables.extend([
        ("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint.to_owned()),
        ("OTEL_EXPORTER_OTLP_PROTOCOL", protocol.to_owned()),
        ("OTEL_SERVICE_NAME", "shop".to_owned()),
        ("OTEL_BSP_SCHEDULE_DELAY", NEVER.to_owned()),
        ("OTEL_BLRP_SCHEDULE_DELAY", NEVER.to_owned()),
        ("OTEL_METRIC_EXPORT_INTERVAL", NEVER.to_owned()),
    ]);
    variables
}

/// The same exporters for all signals.
pub(crate) fn exporters(list: &str) -> Variables {
    let names = [
        "OTEL_TRACES_EXPORTER",
        "OTEL_METRICS_EXPORTER",
        "OTEL_LOGS_EXPORTER",
    ];
    names.map(|name| (name, list.to_owned())).into()
}

const NEVER: &str = "3600000";

/// A sink that understands this protocol.
pub(crate) fn sink(protocol: &str) -> SinkBuilder {
    match protocol {
        "grpc" => OtlpSink::builder().with_grpc(),
        _ => OtlpSink::builder(),
    }
}

/// Makes a span, in it a log record, and counts.
pub(crate) fn work(lumigo: &Lumigo) {
    let meter = lumigo.meter_provider().meter("host");
    meter.u64_counter("orders").build().add(1, &[]);
    let logs = Dispatch::new(tracing_subscriber::registry().with(lumigo.tracing_layer()));
    let tracer = lumigo.tracer_provider().tracer("host");
    tracer.in_span("work", |_| {
        tracing::dispatcher::with_default(&logs, || tracing::info!("order taken"));
    });
}

/// Does [`work`] with these variables until everything has left, metrics once.
#[track_caller]
pub(crate) fn work_with(variables: &Variables) {
    let lumigo = with(variables).build();
    work(&lumigo);
    lumigo.shutdown_with_timeout(PATIENCE).unwrap();
}

/// The metrics that came, without those that the distribution has of itself.
pub(crate) fn host_metrics(sink: &OtlpSink) -> Vec<TestMetric> {
    let is_host = |metric: &TestMetric| metric.scope_name != "lumigo_opentelemetry";
    sink.metrics().into_iter().filter(is_host).collect()
}

/// Waits until so many of them have come.
#[track_caller]
pub(crate) fn wait_for_host_metrics(sink: &OtlpSink, count: usize) -> Vec<TestMetric> {
    let mut all = count;
    loop {
        all = sink.wait_for_metrics(all, PATIENCE).len() + 1;
        let found = host_metrics(sink);
        if found.len() >= count {
            return found;
        }
    }
}

/// The sink has what [`work`] makes, no more and no less.
#[track_caller]
pub(crate) fn assert_has_work(sink: &OtlpSink, case: &str) {
    let found = (
        sink.spans().len(),
        sink.logs().len(),
        host_metrics(sink).len(),
    );
    assert_eq!(found, (1, 1, 1), "{case}");
    assert_eq!(sink.spans()[0].name, "work", "{case}");
    assert_eq!(sink.logs()[0].body, "order taken", "{case}");
    assert_eq!(host_metrics(sink)[0].name, "orders", "{case}");
}

/// Runs the host that makes one of each signal, with these variables and no other.
#[track_caller]
pub(crate) fn host(plan: &str, variables: &Variables) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_signals"));
    command.arg(plan).env_clear();
    command.envs(variables.iter().cloned());
    command.output().unwrap()
}

pub(crate) fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// The messages of the distribution on standard error, without what they begin with.
pub(crate) fn messages(output: &Output) -> Vec<String> {
    let text = text(&output.stderr);
    let messages = text.split("#LUMIGO# WARNING ").map(str::trim_end);
    let messages = messages.filter(|message| !message.is_empty());
    messages.map(str::to_owned).collect()
}
