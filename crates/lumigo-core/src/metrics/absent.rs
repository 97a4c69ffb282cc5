use crate::background::Pending;
use crate::config::MetricSettings;
use crate::diagnostics;

/// What there is without the feature.
#[derive(Debug, Default)]
pub(crate) struct Metrics(());

impl Metrics {
    /// Reports that the feature is missing when the settings ask for it.
    pub(crate) fn start(settings: &MetricSettings) -> Self {
        if settings.exporters.export() {
            diagnostics::warn(
                "OTEL_METRICS_EXPORTER has no effect: the feature `metrics` of this crate is not on",
            );
        }
        Self(())
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

    pub(crate) fn flush(&self) -> Pending {
        Pending::nothing()
    }

    pub(crate) fn shutdown(&self) -> Pending {
        Pending::nothing()
    }
}

#[cfg(test)]
mod tests {
    use crate::diagnostics::reported;

    #[test]
    fn without_the_feature_the_variable_is_reported() {
        for (exporters, expected) in [
            (
                "console",
                "OTEL_METRICS_EXPORTER has no effect: the feature `metrics` of this crate is not on\n",
            ),
            ("none", ""),
        ] {
            assert_eq!(reported(&[("OTEL_METRICS_EXPORTER", exporters)]), expected);
        }
    }
}
