use super::env;
use super::exporters::Exporters;
use super::otlp::{self, Posts};
use super::reader::Reader;
use std::time::Duration;

const DEFAULT_INTERVAL: Duration = Duration::from_secs(60);
const DEFAULT_TIMEOUT: Duration = Duration::from_secs(30);

/// Where metrics go, and when.
#[cfg_attr(
    not(feature = "metrics"),
    expect(dead_code, reason = "read for the feature")
)]
pub(crate) struct MetricSettings {
    pub(crate) exporters: Exporters,
    pub(crate) interval: Duration,
    /// For one export with all its tries.
    pub(crate) timeout: Duration,
    pub(crate) temporality: Temporality,
}

/// What a number counts from. The SDK's type is a feature.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Temporality {
    #[default]
    Cumulative,
    Delta,
    LowMemory,
}

impl MetricSettings {
    pub(super) fn read(reader: &mut Reader<'_>) -> Self {
        let posts = otlp::posts(reader, &otlp::METRICS);
        let form = "`cumulative`, `delta` or `lowmemory`";
        let interval = reader.interval(env::METRIC_INTERVAL);
        let timeout = reader.time_limit(env::METRIC_TIMEOUT);
        let timeout = timeout.unwrap_or(DEFAULT_TIMEOUT);
        let posts = Posts {
            timeout: posts.timeout.min(timeout),
            ..posts
        };
        Self {
            exporters: Exporters::read(reader, env::METRICS_EXPORTER, &otlp::METRICS, posts),
            interval: interval.unwrap_or(DEFAULT_INTERVAL),
            timeout,
            temporality: reader
                .parsed(env::TEMPORALITY, form, temporality)
                .unwrap_or_default(),
        }
    }
}

fn temporality(text: &str) -> Option<Temporality> {
    match text.trim().to_ascii_lowercase().as_str() {
        "cumulative" => Some(Temporality::Cumulative),
        "delta" => Some(Temporality::Delta),
        "lowmemory" => Some(Temporality::LowMemory),
        _ => None,
    }
}
