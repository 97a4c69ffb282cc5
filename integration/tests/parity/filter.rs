use crate::vectors::{attributes, check_all, environment, kind};
use lumigo_opentelemetry::Lumigo;
use opentelemetry::Context;
use opentelemetry::trace::{Span, Tracer, TracerProvider};
use serde_json::Value;

#[test]
fn a_root_span_is_sampled_unless_its_endpoint_is_filtered() {
    check_all("filter.json", |case: &Value| {
        let lumigo = Lumigo::builder().with_variables(environment(case)).build();
        let tracer = lumigo.tracer_provider().tracer("parity");
        let builder = tracer
            .span_builder("case")
            .with_kind(kind(case))
            .with_attributes(attributes(case));
        let span = builder.start_with_context(&tracer, &Context::new());
        let (sampled, expected) = (
            span.span_context().is_sampled(),
            case["sampled"].as_bool().unwrap(),
        );
        if sampled == expected {
            Ok(())
        } else {
            Err(format!("sampled is {sampled}"))
        }
    });
}
