//! What the distribution says of itself: what [`Stats`](crate::Stats) has, by OpenTelemetry's names where
//! it has some.

use crate::export::Counts;
use crate::stats::{Counters, DropReasons};
use opentelemetry::KeyValue;
use opentelemetry::metrics::Meter;
use opentelemetry_semantic_conventions::attribute::ERROR_TYPE;
use opentelemetry_semantic_conventions::metric::{
    OTEL_SDK_EXPORTER_SPAN_EXPORTED, OTEL_SDK_PROCESSOR_SPAN_QUEUE_SIZE,
};
use std::sync::Arc;

/// What the metrics of a signal are called.
pub(super) struct Names {
    unit: &'static str,
    exported: &'static str,
    queue_size: &'static str,
    queue_bytes: &'static str,
    recorded: &'static str,
    retried: &'static str,
}

pub(super) const SPANS: Names = Names {
    unit: "{span}",
    exported: OTEL_SDK_EXPORTER_SPAN_EXPORTED,
    queue_size: OTEL_SDK_PROCESSOR_SPAN_QUEUE_SIZE,
    queue_bytes: "lumigo.spans.queue.bytes",
    recorded: "lumigo.spans.recorded",
    retried: "lumigo.spans.retried",
};

#[cfg(feature = "logs")]
pub(super) const LOGS: Names = Names {
    unit: "{log_record}",
    exported: opentelemetry_semantic_conventions::metric::OTEL_SDK_EXPORTER_LOG_EXPORTED,
    queue_size: opentelemetry_semantic_conventions::metric::OTEL_SDK_PROCESSOR_LOG_QUEUE_SIZE,
    queue_bytes: "lumigo.logs.queue.bytes",
    recorded: "lumigo.logs.recorded",
    retried: "lumigo.logs.retried",
};

/// Observes what becomes of the records of a signal.
pub(super) fn observe_export<C>(meter: &Meter, names: &'static Names, counts: C)
where
    C: Fn() -> Counts + Clone + Send + Sync + 'static,
{
    let exported = counts.clone();
    meter
        .u64_observable_counter(names.exported)
        .with_unit(names.unit)
        .with_description("What has left, or was dropped for the reason in error.type.")
        .with_callback(move |exporter| {
            let Counts {
                sent, dropped_by, ..
            } = exported();
            exporter.observe(sent, &[]);
            for (reason, count) in reasons(dropped_by) {
                if count > 0 {
                    exporter.observe(count, &[KeyValue::new(ERROR_TYPE, reason)]);
                }
            }
        })
        .build();
    let waiting = counts.clone();
    level(
        meter,
        names.queue_size,
        names.unit,
        "What waits.",
        move || waiting().waiting(),
    );
    let bytes = counts.clone();
    let description = "How many bytes what waits has.";
    level(meter, names.queue_bytes, "By", description, move || {
        bytes().waiting_bytes
    });
    let recorded = counts.clone();
    let description = "What was handed to the exporters.";
    count(meter, names.recorded, names.unit, description, move || {
        recorded().recorded
    });
    let description = "What was in posts that were made again.";
    count(meter, names.retried, names.unit, description, move || {
        counts().retried
    });
}

/// Observes what never reaches the export.
pub(super) fn observe_left_out(meter: &Meter, counters: &Arc<Counters>) {
    let left_out = Arc::clone(counters);
    let description = "What the endpoint filters have left out.";
    let filtered = "lumigo.spans.filtered";
    count(meter, filtered, SPANS.unit, description, move || {
        left_out.complete(Counts::default()).filtered
    });
    let left_out = Arc::clone(counters);
    let description = "What was kept out of the export by SKIP_EXPORT.";
    let skipped = "lumigo.spans.skipped";
    count(meter, skipped, SPANS.unit, description, move || {
        left_out.complete(Counts::default()).skipped
    });
}

fn count(
    meter: &Meter,
    name: &'static str,
    unit: &'static str,
    description: &'static str,
    value: impl Fn() -> u64 + Send + Sync + 'static,
) {
    let counter = meter.u64_observable_counter(name).with_unit(unit);
    counter
        .with_description(description)
        .with_callback(move |counter| counter.observe(value(), &[]))
        .build();
}

fn level(
    meter: &Meter,
    name: &'static str,
    unit: &'static str,
    description: &'static str,
    value: impl Fn() -> u64 + Send + Sync + 'static,
) {
    let counter = meter.i64_observable_up_down_counter(name).with_unit(unit);
    counter
        .with_description(description)
        .with_callback(move |counter| counter.observe(value().try_into().unwrap_or(i64::MAX), &[]))
        .build();
}

fn reasons(by: DropReasons) -> [(&'static str, u64); 5] {
    [
        ("refused", by.refused),
        ("rejected", by.rejected),
        ("expired", by.expired),
        ("displaced", by.displaced),
        ("abandoned", by.abandoned),
    ]
}
