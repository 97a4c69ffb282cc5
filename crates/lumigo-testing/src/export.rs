use opentelemetry_proto::tonic::collector::logs::v1::ExportLogsServiceRequest;
use opentelemetry_proto::tonic::collector::metrics::v1::ExportMetricsServiceRequest;
use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;

/// An export request that an [`OtlpSink`](crate::OtlpSink) has accepted: the OTLP message, whatever
/// form it came in. For comparisons of every field; most tests want
/// [`TestSpan`](crate::TestSpan)s and the like.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Export {
    /// Spans.
    Traces(ExportTraceServiceRequest),
    /// Metrics.
    Metrics(ExportMetricsServiceRequest),
    /// Log records.
    Logs(ExportLogsServiceRequest),
}
