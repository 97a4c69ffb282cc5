//! What dereferences to a connection is an executor too.

use crate::connection::LumigoConnection;
use crate::driver::{Driver, Step};
use crate::{LumigoPoolConnection, LumigoTransaction};
use futures_core::future::BoxFuture;
use futures_core::stream::BoxStream;
use sqlx_core::acquire::Acquire;
use sqlx_core::describe::Describe;
use sqlx_core::error::Error;
use sqlx_core::executor::{Execute, Executor};
use sqlx_core::sql_str::SqlStr;
use sqlx_core::transaction::Transaction;

macro_rules! executor_of_target {
    ($type:ty) => {
        impl<'c, DB: Driver> Executor<'c> for &'c mut $type {
            type Database = DB;

            fn execute<'e, 'q: 'e, E>(
                self,
                query: E,
            ) -> BoxFuture<'e, Result<DB::QueryResult, Error>>
            where
                'c: 'e,
                E: 'q + Execute<'q, DB>,
            {
                Executor::execute(&mut **self, query)
            }

            fn execute_many<'e, 'q: 'e, E>(
                self,
                query: E,
            ) -> BoxStream<'e, Result<DB::QueryResult, Error>>
            where
                'c: 'e,
                E: 'q + Execute<'q, DB>,
            {
                Executor::execute_many(&mut **self, query)
            }

            fn fetch<'e, 'q: 'e, E>(self, query: E) -> BoxStream<'e, Result<DB::Row, Error>>
            where
                'c: 'e,
                E: 'q + Execute<'q, DB>,
            {
                Executor::fetch(&mut **self, query)
            }

            fn fetch_many<'e, 'q: 'e, E>(self, query: E) -> BoxStream<'e, Step<DB>>
            where
                'c: 'e,
                E: 'q + Execute<'q, DB>,
            {
                Executor::fetch_many(&mut **self, query)
            }

            fn fetch_all<'e, 'q: 'e, E>(
                self,
                query: E,
            ) -> BoxFuture<'e, Result<Vec<DB::Row>, Error>>
            where
                'c: 'e,
                E: 'q + Execute<'q, DB>,
            {
                Executor::fetch_all(&mut **self, query)
            }

            fn fetch_one<'e, 'q: 'e, E>(self, query: E) -> BoxFuture<'e, Result<DB::Row, Error>>
            where
                'c: 'e,
                E: 'q + Execute<'q, DB>,
            {
                Executor::fetch_one(&mut **self, query)
            }

            fn fetch_optional<'e, 'q: 'e, E>(
                self,
                query: E,
            ) -> BoxFuture<'e, Result<Option<DB::Row>, Error>>
            where
                'c: 'e,
                E: 'q + Execute<'q, DB>,
            {
                Executor::fetch_optional(&mut **self, query)
            }

            fn prepare_with<'e>(
                self,
                sql: SqlStr,
                parameters: &'e [DB::TypeInfo],
            ) -> BoxFuture<'e, Result<DB::Statement, Error>>
            where
                'c: 'e,
            {
                Executor::prepare_with(&mut **self, sql, parameters)
            }

            fn describe<'e>(self, sql: SqlStr) -> BoxFuture<'e, Result<Describe<DB>, Error>>
            where
                'c: 'e,
            {
                Executor::describe(&mut **self, sql)
            }
        }
    };
}

executor_of_target!(LumigoPoolConnection<DB>);
executor_of_target!(LumigoTransaction<'_, DB>);

/// For code that is generic over [`Acquire`], such as `Migrator::run`. The trait gives sqlx's own connections
/// and transactions away, whose queries have no spans.
macro_rules! acquire_inner {
    ($type:ty) => {
        impl<'c, DB: Driver> Acquire<'c> for &'c mut $type {
            type Database = DB;
            type Connection = &'c mut DB::Connection;

            fn acquire(self) -> BoxFuture<'c, Result<Self::Connection, Error>> {
                Box::pin(std::future::ready(Ok(self.inner_mut())))
            }

            fn begin(self) -> BoxFuture<'c, Result<Transaction<'c, DB>, Error>> {
                Transaction::begin(self.inner_mut(), None)
            }
        }
    };
}

acquire_inner!(LumigoConnection<'_, DB>);
acquire_inner!(LumigoPoolConnection<DB>);
acquire_inner!(LumigoTransaction<'_, DB>);
