use futures_util::{Stream, TryStreamExt};
use opentelemetry::context::FutureExt;
use opentelemetry::trace::{Status, TraceContextExt, Tracer};
use opentelemetry::{Context, global};
use sqlx::SqlitePool;
use sqlx::sqlite::SqlitePoolOptions;

use crate::order::Order;

/// The orders, in an SQLite database in memory.
#[derive(Clone)]
pub(super) struct Store {
    pool: SqlitePool,
}

impl Store {
    pub(super) async fn open() -> sqlx::Result<Self> {
        // Every connection would have a database of its own, and it ends with the connection.
        let pool = SqlitePoolOptions::new()
            .max_connections(1)
            .idle_timeout(None)
            .max_lifetime(None)
            .connect("sqlite::memory:")
            .await?;
        let table = "create table orders (id integer primary key, item text, quantity integer)";
        sqlx::query(table).execute(&pool).await?;
        Ok(Self { pool })
    }

    pub(super) async fn insert(&self, order: &Order) -> sqlx::Result<i64> {
        let query = sqlx::query("insert into orders (item, quantity) values (?, ?)")
            .bind(&order.item)
            .bind(order.quantity);
        let done = in_span("insert order", query.execute(&self.pool)).await?;
        Ok(done.last_insert_rowid())
    }

    pub(super) async fn find(&self, id: i64) -> sqlx::Result<Option<Order>> {
        let query =
            sqlx::query_as::<_, (String, u32)>("select item, quantity from orders where id = ?");
        let row = in_span("find order", query.bind(id).fetch_optional(&self.pool)).await?;
        Ok(row.map(order))
    }

    /// All orders, one by one as they are read.
    pub(super) fn all(&self) -> impl Stream<Item = sqlx::Result<Order>> {
        let query = sqlx::query_as("select item, quantity from orders order by id");
        query.fetch(&self.pool).map_ok(order)
    }
}

fn order((item, quantity): (String, u32)) -> Order {
    Order { item, quantity }
}

/// A span of your own: it lands in the trace, under the span of the request.
///
/// Why not `#[tracing::instrument]`? It works, through `tracing-opentelemetry`; but the thread that
/// sqlx runs SQLite on holds such a span a little longer than the query takes.
pub(super) async fn in_span<T>(
    name: &'static str,
    work: impl Future<Output = sqlx::Result<T>>,
) -> sqlx::Result<T> {
    let context = Context::current_with_span(global::tracer("shop").start(name));
    let result = work.with_context(context.clone()).await;
    if result.is_err() {
        context.span().set_status(Status::error("the query failed"));
    }
    context.span().end();
    result
}
