use super::FlushError;
use super::console::Console;
use super::counts::Counts;
use super::queue::Flush;
use super::record::Record;
use super::reports::Reports;
use super::route::Route;
use super::sender::{Sender, start_sender};
use super::signal::Signal;
use super::transport::Transport;
use crate::config::{Batching, Config};
use opentelemetry_sdk::Resource;
use std::cell::Cell;
use std::time::{Duration, Instant};

/// A record that is longer takes its memory with it.
const KEPT_BYTES: usize = 64 * 1024;

thread_local! {
    /// Where the records of a thread are written before they are handed over.
    static SCRATCH: Cell<Vec<u8>> = const { Cell::new(Vec::new()) };
}

/// All the ways out of one signal, each with a queue and a thread of its own: one that is slow or down
/// holds up no other.
#[derive(Debug, Default)]
pub(crate) struct Exports {
    /// What they are, for people.
    names: Vec<String>,
    otlp: Vec<Sender>,
    console: Option<Console>,
    /// The hosts and ports that records are posted to.
    addresses: Vec<(String, u16)>,
}

impl Exports {
    /// Starts a thread for each way. They end when the exports are closed.
    pub(crate) fn start(
        signal: &'static Signal,
        routes: Vec<Route>,
        batching: &Batching,
        resource: &Resource,
        config: &Config,
    ) -> Self {
        let mut exports = Self::default();
        for route in routes {
            let description = route.description();
            let reports = Reports::new(signal.records, &route, "are kept for later", config);
            let has_started = match route {
                Route::Otlp(destination) => {
                    let address = destination.address();
                    let transport = Transport::otlp(destination, signal.service, resource);
                    let sender = start_sender(signal, batching, transport, reports);
                    let has_started = sender.is_some();
                    exports.addresses.extend(address.filter(|_| has_started));
                    exports.otlp.extend(sender);
                    has_started
                }
                Route::Console => {
                    let batching = Batching {
                        delay: Duration::ZERO,
                        // Lines keep their order.
                        concurrency: 1,
                        ..*batching
                    };
                    let sender = start_sender(signal, &batching, Transport::Console, reports);
                    exports.console = sender.map(|sender| Console::new(sender, resource));
                    exports.console.is_some()
                }
            };
            exports.names.extend(has_started.then_some(description));
        }
        exports
    }

    /// Takes a record in.
    pub(crate) fn push(&self, record: &impl Record) {
        if !self.otlp.is_empty() {
            // A thread that ends has none any more.
            let mut encoded = SCRATCH.try_with(Cell::take).unwrap_or_default();
            encoded.clear();
            record.encode(&mut encoded);
            for sender in &self.otlp {
                sender.queue.push(record.scope(), &encoded);
            }
            if encoded.capacity() <= KEPT_BYTES {
                let _ = SCRATCH.try_with(|scratch| scratch.set(encoded));
            }
        }
        if let Some(console) = &self.console {
            console.push(record);
        }
    }

    /// Whether nothing leaves.
    pub(crate) fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    /// Where it leaves to.
    pub(crate) fn names(&self) -> &[String] {
        &self.names
    }

    /// The hosts and ports that records are posted to.
    pub(crate) fn addresses(&self) -> &[(String, u16)] {
        &self.addresses
    }

    /// What became of the records, on all ways together.
    pub(crate) fn counts(&self) -> Counts {
        self.senders().map(|sender| sender.queue.counts()).sum()
    }

    /// Begins to send what was recorded before the call.
    pub(crate) fn begin_flush(&self) -> Flushes<'_> {
        let flushes = self.senders().map(|sender| sender.queue.begin_flush());
        Flushes(flushes.collect())
    }

    /// Takes nothing more in, and begins to send what waits.
    pub(crate) fn begin_close(&self) -> Flushes<'_> {
        let flushes = self.senders().map(|sender| sender.queue.begin_close());
        Flushes(flushes.collect())
    }

    fn senders(&self) -> impl Iterator<Item = &Sender> {
        let console = self.console.as_ref().map(Console::sender);
        self.otlp.iter().chain(console)
    }
}

/// Flushes of all ways, which go on at the same time.
#[must_use]
pub(crate) struct Flushes<'a>(Vec<Flush<'a>>);

impl Flushes<'_> {
    /// Waits until everything is accepted everywhere. What is wrong on the first way is told.
    pub(crate) fn wait(self, deadline: Instant) -> Result<(), FlushError> {
        let outcomes = self.0.into_iter().map(|flush| flush.wait(deadline));
        let outcomes: Vec<_> = outcomes.collect();
        outcomes.into_iter().collect()
    }
}
