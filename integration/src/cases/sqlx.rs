//! Queries of a pool of sqlx, whose only connection is to an SQLite database in memory. SQLite works in a
//! thread of its own.
//!
//! What the pool of the distribution costs is the difference to the case `bare`, which is sqlx's own.

use super::{Case, NamedCase, exporting, switched_off, unsampled};
use lumigo_opentelemetry::Lumigo;
use lumigo_opentelemetry::sqlx::LumigoPool;
use sqlx::sqlite::{SqlitePool, SqlitePoolOptions};
use sqlx::{Executor, Row, Sqlite};
use std::io;
use tokio::runtime::{self, Runtime};
use tokio_stream::StreamExt;

/// `select 1`.
pub const SELECT: &[NamedCase] = &[
    ("bare", bare::<Select>),
    ("switched_off", || watched::<Select>(switched_off())),
    ("unsampled", || {
        Ok(unsampled(watched::<Select>(exporting(&[])?)?))
    }),
    ("sampled", || watched::<Select>(exporting(&[])?)),
];
/// A query with a parameter; `captured` shows it, and the row.
pub const BOUND: &[NamedCase] = &[
    ("bare", bare::<Bound>),
    ("sampled", || watched::<Bound>(exporting(&[])?)),
    ("captured", || watched::<Bound>(exporting(CAPTURE)?)),
];
/// A stream of [`ROWS`] rows.
pub const STREAM: &[NamedCase] = &[
    ("bare", bare::<Stream>),
    ("sampled", || watched::<Stream>(exporting(&[])?)),
];

/// How many rows a stream has.
pub const ROWS: usize = 1_000;
const CAPTURE: &[(&str, &str)] = &[
    ("LUMIGO_CAPTURE_SQL_PARAMETERS", "true"),
    ("LUMIGO_CAPTURE_SQL_ROWS", "true"),
];

/// Something to ask of a pool.
trait Query: 'static {
    /// Asks it, and gives a number that the answer tells.
    fn run<P>(pool: &P) -> impl Future<Output = usize>
    where
        for<'p> &'p P: Executor<'p, Database = Sqlite>;
}

struct Select;

impl Query for Select {
    async fn run<P>(pool: &P) -> usize
    where
        for<'p> &'p P: Executor<'p, Database = Sqlite>,
    {
        let row = sqlx::query("select 1").fetch_one(pool).await;
        row.map_or(0, |row| row.len())
    }
}

struct Bound;

impl Query for Bound {
    async fn run<P>(pool: &P) -> usize
    where
        for<'p> &'p P: Executor<'p, Database = Sqlite>,
    {
        let query = sqlx::query("select $1 as id, 'lamp' as article").bind(42);
        let row = query.fetch_one(pool).await;
        row.map_or(0, |row| row.len())
    }
}

struct Stream;

impl Query for Stream {
    async fn run<P>(pool: &P) -> usize
    where
        for<'p> &'p P: Executor<'p, Database = Sqlite>,
    {
        let text = "with recursive n(i) as (select 1 union all select i + 1 from n limit $1) select i from n";
        let mut rows = sqlx::query(text).bind(ROWS as i64).fetch(pool);
        let mut count = 0;
        while let Some(Ok(_)) = rows.next().await {
            count += 1;
        }
        count
    }
}

fn bare<Q: Query>() -> io::Result<Case> {
    let (runtime, pool) = open()?;
    Ok(Case::new(None, move || runtime.block_on(Q::run(&pool))))
}

fn watched<Q: Query>(lumigo: Lumigo) -> io::Result<Case> {
    let (runtime, pool) = open()?;
    let pool = LumigoPool::from(pool);
    Ok(Case::new(Some(lumigo), move || {
        runtime.block_on(Q::run(&pool))
    }))
}

/// With what sqlx does by default, but for the number of connections.
fn open() -> io::Result<(Runtime, SqlitePool)> {
    let runtime = runtime::Builder::new_current_thread()
        .enable_time()
        .build()?;
    let pool = SqlitePoolOptions::new()
        .max_connections(1)
        .connect("sqlite::memory:");
    let pool = runtime.block_on(pool).map_err(io::Error::other)?;
    Ok((runtime, pool))
}
