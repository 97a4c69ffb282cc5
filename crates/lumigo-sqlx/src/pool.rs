mod counted;
mod executor;
mod shared;

use crate::driver::Driver;
use crate::recorder::Recorder;
use crate::{INSTRUMENTATION, LumigoPoolConnection, LumigoTransaction};
use lumigo_core::{Binding, Lumigo, SqlCapture};
use shared::Shared;
use sqlx_core::error::Error;
use sqlx_core::pool::{Pool, PoolOptions};
use sqlx_core::sql_str::{SqlSafeStr, SqlStr};
use std::fmt;
use std::sync::Arc;

/// A pool whose queries are spans, also those of its connections and transactions.
///
/// Made from any pool of sqlx, and used in its place: `&pool` is an executor. Copies share everything.
/// Finds the registered distribution when a query is made, so `init` may run before or after. Without
/// one, queries pass as if only the pool were there.
///
/// ```no_run
/// # async fn run() -> Result<(), sqlx::Error> {
/// use lumigo_sqlx::LumigoPool;
/// use sqlx::SqlitePool;
///
/// let pool = LumigoPool::from(SqlitePool::connect("sqlite:shop.db").await?);
/// let (total,): (i64,) = sqlx::query_as("select sum(total) from orders where customer = $1")
///     .bind(7)
///     .fetch_one(&pool)
///     .await?;
/// # Ok(())
/// # }
/// ```
pub struct LumigoPool<DB: Driver>(Arc<Shared<DB>>);

impl<DB: Driver> LumigoPool<DB> {
    /// The same pool bound to one distribution, whichever is registered: for tests, and for hosts with two
    /// pipelines. Hold `lumigo` as long as the pool: nothing is recorded after it is dropped.
    pub fn bind(lumigo: &Lumigo, pool: Pool<DB>) -> Self {
        Self::new(Binding::to(&INSTRUMENTATION, lumigo), pool)
    }

    fn new(binding: Binding, pool: Pool<DB>) -> Self {
        let recorder = Recorder::new(binding, DB::server(&pool.connect_options()));
        Self(Arc::new(Shared::new(pool, recorder)))
    }

    /// What spans show of the queries of this pool, whatever the variables `LUMIGO_CAPTURE_SQL_PARAMETERS`,
    /// `LUMIGO_CAPTURE_SQL_ROWS` and `LUMIGO_CAPTURE_SQL_LITERALS` say. Copies that were made before keep
    /// what they have. `LUMIGO_CAPTURE_PAYLOADS=false` turns all of it off.
    ///
    /// ```no_run
    /// # async fn run() -> Result<(), sqlx::Error> {
    /// use lumigo_sqlx::{LumigoPool, SqlCapture};
    ///
    /// let pool = LumigoPool::from(sqlx::SqlitePool::connect("sqlite:shop.db").await?).with_capture(SqlCapture {
    ///     parameters: true,
    ///     ..SqlCapture::default()
    /// });
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn with_capture(self, capture: SqlCapture) -> Self {
        let recorder = self.0.recorder.with_capture(capture);
        Self(Arc::new(self.0.with_recorder(recorder)))
    }

    /// The pool itself, for what only it can do: its size, options and end, `PgListener`, functions that
    /// take nothing else. Queries that go to it have no spans.
    pub fn inner(&self) -> &Pool<DB> {
        &self.0.pool
    }

    /// Takes a connection out of the pool, as [`Pool::acquire`] does.
    ///
    /// # Errors
    ///
    /// Those of [`Pool::acquire`].
    pub fn acquire(
        &self,
    ) -> impl Future<Output = Result<LumigoPoolConnection<DB>, Error>> + Send + use<DB> {
        let shared = Arc::clone(&self.0);
        async move { Ok(shared.watch(shared.acquire(&mut None).await?)) }
    }

    /// Takes one if there is one, as [`Pool::try_acquire`] does.
    pub fn try_acquire(&self) -> Option<LumigoPoolConnection<DB>> {
        Some(self.0.watch(self.0.pool.try_acquire()?))
    }

    /// Begins a transaction, as [`Pool::begin`] does.
    ///
    /// # Errors
    ///
    /// Those of [`Pool::begin`].
    pub async fn begin(&self) -> Result<LumigoTransaction<'static, DB>, Error> {
        self.begin_by(None).await
    }

    /// Begins one by a statement of its own, as [`Pool::begin_with`] does.
    ///
    /// # Errors
    ///
    /// Those of [`Pool::begin_with`].
    pub async fn begin_with(
        &self,
        statement: impl SqlSafeStr,
    ) -> Result<LumigoTransaction<'static, DB>, Error> {
        self.begin_by(Some(statement.into_sql_str())).await
    }

    /// Begins one if there is a connection, as [`Pool::try_begin`] does.
    ///
    /// # Errors
    ///
    /// Those of [`Pool::try_begin`].
    pub async fn try_begin(&self) -> Result<Option<LumigoTransaction<'static, DB>>, Error> {
        self.try_begin_by(None).await
    }

    /// Begins one by a statement of its own if there is a connection, as [`Pool::try_begin_with`] does.
    ///
    /// # Errors
    ///
    /// Those of [`Pool::try_begin_with`].
    pub async fn try_begin_with(
        &self,
        statement: impl SqlSafeStr,
    ) -> Result<Option<LumigoTransaction<'static, DB>>, Error> {
        self.try_begin_by(Some(statement.into_sql_str())).await
    }

    async fn begin_by(
        &self,
        statement: Option<SqlStr>,
    ) -> Result<LumigoTransaction<'static, DB>, Error> {
        let mut call = self.0.recorder.begin_transaction(0, statement.as_ref());
        let connection = self.0.acquire(&mut call).await?;
        LumigoTransaction::start(connection, statement, &self.0.recorder, call).await
    }

    async fn try_begin_by(
        &self,
        statement: Option<SqlStr>,
    ) -> Result<Option<LumigoTransaction<'static, DB>>, Error> {
        let Some(connection) = self.0.pool.try_acquire() else {
            return Ok(None);
        };
        let call = self.0.recorder.begin_transaction(0, statement.as_ref());
        let begun = LumigoTransaction::start(connection, statement, &self.0.recorder, call);
        begun.await.map(Some)
    }

    /// Closes the pool, as [`Pool::close`] does.
    pub async fn close(&self) {
        self.0.pool.close().await;
    }

    /// Whether it was closed.
    pub fn is_closed(&self) -> bool {
        self.0.pool.is_closed()
    }

    /// How many connections there are.
    pub fn size(&self) -> u32 {
        self.0.pool.size()
    }

    /// How many of them nobody uses.
    pub fn num_idle(&self) -> usize {
        self.0.pool.num_idle()
    }

    /// What the pool was made with.
    pub fn options(&self) -> &PoolOptions<DB> {
        self.0.pool.options()
    }
}

impl<DB: Driver> From<Pool<DB>> for LumigoPool<DB> {
    fn from(pool: Pool<DB>) -> Self {
        Self::new(Binding::registered(&INSTRUMENTATION), pool)
    }
}

impl<DB: Driver> Clone for LumigoPool<DB> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<DB: Driver> fmt::Debug for LumigoPool<DB> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LumigoPool")
            .field("pool", self.inner())
            .finish_non_exhaustive()
    }
}
