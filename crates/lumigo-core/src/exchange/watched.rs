use super::passed::Passed;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// What has passed of a request's body, which the handler may read anywhere. Nothing when nobody wants
/// to know.
#[derive(Clone, Debug, Default)]
pub(super) struct Watched(Option<Arc<Mutex<Passed>>>);

impl Watched {
    pub(super) fn new(passed: Passed) -> Self {
        Self(Some(Arc::new(Mutex::new(passed))))
    }

    pub(super) fn lock(&self) -> Option<MutexGuard<'_, Passed>> {
        let passed = self.0.as_ref()?;
        Some(passed.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// What has passed until now.
    pub(super) fn take(&mut self) -> Passed {
        let watched = std::mem::take(self);
        watched
            .lock()
            .map(|mut passed| std::mem::take(&mut *passed))
            .unwrap_or_default()
    }
}
