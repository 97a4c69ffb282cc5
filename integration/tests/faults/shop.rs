use axum::Router;
use axum::body::Body;
use axum::routing::get;
use http::{Request, StatusCode};
use lumigo_opentelemetry::{Lumigo, LumigoBuilder, LumigoLayer, Stats};
use lumigo_testing::{OtlpSink, SpanRecorder};
use std::time::Duration;
use tempfile::NamedTempFile;
use tokio::runtime::Runtime;
use tower::ServiceExt;

/// Long enough for whatever happens at all.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);

/// Why spans can be lost.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Dropped {
    pub(crate) refused: u64,
    pub(crate) rejected: u64,
    pub(crate) expired: u64,
    pub(crate) displaced: u64,
    pub(crate) abandoned: u64,
}

impl Dropped {
    pub(crate) fn of(stats: &Stats) -> Self {
        let by = stats.dropped_by;
        Self {
            refused: by.refused,
            rejected: by.rejected,
            expired: by.expired,
            displaced: by.displaced,
            abandoned: by.abandoned,
        }
    }

    fn total(self) -> u64 {
        self.refused + self.rejected + self.expired + self.displaced + self.abandoned
    }
}

/// Every count of a span is in its place.
#[track_caller]
pub(crate) fn assert_adds_up(stats: &Stats) {
    let sum = stats.sent + stats.dropped + stats.waiting;
    assert_eq!(stats.recorded, sum, "{stats:?}");
    assert_eq!(stats.dropped, Dropped::of(stats).total(), "{stats:?}");
    assert_eq!(stats.waiting == 0, stats.waiting_bytes == 0, "{stats:?}");
}

/// A service with a span dump and a span processor of its own, whose spans go to a sink.
pub(crate) struct Shop {
    pub(crate) lumigo: Lumigo,
    app: Router,
    runtime: Runtime,
    processor: SpanRecorder,
    dump: NamedTempFile,
    served: std::cell::Cell<u64>,
}

impl Shop {
    /// Its spans leave as soon as they are there.
    pub(crate) fn open(sink: &OtlpSink, variables: &[(&str, &str)]) -> Self {
        Self::open_at(&sink.endpoint(), variables)
    }

    pub(crate) fn open_at(endpoint: &str, variables: &[(&str, &str)]) -> Self {
        let dump = NamedTempFile::new().unwrap();
        let processor = SpanRecorder::new();
        let mut builder = builder(endpoint)
            .with_variable("LUMIGO_DEBUG_SPANDUMP", dump.path().to_str().unwrap())
            .with_span_processor(processor.clone());
        for (name, value) in variables {
            builder = builder.with_variable(*name, *value);
        }
        let lumigo = builder.build();
        assert_eq!(lumigo.diagnostics().problems(), [""; 0]);
        let app = Router::new()
            .route("/orders/{id}", get(|| async { "one order" }))
            .layer(LumigoLayer::bind(&lumigo));
        let runtime = tokio::runtime::Builder::new_current_thread();
        Self {
            lumigo,
            app,
            runtime: { runtime }.build().unwrap(),
            processor,
            dump,
            served: 0.into(),
        }
    }

    /// Answers so many requests, whatever becomes of their spans.
    #[track_caller]
    pub(crate) fn serve(&self, requests: u64) {
        for number in 0..requests {
            let request = Request::get(format!("/orders/{number}"));
            let answered = self.runtime.block_on(async {
                let request = request.body(Body::empty()).unwrap();
                let response = self.app.clone().oneshot(request).await.unwrap();
                let status = response.status();
                let body = axum::body::to_bytes(response.into_body(), 100).await;
                (status, body.unwrap())
            });
            assert_eq!(answered, (StatusCode::OK, "one order".into()));
        }
        self.served.set(self.served.get() + requests);
    }

    /// The stats, which add up, of spans that have all reached the span dump and the processor.
    #[track_caller]
    pub(crate) fn stats(&self) -> Stats {
        let stats = self.lumigo.stats();
        assert_adds_up(&stats);
        let served = self.served.get();
        assert_eq!(stats.recorded, served);
        assert_eq!(self.processor.spans().len() as u64, served);
        let dumped = std::fs::read_to_string(self.dump.path()).unwrap();
        assert_eq!(dumped.lines().count() as u64, served);
        stats
    }

    /// Flushes until all is settled: lost is this, and no more; the sink has all the rest, once.
    #[track_caller]
    pub(crate) fn settle(&self, sink: &OtlpSink, dropped: Dropped) -> Stats {
        let stats = self.settle_alone(dropped);
        let tally = sink.tally();
        assert_eq!(
            (tally.distinct, tally.told),
            (stats.sent as usize, stats.sent as usize)
        );
        assert_eq!(tally.needless, 0);
        stats
    }

    /// The same without a look into the sink.
    #[track_caller]
    pub(crate) fn settle_alone(&self, dropped: Dropped) -> Stats {
        // What was dropped is an error of the flush; how much is compared below.
        let _ = self.lumigo.force_flush(PATIENCE);
        let stats = self.stats();
        assert_eq!(stats.waiting, 0, "{stats:?}");
        assert_eq!(Dropped::of(&stats), dropped);
        stats
    }
}

/// Sends spans there as soon as they are there, by this sink's endpoint, with no variable of the process.
pub(crate) fn builder(endpoint: &str) -> LumigoBuilder {
    Lumigo::builder()
        .with_variables([("OTEL_BSP_SCHEDULE_DELAY", "5")])
        .with_token("t_test")
        .with_endpoint(endpoint)
}
