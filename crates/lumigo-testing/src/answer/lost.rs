/// How much of an answer comes before it is [lost](crate::Answer::Lost).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Lost {
    /// Nothing: the connection is reset.
    Whole,
    /// A part of the status line; then the connection is reset.
    InHead,
    /// The head and a part of the body it promises; then the connection is closed.
    InBody,
}
