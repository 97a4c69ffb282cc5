use opentelemetry_proto::tonic::collector::logs::v1::{
    ExportLogsPartialSuccess, ExportLogsServiceResponse,
};
use opentelemetry_proto::tonic::collector::metrics::v1::ExportMetricsServiceResponse;
use opentelemetry_proto::tonic::collector::trace::v1::{
    ExportTracePartialSuccess, ExportTraceServiceResponse,
};
use prost::Message;
use serde::Serialize;

use crate::{Answer, Export};

/// The message that says what was taken; an empty one, that everything was.
pub(super) trait Reply: Message + Default + Serialize {
    fn partial(rejected: i64, message: &str) -> Self;

    /// Takes out of the export what the answer wants rejected, and tells of it.
    fn to(export: &mut Export, answer: Answer) -> Self {
        let Answer::Partial { rejected, message } = answer else {
            return Self::default();
        };
        let removed = (0..rejected).take_while(|_| remove_last(export)).count();
        Self::partial(removed.try_into().unwrap_or(i64::MAX), message)
    }
}

impl Reply for ExportTraceServiceResponse {
    fn partial(rejected_spans: i64, message: &str) -> Self {
        Self {
            partial_success: Some(ExportTracePartialSuccess {
                rejected_spans,
                error_message: message.to_owned(),
            }),
        }
    }
}

impl Reply for ExportLogsServiceResponse {
    fn partial(rejected_log_records: i64, message: &str) -> Self {
        Self {
            partial_success: Some(ExportLogsPartialSuccess {
                rejected_log_records,
                error_message: message.to_owned(),
            }),
        }
    }
}

impl Reply for ExportMetricsServiceResponse {
    /// Metrics are always kept.
    fn partial(_: i64, _: &str) -> Self {
        Self::default()
    }
}

/// `false` when there is none left.
fn remove_last(export: &mut Export) -> bool {
    match export {
        Export::Traces(request) => {
            let scopes = request.resource_spans.iter_mut();
            let mut scopes = scopes.flat_map(|of| &mut of.scope_spans).rev();
            scopes.any(|scope| scope.spans.pop().is_some())
        }
        Export::Logs(request) => {
            let scopes = request.resource_logs.iter_mut();
            let mut scopes = scopes.flat_map(|of| &mut of.scope_logs).rev();
            scopes.any(|scope| scope.log_records.pop().is_some())
        }
        Export::Metrics(_) => false,
    }
}
