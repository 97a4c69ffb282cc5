//! `Consumer` at the queues of a server that speaks the protocol of SQS: every message is handled, and each
//! handling is one span in the trace of whoever has sent the message.
#![expect(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "all of this is tests, also what is no test function"
)]

mod cancelled;
mod deletions;
mod failing;
mod fifo;
mod idle;
mod long;
mod many;
mod outage;
mod proxy;
mod stop;
mod support;
mod traces;
