use crate::counter::Counter;
use integration::sink;
use integration::wire::LIMIT;
use lumigo_opentelemetry::Lumigo;
use tokio::sync::Mutex;

/// Held by a test as long as it runs: memory and CPU are its own.
pub(crate) static ALONE: Mutex<()> = Mutex::const_new(());

/// A distribution whose spans are counted, and sent to where they are forgotten.
pub(crate) fn lumigo(counter: &Counter) -> Lumigo {
    let endpoint = sink::start().expect("a free port");
    Lumigo::builder()
        .with_variables([
            ("LUMIGO_TRACER_TOKEN", "t_soak"),
            ("LUMIGO_ENDPOINT", &endpoint),
        ])
        .with_span_processor(counter.clone())
        .build()
}

/// Every span that has started has ended, and has arrived.
#[track_caller]
pub(crate) fn assert_all_sent(lumigo: &Lumigo, counter: &Counter, expected: u64) {
    let stats = lumigo.stats();
    assert_eq!(stats.recorded, stats.sent + stats.dropped + stats.waiting);
    assert_eq!((counter.started(), counter.ended()), (expected, expected));
    assert_eq!(lumigo.force_flush(LIMIT), Ok(()));
    let stats = lumigo.stats();
    let sent = (stats.recorded, stats.sent, stats.dropped, stats.waiting);
    assert_eq!(sent, (expected, expected, 0, 0));
}
