use super::LumigoPool;
use crate::call::QueryCall;
use crate::driver::{Driver, Step};
use crate::rebuilt::Rebuilt;
use crate::run;
use futures_core::future::BoxFuture;
use futures_core::stream::BoxStream;
use sqlx_core::acquire::Acquire;
use sqlx_core::describe::Describe;
use sqlx_core::error::Error;
use sqlx_core::executor::{Execute, Executor};
use sqlx_core::pool::PoolConnection;
use sqlx_core::sql_str::SqlStr;
use sqlx_core::transaction::Transaction;
use sqlx_core::{Either, try_stream};
use std::sync::Arc;

/// What [`Shared::acquire`](super::shared::Shared::acquire) does, without a future that would be moved.
macro_rules! acquire {
    ($pool:ident, $call:ident) => {{
        let waiting = $pool.wait(&$call);
        let acquired = $pool.pool.acquire().await;
        if let Some(waiting) = waiting {
            waiting.end(&acquired, &mut $call);
        }
        acquired
    }};
}

/// A future that does its part on a connection of the pool, once the query has begun.
macro_rules! run_in {
    ($pool:ident, $query:ident, $fetch:path, $run:path) => {{
        let pool = Arc::clone(&$pool.0);
        let query = Rebuilt::of($query);
        let plan = pool.recorder.plan(&query);
        Box::pin(async move {
            let mut call: Option<QueryCall<DB>> = plan.map(|plan| plan.begin(&pool.recorder));
            let mut connection = acquire!(pool, call)?;
            $run($fetch(&mut *connection, query), &mut call).await
        })
    }};
}

/// A stream of what is of one kind in the outcome on a connection of the pool.
macro_rules! stream_in {
    ($pool:ident, $query:ident, $pick:expr) => {{
        let pool = Arc::clone(&$pool.0);
        let query = Rebuilt::of($query);
        let plan = pool.recorder.plan(&query);
        Box::pin(try_stream! {
            let mut call: Option<QueryCall<DB>> = plan.map(|plan| plan.begin(&pool.recorder));
            let mut connection = acquire!(pool, call)?;
            let mut steps = DB::fetch_many(&mut connection, query);
            while let Some(step) = run::next(&mut steps, &mut call).await? {
                if let Some(picked) = $pick(step) {
                    set_awaited(&mut call, false);
                    r#yield!(picked);
                    set_awaited(&mut call, true);
                }
            }
            Ok(())
        })
    }};
}

fn set_awaited<DB: Driver>(call: &mut Option<QueryCall<DB>>, is_awaited: bool) {
    if let Some(call) = call {
        call.set_awaited(is_awaited);
    }
}

impl<'p, DB: Driver> Executor<'p> for &'_ LumigoPool<DB> {
    type Database = DB;

    fn execute<'e, 'q: 'e, E>(self, query: E) -> BoxFuture<'e, Result<DB::QueryResult, Error>>
    where
        'p: 'e,
        E: 'q + Execute<'q, DB>,
    {
        run_in!(self, query, DB::fetch_many, run::execute)
    }

    fn execute_many<'e, 'q: 'e, E>(self, query: E) -> BoxStream<'e, Result<DB::QueryResult, Error>>
    where
        'p: 'e,
        E: 'q + Execute<'q, DB>,
    {
        stream_in!(self, query, Either::left)
    }

    fn fetch<'e, 'q: 'e, E>(self, query: E) -> BoxStream<'e, Result<DB::Row, Error>>
    where
        'p: 'e,
        E: 'q + Execute<'q, DB>,
    {
        stream_in!(self, query, Either::right)
    }

    fn fetch_many<'e, 'q: 'e, E>(self, query: E) -> BoxStream<'e, Step<DB>>
    where
        'p: 'e,
        E: 'q + Execute<'q, DB>,
    {
        stream_in!(self, query, Some)
    }

    fn fetch_all<'e, 'q: 'e, E>(self, query: E) -> BoxFuture<'e, Result<Vec<DB::Row>, Error>>
    where
        'p: 'e,
        E: 'q + Execute<'q, DB>,
    {
        run_in!(self, query, DB::fetch_many, run::fetch_all)
    }

    fn fetch_one<'e, 'q: 'e, E>(self, query: E) -> BoxFuture<'e, Result<DB::Row, Error>>
    where
        'p: 'e,
        E: 'q + Execute<'q, DB>,
    {
        run_in!(self, query, DB::fetch_optional, run::fetch_one)
    }

    fn fetch_optional<'e, 'q: 'e, E>(
        self,
        query: E,
    ) -> BoxFuture<'e, Result<Option<DB::Row>, Error>>
    where
        'p: 'e,
        E: 'q + Execute<'q, DB>,
    {
        run_in!(self, query, DB::fetch_optional, run::fetch_optional)
    }

    fn prepare_with<'e>(
        self,
        sql: SqlStr,
        parameters: &'e [DB::TypeInfo],
    ) -> BoxFuture<'e, Result<DB::Statement, Error>>
    where
        'p: 'e,
    {
        let acquired = self.0.pool.acquire();
        Box::pin(async move {
            let mut connection = acquired.await?;
            DB::prepare_with(&mut connection, sql, parameters).await
        })
    }

    fn describe<'e>(self, sql: SqlStr) -> BoxFuture<'e, Result<Describe<DB>, Error>>
    where
        'p: 'e,
    {
        let acquired = self.0.pool.acquire();
        Box::pin(async move { DB::describe(&mut *acquired.await?, sql).await })
    }
}

/// For code that is generic over [`Acquire`], such as `Migrator::run`. The trait gives sqlx's own connections
/// and transactions away, whose queries have no spans.
impl<'a, DB: Driver> Acquire<'a> for &'_ LumigoPool<DB> {
    type Database = DB;
    type Connection = PoolConnection<DB>;

    fn acquire(self) -> BoxFuture<'static, Result<Self::Connection, Error>> {
        Box::pin(self.0.pool.acquire())
    }

    fn begin(self) -> BoxFuture<'static, Result<Transaction<'a, DB>, Error>> {
        let acquired = self.0.pool.acquire();
        Box::pin(async move { Transaction::begin(acquired.await?, None).await })
    }
}
