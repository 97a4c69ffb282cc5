//! SQS: what a queue carries from one process to the next.

mod attribute;
mod batch;
mod consumer;
mod envelope;
mod given_up;
mod in_scope;
mod md5;
mod message;
mod names;
mod origin;
mod outcome;
mod process;
mod producer;
mod received;
pub(crate) mod refused;
mod scoped_messages;
mod send;
mod send_scoped;
mod trigger;
mod turns;

pub(crate) use given_up::MayBeGivenUp;
pub(crate) use received::Received;
pub(crate) use send::{Digests, send, send_batch, tidy};

pub use batch::ScopedBatch;
pub use consumer::{Consumer, ConsumerError, LeaveMessage, RetryDelay};
pub use in_scope::InScope;
pub use message::ScopedMessage;
pub use outcome::Outcome;
pub use process::Process;
pub use scoped_messages::ScopedMessages;
pub use send_scoped::SendScoped;

/// `messaging.system` of SQS.
pub(crate) const SYSTEM: &str = "aws_sqs";
