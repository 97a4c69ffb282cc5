//! A backend that takes its time.

use crate::shop::{Dropped, PATIENCE, Shop, assert_adds_up, builder};
use lumigo_testing::{Answer, OtlpSink};
use opentelemetry::KeyValue;
use opentelemetry::trace::{SpanKind, Tracer, TracerProvider};
use std::thread;
use std::time::{Duration, Instant};

#[test]
fn several_posts_are_on_their_way_at_once_and_none_is_lost() {
    for delay in [50, 100, 500] {
        let sink = OtlpSink::start();
        sink.answer_with(Answer::After(Duration::from_millis(delay)));
        let shop = Shop::open(&sink, &[("OTEL_BSP_MAX_EXPORT_BATCH_SIZE", "50")]);
        shop.serve(1_000);
        let stats = shop.settle(&sink, Dropped::default());
        assert_eq!((stats.sent, stats.retried), (1_000, 0), "{delay} ms");
        let at_once = sink.most_in_flight();
        assert!((2..=8).contains(&at_once), "{at_once} after {delay} ms");
    }
}

#[test]
fn no_more_posts_are_on_their_way_than_are_allowed() {
    for limit in [1, 3] {
        let sink = OtlpSink::start();
        sink.answer_with(Answer::After(Duration::from_millis(20)));
        let variables = [
            ("OTEL_BSP_MAX_EXPORT_BATCH_SIZE", "10"),
            ("OTEL_BSP_MAX_CONCURRENT_EXPORTS", &limit.to_string()),
        ];
        let shop = Shop::open(&sink, &variables);
        shop.serve(300);
        shop.settle(&sink, Dropped::default());
        assert_eq!(sink.most_in_flight(), limit);
    }
}

/// Where others leave the sink too little of the machine for as many, it is as many as it takes.
#[test]
fn fifty_thousand_spans_a_second_are_not_lost_at_100_ms() {
    const SECONDS: usize = 3;
    const PER_TICK: usize = 500;
    const TICK: Duration = Duration::from_millis(10);
    let sink = OtlpSink::builder().with_counts_alone().start();
    sink.answer_with(Answer::After(Duration::from_millis(100)));
    let lumigo = builder(&sink.endpoint()).build();
    let tracer = lumigo.tracer_provider().tracer("test");
    let begin = Instant::now();
    for tick in 0..SECONDS as u32 * 100 {
        for _ in 0..PER_TICK {
            let span = tracer
                .span_builder("GET /orders/{id}")
                .with_kind(SpanKind::Server);
            drop(span.with_attributes(attributes()).start(&tracer));
        }
        assert_adds_up(&lumigo.stats());
        while lumigo.stats().waiting_bytes > 12 << 20 {
            thread::sleep(TICK);
        }
        thread::sleep((TICK * tick).saturating_sub(begin.elapsed()));
    }
    lumigo.force_flush(PATIENCE).unwrap();
    let stats = lumigo.stats();
    let made = SECONDS * 100 * PER_TICK;
    assert_eq!((stats.recorded, stats.sent), (made as u64, made as u64));
    let tally = sink.tally();
    assert_eq!((tally.distinct, tally.kept), (made, made));
    assert!(sink.most_in_flight() > 1);
}

/// Those of a server's span.
fn attributes() -> [KeyValue; 10] {
    [
        KeyValue::new("http.request.method", "GET"),
        KeyValue::new("url.scheme", "http"),
        KeyValue::new("url.path", "/orders/7"),
        KeyValue::new("http.route", "/orders/{id}"),
        KeyValue::new("server.address", "shop.example"),
        KeyValue::new("server.port", 443),
        KeyValue::new("client.address", "198.51.100.7"),
        KeyValue::new("network.protocol.version", "1.1"),
        KeyValue::new("user_agent.original", "curl/8.5.0"),
        KeyValue::new("http.response.status_code", 200),
    ]
}
