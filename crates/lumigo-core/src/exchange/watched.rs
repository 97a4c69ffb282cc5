use super::passed::Passed;
use std::sync::{Arc, Mutex, PoisonError};

/// What has passed of a request's body, which the handler may read anywhere.
#[derive(Clone, Debug, Default)]
pub(super) enum Watched {
    /// Nobody wants to know.
    #[default]
    Not,
    /// The head has told as much as anybody wants to know: the length.
    ByHead(u64),
    Shared(Arc<Mutex<Passed>>),
}

impl Watched {
    pub(super) fn new(passed: Passed) -> Self {
        Self::Shared(Arc::new(Mutex::new(passed)))
    }

    /// Whether the bytes have to be looked at.
    pub(super) fn is_shared(&self) -> bool {
        matches!(self, Self::Shared(_))
    }

    pub(super) fn update(&self, change: impl FnOnce(&mut Passed)) {
        if let Self::Shared(passed) = self {
            change(&mut passed.lock().unwrap_or_else(PoisonError::into_inner));
        }
    }

    /// What has passed until now.
    pub(super) fn take(&self) -> Passed {
        let mut taken = Passed::default();
        match self {
            Self::Not => {}
            Self::ByHead(length) => taken = Passed::new(Some(*length), None),
            Self::Shared(_) => self.update(|passed| taken = std::mem::take(passed)),
        }
        taken
    }
}
