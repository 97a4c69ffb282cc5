//! What the tests of servers and clients share: real sockets, and answers byte by byte.

mod channel_body;
mod exchange;
mod test_server;

pub use channel_body::{ChannelBody, Chunks};
pub use exchange::{connect, exchange, read_to_end, read_until};
pub use test_server::TestServer;

use std::future::Future;
use std::time::Duration;

/// How long a test waits for what must happen: long enough for a busy machine.
const LIMIT: Duration = Duration::from_secs(20);

/// Waits for what must happen, but not forever.
///
/// # Panics
///
/// When it has not happened in time.
pub async fn soon<F: Future>(event: F) -> F::Output {
    let happened = tokio::time::timeout(LIMIT, event).await;
    happened.expect("it should have happened by now")
}
