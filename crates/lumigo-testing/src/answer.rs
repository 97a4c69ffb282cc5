use std::time::Duration;

/// How an [`OtlpSink`](crate::OtlpSink) answers.
///
/// A request that is not OTLP at all is refused whatever the answer is: see
/// [`OtlpSink::answer_with`](crate::OtlpSink::answer_with).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Answer {
    /// Status 200; the spans are kept.
    #[default]
    Accept,
    /// This status; the spans are kept when it is a success.
    Status(u16),
    /// As [`Accept`](Self::Accept), but only after this time. A client that hangs up before that
    /// was not accepted.
    After(Duration),
    /// The connection is closed without an answer once the request has been read.
    Reset,
    /// No answer; the connection stays open until the client closes it or the sink stops.
    Never,
}
