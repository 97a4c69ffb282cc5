//! The Lumigo OpenTelemetry distribution for Rust: add one line, and every request is a span in one
//! trace, in Lumigo or any OTLP backend.
//!
//! # Example
//!
//! ```
//! # #[cfg(all(feature = "axum", feature = "reqwest"))]
//! # fn main() {
//! use axum::{Router, routing::get};
//! use lumigo_opentelemetry::{LumigoLayer, LumigoMiddleware};
//! use reqwest_middleware::ClientBuilder;
//!
//! let lumigo = lumigo_opentelemetry::init(); // LUMIGO_* and OTEL_*; never panics
//!
//! let app: Router = Router::new()
//!     .route("/orders/{id}", get(|| async { "one order" }))
//!     .layer(LumigoLayer);
//! let http = ClientBuilder::new(reqwest::Client::new()).with(LumigoMiddleware).build();
//!
//! lumigo.shutdown(); // or drop it: what is queued is flushed
//! # }
//! # #[cfg(not(all(feature = "axum", feature = "reqwest")))]
//! # fn main() {}
//! ```
//!
//! # Features
//!
//! | Feature | What you gain | Default |
//! | --- | --- | --- |
//! | `aws` | `LumigoInterceptor` for every AWS SDK client | off |
//! | `aws-eventbridge` | The same, with the trace in events that are put | off |
//! | `aws-sns` | The same, with the trace in published messages | off |
//! | `aws-sqs` | The same, with the trace in messages of SQS, `SendScoped` and `aws::Consumer` | off |
//! | `axum` | `LumigoLayer` with matched routes and the client's address | off |
//! | `tower` | `LumigoLayer` for any tower HTTP service, `LumigoClientLayer` for any tower HTTP client | off |
//! | `grpc` | OTLP over gRPC, by `OTEL_EXPORTER_OTLP_PROTOCOL=grpc` | off |
//! | `http-json` | OTLP in JSON, by `OTEL_EXPORTER_OTLP_PROTOCOL=http/json` | off |
//! | `logs` | `Lumigo::tracing_layer`: log records with the ids of their spans | off |
//! | `metrics` | `Lumigo::meter_provider`: metrics, by `OTEL_METRICS_EXPORTER` | off |
//! | `mongodb` | `mongodb::instrument` for the options of MongoDB clients | off |
//! | `redis` | `redis::LumigoClient` for clients of redis, `redis::LumigoConnection` for other connections | off |
//! | `redis-connection-manager` | The same with connection managers | off |
//! | `reqwest` | `LumigoMiddleware` for reqwest-middleware | off |
//! | `sqlx-mysql` | `sqlx::LumigoPool` for pools of MySQL and MariaDB | off |
//! | `sqlx-postgres` | `sqlx::LumigoPool` for pools of PostgreSQL | off |
//! | `sqlx-sqlite` | `sqlx::LumigoPool` for pools of SQLite | off |
//!
//! The `opentelemetry` crates this release works with are re-exported: use them from here, and
//! versions never skew.

#![forbid(unsafe_code)]
#![warn(missing_docs)]
#![cfg_attr(docsrs, feature(doc_cfg))]

pub use lumigo_core::{
    Diagnostics, DropReasons, ExecutionTagsGuard, FlushError, Lumigo, LumigoBuilder, Stats,
    TagValue, Tagged, add_execution_tags, create_programmatic_error, execution_tags,
    set_execution_tags, with_execution_tags,
};
#[cfg(feature = "logs")]
#[cfg_attr(docsrs, doc(cfg(feature = "logs")))]
pub use lumigo_core::{LogLayer, LogStats};
pub use lumigo_macros::{dependencies, wrapped};
pub use opentelemetry;
pub use opentelemetry_sdk;

#[cfg(feature = "aws-sqs")]
#[cfg_attr(docsrs, doc(cfg(feature = "aws-sqs")))]
pub use lumigo_aws::SendScoped;
#[cfg(feature = "aws")]
#[cfg_attr(docsrs, doc(cfg(feature = "aws")))]
pub use lumigo_aws::{self as aws, LumigoInterceptor};
#[cfg(feature = "mongodb")]
#[cfg_attr(docsrs, doc(cfg(feature = "mongodb")))]
pub use lumigo_mongodb as mongodb;
#[cfg(feature = "redis")]
#[cfg_attr(docsrs, doc(cfg(feature = "redis")))]
pub use lumigo_redis as redis;
#[cfg(feature = "reqwest")]
#[cfg_attr(docsrs, doc(cfg(feature = "reqwest")))]
pub use lumigo_reqwest::{self as reqwest, LumigoMiddleware};
#[cfg(any(
    feature = "sqlx-mysql",
    feature = "sqlx-postgres",
    feature = "sqlx-sqlite"
))]
#[cfg_attr(
    docsrs,
    doc(cfg(any(
        feature = "sqlx-mysql",
        feature = "sqlx-postgres",
        feature = "sqlx-sqlite"
    )))
)]
pub use lumigo_sqlx::{self as sqlx, LumigoPool};
#[cfg(feature = "tower")]
#[cfg_attr(docsrs, doc(cfg(feature = "tower")))]
pub use lumigo_tower::{self as tower, LumigoClientLayer, LumigoLayer};

/// Starts the distribution for the whole process, as the variables say.
///
/// Never panics and never fails the host: without a token, with an unreachable backend or with bad
/// settings, requests are served as before, and what is wrong is reported once. When the process has
/// one already, that is reported and the first one's handle is returned. Use [`builder`] to set
/// things in code.
///
/// ```
/// let lumigo = lumigo_opentelemetry::init();
/// lumigo.shutdown();
/// ```
pub fn init() -> Lumigo {
    builder().init()
}

/// What [`init`] starts, to set things in code first: [`Lumigo::builder`], with the resource's
/// `framework` as the features of this crate tell it (`axum`, `tower`, else `Unknown`).
///
/// ```
/// let lumigo = lumigo_opentelemetry::builder()
///     .with_service_name("shop")
///     .with_filtered_server_endpoints(["^/health$"])
///     .init();
/// lumigo.shutdown();
/// ```
pub fn builder() -> LumigoBuilder {
    let builder = Lumigo::builder();
    #[cfg(feature = "axum")]
    let builder = builder.with_framework("axum");
    #[cfg(all(feature = "tower", not(feature = "axum")))]
    let builder = builder.with_framework("tower");
    builder
}

/// What the macros expand to. Changes without notice.
#[doc(hidden)]
pub mod __private {
    pub use lumigo_core::wrapped::{Arguments, Call, Failure, Outcome, Parts, Serialize};
}
