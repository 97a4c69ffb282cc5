/// What the other side made of a batch.
pub(crate) enum Answer {
    Accepted,
    /// It will never be accepted; says why.
    Refused(String),
    /// It may be accepted later; says why.
    Unavailable(String),
}
