use crate::core::Core;
use opentelemetry::InstrumentationScope;
use opentelemetry::metrics::{Histogram, MeterProvider, UpDownCounter};
use opentelemetry_semantic_conventions::metric::{
    HTTP_CLIENT_REQUEST_DURATION, HTTP_SERVER_ACTIVE_REQUESTS, HTTP_SERVER_REQUEST_BODY_SIZE,
    HTTP_SERVER_REQUEST_DURATION, HTTP_SERVER_RESPONSE_BODY_SIZE,
};
use std::sync::Arc;

/// The boundaries that the conventions advise for durations, in seconds.
const DURATIONS: [f64; 14] = [
    0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1.0, 2.5, 5.0, 7.5, 10.0,
];

/// The instruments of one adapter.
#[derive(Debug)]
pub(crate) struct HttpInstruments {
    pub(super) server_duration: Histogram<f64>,
    pub(super) active_requests: UpDownCounter<i64>,
    pub(super) request_size: Histogram<u64>,
    pub(super) response_size: Histogram<u64>,
    pub(super) client_duration: Histogram<f64>,
}

impl HttpInstruments {
    /// Those of the adapter with this scope; `None` when nobody reads what they count.
    pub(crate) fn of(core: &Core, scope: InstrumentationScope) -> Option<Arc<Self>> {
        if !core.metrics.are_read() {
            return None;
        }
        let meter = core.metrics.provider.meter_with_scope(scope);
        let duration = |name, description| {
            let builder = meter.f64_histogram(name).with_unit("s");
            let builder = builder.with_boundaries(DURATIONS.to_vec());
            builder.with_description(description).build()
        };
        let size = |name, description| {
            let builder = meter.u64_histogram(name).with_unit("By");
            builder.with_description(description).build()
        };
        let active = meter.i64_up_down_counter(HTTP_SERVER_ACTIVE_REQUESTS);
        Some(Arc::new(Self {
            server_duration: duration(
                HTTP_SERVER_REQUEST_DURATION,
                "How long requests took until their response had left.",
            ),
            active_requests: active
                .with_unit("{request}")
                .with_description("How many requests are being answered.")
                .build(),
            request_size: size(
                HTTP_SERVER_REQUEST_BODY_SIZE,
                "How long the bodies of requests were.",
            ),
            response_size: size(
                HTTP_SERVER_RESPONSE_BODY_SIZE,
                "How long the bodies of responses were.",
            ),
            client_duration: duration(
                HTTP_CLIENT_REQUEST_DURATION,
                "How long requests to others took until their response was read.",
            ),
        }))
    }
}
