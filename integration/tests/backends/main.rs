//! Export to backends other than Lumigo: to a collector that was not written here, and to sinks that
//! demand something, or do something odd.

mod collector;
mod comparison;
mod compression;
mod console;
mod deliveries;
mod endpoints;
mod faults;
mod headers;
mod json;
mod lists;
mod log_records;
mod measurements;
mod metrics;
mod mistakes;
mod own_metrics;
mod recorder;
mod retries;
mod runtimes;
mod spans;
mod support;
mod tls;
