//! OTLP requests in the JSON form, by way of the official definitions.

mod finite;

use finite::Finite;
use opentelemetry_proto::tonic::collector;
use prost::Message;
use serde::Serialize;

#[cfg(feature = "http-json")]
pub(super) fn traces(request: &[u8]) -> Option<Vec<u8>> {
    json::<collector::trace::v1::ExportTraceServiceRequest>(request)
}

#[cfg(all(feature = "http-json", feature = "logs"))]
pub(super) fn logs(request: &[u8]) -> Option<Vec<u8>> {
    json::<collector::logs::v1::ExportLogsServiceRequest>(request)
}

#[cfg(feature = "metrics")]
pub(crate) fn metrics(request: &[u8]) -> Option<Vec<u8>> {
    json::<collector::metrics::v1::ExportMetricsServiceRequest>(request)
}

fn json<T: Message + Default + Serialize + Finite>(request: &[u8]) -> Option<Vec<u8>> {
    let mut request = T::decode(request).ok()?;
    request.make_finite();
    serde_json::to_vec(&request).ok()
}
