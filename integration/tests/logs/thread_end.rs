//! Values that log while their thread ends: the context is gone by then, and a panic there would end
//! the process.

use crate::support::{PATIENCE, logging_to, subscriber};
use lumigo_testing::OtlpSink;
use opentelemetry::Context;

struct LogsAtTheEnd;

impl Drop for LogsAtTheEnd {
    fn drop(&mut self) {
        tracing::info!("closing");
    }
}

thread_local! {
    static VALUE: LogsAtTheEnd = const { LogsAtTheEnd };
}

#[test]
fn logging_at_the_end_of_a_thread_harms_nobody() {
    let sink = OtlpSink::start();
    let lumigo = logging_to(&sink).build();
    // Whoever is made first goes last.
    for value_is_first in [true, false] {
        let subscriber = subscriber(&lumigo);
        let thread = std::thread::spawn(move || {
            let _default = tracing::dispatcher::set_default(&subscriber);
            std::mem::forget(_default);
            if value_is_first {
                VALUE.with(|_| ());
            }
            tracing::info!("working");
            drop(Context::new().attach());
            VALUE.with(|_| ());
        });
        thread.join().unwrap();
    }
    lumigo.force_flush(PATIENCE).unwrap();
    assert!(sink.logs().len() >= 2, "{:?}", sink.logs());
}
