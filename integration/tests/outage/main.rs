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
const PATIENCE: Duration = Duration::from_secs(60);

/// A service and its backend.
struct Pair {
    name: &'static str,
    sink: OtlpSink,
    lumigo: Lumigo,
    bound: u64,
    has_attributes: bool,
    made: Vec<SpanId>,
}

impl Pair {
    fn new(
        name: &'static str,
        has_attributes: bool,
        bound: usize,
        set: fn(LumigoBuilder) -> LumigoBuilder,
    ) -> Self {
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
            has_attributes,
            made: Vec::new(),
        }
    }

    fn make(&mut self, spans: u64) {
        let tracer = self.lumigo.tracer_provider().tracer("test");
        for _ in 0..spans {
            let mut builder = tracer
                .span_builder("GET /orders/{id}")
                .with_kind(SpanKind::Server);
            if self.has_attributes {
                builder = builder.with_attributes(attributes());
            }
            let span = builder.start(&tracer);
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
        let newest: HashSet<_> = self.made[stats.dropped as usize..].iter().collect();
        let arrived = self.sink.span_ids();
        assert!(
            newest == arrived.iter().collect(),
            "{}: {stats:?}",
            self.name
        );
        stats
    }
}

#[test]
fn a_minute_without_a_backend_loses_nothing_that_there_is_room_for() {
    let mut pairs = [
        Pair::new("small spans", false, 16 * MIB, |builder| builder),
        Pair::new("more room", true, 32 * MIB, |builder| {
            builder.with_export_buffer_bytes(32 * MIB)
        }),
        Pair::new("gzip", true, 16 * MIB, |builder| {
            builder.with_variables([
                ("OTEL_BSP_SCHEDULE_DELAY", "500"),
                ("OTEL_EXPORTER_OTLP_COMPRESSION", "gzip"),
            ])
        }),
        Pair::new("too much", true, 16 * MIB, |builder| builder),
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
        eprintln!("{}: {:?}", pair.name, pair.stats());
        pair.sink.come_back();
    }
    let made = SECONDS * SPANS_PER_SECOND;
    for pair in &pairs {
        let stats = pair.end();
        eprintln!("{}: {stats:?}", pair.name);
        if pair.name == "too much" {
            assert!(stats.dropped > 0 && stats.sent > made / 2, "{stats:?}");
        } else {
            assert_eq!((stats.sent, stats.dropped), (made, 0), "{}", pair.name);
        }
    }
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
