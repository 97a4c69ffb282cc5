//! Test tools of the Lumigo OpenTelemetry distribution.
//!
//! | Tool | What a test does with it |
//! | --- | --- |
//! | [`SpanRecorder`] | keeps the spans that end in a pipeline, without any export |
//! | [`OtlpSink`] | receives OTLP over HTTP or gRPC on a real socket, and can answer badly or not at all |
//! | [`Tally`] | tells spans that are lost or come twice from those that arrive |
//! | [`TestAuthority`] | makes certificates for a sink with TLS and for its clients |
//! | [`TestSpan`] | one span in a form for assertions, the same from both of the above |
//! | [`TestLog`], [`TestMetric`] | one log record, one metric in such a form |
//! | [`Export`] | an OTLP message, for comparisons of every field |
//! | [`SpanTree`] | shows spans as an indented text, or walks them trace by trace |
//!
//! # Example
//!
//! ```
//! use lumigo_testing::SpanRecorder;
//! use opentelemetry::trace::{Tracer, TracerProvider};
//! use opentelemetry_sdk::trace::SdkTracerProvider;
//!
//! let recorder = SpanRecorder::new();
//! let provider = SdkTracerProvider::builder().with_span_processor(recorder.clone()).build();
//! let tracer = provider.tracer("docs");
//!
//! tracer.in_span("read order", |_| tracer.in_span("query", |_| ()));
//!
//! assert_eq!(recorder.tree(), "INTERNAL read order\n  INTERNAL query");
//! assert!(recorder.span_named("read order").is_root());
//! ```
//!
//! # Limits
//!
//! The sink keeps everything it gets in memory, unless it [only counts](SinkBuilder::with_counts_alone).
#![forbid(unsafe_code)]
#![warn(missing_docs)]

mod answer;
mod authority;
mod export;
mod identity;
mod log;
mod metric;
mod recorder;
mod request;
mod sink;
mod span;
mod tally;
mod tree;

pub use answer::{Answer, Lost, RetryAfter};
pub use authority::TestAuthority;
pub use export::Export;
pub use identity::TestIdentity;
pub use log::TestLog;
pub use metric::{TestMetric, TestPoint};
pub use recorder::SpanRecorder;
pub use request::SinkRequest;
pub use sink::{OtlpSink, SinkBuilder};
pub use span::{TestEvent, TestLink, TestSpan};
pub use tally::Tally;
pub use tree::{SpanNode, SpanTree, Trace};
