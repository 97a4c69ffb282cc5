//! The end, from wherever a host may cause it.

use crate::shop::{PATIENCE, assert_adds_up, builder};
use lumigo_opentelemetry::{FlushError, Lumigo};
use lumigo_testing::{Answer, OtlpSink};
use opentelemetry::Context;
use opentelemetry::trace::{Span as _, Tracer, TracerProvider};
use opentelemetry_sdk::error::OTelSdkResult;
use opentelemetry_sdk::trace::{Span, SpanData, SpanProcessor};
use std::cell::RefCell;
use std::process::Command;
use std::sync::{Arc, OnceLock};
use std::thread;
use std::time::Duration;

/// Spans leave when somebody flushes, and not before.
fn start(sink: &OtlpSink) -> Lumigo {
    let builder = builder(&sink.endpoint());
    builder
        .with_variables([("OTEL_BSP_SCHEDULE_DELAY", "3600000")])
        .build()
}

fn work(lumigo: &Lumigo, count: u64) {
    let tracer = lumigo.tracer_provider().tracer("test");
    (0..count).for_each(|_| tracer.in_span("work", |_| ()));
}

/// What a host may have: when it is dropped, its span ends, and it flushes or even shuts down.
struct Service {
    lumigo: Lumigo,
    span: Span,
    ends: bool,
}

impl Service {
    fn new(lumigo: &Lumigo, ends: bool) -> Self {
        Self {
            lumigo: lumigo.clone(),
            span: lumigo.tracer_provider().tracer("test").start("service"),
            ends,
        }
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        self.span.end();
        let outcome = if self.ends {
            self.lumigo.shutdown_with_timeout(PATIENCE)
        } else {
            self.lumigo.force_flush(PATIENCE)
        };
        assert_eq!(outcome, Ok(()));
    }
}

fn drops_a_service() {
    for ends in [false, true] {
        let sink = OtlpSink::start();
        let lumigo = start(&sink);
        drop(Service::new(&lumigo, ends));
        assert_eq!((sink.spans().len(), lumigo.stats().sent), (1, 1));
    }
}

#[test]
fn from_the_drop_of_a_value() {
    drops_a_service();
}

#[tokio::test(flavor = "current_thread")]
async fn from_the_drop_of_a_value_in_a_current_thread_runtime() {
    drops_a_service();
    tokio::spawn(async { drops_a_service() }).await.unwrap();
    tokio::task::LocalSet::new()
        .run_until(async { drops_a_service() })
        .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn from_the_drop_of_a_value_in_a_runtime_of_one_thread() {
    tokio::spawn(async { drops_a_service() }).await.unwrap();
    tokio::task::spawn_blocking(drops_a_service).await.unwrap();
    tokio::task::block_in_place(drops_a_service);
}

#[test]
fn from_a_task_that_its_runtime_drops() {
    let sink = OtlpSink::start();
    let lumigo = start(&sink);
    for runtime in [
        tokio::runtime::Builder::new_current_thread().build(),
        tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .build(),
    ] {
        let runtime = runtime.unwrap();
        let service = Service::new(&lumigo, false);
        runtime.spawn(async move {
            std::future::pending::<()>().await;
            drop(service);
        });
        drop(runtime);
    }
    assert_eq!(sink.spans().len(), 2);
}

thread_local! {
    static AT_THE_END: RefCell<Option<Service>> = const { RefCell::new(None) };
}

/// The context of the thread may be gone by then; to start a span there, OpenTelemetry would need it.
#[test]
fn from_the_end_of_a_thread() {
    for ends in [false, true] {
        for value_is_first in [false, true] {
            let sink = OtlpSink::start();
            let lumigo = start(&sink);
            let service = Service::new(&lumigo, ends);
            let thread = thread::spawn(move || {
                if value_is_first {
                    AT_THE_END.set(None);
                }
                work(&service.lumigo, 1);
                drop(Context::new().attach());
                AT_THE_END.set(Some(service));
            });
            thread.join().unwrap();
            let stats = lumigo.stats();
            assert_eq!(
                (stats.recorded, stats.sent),
                (2, 2),
                "{ends} {value_is_first}"
            );
            assert_eq!(sink.spans().len(), 2);
        }
    }
}

/// The last handle goes with the thread.
#[test]
fn by_the_last_handle_at_the_end_of_a_thread() {
    thread_local!(static LAST: RefCell<Option<Lumigo>> = const { RefCell::new(None) });
    let sink = OtlpSink::start();
    let lumigo = start(&sink);
    thread::spawn(move || {
        work(&lumigo, 3);
        LAST.set(Some(lumigo));
    })
    .join()
    .unwrap();
    assert_eq!(sink.spans().len(), 3);
}

#[test]
fn with_a_dead_backend_everybody_hears_at_the_deadline_what_is_left() {
    let sink = OtlpSink::start();
    sink.answer_with(Answer::Never);
    let lumigo = start(&sink);
    work(&lumigo, 5);
    let deadline = Duration::from_millis(100);
    let lost = Err(FlushError::TimedOut { waiting: 5 });
    thread::scope(|scope| {
        let flushes: Vec<_> = (0..4)
            .map(|_| scope.spawn(|| lumigo.force_flush(deadline)))
            .collect();
        for flush in flushes {
            assert_eq!(flush.join().unwrap(), lost);
        }
        let ends: Vec<_> = (0..4)
            .map(|_| scope.spawn(|| lumigo.shutdown_with_timeout(deadline)))
            .collect();
        for end in ends {
            assert_eq!(end.join().unwrap(), lost);
        }
    });
    let stats = lumigo.stats();
    assert_adds_up(&stats);
    assert_eq!((stats.dropped_by.abandoned, stats.waiting), (5, 0));
    work(&lumigo, 1);
    assert_eq!(lumigo.stats(), stats);
}

#[test]
fn what_ends_while_somebody_shuts_down_is_sent_or_was_never_recorded() {
    for _ in 0..10 {
        let sink = OtlpSink::start();
        let lumigo = start(&sink);
        thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| work(&lumigo, 500));
            }
            while lumigo.stats().recorded < 100 {
                thread::yield_now();
            }
            assert_eq!(lumigo.shutdown_with_timeout(PATIENCE), Ok(()));
            let stats = lumigo.stats();
            assert_adds_up(&stats);
            assert_eq!((stats.recorded, stats.waiting), (stats.sent, 0));
        });
        let stats = lumigo.stats();
        let tally = sink.tally();
        assert_eq!(
            (tally.distinct, tally.kept),
            (stats.sent as usize, stats.sent as usize)
        );
        assert_eq!((stats.recorded, stats.dropped), (stats.sent, 0));
    }
}

#[test]
fn the_next_one_in_the_same_process_starts_from_nothing() {
    let (first, second) = (OtlpSink::start(), OtlpSink::start());
    first.answer_with(Answer::Status(503));
    let one = start(&first);
    let mut open = one.tracer_provider().tracer("test").start("open");
    work(&one, 3);
    let outcome = one.shutdown_with_timeout(Duration::from_millis(50));
    assert_eq!(outcome, Err(FlushError::TimedOut { waiting: 3 }));
    let other = start(&second);
    open.end();
    work(&one, 1);
    work(&other, 2);
    other.shutdown_with_timeout(PATIENCE).unwrap();
    let stats = other.stats();
    assert_eq!((stats.recorded, stats.sent, stats.dropped), (2, 2, 0));
    assert_eq!((first.spans().len(), second.spans().len()), (0, 2));
    assert_eq!(one.stats().dropped_by.abandoned, 3);
}

/// Flushes in the middle of what ends a span.
#[derive(Debug, Default, Clone)]
struct Flushing {
    lumigo: Arc<OnceLock<Lumigo>>,
}

impl SpanProcessor for Flushing {
    fn on_start(&self, _: &mut Span, _: &Context) {}

    fn on_end(&self, _: SpanData) {
        if let Some(lumigo) = self.lumigo.get() {
            let _ = lumigo.force_flush(Duration::from_millis(50));
        }
    }

    fn force_flush(&self) -> OTelSdkResult {
        Ok(())
    }

    fn shutdown_with_timeout(&self, _: Duration) -> OTelSdkResult {
        Ok(())
    }
}

#[test]
fn from_a_span_processor() {
    let sink = OtlpSink::start();
    let processor = Flushing::default();
    let lumigo = builder(&sink.endpoint())
        .with_span_processor(processor.clone())
        .build();
    processor.lumigo.set(lumigo.clone()).unwrap();
    work(&lumigo, 3);
    lumigo.shutdown_with_timeout(PATIENCE).unwrap();
    assert_eq!(sink.spans().len(), 3);
}

/// Runs the test host without a runtime.
fn host(plan: &str, sink: &OtlpSink) -> std::process::Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_host"));
    command.args([plan, "none"]).env_clear();
    command.env("LUMIGO_TRACER_TOKEN", "t_host");
    command.env("LUMIGO_ENDPOINT", sink.endpoint());
    command.output().unwrap()
}

#[test]
fn from_a_panic_hook() {
    for plan in ["panic-hook", "panic-hook-of-a-processor"] {
        let sink = OtlpSink::start();
        let output = host(plan, &sink);
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(
            errors.contains("flushed by the hook: Ok(())"),
            "{plan}: {errors}"
        );
        assert_eq!(sink.spans().len(), 1, "{plan}: {errors}");
    }
}

#[test]
fn by_a_panic_in_main() {
    let sink = OtlpSink::start();
    let output = host("panic", &sink);
    assert!(!output.status.success());
    assert_eq!(sink.spans().len(), 1);
}
