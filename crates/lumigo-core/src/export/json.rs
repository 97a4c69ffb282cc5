//! OTLP requests in the JSON form, by way of the official definitions.

use opentelemetry_proto::tonic::collector;
use prost::Message;
use serde::Serialize;

pub(super) fn traces(request: &[u8]) -> Option<Vec<u8>> {
    json::<collector::trace::v1::ExportTraceServiceRequest>(request)
}

#[cfg(feature = "logs")]
pub(super) fn logs(request: &[u8]) -> Option<Vec<u8>> {
    json::<collector::logs::v1::ExportLogsServiceRequest>(request)
}

#[cfg(feature = "metrics")]
pub(super) fn metrics(request: &[u8]) -> Option<Vec<u8>> {
    json::<collector::metrics::v1::ExportMetricsServiceRequest>(request)
}

fn json<T: Message + Default + Serialize>(request: &[u8]) -> Option<Vec<u8>> {
    serde_json::to_vec(&T::decode(request).ok()?).ok()
}
