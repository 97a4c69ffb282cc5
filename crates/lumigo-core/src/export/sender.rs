use super::batch::Batch;
use super::queue::Queue;
use super::signal::Signal;
use super::transport::{Answer, Transport};
use crate::config::Config;
use crate::diagnostics;
use opentelemetry::Context;
use opentelemetry_sdk::Resource;
use std::collections::HashSet;
use std::sync::Arc;
use std::time::{Duration, Instant};

const FIRST_DELAY: Duration = Duration::from_millis(100);
const LONGEST_DELAY: Duration = Duration::from_secs(30);
/// Causes that are told apart in reports.
const REPORTS: usize = 32;
/// A batch that nobody has accepted for this long is dropped.
const MAX_AGE: Duration = Duration::from_secs(300);

/// Starts the thread that posts what the returned queue takes in. It ends when the queue is closed.
///
/// `None` without a token, and, which is reported, when the system gives no thread.
pub(crate) fn start_export(
    signal: &'static Signal,
    endpoint: &str,
    schedule_delay: Duration,
    config: &Config,
    resource: &Resource,
) -> Option<Arc<Queue>> {
    let token = config.token.clone()?;
    let queue = Arc::new(Queue::new(signal, schedule_delay));
    let sender = Sender {
        queue: Arc::clone(&queue),
        transport: Transport::new(endpoint.to_owned(), token, resource),
        debug: config.debug,
        reported: HashSet::new(),
    };
    let thread = std::thread::Builder::new().name(signal.thread.to_owned());
    match thread.spawn(|| sender.run()) {
        Ok(_) => Some(queue),
        Err(error) => {
            let (records, kind) = (signal.records, error.kind());
            diagnostics::warn(format_args!("no {records} are exported: {kind}"));
            None
        }
    }
}

struct Sender {
    queue: Arc<Queue>,
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
        let records = self.queue.signal().records;
        loop {
            match self.transport.post(batch) {
                Answer::Accepted => {
                    let count = batch.records();
                    diagnostics::debug(self.debug, format_args!("{records} accepted: {count}"));
                    return true;
                }
                Answer::Refused(cause) => {
                    self.report(format!("{records} were refused and are dropped: {cause}"));
                    return false;
                }
                Answer::Unavailable(cause) => {
                    self.report(format!(
                        "{records} cannot be exported and are kept for later: {cause}"
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
