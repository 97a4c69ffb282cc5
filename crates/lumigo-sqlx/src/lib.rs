//! Client spans for sqlx.

#![forbid(unsafe_code)]
#![warn(missing_docs)]
#![cfg_attr(docsrs, feature(doc_cfg))]

mod call;
mod connection;
mod delegate;
mod driver;
mod error_type;
mod pool;
mod pool_connection;
mod rebuilt;
mod recorder;
mod run;
mod transaction;
mod values;
mod watched;

pub use connection::LumigoConnection;
pub use driver::Driver;
pub use lumigo_core::SqlCapture;
pub use pool::LumigoPool;
pub use pool_connection::LumigoPoolConnection;
pub use transaction::LumigoTransaction;

static INSTRUMENTATION: lumigo_core::Instrumentation =
    lumigo_core::Instrumentation::new(env!("CARGO_PKG_NAME"), env!("CARGO_PKG_VERSION"), &["sqlx"]);
