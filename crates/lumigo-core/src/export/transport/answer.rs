use std::time::Duration;

/// What the other side made of a batch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    Accepted,
    /// All but so many records were accepted; or all of them, and there is something to say.
    Partly {
        rejected: u64,
        message: String,
    },
    /// It will never be accepted; says why.
    Refused(String),
    /// It may be accepted later; says why.
    Unavailable {
        cause: String,
        /// How long the other side asks to be left alone.
        retry_after: Option<Duration>,
    },
}

impl Answer {
    pub(crate) fn unavailable(cause: impl Into<String>) -> Self {
        Self::Unavailable {
            cause: cause.into(),
            retry_after: None,
        }
    }
}
