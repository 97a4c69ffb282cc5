use std::pin::pin;

use axum::body::Body;
use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;
use bytes::Bytes;
use futures_util::TryStreamExt;
use http_body_util::Channel;
use http_body_util::channel::Sender;
use opentelemetry::context::FutureExt;
use serde_json::json;

use super::Shop;
use super::store::{Store, in_span};

/// All orders as lines of JSON. Each is sent when the store has read it: the answer is never in memory
/// as a whole, and the span of the request ends with its last line.
pub(super) async fn list(State(shop): State<Shop>) -> impl IntoResponse {
    let (lines, body) = Channel::new(1);
    // A task of its own is in the trace when it is given the context.
    tokio::spawn(send(shop.store, lines).with_current_context());
    ([(CONTENT_TYPE, "application/x-ndjson")], Body::new(body))
}

async fn send(store: Store, mut lines: Sender<Bytes, sqlx::Error>) {
    let sent = in_span("list orders", async {
        let mut orders = pin!(store.all());
        while let Some(order) = orders.try_next().await? {
            let line = format!("{}\n", json!(order));
            if lines.send_data(line.into()).await.is_err() {
                break; // the customer has left
            }
        }
        Ok(())
    });
    if let Err(error) = sent.await {
        lines.abort(error);
    }
}
