//! What the clients of databases have in common: the names of spans, attributes and metrics, by the stable
//! conventions for databases.

mod call;
mod failure;
mod measurement;
mod names;
mod older_names;
mod operation;
mod planned_call;
mod server;
mod sql;

pub use call::DatabaseCall;
pub(crate) use measurement::DatabaseInstruments;
pub use measurement::{PoolMetrics, PoolState};
pub use operation::DatabaseOperation;
pub use planned_call::PlannedCall;
pub use server::DatabaseServer;
pub use sql::{Sql, SqlDialect, SqlTexts};
