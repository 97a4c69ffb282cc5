//! SQS: what a queue carries from one process to the next.

mod trigger;
