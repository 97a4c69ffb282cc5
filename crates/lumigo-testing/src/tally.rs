/// How often spans came to an [`OtlpSink`](crate::OtlpSink), told apart by their ids.
///
/// Nothing was lost when `distinct` is the number of spans that were made; nothing came twice without
/// reason when `needless` is 0.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Tally {
    /// Spans of all requests that were kept. One that came twice counts twice.
    pub kept: usize,
    /// Different spans that were kept.
    pub distinct: usize,
    /// Different spans of which the client was told that they were kept. The others had answers that
    /// were [lost](crate::Answer::Lost).
    pub told: usize,
    /// How often a span came although the client had been told that it was kept.
    pub needless: usize,
}
