use super::ConsumerError;
use super::claim::Claim;
use super::queue::{Queue, Refused};
use aws_sdk_sqs::types::BatchResultErrorEntry;
use std::time::Duration;

/// What SQS is told of a message whose handler has ended. It is told of several at once.
pub(super) trait Ending: Sized + Send + Sync + 'static {
    /// Tells it, and gives what was refused.
    fn send(
        queue: &Queue,
        batch: &[Self],
    ) -> impl Future<Output = Result<Refused, ConsumerError>> + Send;

    /// It was refused for good.
    fn error(&self, entry: BatchResultErrorEntry) -> ConsumerError;
}

/// It was handled.
pub(super) struct Deletion(pub(super) Claim);

impl Ending for Deletion {
    async fn send(queue: &Queue, batch: &[Self]) -> Result<Refused, ConsumerError> {
        queue
            .delete(batch.iter().map(|Self(claim)| claim.receipt()))
            .await
    }

    fn error(&self, entry: BatchResultErrorEntry) -> ConsumerError {
        ConsumerError::DeleteEntry {
            message_id: self.0.receipt().message_id.clone(),
            entry,
        }
    }
}

/// It is left, and shall be received again after a delay.
pub(super) struct Return {
    claim: Claim,
    delay: Duration,
}

impl Return {
    pub(super) fn new(claim: Claim, delay: Duration) -> Self {
        claim.close();
        Self { claim, delay }
    }
}

impl Ending for Return {
    async fn send(queue: &Queue, batch: &[Self]) -> Result<Refused, ConsumerError> {
        for left in batch {
            // It must not overtake the delay.
            left.claim.receipt().extended().await;
        }
        let messages = batch.iter().map(|left| (left.claim.receipt(), left.delay));
        queue.change_visibility(messages).await
    }

    fn error(&self, entry: BatchResultErrorEntry) -> ConsumerError {
        ConsumerError::ChangeVisibilityEntry {
            message_id: self.claim.receipt().message_id.clone(),
            entry,
        }
    }
}
