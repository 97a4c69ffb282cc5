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

use crate::Export;
use crate::sink::inbox::Inbox;

/// Where a call stands among the requests of the inbox.
#[derive(Clone, Copy)]
pub(super) struct Place(pub(super) usize);

/// Keeps what the calls bring.
pub(super) struct Collector(pub(super) Arc<Inbox>);

impl Collector {
    fn keep<T, R: Default>(
        &self,
        call: Request<T>,
        export: fn(T) -> Export,
    ) -> Result<Response<R>, Status> {
        let place = call.extensions().get::<Place>().copied();
        let Place(place) = place.ok_or_else(|| Status::internal("a call without a place"))?;
        let export = export(call.into_inner());
        self.0.settle(place, StatusCode::OK, Some(export));
        Ok(Response::new(R::default()))
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
