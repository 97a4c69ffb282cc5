//! Which settings matter to logs.

use crate::support::{PATIENCE, bodies, logging_to, make_spans, subscriber, with};
use lumigo_opentelemetry::Lumigo;
use lumigo_testing::OtlpSink;

fn log(lumigo: &Lumigo) {
    tracing::dispatcher::with_default(&subscriber(lumigo), || tracing::info!("logged"));
    lumigo.force_flush(PATIENCE).unwrap();
}

#[test]
fn without_traces_logs_still_leave() {
    let sink = OtlpSink::start();
    let lumigo = logging_to(&sink)
        .with_variable("LUMIGO_ENABLE_TRACES", "false")
        .build();
    make_spans(&lumigo, 1);
    log(&lumigo);
    assert_eq!(bodies(&sink.logs()), ["logged"]);
    assert!(sink.spans().is_empty());
}

#[test]
fn without_the_variable_nothing_leaves() {
    for value in ["false", "1", ""] {
        let sink = OtlpSink::start();
        let lumigo = logging_to(&sink)
            .with_variable("LUMIGO_ENABLE_LOGS", value)
            .build();
        log(&lumigo);
        assert!(sink.requests().is_empty(), "{value}");
        assert_eq!(lumigo.diagnostics().is_on("export of logs"), Some(false));
    }
}

#[test]
fn the_variable_is_true_in_any_case() {
    let sink = OtlpSink::start();
    let lumigo = logging_to(&sink)
        .with_variable("LUMIGO_ENABLE_LOGS", "TRUE")
        .build();
    log(&lumigo);
    assert_eq!(sink.logs().len(), 1);
    assert_eq!(lumigo.diagnostics().is_on("export of logs"), Some(true));
}

#[test]
fn without_a_token_nothing_leaves() {
    let sink = OtlpSink::start();
    let endpoint = sink.logs_endpoint();
    let variables = [
        ("LUMIGO_ENABLE_LOGS", "true"),
        ("LUMIGO_LOGS_ENDPOINT", &*endpoint),
    ];
    log(&with(&variables).build());
    assert!(sink.requests().is_empty());
}

#[test]
fn switched_off_nothing_leaves() {
    let sink = OtlpSink::start();
    let lumigo = logging_to(&sink)
        .with_variable("LUMIGO_SWITCH_OFF", "true")
        .build();
    log(&lumigo);
    assert!(sink.requests().is_empty());
}

#[test]
fn the_endpoint_of_spans_is_not_that_of_logs() {
    let (by_variable, in_code) = (OtlpSink::start(), OtlpSink::start());
    let lumigo = logging_to(&by_variable)
        .with_endpoint(in_code.endpoint())
        .build();
    log(&lumigo);
    assert_eq!((by_variable.logs().len(), in_code.requests().len()), (1, 0));
    let lumigo = logging_to(&by_variable)
        .with_variable("LUMIGO_LOGS_ENDPOINT", in_code.logs_endpoint())
        .build();
    log(&lumigo);
    assert_eq!(
        (by_variable.logs().len(), in_code.logs().len()),
        (1, 1),
        "code wins"
    );
}

#[test]
fn nothing_shows_a_secret() {
    let sink = OtlpSink::start();
    let lumigo = logging_to(&sink).with_token("open-sesame").build();
    tracing::dispatcher::with_default(&subscriber(&lumigo), || tracing::info!("sesame"));
    let shown = format!(
        "{:?} {:?}",
        lumigo.tracing_layer(),
        lumigo.logger_provider()
    );
    assert!(!shown.contains("sesame") && shown.len() < 1000, "{shown}");
}
