//! `OTEL_SDK_DISABLED`: nothing is recorded, and what comes in goes out as it came.

use crate::support::{
    Call, FORMATS, PARENT, TRACE, VARIABLE, headers_of, relayed, relayed_around, sorted,
    with_variables,
};
use integration::spans::{SAMPLED, current, in_span};
use lumigo_opentelemetry::opentelemetry::global;
use lumigo_opentelemetry::opentelemetry::trace::{FutureExt, TraceContextExt, Tracer};
use lumigo_opentelemetry::opentelemetry::{Context, KeyValue};
use lumigo_opentelemetry::{
    Lumigo, create_programmatic_error, set_execution_tags, with_execution_tags,
};
use lumigo_testing::OtlpSink;
use opentelemetry::trace::TracerProvider;
use std::time::Duration;
use tracing::Instrument;
use tracing_subscriber::layer::SubscriberExt;

const DISABLED: (&str, &str) = ("OTEL_SDK_DISABLED", "TRUE");
const FILTER: (&str, &str) = ("LUMIGO_FILTER_HTTP_ENDPOINTS_REGEX", r#"["."]"#);

#[tokio::test]
async fn a_caller_s_trace_passes_unchanged_in_every_format() {
    for sampled in [true, false] {
        for format in FORMATS {
            let (lumigo, recorder) = with_variables(&[DISABLED, (VARIABLE, format)]);
            let caller = headers_of(format, TRACE, PARENT, sampled);
            let sent = relayed(&lumigo, "/orders", &caller).await;
            assert_eq!(sent, sorted(caller), "{format} {sampled}");
            assert!(recorder.spans().is_empty(), "{format}");
        }
    }
}

#[tokio::test]
async fn what_the_formats_say_beyond_the_flag_passes_unchanged_too() {
    for (list, caller) in [
        (
            "tracecontext,baggage",
            vec![
                format!("baggage: user=ada%20l;ttl=9"),
                format!("traceparent: 00-{TRACE}-{PARENT}-01"),
                "tracestate: a=1,b=2".to_owned(),
            ],
        ),
        ("b3", vec![format!("b3: {TRACE}-{PARENT}")]),
        ("b3", vec![format!("b3: {TRACE}-{PARENT}-d")]),
        (
            "b3multi",
            vec![
                format!("x-b3-spanid: {PARENT}"),
                format!("x-b3-traceid: {TRACE}"),
            ],
        ),
        (
            "jaeger",
            vec![
                format!("uber-trace-id: {TRACE}:{PARENT}:0:3"),
                "uberctx-user: ada".to_owned(),
            ],
        ),
    ] {
        let (lumigo, _recorder) = with_variables(&[DISABLED, (VARIABLE, list)]);
        assert_eq!(relayed(&lumigo, "/", &caller).await, caller, "{list}");
    }
}

#[tokio::test]
async fn what_is_current_in_the_handler_is_the_caller_s_span_and_not_one_of_ours() {
    let (lumigo, _recorder) = with_variables(&[DISABLED]);
    let caller = headers_of("tracecontext", TRACE, PARENT, true);
    let around = |call: Call| async move {
        assert_eq!(current(), SAMPLED);
        assert!(!Context::current().span().is_recording());
        call.await;
    };
    assert_eq!(relayed_around(&lumigo, "/", &caller, around).await, caller);
}

#[tokio::test]
async fn without_a_caller_nothing_is_sent() {
    let list = FORMATS.join(",");
    let (lumigo, recorder) = with_variables(&[DISABLED, (VARIABLE, &list)]);
    assert_eq!(relayed(&lumigo, "/", &[]).await, Vec::<String>::new());
    assert!(recorder.spans().is_empty());
}

#[tokio::test]
async fn filters_do_not_change_what_is_passed_on() {
    let (lumigo, _recorder) = with_variables(&[DISABLED, FILTER]);
    let caller = headers_of("tracecontext", TRACE, PARENT, true);
    assert_eq!(relayed(&lumigo, "/health", &caller).await, caller);
    assert_eq!(lumigo.stats().filtered, 0);
}

#[tokio::test]
async fn spans_of_the_host_s_own_are_not_in_between() {
    for sampled in [true, false] {
        let (lumigo, _recorder) = with_variables(&[DISABLED]);
        let caller = headers_of("tracecontext", TRACE, PARENT, sampled);
        let host = lumigo.clone();
        let around = move |call: Call| {
            let host = host.clone();
            async move {
                let global = Context::current_with_span(global::tracer("host").start("global"));
                in_span(&host, "work", call).with_context(global).await;
            }
        };
        let sent = relayed_around(&lumigo, "/", &caller, around).await;
        assert_eq!(sent, caller);
        let sent = relayed_around(&lumigo, "/", &[], in_tracing(&lumigo)).await;
        assert_eq!(sent, Vec::<String>::new());
    }
}

/// A `tracing` span, bridged to a tracer of this distribution, around the call.
fn in_tracing(
    lumigo: &Lumigo,
) -> impl Fn(Call) -> std::pin::Pin<Box<dyn Future<Output = ()> + Send>> + Clone + Send + Sync + 'static
{
    let tracer = lumigo.tracer_provider().tracer("tracing");
    move |call| {
        let layer = tracing_opentelemetry::layer().with_tracer(tracer.clone());
        let subscriber = tracing_subscriber::registry().with(layer);
        let _current = tracing::subscriber::set_default(subscriber);
        let span = tracing::info_span!("work", user = "ada");
        Box::pin(call.instrument(span))
    }
}

#[tokio::test]
async fn spans_of_tracing_are_not_in_between() {
    for sampled in [true, false] {
        let (lumigo, _recorder) = with_variables(&[DISABLED]);
        let caller = headers_of("tracecontext", TRACE, PARENT, sampled);
        let sent = relayed_around(&lumigo, "/", &caller, in_tracing(&lumigo)).await;
        assert_eq!(sent, caller);
    }
}

#[tokio::test]
async fn tags_and_errors_of_the_business_have_no_effect() {
    let (lumigo, _recorder) = with_variables(&[DISABLED]);
    let caller = headers_of("tracecontext", TRACE, PARENT, true);
    let around = |call: Call| {
        with_execution_tags([("user", "ada")], async move {
            set_execution_tags([("cart", 3)]);
            create_programmatic_error("customer not found", "CustomerNotExist");
            let span = global::tracer("host").start("global");
            let context = Context::current_with_span(span);
            context.span().set_attribute(KeyValue::new("k", "v"));
            call.await;
        })
    };
    assert_eq!(relayed_around(&lumigo, "/", &caller, around).await, caller);
}

#[tokio::test]
async fn nothing_is_exported_or_dumped() {
    let sink = OtlpSink::start();
    let dump = tempfile::tempdir().unwrap();
    let spans = dump.path().join("spans.jsonl");
    let lumigo = Lumigo::builder()
        .with_variables([
            DISABLED,
            ("LUMIGO_TRACER_TOKEN", "t"),
            ("LUMIGO_ENABLE_LOGS", "true"),
            ("LUMIGO_ENDPOINT", &sink.endpoint()),
            ("LUMIGO_LOGS_ENDPOINT", &sink.endpoint()),
            ("LUMIGO_DEBUG_SPANDUMP", spans.to_str().unwrap()),
        ])
        .build();
    let caller = headers_of("tracecontext", TRACE, PARENT, true);
    relayed(&lumigo, "/", &caller).await;
    in_span(&lumigo, "work", async {}).await;
    let subscriber = tracing_subscriber::registry().with(lumigo.tracing_layer());
    tracing::subscriber::with_default(subscriber, || tracing::info!("order taken"));
    assert_eq!(lumigo.force_flush(Duration::from_secs(5)), Ok(()));
    assert_eq!(lumigo.stats(), lumigo_opentelemetry::Stats::default());
    assert_eq!(lumigo.shutdown_with_timeout(Duration::from_secs(5)), Ok(()));
    assert!(sink.requests().is_empty());
    assert!(!spans.exists());
}

#[tokio::test]
async fn after_a_shutdown_it_passes_on_as_before() {
    let (lumigo, _recorder) = with_variables(&[DISABLED]);
    lumigo.shutdown();
    let caller = headers_of("tracecontext", TRACE, PARENT, true);
    assert_eq!(relayed(&lumigo, "/", &caller).await, caller);
}

#[tokio::test]
async fn switched_off_wins() {
    let (lumigo, _recorder) = with_variables(&[DISABLED, ("LUMIGO_SWITCH_OFF", "true")]);
    let caller = headers_of("tracecontext", TRACE, PARENT, true);
    assert_eq!(relayed(&lumigo, "/", &caller).await, Vec::<String>::new());
    let summary = lumigo.diagnostics().to_string();
    assert!(summary.ends_with("\ndistribution: off, LUMIGO_SWITCH_OFF is true"));
}

#[tokio::test]
async fn an_instrumentation_that_is_left_out_passes_nothing_on() {
    for variable in [
        ("LUMIGO_DISABLE_INSTRUMENTATION", "tower"),
        ("LUMIGO_DISABLE_INSTRUMENTATION", "reqwest"),
        ("LUMIGO_ENABLE_TRACES", "false"),
    ] {
        let (lumigo, _recorder) = with_variables(&[DISABLED, variable]);
        let caller = headers_of("tracecontext", TRACE, PARENT, true);
        let sent = relayed(&lumigo, "/", &caller).await;
        assert_eq!(sent, Vec::<String>::new(), "{variable:?}");
    }
}

#[test]
fn another_word_than_true_or_false_is_reported_and_has_no_effect() {
    for word in ["1", "yes", "sesame", "true "] {
        let (lumigo, recorder) = with_variables(&[("OTEL_SDK_DISABLED", word)]);
        lumigo.tracer_provider().tracer("t").in_span("work", |_| ());
        assert_eq!(recorder.only_span().name, "work");
        let problems = lumigo.diagnostics().problems();
        let expected =
            "OTEL_SDK_DISABLED is ignored and its default holds: true or false was expected";
        assert_eq!(problems, [expected]);
    }
}

#[test]
fn the_diagnostics_say_so() {
    let (lumigo, _recorder) = with_variables(&[DISABLED, (VARIABLE, "b3")]);
    let summary = lumigo.diagnostics().to_string();
    let expected = "\ndistribution: off, OTEL_SDK_DISABLED is true\npropagation: on, b3";
    assert!(summary.ends_with(expected), "{summary}");
    assert_eq!(lumigo.diagnostics().is_on("export of spans"), None);
}
