use sqlx::SqlitePool;
use sqlx::sqlite::SqlitePoolOptions;
use tracing::instrument;

use crate::order::Order;

/// The orders, in an SQLite database in memory.
#[derive(Clone)]
pub(super) struct Store {
    pool: SqlitePool,
}

impl Store {
    pub(super) async fn open() -> Result<Self, sqlx::Error> {
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

    /// A `tracing` span of your own lands in the trace, under the span of the request.
    #[instrument(name = "insert order", skip_all, fields(item = order.item))]
    pub(super) async fn insert(&self, order: &Order) -> Result<i64, sqlx::Error> {
        let done = sqlx::query("insert into orders (item, quantity) values (?, ?)")
            .bind(&order.item)
            .bind(order.quantity)
            .execute(&self.pool)
            .await?;
        Ok(done.last_insert_rowid())
    }

    #[instrument(name = "find order", skip(self))]
    pub(super) async fn find(&self, id: i64) -> Result<Option<Order>, sqlx::Error> {
        let row =
            sqlx::query_as::<_, (String, u32)>("select item, quantity from orders where id = ?")
                .bind(id)
                .fetch_optional(&self.pool)
                .await?;
        Ok(row.map(|(item, quantity)| Order { item, quantity }))
    }
}
