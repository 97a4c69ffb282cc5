use opentelemetry::StringValue;

/// How a call has failed.
#[derive(Debug)]
pub(super) struct Failure {
    pub(super) error_type: StringValue,
    /// What the server has answered.
    pub(super) status_code: Option<StringValue>,
}
