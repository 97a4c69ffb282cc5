//! What becomes of `tracing` events with the feature `logs` and `LUMIGO_ENABLE_LOGS=true`.

mod appender;
mod client;
mod context;
mod dump;
mod errors;
mod export;
mod flush;
mod layers;
mod limits;
mod masking;
mod odd_fields;
mod records;
mod settings;
mod support;
mod thread_end;
