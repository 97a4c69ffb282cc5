//! The service of `docs/shutdown.md`, with a handler that takes as many milliseconds as the path says
//! and a port that the system chooses. It prints its address.

use axum::extract::Path;
use axum::{Router, routing::get};
use lumigo_opentelemetry::LumigoLayer;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let lumigo = lumigo_opentelemetry::init();

    // From here on neither signal ends the process by itself.
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    let stop = async move {
        tokio::select! {
            _ = interrupt.recv() => (),
            _ = terminate.recv() => (),
        }
    };

    let app = Router::new()
        .route("/orders/{id}", get(order))
        .layer(LumigoLayer);
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    println!("{}", listener.local_addr()?);
    // Returns when every request that was begun has its whole answer, and so every span has ended.
    axum::serve(listener, app)
        .with_graceful_shutdown(stop)
        .await?;

    if let Err(error) = lumigo.shutdown_with_timeout(Duration::from_secs(10)) {
        eprintln!("shutdown: {error}");
    }
    Ok(())
}

async fn order(Path(milliseconds): Path<u64>) -> &'static str {
    tokio::time::sleep(Duration::from_millis(milliseconds)).await;
    "one order"
}
