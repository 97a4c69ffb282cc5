//! Keeps orders in SQLite: `POST /orders` inserts one, `GET /orders/{id}` reads it in a transaction. A request
//! and its queries are one trace.

mod failure;
mod stop;

use std::error::Error;
use std::time::Duration;

use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::routing::{get, post};
use failure::Failure;
use lumigo_opentelemetry::LumigoLayer;
use lumigo_opentelemetry::sqlx::{LumigoConnection, LumigoPool};
use sqlx::Sqlite;
use sqlx::sqlite::SqlitePoolOptions;
use tokio::net::TcpListener;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let lumigo = lumigo_opentelemetry::init();

    let mut arguments = std::env::args().skip(1);
    let address = arguments.next();
    let database = arguments.next();
    let pool = open(database.as_deref().unwrap_or("sqlite::memory:")).await?;

    let app = Router::new()
        .route("/orders", post(order))
        .route("/orders/{id}", get(show))
        .with_state(pool.clone())
        .layer(LumigoLayer); // one span for each request to the routes above
    let stop = stop::signal()?;
    let listener = TcpListener::bind(address.as_deref().unwrap_or("127.0.0.1:3000")).await?;
    println!("listening on http://{}", listener.local_addr()?);
    axum::serve(listener, app)
        .with_graceful_shutdown(stop)
        .await?;

    pool.close().await;
    lumigo.shutdown_with_timeout(Duration::from_secs(10))?;
    Ok(())
}

/// A pool as any other, but that its queries are spans from here on.
async fn open(url: &str) -> sqlx::Result<LumigoPool<Sqlite>> {
    // In memory, every connection would have a database of its own, and it ends with the connection.
    let pool = SqlitePoolOptions::new()
        .max_connections(1)
        .idle_timeout(None)
        .max_lifetime(None)
        .connect(url)
        .await?;
    let pool = LumigoPool::from(pool);
    sqlx::query("create table if not exists orders (id integer primary key, item text not null)")
        .execute(&pool)
        .await?;
    Ok(pool)
}

async fn order(
    State(pool): State<LumigoPool<Sqlite>>,
    item: String,
) -> Result<(StatusCode, String), Failure> {
    let insert = sqlx::query("insert into orders (item) values ($1)").bind(item);
    let id = insert.execute(&pool).await?.last_insert_rowid();
    Ok((StatusCode::CREATED, format!("order {id}\n")))
}

/// Reads twice, but the same state of the database.
async fn show(
    State(pool): State<LumigoPool<Sqlite>>,
    Path(id): Path<i64>,
) -> Result<String, Failure> {
    let mut transaction = pool.begin().await?;
    let select = sqlx::query_scalar("select item from orders where id = $1").bind(id);
    let item: String = select.fetch_one(&mut *transaction).await?;
    let count = count(&mut transaction, &item).await?;
    transaction.commit().await?;
    Ok(format!("{item}, ordered {count} times\n"))
}

/// Where it said `&mut SqliteConnection` before.
async fn count(connection: &mut LumigoConnection<'_, Sqlite>, item: &str) -> sqlx::Result<i64> {
    sqlx::query_scalar("select count(*) from orders where item = $1")
        .bind(item)
        .fetch_one(connection)
        .await
}
