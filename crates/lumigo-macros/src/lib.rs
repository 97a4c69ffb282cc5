//! Macros of the Lumigo OpenTelemetry distribution for Rust. Applications use them through the
//! facade, `lumigo-opentelemetry`, which they expand to.

#![forbid(unsafe_code)]
#![warn(missing_docs)]

mod dependencies;
mod wrapped;
