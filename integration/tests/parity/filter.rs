use crate::vectors::{check_all, start_span};
use opentelemetry::Context;
use opentelemetry::trace::Span;

#[test]
fn a_root_span_is_sampled_unless_its_endpoint_is_filtered() {
    check_all("filter.json", |case| {
        let sampled = start_span(case, &Context::new())
            .span_context()
            .is_sampled();
        if case["sampled"] == sampled {
            Ok(())
        } else {
            Err(format!("sampled is {sampled}"))
        }
    });
}
