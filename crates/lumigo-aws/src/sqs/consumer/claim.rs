use super::claims::Claims;
use super::receipt::Receipt;
use std::sync::Arc;

/// A message that was received and is not done with: until this is dropped, nobody else receives it.
pub(super) struct Claim {
    id: u64,
    receipt: Arc<Receipt>,
    claims: Arc<Claims>,
}

impl Claim {
    pub(super) fn new(receipt: Receipt, claims: &Arc<Claims>) -> Self {
        let receipt = Arc::new(receipt);
        Self {
            id: claims.open(Arc::clone(&receipt)),
            receipt,
            claims: Arc::clone(claims),
        }
    }

    pub(super) fn receipt(&self) -> &Receipt {
        &self.receipt
    }

    /// Has the message extended no more.
    pub(super) fn close(&self) {
        self.claims.close(self.id);
    }
}

impl Drop for Claim {
    fn drop(&mut self) {
        self.close();
    }
}
