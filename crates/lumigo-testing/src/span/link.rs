/// A link of a [`TestSpan`](crate::TestSpan) to another span.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[non_exhaustive]
pub struct TestLink {
    /// The linked trace's id: 32 lower-case hexadecimal digits.
    pub trace_id: String,
    /// The linked span's id: 16 lower-case hexadecimal digits.
    pub span_id: String,
}
