use super::batch::Batch;
use super::queue::SpanQueue;
use super::transport::{Answer, Transport};
use crate::diagnostics;
use opentelemetry::Context;
use std::collections::HashSet;
use std::io;
use std::sync::Arc;
use std::time::{Duration, Instant};

const FIRST_DELAY: Duration = Duration::from_millis(100);
const LONGEST_DELAY: Duration = Duration::from_secs(30);
/// Causes that are told apart in reports.
const REPORTS: usize = 32;
/// A batch that nobody has accepted for this long is dropped.
const MAX_AGE: Duration = Duration::from_secs(300);

/// Starts the thread that posts what the queue holds. It ends when the queue is closed.
///
/// # Errors
///
/// When the system gives no thread.
pub(crate) fn start_sender(
    queue: Arc<SpanQueue>,
    transport: Transport,
    debug: bool,
) -> io::Result<()> {
    let sender = Sender {
        queue,
        transport,
        debug,
        reported: HashSet::new(),
    };
    std::thread::Builder::new()
        .name("lumigo-export".to_owned())
        .spawn(|| sender.run())?;
    Ok(())
}

struct Sender {
    queue: Arc<SpanQueue>,
    transport: Transport,
    debug: bool,
    /// Each cause is reported once.
    reported: HashSet<String>,
}

impl Sender {
    fn run(mut self) {
        // No telemetry about telemetry.
        let _suppressed = Context::enter_telemetry_suppressed_scope();
        while let Some(batch) = self.queue.next() {
            let accepted = self.deliver(&batch);
            self.queue.settle(&batch, accepted);
        }
    }

    fn deliver(&mut self, batch: &Batch) -> bool {
        let first_try = Instant::now();
        let mut delay = FIRST_DELAY;
        loop {
            match self.transport.post(batch) {
                Answer::Accepted => {
                    let spans = batch.spans();
                    diagnostics::debug(self.debug, format_args!("spans accepted: {spans}"));
                    return true;
                }
                Answer::Refused(cause) => {
                    self.report(format!("spans were refused and are dropped: {cause}"));
                    return false;
                }
                Answer::Unavailable(cause) => {
                    self.report(format!(
                        "spans cannot be exported and are kept for later: {cause}"
                    ));
                }
            }
            if first_try.elapsed() > MAX_AGE || !self.queue.wait_for_retry(delay) {
                return false;
            }
            delay = (delay * 2).min(LONGEST_DELAY);
        }
    }

    fn report(&mut self, message: String) {
        if self.reported.len() < REPORTS && !self.reported.contains(&message) {
            diagnostics::warn(&message);
            self.reported.insert(message);
        }
    }
}
