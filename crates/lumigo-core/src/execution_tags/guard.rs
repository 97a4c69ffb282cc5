use opentelemetry::ContextGuard;

/// Holds execution tags on this thread; made by [`add_execution_tags`](crate::add_execution_tags).
#[derive(Debug)]
#[must_use = "the tags hold until this is dropped: bind it to a name"]
pub struct ExecutionTagsGuard {
    _attached: ContextGuard,
}

impl ExecutionTagsGuard {
    pub(super) fn new(attached: ContextGuard) -> Self {
        Self {
            _attached: attached,
        }
    }
}
