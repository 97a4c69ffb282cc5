use aws_sdk_sqs::types::Message;
use std::sync::Arc;
use tokio::sync::{Mutex, OwnedMutexGuard};

/// What a message is known by that was received.
pub(super) struct Receipt {
    pub(super) handle: String,
    pub(super) message_id: Option<String>,
    /// Held by the extension of its visibility time-out that is under way.
    extension: Arc<Mutex<()>>,
}

impl Receipt {
    /// `None` when the message names none: it can be neither kept nor deleted.
    pub(super) fn of(message: &Message) -> Option<Self> {
        Some(Self {
            handle: message.receipt_handle.clone()?,
            message_id: message.message_id.clone(),
            extension: Arc::default(),
        })
    }

    /// Begins an extension; `None` while there is one.
    pub(super) fn try_extend(&self) -> Option<OwnedMutexGuard<()>> {
        Arc::clone(&self.extension).try_lock_owned().ok()
    }

    /// Waits for the end of the extension that is under way, if there is one.
    pub(super) async fn extended(&self) {
        drop(self.extension.lock().await);
    }
}
