//! What differs between the databases.

#[cfg(feature = "mysql")]
mod mysql;
mod operations;
#[cfg(feature = "postgres")]
mod postgres;
#[cfg(feature = "sqlite")]
mod sqlite;

pub(crate) use operations::{Operations, Step};

/// A database that [`LumigoPool`](crate::LumigoPool) goes to: `sqlx::Postgres`, `sqlx::MySql` or
/// `sqlx::Sqlite`, each with its feature.
pub trait Driver: Operations {}

/// The options of a connection.
pub(crate) type Options<DB> =
    <<DB as sqlx_core::database::Database>::Connection as sqlx_core::connection::Connection>::Options;
