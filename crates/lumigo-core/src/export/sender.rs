use super::parcel::{Body, Parcel};
use super::queue::{Job, Queue};
use super::reports::Reports;
use super::signal::Signal;
use super::transport::{Answer, Transport};
use crate::config::Batching;
use crate::diagnostics;
use opentelemetry::Context;
use std::cell::Cell;
use std::io;
use std::mem;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

thread_local! {
    static IS_SENDER: Cell<bool> = const { Cell::new(false) };
}

/// Whether this thread is a sender's.
pub(super) fn is_this_thread() -> bool {
    IS_SENDER.try_with(Cell::get).unwrap_or(false)
}

/// Starts the first thread that passes on what the returned queue takes in. It starts others when there is
/// much to do; all of them end when the queue is closed.
///
/// `None`, which is reported, when the system gives no thread.
pub(super) fn start_sender(
    signal: &'static Signal,
    batching: &Batching,
    transport: Transport,
    reports: Reports,
) -> Option<Arc<Queue>> {
    let queue = Arc::new(Queue::new(signal, batching));
    let sender = Sender {
        signal,
        queue: Arc::clone(&queue),
        transport,
        reports: Arc::new(reports),
    };
    match sender.start() {
        Ok(()) => Some(queue),
        Err(error) => {
            let (records, kind) = (signal.records, error.kind());
            diagnostics::warn(format_args!("no {records} are exported: {kind}"));
            None
        }
    }
}

#[derive(Clone)]
struct Sender {
    signal: &'static Signal,
    queue: Arc<Queue>,
    transport: Transport,
    reports: Arc<Reports>,
}

impl Sender {
    fn start(self) -> io::Result<()> {
        let thread = std::thread::Builder::new().name(self.signal.thread.to_owned());
        thread.spawn(|| self.run()).map(|_| ())
    }

    fn run(mut self) {
        IS_SENDER.set(true);
        // No telemetry about telemetry.
        let _suppressed = Context::enter_telemetry_suppressed_scope();
        while let Some(Job { parcel, wants_help }) = self.queue.next() {
            if wants_help && self.clone().start().is_err() {
                self.queue.lacks_sender();
            }
            self.deliver(parcel);
        }
    }

    fn deliver(&mut self, mut parcel: Parcel) {
        // Somebody else's code must not end the only thread that sends.
        let answer = catch_unwind(AssertUnwindSafe(|| self.post(&mut parcel)));
        let answer = answer.unwrap_or_else(|_| Answer::unavailable("the client has panicked"));
        // Before anybody who waits for it goes on, and ends the program perhaps.
        self.reports.answer(parcel.records, &answer);
        self.queue.settle(parcel, &answer);
    }

    fn post(&mut self, parcel: &mut Parcel) -> Answer {
        let body = match &parcel.body {
            Body::Encoded(body) => body.clone(),
            Body::Records(batch) => match self.transport.encode(batch) {
                Some(body) => body,
                None => return Answer::Refused("they cannot be encoded".to_owned()),
            },
        };
        let before = mem::replace(&mut parcel.body, Body::Encoded(body.clone()));
        if let Body::Records(batch) = before {
            self.queue.encoded(parcel, batch);
        }
        self.transport.post(&body)
    }
}
