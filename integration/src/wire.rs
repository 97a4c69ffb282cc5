//! What the tests of servers and clients share: real sockets, and answers byte by byte.

mod channel_body;
mod exchange;
mod test_server;

pub use channel_body::{ChannelBody, Chunks};
pub use exchange::{connect, exchange, read_to_end, read_until, reset, send};
pub use test_server::TestServer;

use axum::routing::{MethodRouter, any};
use std::future::{Future, pending};
use std::time::Duration;
use tokio::sync::mpsc;

/// How long a test waits for what must happen: long enough for a busy machine.
pub const LIMIT: Duration = Duration::from_secs(20);

/// Waits for what must happen, but not forever.
///
/// # Panics
///
/// When it has not happened in time.
pub async fn soon<F: Future>(event: F) -> F::Output {
    let happened = tokio::time::timeout(LIMIT, event).await;
    happened.expect("it should have happened by now")
}

/// A handler that answers nothing, and what tells that it was asked.
///
/// # Panics
///
/// Its requests do when nobody listens any more.
pub fn never() -> (MethodRouter, mpsc::Receiver<()>) {
    let (asked, asks) = mpsc::channel(1);
    let handler = any(move || async move {
        asked.send(()).await.expect("somebody who listens");
        pending::<()>().await;
    });
    (handler, asks)
}
