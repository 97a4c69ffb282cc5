use std::sync::Arc;

use http::StatusCode;
use opentelemetry_proto::tonic::collector::logs::v1::logs_service_server::LogsService;
use opentelemetry_proto::tonic::collector::logs::v1::{
    ExportLogsServiceRequest, ExportLogsServiceResponse,
};
use opentelemetry_proto::tonic::collector::metrics::v1::metrics_service_server::MetricsService;
use opentelemetry_proto::tonic::collector::metrics::v1::{
    ExportMetricsServiceRequest, ExportMetricsServiceResponse,
};
use opentelemetry_proto::tonic::collector::trace::v1::trace_service_server::TraceService;
use opentelemetry_proto::tonic::collector::trace::v1::{
    ExportTraceServiceRequest, ExportTraceServiceResponse,
};
use tonic::{Request, Response, Status};

use crate::sink::inbox::Inbox;
use crate::sink::reply::Reply;
use crate::{Answer, Export};

/// Keeps what one call brings.
pub(super) struct Collector {
    pub(super) inbox: Arc<Inbox>,
    /// Where the call stands among the requests of the inbox.
    pub(super) place: usize,
    pub(super) answer: Answer,
    /// Whether the client gets the answer.
    pub(super) is_answered: bool,
}

impl Collector {
    fn keep<T, R: Reply>(
        &self,
        call: Request<T>,
        export: fn(T) -> Export,
    ) -> Result<Response<R>, Status> {
        let mut export = export(call.into_inner());
        let reply = R::to(&mut export, self.answer);
        let told = self.is_answered.then_some(StatusCode::OK);
        self.inbox.settle(self.place, told, Some(export));
        Ok(Response::new(reply))
    }
}

#[tonic::async_trait]
impl TraceService for Collector {
    async fn export(
        &self,
        call: Request<ExportTraceServiceRequest>,
    ) -> Result<Response<ExportTraceServiceResponse>, Status> {
        self.keep(call, Export::Traces)
    }
}

#[tonic::async_trait]
impl MetricsService for Collector {
    async fn export(
        &self,
        call: Request<ExportMetricsServiceRequest>,
    ) -> Result<Response<ExportMetricsServiceResponse>, Status> {
        self.keep(call, Export::Metrics)
    }
}

#[tonic::async_trait]
impl LogsService for Collector {
    async fn export(
        &self,
        call: Request<ExportLogsServiceRequest>,
    ) -> Result<Response<ExportLogsServiceResponse>, Status> {
        self.keep(call, Export::Logs)
    }
}
