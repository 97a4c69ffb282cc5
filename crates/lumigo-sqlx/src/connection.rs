mod executor;
mod held;

use crate::driver::{Driver, Options};
use crate::recorder::Recorder;
use crate::{INSTRUMENTATION, LumigoTransaction};
use futures_core::future::BoxFuture;
use held::Held;
use lumigo_core::{Binding, Lumigo, SqlCapture};
use sqlx_core::connection::{ConnectOptions, Connection};
use sqlx_core::error::Error;
use sqlx_core::pool::PoolConnection;
use sqlx_core::sql_str::{SqlSafeStr, SqlStr};
use sqlx_core::transaction::{Transaction, TransactionManager};
use std::fmt;
use std::sync::Arc;

/// A connection whose queries are spans: `&mut connection` is an executor.
///
/// It is what [`LumigoPoolConnection`](crate::LumigoPoolConnection) and [`LumigoTransaction`] dereference to,
/// so a function that takes `&mut LumigoConnection<'_, DB>` works with all of them.
///
/// ```no_run
/// # async fn run() -> Result<(), sqlx::Error> {
/// use lumigo_sqlx::LumigoConnection;
/// use sqlx::Sqlite;
///
/// let mut connection = LumigoConnection::<Sqlite>::connect("sqlite:shop.db").await?;
/// sqlx::query("delete from carts").execute(&mut connection).await?;
/// connection.close().await?;
/// # Ok(())
/// # }
/// ```
pub struct LumigoConnection<'c, DB: Driver> {
    held: Held<'c, DB>,
    recorder: Arc<Recorder>,
}

impl<DB: Driver> LumigoConnection<'static, DB> {
    /// Opens a single connection, as [`Connection::connect`] does.
    ///
    /// # Errors
    ///
    /// Those of [`Connection::connect`].
    pub async fn connect(url: &str) -> Result<Self, Error> {
        let options: Options<DB> = url.parse()?;
        Self::connect_with(&options).await
    }

    /// Opens one by these options, as [`Connection::connect_with`] does.
    ///
    /// # Errors
    ///
    /// Those of [`Connection::connect_with`].
    pub async fn connect_with(options: &Options<DB>) -> Result<Self, Error> {
        Ok(Self::new(options.connect().await?, options))
    }

    /// Wraps a connection that was opened by these options.
    pub fn new(connection: DB::Connection, options: &Options<DB>) -> Self {
        Self::with_binding(Binding::registered(&INSTRUMENTATION), connection, options)
    }

    /// The same bound to one distribution, whichever is registered: for tests, and for hosts with two
    /// pipelines. Hold `lumigo` as long as the connection: nothing is recorded after it is dropped.
    pub fn bind(lumigo: &Lumigo, connection: DB::Connection, options: &Options<DB>) -> Self {
        Self::with_binding(Binding::to(&INSTRUMENTATION, lumigo), connection, options)
    }

    fn with_binding(binding: Binding, connection: DB::Connection, options: &Options<DB>) -> Self {
        Self {
            held: Held::Alone(connection),
            recorder: Arc::new(Recorder::new(binding, DB::server(options))),
        }
    }

    pub(crate) fn of_pool(connection: PoolConnection<DB>, recorder: Arc<Recorder>) -> Self {
        Self {
            held: Held::Pool(connection),
            recorder,
        }
    }

    /// Closes it, as [`Connection::close`] does.
    ///
    /// # Errors
    ///
    /// Those of [`Connection::close`].
    pub async fn close(self) -> Result<(), Error> {
        self.held.close().await
    }

    pub(crate) fn detach(self) -> Self {
        Self {
            held: self.held.detach(),
            recorder: self.recorder,
        }
    }
}

impl<'c, DB: Driver> LumigoConnection<'c, DB> {
    pub(crate) fn of_transaction(
        transaction: Transaction<'c, DB>,
        recorder: Arc<Recorder>,
    ) -> Self {
        Self {
            held: Held::Transaction(transaction),
            recorder,
        }
    }

    /// What spans show of the queries of this connection, as [`LumigoPool::with_capture`] says it.
    ///
    /// [`LumigoPool::with_capture`]: crate::LumigoPool::with_capture
    #[must_use]
    pub fn with_capture(mut self, capture: SqlCapture) -> Self {
        self.recorder = Arc::new(self.recorder.with_capture(capture));
        self
    }

    /// The connection itself. Queries that go to it have no spans.
    pub fn inner(&self) -> &DB::Connection {
        self.held.connection()
    }

    /// The same to change: for what only a driver's connection can do, such as `COPY`.
    pub fn inner_mut(&mut self) -> &mut DB::Connection {
        self.held.connection_mut()
    }

    /// Begins a transaction, or a savepoint in one, as [`Connection::begin`] does.
    ///
    /// # Errors
    ///
    /// Those of [`Connection::begin`].
    pub async fn begin(&mut self) -> Result<LumigoTransaction<'_, DB>, Error> {
        self.begin_by(None).await
    }

    /// Begins one by a statement of its own, as [`Connection::begin_with`] does.
    ///
    /// # Errors
    ///
    /// Those of [`Connection::begin_with`].
    pub async fn begin_with(
        &mut self,
        statement: impl SqlSafeStr,
    ) -> Result<LumigoTransaction<'_, DB>, Error> {
        self.begin_by(Some(statement.into_sql_str())).await
    }

    async fn begin_by(
        &mut self,
        statement: Option<SqlStr>,
    ) -> Result<LumigoTransaction<'_, DB>, Error> {
        let depth = DB::TransactionManager::get_transaction_depth(self.inner());
        let call = self.recorder.begin_transaction(depth, statement.as_ref());
        let connection = self.held.connection_mut();
        LumigoTransaction::start(connection, statement, &self.recorder, call).await
    }

    /// Does something in a transaction, which is committed if it succeeds and rolled back if it fails, as
    /// [`Connection::transaction`] does.
    ///
    /// # Errors
    ///
    /// Those of the work, and of the transaction.
    pub async fn transaction<F, R, E>(&mut self, work: F) -> Result<R, E>
    where
        for<'t> F: FnOnce(&'t mut LumigoTransaction<'_, DB>) -> BoxFuture<'t, Result<R, E>>,
        E: From<Error>,
    {
        let mut transaction = self.begin().await?;
        let outcome = work(&mut transaction).await;
        match outcome {
            Ok(_) => transaction.commit().await?,
            Err(_) => transaction.rollback().await?,
        }
        outcome
    }

    /// Whether it is in a transaction.
    pub fn is_in_transaction(&self) -> bool {
        self.inner().is_in_transaction()
    }

    /// Whether the server answers, as [`Connection::ping`] does.
    ///
    /// # Errors
    ///
    /// Those of [`Connection::ping`].
    pub async fn ping(&mut self) -> Result<(), Error> {
        self.inner_mut().ping().await
    }

    pub(crate) fn into_transaction(self) -> Option<Transaction<'c, DB>> {
        self.held.into_transaction()
    }

    pub(crate) fn close_on_drop(&mut self) {
        if let Held::Pool(connection) = &mut self.held {
            connection.close_on_drop();
        }
    }
}

impl<DB: Driver> fmt::Debug for LumigoConnection<'_, DB> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LumigoConnection").finish_non_exhaustive()
    }
}
