use opentelemetry::Context;
use opentelemetry_proto::tonic::trace::v1::ResourceSpans;
use opentelemetry_proto::transform::common::tonic::ResourceAttributesWithSchema;
use opentelemetry_proto::transform::trace::tonic::group_spans_by_resource_and_scope;
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::error::OTelSdkResult;
use opentelemetry_sdk::trace::{Span, SpanData, SpanProcessor};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// Keeps what was recorded, as the messages that OpenTelemetry's own conversion makes of it.
#[derive(Clone, Debug, Default)]
pub(crate) struct MessageRecorder {
    ended: Arc<Mutex<Vec<ResourceSpans>>>,
    resource: Arc<ResourceAttributesWithSchema>,
}

impl MessageRecorder {
    pub(crate) fn messages(&self) -> Vec<ResourceSpans> {
        self.ended.lock().unwrap().clone()
    }
}

impl SpanProcessor for MessageRecorder {
    fn on_start(&self, _span: &mut Span, _context: &Context) {}

    fn on_end(&self, span: SpanData) {
        let message = group_spans_by_resource_and_scope(vec![span], &self.resource);
        self.ended.lock().unwrap().extend(message);
    }

    fn force_flush(&self) -> OTelSdkResult {
        Ok(())
    }

    fn shutdown_with_timeout(&self, _timeout: Duration) -> OTelSdkResult {
        Ok(())
    }

    fn set_resource(&mut self, resource: &Resource) {
        self.resource = Arc::new(resource.into());
    }
}
