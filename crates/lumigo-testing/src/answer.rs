mod lost;
mod retry_after;

use std::time::Duration;

pub use self::lost::Lost;
pub use self::retry_after::RetryAfter;

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
    /// This status, with the time at which the client shall come back. Over gRPC only the status.
    ComeBack(u16, RetryAfter),
    /// As [`Accept`](Self::Accept), but only after this time. A client that hangs up before that
    /// was not accepted.
    After(Duration),
    /// Status 200 that tells of spans or log records that were not kept: the last ones of the request.
    Partial {
        /// How many.
        rejected: usize,
        /// What is said about it.
        message: &'static str,
    },
    /// The connection is reset without an answer once the request has been read.
    Reset,
    /// The connection is reset while the request still comes: at the first part of its body.
    ResetRequest,
    /// Bytes that are no HTTP, after which the connection is closed.
    Garbage,
    /// The spans are kept, but the client never gets the whole answer.
    Lost(Lost),
    /// No answer; the connection stays open until the client closes it or the sink stops.
    Never,
}

impl Answer {
    /// The status that is answered with or, when nothing is, whether spans are kept by it.
    pub(crate) fn status(self) -> u16 {
        match self {
            Self::Status(code) | Self::ComeBack(code, _) => code,
            Self::Accept | Self::After(_) | Self::Partial { .. } | Self::Lost(_) => 200,
            Self::Reset | Self::ResetRequest | Self::Garbage | Self::Never => 503,
        }
    }
}
