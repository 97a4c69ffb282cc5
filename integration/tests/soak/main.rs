//! Very many requests, of which many come to no good end: each span ends, contexts keep to their
//! requests, and memory stays as it is.

mod app;
mod client;
mod counter;
mod customer;
mod memory;
mod own;
mod server;
mod soak;
mod strays;
mod watch;
