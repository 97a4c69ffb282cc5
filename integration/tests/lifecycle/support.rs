use lumigo_opentelemetry::{Lumigo, LumigoBuilder};
use lumigo_testing::OtlpSink;
use opentelemetry::trace::{Tracer, TracerProvider};
use std::process::{Command, Output};
use std::time::Duration;

/// Long enough for whatever happens at all.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);

/// A builder that reads no variable of the process and exports to the sink.
pub(crate) fn exporting_to(sink: &OtlpSink) -> LumigoBuilder {
    with(&[])
        .with_token("t_test")
        .with_endpoint(sink.endpoint())
}

/// A builder that reads these variables alone.
pub(crate) fn with(variables: &[(&str, &str)]) -> LumigoBuilder {
    Lumigo::builder().with_variables(variables.iter().copied())
}

/// Lets attributes have any length: for spans that fill buffers.
pub(crate) const NO_LIMIT: (&str, &str) = ("OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT", "-1");

/// Makes spans of this name.
pub(crate) fn make_spans(lumigo: &Lumigo, name: &'static str, count: usize) {
    let tracer = lumigo.tracer_provider().tracer("test");
    (0..count).for_each(|_| tracer.in_span(name, |_| ()));
}

/// Runs the test host with these variables and no other of ours.
pub(crate) fn host(plan: &str, runtime: &str, variables: &[(&str, &str)]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_host"));
    command.args([plan, runtime]).env_clear();
    command.envs(variables.iter().copied());
    command.output().unwrap()
}

pub(crate) fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}
