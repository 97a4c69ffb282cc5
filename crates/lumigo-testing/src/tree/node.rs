use crate::TestSpan;

/// A span with the spans under it.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct SpanNode<'a> {
    /// The span itself.
    pub span: &'a TestSpan,
    /// Its children, in the order of their start.
    pub children: Vec<SpanNode<'a>>,
}
