use super::batch::Batch;
use super::delivery::{Delivery, Fate};
use super::queue::Queue;
use super::signal::Signal;
use super::transport::Transport;
use crate::config::Batching;
use crate::diagnostics;
use opentelemetry::Context;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// A batch that nobody has accepted for this long is dropped.
const MAX_AGE: Duration = Duration::from_secs(300);

/// Starts the thread that passes on, to what is called `name`, what the returned queue takes in. It ends
/// when the queue is closed.
///
/// `None`, which is reported, when the system gives no thread.
pub(super) fn start_sender(
    signal: &'static Signal,
    name: &str,
    batching: &Batching,
    transport: Transport,
    debug: bool,
) -> Option<Arc<Queue>> {
    let queue = Arc::new(Queue::new(signal, batching));
    let sender = Sender {
        queue: Arc::clone(&queue),
        delivery: Delivery::new(signal.records, name, "are kept for later", debug),
        transport,
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
    delivery: Delivery,
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
        let fate = self.delivery.deliver(
            || self.transport.post(batch),
            |delay| first_try.elapsed() <= MAX_AGE && self.queue.wait_for_retry(delay),
        );
        let is_accepted = fate == Fate::Accepted;
        if is_accepted {
            self.delivery.accepted(batch.records());
        }
        is_accepted
    }
}
