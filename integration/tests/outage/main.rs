//! A backend that is down for a minute. This is a program of its own, so that the minute is nobody else's.

use lumigo_opentelemetry::{Lumigo, LumigoBuilder, Stats};
use lumigo_testing::OtlpSink;
use opentelemetry::KeyValue;
use opentelemetry::trace::{Span, SpanId, SpanKind, Tracer, TracerProvider};
use std::collections::HashSet;
use std::thread;
use std::time::{Duration, Instant};

const SECONDS: u64 = 60;
const SPANS_PER_SECOND: u64 = 1_000;
const TICK: Duration = Duration::from_millis(100);
const MIB: usize = 1 << 20;
const TOO_SMALL: &str = "2 MiB";
const PATIENCE: Duration = Duration::from_secs(60);

/// A service and its backend.
struct Pair {
    name: &'static str,
    sink: OtlpSink,
    lumigo: Lumigo,
    bound: u64,
    made: Vec<SpanId>,
}

impl Pair {
    fn new(name: &'static str, bound: usize, set: fn(LumigoBuilder) -> LumigoBuilder) -> Self {
        let sink = OtlpSink::builder().with_counts_alone().start();
        let builder = Lumigo::builder()
            .with_variables([("OTEL_BSP_SCHEDULE_DELAY", "500")])
            .with_token("t_test")
            .with_endpoint(sink.endpoint());
        Self {
            name,
            lumigo: set(builder).build(),
            sink,
            bound: bound as u64,
            made: Vec::new(),
        }
    }

    fn make(&mut self, spans: u64) {
        let tracer = self.lumigo.tracer_provider().tracer("test");
        for _ in 0..spans {
            let builder = tracer.span_builder("GET /orders/{id}");
            let builder = builder.with_kind(SpanKind::Server);
            let attributes = attributes(self.made.len());
            let span = builder.with_attributes(attributes).start(&tracer);
            self.made.push(span.span_context().span_id());
        }
        self.stats();
    }

    #[track_caller]
    fn stats(&self) -> Stats {
        let stats = self.lumigo.stats();
        let sum = stats.sent + stats.dropped + stats.waiting;
        assert_eq!(stats.recorded, sum, "{}: {stats:?}", self.name);
        assert_eq!(
            stats.recorded,
            self.made.len() as u64,
            "{}: {stats:?}",
            self.name
        );
        assert!(
            stats.waiting_bytes <= self.bound,
            "{}: {stats:?}",
            self.name
        );
        stats
    }

    /// Every span has arrived that was not displaced, and those are the oldest.
    #[track_caller]
    fn end(&self) -> Stats {
        let _ = self.lumigo.force_flush(PATIENCE);
        let stats = self.stats();
        assert_eq!(stats.waiting, 0, "{}: {stats:?}", self.name);
        assert_eq!(
            stats.dropped, stats.dropped_by.displaced,
            "{}: {stats:?}",
            self.name
        );
        let tally = self.sink.tally();
        assert_eq!(
            (tally.distinct, tally.kept),
            (stats.sent as usize, stats.sent as usize)
        );
        let arrived: HashSet<_> = self.sink.span_ids().into_iter().collect();
        let newest = &self.made[stats.dropped as usize..];
        let missing = newest.iter().filter(|id| !arrived.contains(id)).count();
        // A post or two may be on their way, or be compressed, while newer ones go.
        let most = if stats.dropped > 0 { 1_000 } else { 0 };
        assert!(missing <= most, "{}: {missing}, {stats:?}", self.name);
        stats
    }
}

#[test]
fn a_minute_without_a_backend_loses_nothing_that_there_is_room_for() {
    let mut pairs = [
        Pair::new("16 MiB", 16 * MIB, |builder| builder),
        Pair::new("16 MiB, gzip", 16 * MIB, |builder| {
            builder.with_variable("OTEL_EXPORTER_OTLP_COMPRESSION", "gzip")
        }),
        Pair::new(TOO_SMALL, 2 * MIB, |builder| {
            builder.with_export_buffer_bytes(2 * MIB)
        }),
    ];
    for pair in &pairs {
        pair.sink.refuse();
    }
    let begin = Instant::now();
    for tick in 1..=SECONDS as u32 * 10 {
        for pair in &mut pairs {
            pair.make(SPANS_PER_SECOND / 10);
        }
        thread::sleep((TICK * tick).saturating_sub(begin.elapsed()));
    }
    for pair in &pairs {
        pair.sink.come_back();
    }
    let made = SECONDS * SPANS_PER_SECOND;
    for pair in &pairs {
        let stats = pair.end();
        if pair.name == TOO_SMALL {
            assert!(stats.dropped > 0 && stats.sent > made / 10, "{stats:?}");
        } else {
            assert_eq!((stats.sent, stats.dropped), (made, 0), "{}", pair.name);
        }
    }
}

/// Those of a server's span; no two have the same.
fn attributes(number: usize) -> [KeyValue; 10] {
    let client = format!("198.51.{}.{}", number / 256 % 256, number % 256);
    let agent = format!("Mozilla/5.0 (X11; Linux x86_64; rv:{}.0)", number % 97);
    [
        KeyValue::new("http.request.method", "GET"),
        KeyValue::new("url.scheme", "http"),
        KeyValue::new("url.path", format!("/orders/{:x}", number * 7_919)),
        KeyValue::new("http.route", "/orders/{id}"),
        KeyValue::new("server.address", "shop.example"),
        KeyValue::new("server.port", 443),
        KeyValue::new("client.address", client),
        KeyValue::new("network.protocol.version", "1.1"),
        KeyValue::new("user_agent.original", agent),
        KeyValue::new("http.response.status_code", 200),
    ]
}
