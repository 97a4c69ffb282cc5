use crate::{TestLog, TestSpan};

/// What an export request holds.
#[derive(Debug)]
pub(super) enum Records {
    Spans(Vec<TestSpan>),
    Logs(Vec<TestLog>),
}
