//! What arrives at a collector, by any protocol, is what was made.

use crate::comparison::assert_same_spans;
use crate::recorder::MessageRecorder;
use crate::support::{PATIENCE, all_signals, wait_for_host_metrics, with};
use crate::{log_records, measurements, spans};
use integration::collector::Collector;

#[track_caller]
pub(crate) fn assert_spans_arrive(protocol: &str, collector: &Collector) {
    assert_spans_arrive_with(&[], protocol, collector);
}

/// The same with more variables.
#[track_caller]
pub(crate) fn assert_spans_arrive_with(
    more: &[(&'static str, String)],
    protocol: &str,
    collector: &Collector,
) {
    let mut variables = all_signals(&collector.endpoint(protocol), protocol);
    variables.extend_from_slice(more);
    let own = spans::LIMITS.into_iter().chain([spans::RESOURCE]);
    variables.extend(own.map(|(name, value)| (name, value.to_owned())));
    let recorder = MessageRecorder::default();
    let lumigo = with(&variables)
        .with_span_processor(recorder.clone())
        .build();
    spans::make_all(&lumigo);
    lumigo.force_flush(PATIENCE).unwrap();
    let recorded = recorder.messages();
    let stats = lumigo.stats();
    assert_eq!(stats.sent, recorded.len() as u64, "{stats:?}");
    let sink = collector.forwarded();
    sink.wait_for_spans(recorded.len(), PATIENCE);
    assert_same_spans(recorded, sink);
}

#[track_caller]
pub(crate) fn assert_log_records_arrive(protocol: &str, collector: &Collector) {
    let lumigo = with(&all_signals(&collector.endpoint(protocol), protocol)).build();
    let expected = log_records::make_all(&lumigo);
    lumigo.force_flush(PATIENCE).unwrap();
    let arrived = collector
        .forwarded()
        .wait_for_logs(expected.len(), PATIENCE);
    log_records::assert_same(&arrived, &expected);
}

#[track_caller]
pub(crate) fn assert_metrics_arrive(protocol: &str, collector: &Collector) {
    let lumigo = with(&all_signals(&collector.endpoint(protocol), protocol)).build();
    let expected = measurements::make_all(&lumigo);
    lumigo.force_flush(PATIENCE).unwrap();
    let sink = collector.forwarded();
    let arrived = wait_for_host_metrics(sink, expected.len());
    measurements::assert_same(&arrived, &expected);
}
