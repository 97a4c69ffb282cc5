//! Log records leave as spans do, and are counted as they are.

use crate::shop::{PATIENCE, builder};
use lumigo_opentelemetry::{FlushError, LogStats, Lumigo};
use lumigo_testing::{Answer, Lost, OtlpSink};
use std::time::Duration;
use tracing::Dispatch;
use tracing_subscriber::layer::SubscriberExt;

/// Records leave when somebody flushes, and not before.
fn start(sink: &OtlpSink) -> Lumigo {
    builder(&sink.endpoint())
        .with_variable("LUMIGO_ENABLE_LOGS", "true")
        .with_variable("LUMIGO_LOGS_ENDPOINT", sink.logs_endpoint())
        .with_variable("OTEL_BLRP_SCHEDULE_DELAY", "3600000")
        .build()
}

fn log(lumigo: &Lumigo, count: u64) {
    let logs = Dispatch::new(tracing_subscriber::registry().with(lumigo.tracing_layer()));
    tracing::dispatcher::with_default(&logs, || {
        (0..count).for_each(|number| tracing::info!(number, "order taken"));
    });
}

/// The stats, which add up.
#[track_caller]
fn stats(lumigo: &Lumigo) -> LogStats {
    let stats = lumigo.log_stats();
    let sum = stats.sent + stats.dropped + stats.waiting;
    assert_eq!(stats.recorded, sum, "{stats:?}");
    stats
}

#[test]
fn log_records_survive_what_passes() {
    for answer in [
        Answer::Status(503),
        Answer::Reset,
        Answer::ResetRequest,
        Answer::Garbage,
        Answer::Lost(Lost::Whole),
    ] {
        let sink = OtlpSink::start();
        let lumigo = start(&sink);
        sink.answer_next([answer; 2]);
        log(&lumigo, 10);
        assert_eq!(lumigo.force_flush(PATIENCE), Ok(()), "{answer:?}");
        let stats = stats(&lumigo);
        assert_eq!((stats.sent, stats.retried), (10, 20), "{answer:?}");
        let came = if let Answer::Lost(_) = answer { 30 } else { 10 };
        assert_eq!(sink.logs().len(), came, "{answer:?}");
    }
}

#[test]
fn log_records_that_are_lost_are_counted_under_their_reason() {
    let sink = OtlpSink::start();
    let lumigo = start(&sink);
    let partial = Answer::Partial {
        rejected: 3,
        message: "no more than this",
    };
    for (answer, lost) in [(Answer::Status(400), 10), (partial, 3)] {
        sink.answer_next([answer]);
        log(&lumigo, 10);
        let expected = Err(FlushError::LogsDropped { records: lost });
        assert_eq!(lumigo.force_flush(PATIENCE), expected);
    }
    sink.answer_with(Answer::Never);
    log(&lumigo, 10);
    let end = lumigo.shutdown_with_timeout(Duration::from_millis(50));
    assert_eq!(end, Err(FlushError::LogsTimedOut { waiting: 10 }));
    let stats = stats(&lumigo);
    let by = stats.dropped_by;
    assert_eq!((by.refused, by.rejected, by.abandoned), (10, 3, 10));
    assert_eq!((stats.sent, stats.dropped, stats.retried), (7, 23, 0));
    assert_eq!(sink.logs().len(), 7);
}
