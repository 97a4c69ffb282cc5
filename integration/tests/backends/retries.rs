//! A backend that is away for a while costs nothing, by any protocol.

use crate::support::{PATIENCE, PROTOCOLS, all_signals, host_metrics, sink, with, work};
use lumigo_testing::Answer;
use opentelemetry::trace::{Tracer, TracerProvider};

#[test]
fn what_could_not_be_sent_is_sent_once_the_backend_is_back() {
    for protocol in PROTOCOLS {
        for answer in [Answer::Status(503), Answer::Status(429), Answer::Reset] {
            let sink = sink(protocol).start();
            sink.answer_with(answer);
            let lumigo = with(&all_signals(&sink.base_endpoint(), protocol)).build();
            let tracer = lumigo.tracer_provider().tracer("host");
            for _ in 0..100 {
                tracer.in_span("work", |_| ());
            }
            work(&lumigo);
            let flushing = std::thread::spawn({
                let lumigo = lumigo.clone();
                move || lumigo.force_flush(PATIENCE)
            });
            // Of three signals, so that one of them was tried again at least.
            sink.wait_for_requests(4, PATIENCE);
            sink.answer_with(Answer::Accept);
            flushing.join().unwrap().unwrap();
            let case = format!("{answer:?} by {protocol}");
            let counts = (
                sink.spans().len(),
                sink.logs().len(),
                host_metrics(&sink).len(),
            );
            assert_eq!(counts, (101, 1, 1), "{case}");
            let stats = lumigo.stats();
            assert_eq!((stats.sent, stats.dropped), (101, 0), "{case}");
            lumigo.shutdown();
        }
    }
}
