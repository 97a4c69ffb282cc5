use aws_sdk_sqs::error::SdkError;
use aws_sdk_sqs::operation::change_message_visibility_batch::ChangeMessageVisibilityBatchError;
use aws_sdk_sqs::operation::delete_message_batch::DeleteMessageBatchError;
use aws_sdk_sqs::operation::get_queue_attributes::GetQueueAttributesError;
use aws_sdk_sqs::operation::receive_message::ReceiveMessageError;
use aws_sdk_sqs::types::BatchResultErrorEntry;

/// What has failed between a [`Consumer`](super::Consumer) and its queue.
///
/// The text says what could not be done. Why is in the [`source`](std::error::Error::source):
/// [`DisplayErrorContext`](aws_sdk_sqs::error::DisplayErrorContext) prints both.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ConsumerError {
    /// A poll. There will be another one.
    #[error("messages could not be received")]
    Receive(#[source] Box<SdkError<ReceiveMessageError>>),
    /// The deletion of messages that were handled, after several attempts. They will be received again.
    #[error("messages that were handled could not be deleted")]
    Delete(#[source] Box<SdkError<DeleteMessageBatchError>>),
    /// That of one message, as SQS has refused it.
    #[error("a message that was handled could not be deleted: {}", .entry.code())]
    #[non_exhaustive]
    DeleteEntry {
        /// The message's id, as it was received.
        message_id: Option<String>,
        /// What SQS has answered.
        entry: BatchResultErrorEntry,
    },
    /// A change of the time for which messages are hidden. They may be received again too early, or too late.
    #[error("the visibility time-out of messages could not be changed")]
    ChangeVisibility(#[source] Box<SdkError<ChangeMessageVisibilityBatchError>>),
    /// That of one message, as SQS has refused it.
    #[error("the visibility time-out of a message could not be changed: {}", .entry.code())]
    #[non_exhaustive]
    ChangeVisibilityEntry {
        /// The message's id, as it was received.
        message_id: Option<String>,
        /// What SQS has answered.
        entry: BatchResultErrorEntry,
    },
    /// The question for the queue's visibility time-out. When SQS has refused it, polls ask for one of 30 s from
    /// now on; else it is asked again.
    #[error("the visibility time-out of the queue could not be read")]
    ReadVisibility(#[source] Box<SdkError<GetQueueAttributesError>>),
}
