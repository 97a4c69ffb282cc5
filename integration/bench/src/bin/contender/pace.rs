//! For loss: spans of ten attributes at a fixed rate, whatever becomes of them.

use bench::peak_kib;
use bench::pipeline::Pipeline;
use opentelemetry::KeyValue;
use opentelemetry::trace::{SpanKind, Tracer, TracerProvider};
use opentelemetry_sdk::trace::SdkTracer;
use serde_json::json;
use std::hint::black_box;
use std::thread;
use std::time::{Duration, Instant};

const TICK: Duration = Duration::from_millis(1);

/// Prints how many spans were made, the peak of memory, and how long the rest took, as JSON.
pub(crate) fn run(who: &str, rate: u64, seconds: u64, sink: &str) {
    let (tracer, pipeline) = tracer(who, sink);
    let start = Instant::now();
    let mut made = 0;
    while start.elapsed() < Duration::from_secs(seconds) {
        let due = start.elapsed().as_micros() as u64 * rate / 1_000_000;
        for _ in made..due {
            make(tracer.as_ref());
        }
        made = due;
        thread::sleep(TICK);
    }
    let end = Instant::now();
    pipeline.shutdown();
    let flush_ms = end.elapsed().as_millis() as u64;
    println!(
        "{}",
        json!({ "made": made, "peak_kib": peak_kib(), "flush_ms": flush_ms })
    );
}

fn tracer(who: &str, sink: &str) -> (Option<SdkTracer>, Pipeline) {
    match who {
        "bare" => (None, Pipeline::None),
        "sdk" => {
            let provider = Pipeline::sdk(sink);
            (Some(provider.tracer("bench")), Pipeline::Sdk(provider))
        }
        "lumigo" => {
            let lumigo = Pipeline::lumigo(sink, &[]);
            let tracer = lumigo.tracer_provider().tracer("bench");
            (Some(tracer), Pipeline::Lumigo(Box::new(lumigo)))
        }
        _ => panic!("bare | sdk | lumigo"),
    }
}

fn make(tracer: Option<&SdkTracer>) {
    let attributes = attributes();
    let Some(tracer) = tracer else {
        black_box(attributes);
        return;
    };
    let span = tracer
        .span_builder("GET /users/{id}")
        .with_kind(SpanKind::Server)
        .with_attributes(attributes);
    drop(span.start(tracer));
}

/// As many as a server span has, of the same kinds.
fn attributes() -> Vec<KeyValue> {
    vec![
        KeyValue::new("http.request.method", "GET"),
        KeyValue::new("http.route", "/users/{id}"),
        KeyValue::new("url.path", "/users/42".to_owned()),
        KeyValue::new("url.scheme", "http"),
        KeyValue::new("server.address", "shop.example".to_owned()),
        KeyValue::new("server.port", 8080),
        KeyValue::new("network.protocol.name", "http"),
        KeyValue::new("network.protocol.version", "1.1"),
        KeyValue::new("user_agent.original", "bench-client/1.0".to_owned()),
        KeyValue::new("http.response.status_code", 200),
    ]
}
