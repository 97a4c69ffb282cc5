use std::time::SystemTime;

/// The `Retry-After` header of an [`Answer::ComeBack`](crate::Answer::ComeBack).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RetryAfter {
    /// After so many seconds.
    Seconds(u64),
    /// At this time, written as an HTTP date, so without the fraction of its second.
    At(SystemTime),
    /// Any text, as long as it is visible ASCII; without it the header is left out.
    Text(&'static str),
}

impl RetryAfter {
    pub(crate) fn header(self) -> String {
        match self {
            Self::Seconds(seconds) => seconds.to_string(),
            Self::At(time) => httpdate::fmt_http_date(time),
            Self::Text(text) => text.to_owned(),
        }
    }
}
