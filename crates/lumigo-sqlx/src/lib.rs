//! Client spans for [sqlx](https://docs.rs/sqlx): pools, connections and transactions of PostgreSQL, MySQL,
//! MariaDB and SQLite.
//!
//! [`LumigoPool`] takes the place of a pool. Queries stay as they are: `query`, `query_as`, `query_scalar`,
//! their macros, `QueryBuilder`, streams. Each is one span `SELECT orders` then, under the one that is current.
//!
//! Applications use it through the facade, `lumigo_opentelemetry::sqlx`.
//!
//! # Example
//!
//! ```no_run
//! # #[cfg(feature = "postgres")]
//! # async fn shop(url: &str) -> sqlx::Result<()> {
//! use lumigo_sqlx::{LumigoConnection, LumigoPool};
//! use sqlx::{PgPool, Postgres};
//!
//! let pool = LumigoPool::from(PgPool::connect(url).await?);
//! let total: i64 = sqlx::query_scalar("select total from orders where id = $1")
//!     .bind(7)
//!     .fetch_one(&pool)
//!     .await?;
//!
//! let mut transaction = pool.begin().await?;
//! sqlx::query("update orders set total = 0 where id = $1")
//!     .bind(7)
//!     .execute(&mut *transaction)
//!     .await?;
//! refund(&mut transaction, total).await?;
//! transaction.commit().await?;
//!
//! // Takes a connection, one of a pool, or a transaction.
//! async fn refund(
//!     connection: &mut LumigoConnection<'_, Postgres>,
//!     amount: i64,
//! ) -> sqlx::Result<()> {
//!     let insert = sqlx::query("insert into refunds (amount) values ($1)").bind(amount);
//!     insert.execute(connection).await?;
//!     Ok(())
//! }
//! # Ok(())
//! # }
//! ```
//!
//! # Types
//!
//! | With sqlx alone | Here |
//! | --- | --- |
//! | `PgPool`, `Pool<Postgres>` | [`LumigoPool<Postgres>`](LumigoPool) |
//! | `&mut PgConnection` | [`&mut LumigoConnection<'_, Postgres>`](LumigoConnection) |
//! | `PgConnection::connect(url)` | [`LumigoConnection::<Postgres>::connect(url)`](LumigoConnection::connect) |
//! | `PoolConnection<Postgres>` | [`LumigoPoolConnection<Postgres>`](LumigoPoolConnection) |
//! | `Transaction<'_, Postgres>` | [`LumigoTransaction<'_, Postgres>`](LumigoTransaction) |
//! | `impl PgExecutor<'_>`, `impl Executor<'_, Database = Postgres>` | The same |
//! | `PgListener::connect_with(&pool)` | `PgListener::connect_with(pool.inner())` |
//! | `connection.copy_in_raw(statement)` | `connection.inner_mut().copy_in_raw(statement)` |
//!
//! # What a span tells
//!
//! | Attribute | What it is |
//! | --- | --- |
//! | `db.system.name` | `postgresql`, `mysql` (for MariaDB too) or `sqlite` |
//! | `db.namespace` | The database; of SQLite its file, or `:memory:` |
//! | `server.address`, `server.port` | Where the options say that the server is; the path of a Unix socket |
//! | `db.operation.name` | `SELECT`, `CREATE TABLE`; none where the statements of a text do not all do the same |
//! | `db.collection.name` | The table, if there is one only |
//! | `db.query.summary` | What is done with what: `INSERT orders SELECT carts`. The name of the span |
//! | `db.query.text`, `db.statement` | The query, with `?` for its literals and without comments |
//! | `db.response.returned_rows` | How many rows have come |
//! | `db.response.affected_rows` | How many rows were changed |
//! | `db.response.status_code`, `error.type` | The SQLSTATE of the server's error, or SQLite's code |
//! | `db.client.connection.wait_time` | How many seconds the query has waited for a connection of its pool |
//!
//! A query that fails before the server could say why has an `error.type` alone: `pool_timed_out`,
//! `pool_closed`, `io`, `tls`, `column_decode` and the like. It is `cancelled` when nobody waited for the answer
//! any more. That no row is found is no failure.
//!
//! # What is shown
//!
//! Values in a database are personal data. A span has neither the literals in the text, nor parameters, nor
//! rows, nor the text of an error, unless somebody asks for them: [`LumigoPool::with_capture`] in code, or a
//! variable.
//!
//! | Variable, if `true` | Shows | [`SqlCapture`] |
//! | --- | --- | --- |
//! | `LUMIGO_CAPTURE_SQL_PARAMETERS` | `db.statement.parameters`: `{"id": 7, "name": "ada"}` | `parameters` |
//! | `LUMIGO_CAPTURE_SQL_ROWS` | `db.response.body`: `[{"id": 7, "name": "ada"}]` | `rows` |
//! | `LUMIGO_CAPTURE_SQL_LITERALS` | The text as it is | `literals` |
//!
//! Each is cut at the limit of an attribute. Parameters and rows are masked by the names of their columns, with
//! the lists for bodies of requests and responses. A parameter whose column the text does not tell for sure has
//! its number for a name, from 1 on, and is masked if the text names a secret, or does not tell the columns that
//! it inserts into. `LUMIGO_CAPTURE_PAYLOADS=false` turns all of it off.
//!
//! # When a span begins and ends
//!
//! - A query begins when it is first polled, waits for its connection, and ends with its outcome.
//! - A stream of `fetch` or `fetch_many` ends with its last row or its error, or when it is dropped: between two
//!   rows that is no failure.
//! - A transaction has spans for its `BEGIN`, `COMMIT` and `ROLLBACK`, and `SAVEPOINT` and its ends when it is
//!   within another. Dropped, it has one for the `ROLLBACK`, which sqlx sends when it next uses the connection.
//!
//! # Metrics
//!
//! With the feature `metrics` of the facade and a reader: `db.client.operation.duration`, and of each pool
//! `db.client.connection.count`, `.max`, `.idle.min`, `.pending_requests`, `.timeouts` and `.wait_time`.
//!
//! # Limits
//!
//! No spans have
//!
//! - `prepare` and `describe`; queries of a prepared statement have them;
//! - opening and closing connections, `ping`, and taking a connection out of the pool by hand;
//! - what goes to [`inner`](LumigoPool::inner) or [`inner_mut`](LumigoConnection::inner_mut): `PgListener`, `COPY`,
//!   functions that take a `&PgPool`;
//! - code that is generic over sqlx's `Acquire`, such as migrations: it compiles and runs, but the trait gives
//!   sqlx's own connections away.
//!
//! The driver `Any` is not supported.
//!
//! # Features
//!
//! | Feature | What you gain | Default |
//! | --- | --- | --- |
//! | `mysql` | `LumigoPool<MySql>`, for MySQL and MariaDB | off |
//! | `postgres` | `LumigoPool<Postgres>` | off |
//! | `sqlite` | `LumigoPool<Sqlite>` | off |
//!
//! The runtime and TLS are chosen by the features of sqlx.

#![forbid(unsafe_code)]
#![warn(missing_docs)]
#![cfg_attr(docsrs, feature(doc_cfg))]

mod call;
mod connection;
mod delegate;
mod driver;
mod error_type;
mod pool;
mod pool_connection;
mod rebuilt;
mod recorder;
mod run;
mod transaction;
mod values;
mod watched;

pub use connection::LumigoConnection;
pub use driver::Driver;
pub use lumigo_core::SqlCapture;
pub use pool::LumigoPool;
pub use pool_connection::LumigoPoolConnection;
pub use transaction::LumigoTransaction;

static INSTRUMENTATION: lumigo_core::Instrumentation =
    lumigo_core::Instrumentation::new(env!("CARGO_PKG_NAME"), env!("CARGO_PKG_VERSION"), &["sqlx"]);
