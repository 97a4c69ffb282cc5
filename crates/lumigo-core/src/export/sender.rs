use super::gzip::{gunzip, gzip};
use super::parcel::{Body, Parcel};
use super::queue::{Job, Queue};
use super::reports::Reports;
use super::signal::Signal;
use super::transport::{Answer, Transport};
use crate::config::Batching;
use crate::diagnostics;
use bytes::Bytes;
use opentelemetry::Context;
use std::cell::Cell;
use std::fmt;
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

/// Makes this thread one, as far as others can tell.
#[cfg(test)]
pub(super) fn pretend() {
    IS_SENDER.set(true);
}

/// Starts the first thread that passes on what the queue of the returned sender takes in. Threads start others
/// so that there is one to spare; all of them end when the queue is closed.
///
/// `None`, which is reported, when the system gives no thread.
pub(super) fn start_sender(
    signal: &'static Signal,
    batching: &Batching,
    transport: Transport,
    reports: Reports,
) -> Option<Sender> {
    let queue = Queue::new(signal, batching, transport.most_batch_bytes());
    let sender = Sender {
        signal,
        queue: Arc::new(queue),
        transport,
        reports: Arc::new(reports),
    };
    match sender.clone().start() {
        Ok(()) => Some(sender),
        Err(error) => {
            let (records, kind) = (signal.records, error.kind());
            diagnostics::warn(format_args!("no {records} are exported: {kind}"));
            None
        }
    }
}

/// Posts what a queue holds: every thread that does so has a clone.
#[derive(Clone)]
pub(super) struct Sender {
    signal: &'static Signal,
    pub(super) queue: Arc<Queue>,
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
        while let Some(job) = self.queue.next() {
            match job {
                Job::Post { parcel, wants_help } => {
                    if wants_help {
                        self.recruit();
                    }
                    self.deliver(parcel);
                }
                Job::Pack(parcel) => self.pack(parcel),
            }
            self.reports.losses(&self.queue.counts().dropped_by);
        }
        self.reports.losses(&self.queue.counts().dropped_by);
    }

    /// Starts another one, which the queue counts already.
    fn recruit(&self) {
        if self.clone().start().is_err() {
            self.queue.lacks_sender();
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
        let Some(body) = self.body_of(parcel) else {
            return Answer::Refused("they cannot be encoded".to_owned());
        };
        if let Body::Records(_) = &parcel.body {
            let before = mem::replace(&mut parcel.body, Body::Encoded(body.clone()));
            self.queue.encoded(parcel, before);
        }
        self.transport.post(&body)
    }

    /// What is to be posted.
    fn body_of(&self, parcel: &Parcel) -> Option<Bytes> {
        match &parcel.body {
            Body::Records(batch) => self.transport.encode(batch),
            Body::Encoded(body) => Some(body.clone()),
            Body::Packed { body, length } => gunzip(body, *length).ok().map(Bytes::from),
        }
    }

    /// Makes a parcel as small as it can be.
    fn pack(&self, mut parcel: Parcel) {
        let packed = catch_unwind(AssertUnwindSafe(|| self.packed(&parcel)));
        let packed = packed.ok().flatten();
        let smaller = packed.filter(|body| body.bytes() < parcel.bytes());
        let before = smaller.map(|body| mem::replace(&mut parcel.body, body));
        parcel.is_packed = true;
        self.queue.packed(parcel, before);
    }

    fn packed(&self, parcel: &Parcel) -> Option<Body> {
        let encoded = self.body_of(parcel)?;
        if self.transport.compresses() {
            return Some(Body::Encoded(encoded));
        }
        let (body, length) = (gzip(&encoded).ok()?.into(), encoded.len());
        Some(Body::Packed { body, length })
    }
}

impl fmt::Debug for Sender {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The transport has the token.
        f.debug_struct("Sender").finish_non_exhaustive()
    }
}
