use super::Options;
use crate::rebuilt::Rebuilt;
use crate::values::Values;
use futures_core::future::BoxFuture;
use futures_core::stream::BoxStream;
use lumigo_core::{DatabaseServer, SqlDialect};
use sqlx_core::Either;
use sqlx_core::database::Database;
use sqlx_core::describe::Describe;
use sqlx_core::error::Error;
use sqlx_core::sql_str::SqlStr;

/// A part of a query's outcome: a statement that has ended, or a row.
pub(crate) type Step<DB> =
    Result<Either<<DB as Database>::QueryResult, <DB as Database>::Row>, Error>;

/// The methods of a driver's [`Executor`](sqlx_core::executor::Executor). As a trait of our own it can be asked
/// for where the compiler would not come to an end with the other.
pub trait Operations: Values {
    const DIALECT: SqlDialect;

    fn server(options: &Options<Self>) -> DatabaseServer;

    fn rows_affected(result: &Self::QueryResult) -> u64;

    fn fetch_many(
        connection: &mut Self::Connection,
        query: Rebuilt<Self>,
    ) -> BoxStream<'_, Step<Self>>;

    fn fetch_optional(
        connection: &mut Self::Connection,
        query: Rebuilt<Self>,
    ) -> BoxFuture<'_, Result<Option<Self::Row>, Error>>;

    fn prepare_with<'e>(
        connection: &'e mut Self::Connection,
        sql: SqlStr,
        parameters: &'e [Self::TypeInfo],
    ) -> BoxFuture<'e, Result<Self::Statement, Error>>;

    fn describe(
        connection: &mut Self::Connection,
        sql: SqlStr,
    ) -> BoxFuture<'_, Result<Describe<Self>, Error>>;
}

/// What is the same for all of them but for the types.
#[cfg(any(feature = "mysql", feature = "postgres", feature = "sqlite"))]
macro_rules! executor_operations {
    () => {
        fn rows_affected(result: &Self::QueryResult) -> u64 {
            result.rows_affected()
        }

        fn fetch_many(
            connection: &mut Self::Connection,
            query: $crate::rebuilt::Rebuilt<Self>,
        ) -> futures_core::stream::BoxStream<'_, $crate::driver::Step<Self>> {
            sqlx_core::executor::Executor::fetch_many(connection, query)
        }

        fn fetch_optional(
            connection: &mut Self::Connection,
            query: $crate::rebuilt::Rebuilt<Self>,
        ) -> futures_core::future::BoxFuture<'_, Result<Option<Self::Row>, sqlx_core::error::Error>>
        {
            sqlx_core::executor::Executor::fetch_optional(connection, query)
        }

        fn prepare_with<'e>(
            connection: &'e mut Self::Connection,
            sql: sqlx_core::sql_str::SqlStr,
            parameters: &'e [Self::TypeInfo],
        ) -> futures_core::future::BoxFuture<'e, Result<Self::Statement, sqlx_core::error::Error>> {
            sqlx_core::executor::Executor::prepare_with(connection, sql, parameters)
        }

        fn describe(
            connection: &mut Self::Connection,
            sql: sqlx_core::sql_str::SqlStr,
        ) -> futures_core::future::BoxFuture<
            '_,
            Result<sqlx_core::describe::Describe<Self>, sqlx_core::error::Error>,
        > {
            sqlx_core::executor::Executor::describe(connection, sql)
        }
    };
}

#[cfg(any(feature = "mysql", feature = "postgres", feature = "sqlite"))]
pub(super) use executor_operations;
