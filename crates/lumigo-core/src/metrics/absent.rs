use crate::config::Config;
use crate::diagnostics;
use crate::export::FlushError;
use std::time::{Duration, Instant};

/// What there is without the feature.
#[derive(Debug, Default)]
pub(crate) struct Metrics(());

impl Metrics {
    /// Reports that the feature is missing when the settings ask for it.
    pub(crate) fn start(config: &Config) -> Self {
        if config.metrics.exporters.export() {
            diagnostics::warn(
                "OTEL_METRICS_EXPORTER has no effect: the feature `metrics` of this crate is not on",
            );
        }
        Self(())
    }

    pub(crate) fn are_read(&self) -> bool {
        false
    }

    pub(crate) fn names(&self) -> &[String] {
        &[]
    }

    pub(crate) fn readers(&self) -> usize {
        0
    }

    pub(crate) fn addresses(&self) -> &[(String, u16)] {
        &[]
    }

    pub(crate) fn begin_flush(&self) -> MetricFlush {
        MetricFlush
    }

    pub(crate) fn begin_close(&self, _: Duration) -> MetricFlush {
        MetricFlush
    }

    pub(crate) fn end_close(
        &self,
        begun: MetricFlush,
        deadline: Instant,
    ) -> Result<(), FlushError> {
        begun.wait(deadline)
    }
}

/// Nothing that has begun.
#[must_use]
pub(crate) struct MetricFlush;

impl MetricFlush {
    pub(crate) fn wait(self, _: Instant) -> Result<(), FlushError> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use crate::diagnostics::reported;

    #[test]
    fn without_the_feature_the_variable_is_reported() {
        let no_spans = ("OTEL_TRACES_EXPORTER", "none");
        for (exporters, expected) in [
            (
                "console",
                "OTEL_METRICS_EXPORTER has no effect: the feature `metrics` of this crate is not on\n",
            ),
            ("none", ""),
        ] {
            assert_eq!(
                reported(&[no_spans, ("OTEL_METRICS_EXPORTER", exporters)]),
                expected
            );
        }
    }
}
