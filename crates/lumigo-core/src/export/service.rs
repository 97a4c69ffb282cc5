/// What OTLP calls a signal. Its parts are for the forms that are features.
pub(crate) struct Service {
    #[cfg(feature = "grpc")]
    pub(super) grpc_path: &'static str,
    /// Turns a request in the protobuf form into one in the JSON form.
    #[cfg(feature = "http-json")]
    pub(super) to_json: fn(&[u8]) -> Option<Vec<u8>>,
}

pub(super) static TRACES: Service = Service {
    #[cfg(feature = "grpc")]
    grpc_path: "/opentelemetry.proto.collector.trace.v1.TraceService/Export",
    #[cfg(feature = "http-json")]
    to_json: super::json::traces,
};

#[cfg(feature = "logs")]
pub(super) static LOGS: Service = Service {
    #[cfg(feature = "grpc")]
    grpc_path: "/opentelemetry.proto.collector.logs.v1.LogsService/Export",
    #[cfg(feature = "http-json")]
    to_json: super::json::logs,
};

#[cfg(feature = "metrics")]
pub(crate) static METRICS: Service = Service {
    #[cfg(feature = "grpc")]
    grpc_path: "/opentelemetry.proto.collector.metrics.v1.MetricsService/Export",
    #[cfg(feature = "http-json")]
    to_json: super::json::metrics,
};
