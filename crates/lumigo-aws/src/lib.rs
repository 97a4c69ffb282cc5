//! Spans for the AWS SDK for Rust, and SQS consumers whose messages stay in their trace.
//!
//! [`LumigoInterceptor`] goes on the configuration of any client, or on one operation. Each operation is
//! one span then: from its call to its outcome, over all attempts.
//!
//! Applications use it through the facade, `lumigo_opentelemetry::aws`.
//!
//! # Example
//!
//! ```
//! # #[cfg(feature = "sqs")]
//! # fn client(config: &aws_types::SdkConfig) -> aws_sdk_sqs::Client {
//! use lumigo_aws::LumigoInterceptor;
//!
//! let config = aws_sdk_sqs::config::Builder::from(config).interceptor(LumigoInterceptor).build();
//! let sqs = aws_sdk_sqs::Client::from_conf(config);
//! # sqs
//! # }
//! ```
//!
//! # Features
//!
//! | Feature | What you gain | Default |
//! | --- | --- | --- |
//! | `sqs` | The trace in sent messages, links to the senders of received ones, no spans of empty polls, [`SendScoped`] and [`Consumer`] | off |
//! | `sns` | The trace in published messages | off |
//! | `eventbridge` | The trace in events that are put | off |

#![forbid(unsafe_code)]
#![warn(missing_docs)]
#![cfg_attr(docsrs, feature(doc_cfg))]

mod bound_interceptor;
mod call;
mod endpoint;
mod error_type;
#[cfg(feature = "eventbridge")]
mod eventbridge;
mod hooks;
mod interceptor;
mod messages;
mod operation;
mod request;
mod response;
#[cfg(any(feature = "eventbridge", feature = "sns", feature = "sqs"))]
mod sending;
#[cfg(feature = "sns")]
mod sns;
#[cfg(feature = "sqs")]
mod sqs;

pub use bound_interceptor::BoundLumigoInterceptor;
pub use interceptor::LumigoInterceptor;
#[cfg(feature = "sqs")]
#[cfg_attr(docsrs, doc(cfg(feature = "sqs")))]
pub use sqs::{
    Consumer, ConsumerError, InScope, LeaveMessage, Outcome, Process, RetryDelay, ScopedBatch,
    ScopedMessage, ScopedMessages, SendScoped,
};

use lumigo_core::Instrumentation;

static INSTRUMENTATION: Instrumentation = Instrumentation::new(
    env!("CARGO_PKG_NAME"),
    env!("CARGO_PKG_VERSION"),
    &["aws", "boto", "botocore"],
);
