use crate::call::QueryCall;
use crate::connection::LumigoConnection;
use crate::driver::Driver;
use crate::recorder::Recorder;
use opentelemetry::Context;
use sqlx_core::error::Error;
use sqlx_core::pool::MaybePoolConnection;
use sqlx_core::sql_str::SqlStr;
use sqlx_core::transaction::{
    Transaction, TransactionManager, commit_ansi_transaction_sql, rollback_ansi_transaction_sql,
};
use std::ops::{Deref, DerefMut};
use std::sync::Arc;

/// A transaction whose queries are spans, and its begin and its end too. Dropped without an end, it is rolled
/// back, which sqlx does when the connection is used next.
///
/// `&mut *transaction` is an executor as with sqlx, and so is `&mut transaction`.
#[derive(Debug)]
#[must_use = "it is rolled back when this is dropped"]
pub struct LumigoTransaction<'c, DB: Driver> {
    connection: LumigoConnection<'c, DB>,
    open: Open<DB>,
}

impl<'c, DB: Driver> LumigoTransaction<'c, DB> {
    pub(crate) async fn start(
        connection: impl Into<MaybePoolConnection<'c, DB>>,
        statement: Option<SqlStr>,
        recorder: &Arc<Recorder>,
        mut call: Option<QueryCall<DB>>,
    ) -> Result<Self, Error> {
        let begun = Transaction::begin(connection, statement).await;
        if let Some(call) = &mut call {
            call.end(begun.as_ref());
        }
        let connection = LumigoConnection::of_transaction(begun?, Arc::clone(recorder));
        let depth = DB::TransactionManager::get_transaction_depth(connection.inner());
        let open = Open::new(recorder, depth);
        Ok(Self { connection, open })
    }

    /// Begins a savepoint, as [`LumigoConnection::begin`] does.
    ///
    /// # Errors
    ///
    /// Those of [`LumigoConnection::begin`].
    // With sqlx's `Acquire` in scope its method would come before that of the connection.
    pub async fn begin(&mut self) -> Result<LumigoTransaction<'_, DB>, Error> {
        self.connection.begin().await
    }

    /// Commits, as [`Transaction::commit`] does.
    ///
    /// # Errors
    ///
    /// Those of [`Transaction::commit`].
    pub async fn commit(self) -> Result<(), Error> {
        let text = commit_ansi_transaction_sql(self.open.depth);
        let mut call = self.open.end(&text);
        let transaction = self.connection.into_transaction().ok_or_else(swapped)?;
        let ended = transaction.commit().await;
        if let Some(call) = &mut call {
            call.end(ended.as_ref());
        }
        ended
    }

    /// Rolls back, as [`Transaction::rollback`] does.
    ///
    /// # Errors
    ///
    /// Those of [`Transaction::rollback`].
    pub async fn rollback(self) -> Result<(), Error> {
        let text = rollback_ansi_transaction_sql(self.open.depth);
        let mut call = self.open.end(&text);
        let transaction = self.connection.into_transaction().ok_or_else(swapped)?;
        let ended = transaction.rollback().await;
        if let Some(call) = &mut call {
            call.end(ended.as_ref());
        }
        ended
    }
}

impl<'c, DB: Driver> Deref for LumigoTransaction<'c, DB> {
    type Target = LumigoConnection<'c, DB>;

    fn deref(&self) -> &Self::Target {
        &self.connection
    }
}

impl<DB: Driver> DerefMut for LumigoTransaction<'_, DB> {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.connection
    }
}

impl<'c, DB: Driver> AsMut<LumigoConnection<'c, DB>> for LumigoTransaction<'c, DB> {
    fn as_mut(&mut self) -> &mut LumigoConnection<'c, DB> {
        &mut self.connection
    }
}

/// Somebody has put another connection in the place of the transaction's.
fn swapped() -> Error {
    Error::Protocol("this is no transaction any more".to_owned())
}

/// A transaction that has not ended. One that is dropped is rolled back, and tells of it.
#[derive(Debug)]
struct Open<DB: Driver> {
    /// `None` once it has.
    recorder: Option<Arc<Recorder>>,
    /// Where it was begun: when it is dropped, its thread may have no current context any more.
    parent: Context,
    depth: usize,
    database: std::marker::PhantomData<fn(DB)>,
}

impl<DB: Driver> Open<DB> {
    fn new(recorder: &Arc<Recorder>, depth: usize) -> Self {
        Self {
            recorder: Some(Arc::clone(recorder)),
            parent: Context::current(),
            depth,
            database: std::marker::PhantomData,
        }
    }

    fn end(mut self, text: &SqlStr) -> Option<QueryCall<DB>> {
        self.recorder.take()?.begin_text(text.as_str())
    }
}

impl<DB: Driver> Drop for Open<DB> {
    fn drop(&mut self) {
        let Some(recorder) = self.recorder.take() else {
            return;
        };
        let text = rollback_ansi_transaction_sql(self.depth);
        let parent = std::mem::take(&mut self.parent);
        if let Some(mut call) = recorder.begin_under::<DB>(parent, text.as_str()) {
            call.end(Ok(()));
        }
    }
}
