use crate::driver::Driver;
use sqlx_core::connection::Connection;
use sqlx_core::error::Error;
use sqlx_core::pool::PoolConnection;
use sqlx_core::transaction::Transaction;

/// Whose a connection is.
pub(super) enum Held<'c, DB: Driver> {
    Alone(DB::Connection),
    Pool(PoolConnection<DB>),
    Transaction(Transaction<'c, DB>),
}

impl<'c, DB: Driver> Held<'c, DB> {
    pub(super) fn connection(&self) -> &DB::Connection {
        match self {
            Self::Alone(connection) => connection,
            Self::Pool(connection) => connection,
            Self::Transaction(transaction) => transaction,
        }
    }

    pub(super) fn connection_mut(&mut self) -> &mut DB::Connection {
        match self {
            Self::Alone(connection) => connection,
            Self::Pool(connection) => connection,
            Self::Transaction(transaction) => transaction,
        }
    }

    pub(super) fn into_transaction(self) -> Option<Transaction<'c, DB>> {
        match self {
            Self::Transaction(transaction) => Some(transaction),
            Self::Alone(_) | Self::Pool(_) => None,
        }
    }

    /// No longer its pool's.
    pub(super) fn detach(self) -> Self {
        match self {
            Self::Pool(connection) => Self::Alone(connection.detach()),
            other => other,
        }
    }

    pub(super) async fn close(self) -> Result<(), Error> {
        match self {
            Self::Alone(connection) => connection.close().await,
            Self::Pool(connection) => connection.close().await,
            // It is rolled back.
            Self::Transaction(_) => Ok(()),
        }
    }
}
