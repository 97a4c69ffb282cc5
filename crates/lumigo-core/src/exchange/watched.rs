use super::passed::Passed;
use std::sync::{Arc, Mutex, PoisonError};

/// What has passed of a request's body, which the handler may read anywhere. Nothing when nobody wants
/// to know.
#[derive(Clone, Debug, Default)]
pub(super) struct Watched(Option<Arc<Mutex<Passed>>>);

impl Watched {
    pub(super) fn new(passed: Passed) -> Self {
        Self(Some(Arc::new(Mutex::new(passed))))
    }

    pub(super) fn is_some(&self) -> bool {
        self.0.is_some()
    }

    pub(super) fn update(&self, change: impl FnOnce(&mut Passed)) {
        if let Some(passed) = &self.0 {
            change(&mut passed.lock().unwrap_or_else(PoisonError::into_inner));
        }
    }

    /// What has passed until now.
    pub(super) fn take(&self) -> Passed {
        let mut taken = Passed::default();
        self.update(|passed| taken = std::mem::take(passed));
        taken
    }
}
