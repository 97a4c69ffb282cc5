use super::LumigoConnection;
use crate::call::QueryCall;
use crate::driver::{Driver, Step};
use crate::rebuilt::Rebuilt;
use crate::run;
use crate::watched::{Watched, results, rows};
use futures_core::future::BoxFuture;
use futures_core::stream::BoxStream;
use sqlx_core::describe::Describe;
use sqlx_core::error::Error;
use sqlx_core::executor::{Execute, Executor};
use sqlx_core::sql_str::SqlStr;

impl<DB: Driver> LumigoConnection<'_, DB> {
    fn watch<'e, 'q>(&'e mut self, query: impl Execute<'q, DB>) -> Watched<'e, DB> {
        let query = Rebuilt::of(query);
        let plan = self.recorder.plan(&query);
        let steps = DB::fetch_many(self.held.connection_mut(), query);
        Watched::new(steps, plan, &self.recorder)
    }
}

/// A future that does its part on the connection, once the query has begun.
macro_rules! run_on {
    ($connection:ident, $query:ident, $fetch:path, $run:path) => {{
        let query = Rebuilt::of($query);
        let plan = $connection.recorder.plan(&query);
        Box::pin(async move {
            let mut call: Option<QueryCall<DB>> =
                plan.map(|plan| plan.begin(&$connection.recorder));
            $run($fetch($connection.held.connection_mut(), query), &mut call).await
        })
    }};
}

impl<'c, DB: Driver> Executor<'c> for &'c mut LumigoConnection<'_, DB> {
    type Database = DB;

    fn execute<'e, 'q: 'e, E>(self, query: E) -> BoxFuture<'e, Result<DB::QueryResult, Error>>
    where
        'c: 'e,
        E: 'q + Execute<'q, DB>,
    {
        run_on!(self, query, DB::fetch_many, run::execute)
    }

    fn execute_many<'e, 'q: 'e, E>(self, query: E) -> BoxStream<'e, Result<DB::QueryResult, Error>>
    where
        'c: 'e,
        E: 'q + Execute<'q, DB>,
    {
        Box::pin(results::<DB, _>(self.watch(query)))
    }

    fn fetch<'e, 'q: 'e, E>(self, query: E) -> BoxStream<'e, Result<DB::Row, Error>>
    where
        'c: 'e,
        E: 'q + Execute<'q, DB>,
    {
        Box::pin(rows::<DB, _>(self.watch(query)))
    }

    fn fetch_many<'e, 'q: 'e, E>(self, query: E) -> BoxStream<'e, Step<DB>>
    where
        'c: 'e,
        E: 'q + Execute<'q, DB>,
    {
        Box::pin(self.watch(query))
    }

    fn fetch_all<'e, 'q: 'e, E>(self, query: E) -> BoxFuture<'e, Result<Vec<DB::Row>, Error>>
    where
        'c: 'e,
        E: 'q + Execute<'q, DB>,
    {
        run_on!(self, query, DB::fetch_many, run::fetch_all)
    }

    fn fetch_one<'e, 'q: 'e, E>(self, query: E) -> BoxFuture<'e, Result<DB::Row, Error>>
    where
        'c: 'e,
        E: 'q + Execute<'q, DB>,
    {
        run_on!(self, query, DB::fetch_optional, run::fetch_one)
    }

    fn fetch_optional<'e, 'q: 'e, E>(
        self,
        query: E,
    ) -> BoxFuture<'e, Result<Option<DB::Row>, Error>>
    where
        'c: 'e,
        E: 'q + Execute<'q, DB>,
    {
        run_on!(self, query, DB::fetch_optional, run::fetch_optional)
    }

    fn prepare_with<'e>(
        self,
        sql: SqlStr,
        parameters: &'e [DB::TypeInfo],
    ) -> BoxFuture<'e, Result<DB::Statement, Error>>
    where
        'c: 'e,
    {
        DB::prepare_with(self.inner_mut(), sql, parameters)
    }

    fn describe<'e>(self, sql: SqlStr) -> BoxFuture<'e, Result<Describe<DB>, Error>>
    where
        'c: 'e,
    {
        DB::describe(self.inner_mut(), sql)
    }
}
