use crate::app;
use crate::counter::Counter;
use crate::watch::{Seen, Watch};
use axum::Router;
use integration::sink;
use integration::wire::{LIMIT, TestServer};
use lumigo_opentelemetry::{Lumigo, LumigoLayer};
use std::iter::from_fn;
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use tokio::sync::{Mutex, MutexGuard};
use tokio::task::yield_now;

/// Memory and CPU belong to one test at a time.
static ALONE: Mutex<()> = Mutex::const_new(());

/// A distribution whose spans are counted, and sent to where they are forgotten.
pub(crate) struct Soak {
    pub(crate) lumigo: Lumigo,
    pub(crate) counter: Counter,
    pub(crate) seen: Seen,
    _alone: MutexGuard<'static, ()>,
}

impl Soak {
    pub(crate) async fn start() -> Self {
        let alone = ALONE.lock().await;
        let counter = Counter::default();
        let endpoint = sink::start().expect("a free port");
        let lumigo = Lumigo::builder()
            .with_token("t_soak")
            .with_variables([("LUMIGO_ENDPOINT", endpoint)])
            .with_span_processor(counter.clone())
            .build();
        Self {
            lumigo,
            counter,
            seen: Seen::default(),
            _alone: alone,
        }
    }

    /// A server of the traced service.
    pub(crate) async fn serve(&self) -> TestServer {
        let app: Router = app::router(self.seen.strays.clone())
            .layer(LumigoLayer::bind(&self.lumigo))
            .with_state(());
        TestServer::start(Watch::new(app, self.seen.clone())).await
    }

    /// Every span has ended and arrived: those of the requests that have begun, and so many others.
    pub(crate) fn assert_all_sent(&self, others: u64) {
        let spans = self.seen.sampled() + others;
        let stats = self.lumigo.stats();
        assert_eq!(stats.recorded, stats.sent + stats.dropped + stats.waiting);
        assert_eq!(
            (self.counter.started(), self.counter.ended()),
            (spans, spans)
        );
        assert_eq!(self.lumigo.force_flush(LIMIT), Ok(()));
        let stats = self.lumigo.stats();
        let stats = (stats.recorded, stats.sent, stats.dropped, stats.waiting);
        assert_eq!(stats, (spans, spans, 0, 0));
    }
}

/// These numbers, each for one of the tasks that share them.
pub(crate) fn numbers(range: Range<u64>) -> impl Iterator<Item = u64> + Clone + Send {
    let next = Arc::new(AtomicU64::new(range.start));
    from_fn(move || Some(next.fetch_add(1, Relaxed)).filter(|number| *number < range.end))
}

/// Lets others go on, so often.
pub(crate) async fn pause(times: u64) {
    for _ in 0..times {
        yield_now().await;
    }
}
