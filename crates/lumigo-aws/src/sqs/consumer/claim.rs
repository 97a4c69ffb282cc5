use super::claims::Claims;
use std::sync::Arc;

/// A message that was received and is not done with: until this is dropped, nobody else receives it.
pub(super) struct Claim {
    id: u64,
    receipt: Arc<str>,
    claims: Arc<Claims>,
}

impl Claim {
    pub(super) fn new(receipt: &str, claims: &Arc<Claims>) -> Self {
        let receipt = Arc::<str>::from(receipt);
        Self {
            id: claims.open(Arc::clone(&receipt)),
            receipt,
            claims: Arc::clone(claims),
        }
    }

    pub(super) fn receipt(&self) -> &Arc<str> {
        &self.receipt
    }
}

impl Drop for Claim {
    fn drop(&mut self) {
        self.claims.close(self.id);
    }
}
