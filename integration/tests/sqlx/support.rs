//! Databases of a test's own, and what it asks of spans.

mod mariadb;
mod postgres;
mod server;
mod sqlite;

use integration::spans::attributes;
use lumigo_opentelemetry::Lumigo;
use lumigo_opentelemetry::sqlx::{Driver, LumigoPool};
use lumigo_testing::{SpanRecorder, TestSpan};
use serde_json::{Value, json};
use sqlx::pool::PoolOptions;
use sqlx::{AssertSqlSafe, Connection, Database, Pool, SqlSafeStr, SqlStr};
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::task::Poll;

/// Runs the same tests on each database: a macro that takes its type.
macro_rules! on_each {
    ($tests:ident) => {
        mod postgres {
            $tests!(sqlx::Postgres);
        }
        mod mariadb {
            $tests!(sqlx::MySql);
        }
        mod sqlite {
            $tests!(sqlx::Sqlite);
        }
    };
}
pub(crate) use on_each;

pub(crate) type Options<DB> = <<DB as Database>::Connection as Connection>::Options;

/// What the tests know of a database.
pub(crate) trait TestDatabase: Driver {
    /// What is removed when it is dropped.
    type Place: Send;
    /// A query whose third row is an error, with its code.
    const FAILS_LATE: (&'static str, &'static str);
    /// A query that takes longer than any test.
    const TAKES_LONG: &'static str;
    /// A query for bytes that are no UTF-8, as text where the database has such.
    const NO_UTF8: &'static str;
    /// The codes of a text that is no SQL, of a row that is there already, and of a null where none may be.
    const CODES: [&'static str; 3];

    /// An empty one.
    async fn place() -> (Self::Place, Options<Self>);

    /// What every span says of it.
    fn of_server(options: &Options<Self>) -> Value;

    /// The text with its `?` as this database has them.
    fn numbered(text: &str) -> String {
        text.to_owned()
    }
}

/// A text with `?` for each parameter.
pub(crate) fn sql<DB: TestDatabase>(text: &str) -> SqlStr {
    AssertSqlSafe(DB::numbered(text)).into_sql_str()
}

/// A database with three orders in it: 1 of ada for 10, 2 of grace for 20, 3 of linus for nothing.
pub(crate) struct Shop<DB: TestDatabase> {
    pub(crate) recorder: SpanRecorder,
    pub(crate) lumigo: Lumigo,
    pub(crate) options: Options<DB>,
    /// One beside ours, for comparison.
    pub(crate) plain: Pool<DB>,
    pub(crate) pool: LumigoPool<DB>,
    /// Dropped last.
    _place: DB::Place,
}

macro_rules! open {
    ($db:ty) => {
        impl Shop<$db> {
            pub(crate) async fn open() -> Self {
                Self::open_with(&[]).await
            }

            /// With these variables of the distribution.
            pub(crate) async fn open_with(variables: &[(&str, &str)]) -> Self {
                let (place, options) = <$db>::place().await;
                let three = || PoolOptions::new().max_connections(3);
                let plain = three().connect_lazy_with(options.clone());
                for text in [
                    "create table orders (id bigint primary key, customer varchar(100) not null, total bigint)",
                    "insert into orders values (1, 'ada', 10), (2, 'grace', 20), (3, 'linus', null)",
                ] {
                    // Not prepared, so that both pools have the same statements.
                    sqlx::raw_sql(text).execute(&plain).await.unwrap();
                }
                let recorder = SpanRecorder::new();
                let lumigo = recorder.lumigo_with(variables);
                Self {
                    pool: LumigoPool::bind(&lumigo, three().connect_lazy_with(options.clone())),
                    recorder,
                    lumigo,
                    options,
                    plain,
                    _place: place,
                }
            }
        }
    };
}
open!(sqlx::Postgres);
open!(sqlx::MySql);
open!(sqlx::Sqlite);

impl<DB: TestDatabase> Shop<DB> {
    /// A plain pool and one of ours with a new connection each: nothing has come before.
    pub(crate) fn fresh_pools(&self) -> (Pool<DB>, LumigoPool<DB>) {
        let one = PoolOptions::new().max_connections(1);
        let pool = || one.clone().connect_lazy_with(self.options.clone());
        (pool(), LumigoPool::bind(&self.lumigo, pool()))
    }

    /// The spans since this was asked last.
    pub(crate) fn spans(&self) -> Vec<TestSpan> {
        let spans = self.recorder.spans();
        self.recorder.clear();
        spans
    }

    /// The one span since this was asked last.
    #[track_caller]
    pub(crate) fn only_span(&self) -> TestSpan {
        let span = self.recorder.only_span();
        self.recorder.clear();
        span
    }

    /// What every span says of the database, and these attributes.
    pub(crate) fn with_server(&self, attributes: Value) -> Value {
        let mut all = DB::of_server(&self.options);
        let (Value::Object(all_of), Value::Object(attributes)) = (&mut all, attributes) else {
            panic!("no attributes");
        };
        all_of.extend(attributes);
        all
    }
}

/// All attributes but how long there was no connection, which must be some seconds for a query on a pool.
#[track_caller]
pub(crate) fn on_pool(span: &TestSpan) -> Value {
    let mut all = attributes(span);
    let waited = all.as_object_mut().unwrap();
    let waited = waited.remove("db.client.connection.wait_time");
    assert!(waited.and_then(|waited| waited.as_f64()).unwrap() >= 0.0);
    all
}

/// How many rows a span says have come.
pub(crate) fn returned(span: &TestSpan) -> Value {
    let rows = span.attribute("db.response.returned_rows");
    rows.cloned().unwrap_or(json!(null))
}

/// Polls it once: `None` when it is not ready.
pub(crate) async fn poll_once<F: Future + ?Sized>(mut future: Pin<&mut F>) -> Option<F::Output> {
    poll_fn(|context| {
        Poll::Ready(match future.as_mut().poll(context) {
            Poll::Ready(output) => Some(output),
            Poll::Pending => None,
        })
    })
    .await
}
