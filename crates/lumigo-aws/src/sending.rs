//! Calls that send messages, and write into each the context of its span.

#[cfg(any(feature = "sns", feature = "sqs"))]
mod attributes;
mod beginning;
mod fields;
mod room;
mod sent;

#[cfg(any(feature = "sns", feature = "sqs"))]
pub(crate) use attributes::{MessageAttribute, attributes_size, inject};
pub(crate) use beginning::Beginning;
pub(crate) use fields::fields;
pub(crate) use room::Room;
pub(crate) use sent::{Outcome, Sent};
