//! Answers `/ping` with the number of visits so far, which it counts in SQLite.

use std::error::Error;
use std::io;

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::get;
use lumigo_opentelemetry::LumigoLayer;
use lumigo_opentelemetry::sqlx::LumigoPool;
use sqlx::Sqlite;
use sqlx::sqlite::{SqliteConnectOptions, SqlitePoolOptions};
use tokio::net::TcpListener;

const CREATE: &str = "create table if not exists visits (id integer primary key, at text)";
const INSERT: &str = "insert into visits (at) values (current_timestamp)";

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    // Where the spans go is up to the variables. What is left is sent when this is dropped.
    let _lumigo = lumigo_opentelemetry::init();

    let app = Router::new()
        .route("/ping", get(ping))
        .with_state(open(&ping::database()).await?)
        .layer(LumigoLayer); // one span for each request to the routes above

    let stop = stop_signal()?;
    let listener = TcpListener::bind(ping::address()).await?;
    println!("listening on {}", listener.local_addr()?);
    axum::serve(listener, app)
        .with_graceful_shutdown(stop)
        .await?;
    Ok(())
}

async fn ping(State(database): State<LumigoPool<Sqlite>>) -> Result<String, StatusCode> {
    match insert_visit(&database).await {
        Ok(visits) => Ok(format!("pong {visits}")),
        Err(error) => {
            eprintln!("no visit was counted: {error}");
            Err(StatusCode::INTERNAL_SERVER_ERROR)
        }
    }
}

async fn insert_visit(database: &LumigoPool<Sqlite>) -> sqlx::Result<i64> {
    let inserted = sqlx::query(INSERT).execute(database).await?;
    Ok(inserted.last_insert_rowid())
}

async fn open(file: &str) -> sqlx::Result<LumigoPool<Sqlite>> {
    let options = SqliteConnectOptions::new()
        .filename(file)
        .create_if_missing(true);
    // In memory, every connection would have a database of its own, and it ends with the connection.
    let pool = SqlitePoolOptions::new()
        .max_connections(1)
        .idle_timeout(None)
        .max_lifetime(None)
        .connect_with(options)
        .await?;
    sqlx::query(CREATE).execute(&pool).await?;
    Ok(LumigoPool::from(pool)) // one span for each query from here on
}

/// Comes with Ctrl-C, or with SIGTERM, by which whoever runs services ends them.
#[cfg(unix)]
fn stop_signal() -> io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};

    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => (),
            _ = terminate.recv() => (),
        }
    })
}

/// Comes with Ctrl-C.
#[cfg(windows)]
fn stop_signal() -> io::Result<impl Future<Output = ()>> {
    let mut interrupt = tokio::signal::windows::ctrl_c()?;
    Ok(async move {
        interrupt.recv().await;
    })
}
