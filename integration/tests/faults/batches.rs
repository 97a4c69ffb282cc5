//! How large the posts are, and how many.

use crate::shop::{PATIENCE, assert_adds_up, builder};
use lumigo_opentelemetry::Lumigo;
use lumigo_testing::{Answer, OtlpSink};
use opentelemetry::KeyValue;
use opentelemetry::trace::{Span, Tracer, TracerProvider};
use std::time::Duration;

fn make(lumigo: &Lumigo, length: usize) {
    let mut span = lumigo.tracer_provider().tracer("test").start("work");
    span.set_attribute(KeyValue::new("text", "x".repeat(length)));
    span.end();
}

/// As servers do that answer one event at a time and are frozen in between.
#[test]
fn what_is_flushed_one_by_one_while_the_backend_is_away_takes_no_more_room() {
    const SPANS: u64 = 4_000;
    let sink = OtlpSink::builder().with_counts_alone().start();
    sink.refuse();
    let environment = (0..40).map(|number| (format!("SETTING_{number}"), "value".repeat(9)));
    let lumigo = builder(&sink.endpoint())
        .with_variables(environment)
        .with_export_buffer_bytes(1 << 20)
        .build();
    for _ in 0..SPANS {
        make(&lumigo, 100);
        let _ = lumigo.force_flush(Duration::ZERO);
    }
    let stats = lumigo.stats();
    assert_adds_up(&stats);
    assert_eq!((stats.waiting, stats.dropped), (SPANS, 0), "{stats:?}");
    sink.come_back();
    lumigo.force_flush(PATIENCE).unwrap();
    assert_eq!(sink.tally().distinct as u64, SPANS);
}

/// Proxies often take 1 MiB.
#[test]
fn posts_grow_while_the_backend_is_slow_and_stay_below_a_mebibyte() {
    for protocol in ["http/protobuf", "http/json"] {
        for length in [10, 300, 200_000] {
            let largest = largest_post(protocol, length);
            let is_fine = (200_000..900_000).contains(&largest);
            assert!(is_fine, "{protocol}, {length}: {largest}");
        }
    }
}

/// The size of the largest post of 2 MiB of spans with texts of this length, while the first one takes long.
fn largest_post(protocol: &str, length: usize) -> usize {
    let sink = OtlpSink::start();
    sink.answer_next([Answer::After(Duration::from_secs(2))]);
    let lumigo = Lumigo::builder()
        .with_export_buffer_bytes(64 << 20)
        .with_variables([
            ("OTEL_TRACES_EXPORTER", "otlp"),
            ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", &*sink.endpoint()),
            ("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", protocol),
            ("OTEL_BSP_SCHEDULE_DELAY", "5"),
            ("OTEL_BSP_MAX_CONCURRENT_EXPORTS", "1"),
            ("OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT", "-1"),
        ])
        .build();
    make(&lumigo, 10);
    sink.wait_for_requests(1, PATIENCE);
    let spans = (2 << 20) / (length + 100);
    (0..spans).for_each(|_| make(&lumigo, length));
    lumigo.force_flush(PATIENCE).unwrap();
    assert_eq!(sink.tally().distinct, spans + 1);
    let requests = sink.requests();
    let sizes = requests.iter().map(|request| request.body.len());
    sizes.max().unwrap()
}
