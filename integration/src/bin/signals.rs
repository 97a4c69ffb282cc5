//! A host that makes one span, one log record and one measurement by what `init` makes global:
//! `signals PLAN`. Nothing else is printed than what its plan says.

use lumigo_opentelemetry::{FlushError, Lumigo};
use opentelemetry::global;
use opentelemetry::trace::Tracer;
use std::time::Duration;
use tracing::Dispatch;
use tracing_subscriber::filter::LevelFilter;
use tracing_subscriber::layer::SubscriberExt;

fn main() {
    let plan = std::env::args().nth(1).expect("a plan");
    if plan == "deaf" {
        let subscriber = tracing_subscriber::registry().with(LevelFilter::ERROR);
        tracing::subscriber::set_global_default(subscriber).expect("no other subscriber");
    }
    let lumigo = lumigo_opentelemetry::init();
    work(&lumigo);
    match plan.as_str() {
        "shutdown" | "deaf" => lumigo.shutdown(),
        "drop" => drop(lumigo),
        "stats" => show(&lumigo),
        other => panic!("no plan {other}"),
    }
}

/// Only the log record is made with a subscriber: what the distribution says of itself goes to standard
/// error.
fn work(lumigo: &Lumigo) {
    let logs = Dispatch::new(tracing_subscriber::registry().with(lumigo.tracing_layer()));
    global::meter("host")
        .u64_counter("orders")
        .build()
        .add(1, &[]);
    global::tracer("host").in_span("work", |_| {
        tracing::dispatcher::with_default(&logs, || tracing::info!("order taken"));
    });
}

/// Prints how flushing went and what became of the span; ends in bounded time.
fn show(lumigo: &Lumigo) {
    let flushed = lumigo.force_flush(Duration::from_secs(1));
    println!("flushed: {}", outcome(flushed));
    let stats = lumigo.stats();
    println!(
        "recorded: {}, sent: {}, dropped or waiting: {}",
        stats.recorded,
        stats.sent,
        stats.dropped + stats.waiting
    );
    let ended = lumigo.shutdown_with_timeout(Duration::from_millis(200));
    println!("ended: {}", outcome(ended));
}

fn outcome(result: Result<(), FlushError>) -> &'static str {
    result.map_or("not everything", |()| "everything")
}
