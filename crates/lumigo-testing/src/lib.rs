//! Test tools of the Lumigo OpenTelemetry distribution.
//!
//! | Tool | What a test does with it |
//! | --- | --- |
//! | [`SpanRecorder`] | keeps the spans that end in a pipeline, without any export |
//! | [`OtlpSink`] | receives OTLP over HTTP on a real socket, and can answer badly or not at all |
//! | [`TestSpan`] | one span in a form for assertions, the same from both of the above |
//! | [`TestLog`] | one log record in such a form |
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
//! The sink reads HTTP/1 and uncompressed protobuf, and keeps everything it gets in memory.
#![forbid(unsafe_code)]
#![warn(missing_docs)]

mod answer;
mod log;
mod recorder;
mod request;
mod sink;
mod span;
mod tree;

pub use answer::Answer;
pub use log::TestLog;
pub use recorder::SpanRecorder;
pub use request::SinkRequest;
pub use sink::OtlpSink;
pub use span::{TestEvent, TestLink, TestSpan};
pub use tree::{SpanNode, SpanTree, Trace};
