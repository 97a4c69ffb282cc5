use std::collections::BTreeSet;

use lumigo_testing::TestSpan;
use opentelemetry::trace::SpanKind;

use crate::telemetry::Telemetry;

/// Which of the received spans have been shown.
#[derive(Default)]
pub(crate) struct Arrivals {
    shown: BTreeSet<String>,
}

impl Arrivals {
    /// The spans of requests that the shop has finished since the last call.
    pub(crate) fn of_finished_requests(&mut self, telemetry: &Telemetry) -> Vec<TestSpan> {
        // The shop's span of a request ends last. Once it is here, one more flush of the stock
        // service completes the trace.
        telemetry.flush_shop().ok();
        let finished = self.finished(telemetry);
        telemetry.flush_stock().ok();
        self.take(telemetry, |span| finished.contains(&span.trace_id))
    }

    /// All spans that were not taken yet.
    pub(crate) fn rest(&mut self, telemetry: &Telemetry) -> Vec<TestSpan> {
        self.take(telemetry, |_| true)
    }

    fn finished(&self, telemetry: &Telemetry) -> BTreeSet<String> {
        let entries = self
            .fresh(telemetry)
            .filter(|span| span.kind == SpanKind::Server && span.service_name() == Some("shop"));
        entries.map(|span| span.trace_id).collect()
    }

    fn take(&mut self, telemetry: &Telemetry, wanted: impl Fn(&TestSpan) -> bool) -> Vec<TestSpan> {
        let spans: Vec<_> = self.fresh(telemetry).filter(wanted).collect();
        let ids = spans.iter().map(|span| span.span_id.clone());
        self.shown.extend(ids);
        spans
    }

    fn fresh(&self, telemetry: &Telemetry) -> impl Iterator<Item = TestSpan> {
        let spans = telemetry.received().into_iter();
        spans.filter(|span| !self.shown.contains(&span.span_id))
    }
}
