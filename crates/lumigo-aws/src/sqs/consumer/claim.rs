use super::heart::Heart;
use std::sync::Arc;

/// A message that was received and is not done with: until this is dropped, nobody else receives it.
pub(super) struct Claim {
    id: u64,
    receipt: Arc<str>,
    heart: Arc<Heart>,
}

impl Claim {
    pub(super) fn new(id: u64, receipt: Arc<str>, heart: Arc<Heart>) -> Self {
        Self { id, receipt, heart }
    }

    pub(super) fn receipt(&self) -> &Arc<str> {
        &self.receipt
    }
}

impl Drop for Claim {
    fn drop(&mut self) {
        self.heart.release(self.id);
    }
}
