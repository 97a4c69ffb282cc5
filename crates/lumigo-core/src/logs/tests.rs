use crate::diagnostics::reported;

#[test]
fn without_the_feature_the_variables_are_reported() {
    for (name, value) in [
        ("LUMIGO_ENABLE_LOGS", "true"),
        ("OTEL_LOGS_EXPORTER", "otlp"),
    ] {
        let reports = reported(&[(name, value), ("LUMIGO_TRACER_TOKEN", "t_test")]);
        assert_eq!(
            reports,
            format!("{name} has no effect: the feature `logs` of this crate is not on\n")
        );
    }
}
