//! The shared core of the Lumigo OpenTelemetry distribution for Rust: configuration, endpoint
//! filtering, masking, payload capture, the resource, execution tags, propagation and export.
//!
//! Applications use the facade, `lumigo-opentelemetry`. This crate is for authors of adapters: an
//! adapter names itself in a `static` [`Instrumentation`], asks it for the [`ActiveCore`] when a
//! request comes, and turns its library's types into calls of that.
//!
//! # Example
//!
//! ```
//! use lumigo_core::{Endpoint, Instrumentation, Lumigo};
//! use opentelemetry::trace::SpanBuilder;
//!
//! static INSTRUMENTATION: Instrumentation =
//!     Instrumentation::new("my-adapter", env!("CARGO_PKG_VERSION"), &["my-library"]);
//!
//! let lumigo = Lumigo::builder().with_service_name("shop").init();
//! if let Some(core) = INSTRUMENTATION.active() {
//!     let parent = core.extract(&http::HeaderMap::new());
//!     let span = core.start_span(parent, Endpoint::Server("/orders/7"), || {
//!         SpanBuilder::from_name("GET /orders/{id}")
//!     });
//!     let _attached = span.attach();
//! } // the span ends here
//! lumigo.shutdown();
//! ```
//!
//! # Features
//!
//! | Feature | What you gain | Default |
//! | --- | --- | --- |
//! | `grpc` | OTLP over gRPC, by `OTEL_EXPORTER_OTLP_PROTOCOL=grpc` | off |
//! | `http-json` | OTLP in JSON, by `OTEL_EXPORTER_OTLP_PROTOCOL=http/json` | off |
//! | `logs` | `Lumigo::tracing_layer`: log records with the ids of their spans | off |
//! | `metrics` | `Lumigo::meter_provider`: metrics, by `OTEL_METRICS_EXPORTER` | off |

#![forbid(unsafe_code)]
#![warn(missing_docs)]
#![cfg_attr(docsrs, feature(doc_cfg))]

pub mod attributes;
#[doc(hidden)]
pub mod wrapped;

mod background;
mod config;
mod core;
mod database;
mod dependencies;
mod diagnostics;
mod exchange;
mod execution_tags;
mod export;
mod filter;
mod host_processors;
mod instrumentation;
mod known;
mod limits;
mod logs;
mod lumigo;
mod masking;
mod metrics;
mod pass_through;
mod payload;
mod processor;
mod programmatic_error;
mod propagation;
mod resource;
mod sampler;
mod span;
mod stats;

pub use config::{SqlCapture, VARIABLES, Variable};
pub use database::{
    DatabaseCall, DatabaseOperation, DatabaseServer, PlannedCall, PoolMetrics, PoolState, Sql,
    SqlDialect, SqlTexts,
};
pub use diagnostics::Diagnostics;
pub use exchange::{
    BodyWatch, ClientRequest, Exchange, RequestBody, ResponseBody, ServerRequest, error_type,
};
pub use execution_tags::{
    ExecutionTagsGuard, TagValue, Tagged, add_execution_tags, set_execution_tags,
    with_execution_tags,
};
pub use export::{FlushError, jitter};
pub use instrumentation::{ActiveCore, Binding, ChainLimits, Endpoint, Instrumentation};
pub use known::Known;
#[cfg(feature = "logs")]
#[cfg_attr(docsrs, doc(cfg(feature = "logs")))]
pub use logs::LogLayer;
pub use lumigo::{Lumigo, LumigoBuilder};
pub use masking::MaskingContext;
pub use payload::Capture;
pub use programmatic_error::create_programmatic_error;
pub use span::ActiveSpan;
#[cfg(feature = "logs")]
#[cfg_attr(docsrs, doc(cfg(feature = "logs")))]
pub use stats::LogStats;
pub use stats::{DropReasons, Stats};
