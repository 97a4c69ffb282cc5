//! A backend that counts spans. It prints its port, and runs until it is killed.
//!
//! `POST /v1/traces` takes OTLP; `PUT /delay/MS` says after which time that is answered; `DELETE /seen`
//! returns what came since it was asked last, as JSON.

use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, Path, State};
use axum::routing::{delete, post, put};
use axum::{Json, Router};
use prost::Message;
use serde::Serialize;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::net::TcpListener;

/// Of OTLP's messages only the fields that are looked at, so that the sink costs little.
#[derive(Message)]
struct Request {
    #[prost(message, repeated, tag = "1")]
    resources: Vec<Resource>,
}

#[derive(Message)]
struct Resource {
    #[prost(message, repeated, tag = "2")]
    scopes: Vec<Scope>,
}

#[derive(Message)]
struct Scope {
    #[prost(bytes = "bytes", repeated, tag = "2")]
    spans: Vec<Bytes>,
}

#[derive(Message)]
struct Span {
    #[prost(bytes = "bytes", repeated, tag = "9")]
    attributes: Vec<Bytes>,
}

#[derive(Default, Serialize)]
struct Seen {
    posts: u64,
    spans: u64,
    bytes: u64,
    /// Of the span that came last.
    attributes: usize,
}

#[derive(Clone, Default)]
struct Sink(Arc<Mutex<(Seen, Duration)>>);

impl Sink {
    fn lock(&self) -> MutexGuard<'_, (Seen, Duration)> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn take(State(sink): State<Sink>, body: Bytes) {
    let bytes = body.len() as u64;
    let request = Request::decode(body).expect("OTLP");
    let scopes = request.resources.iter().flat_map(|it| &it.scopes);
    let spans: Vec<&Bytes> = scopes.flat_map(|scope| &scope.spans).collect();
    let delay = {
        let (seen, delay) = &mut *sink.lock();
        seen.posts += 1;
        seen.spans += spans.len() as u64;
        seen.bytes += bytes;
        if let Some(last) = spans.last() {
            let span = Span::decode(&last[..]).expect("OTLP");
            seen.attributes = span.attributes.len();
        }
        *delay
    };
    if !delay.is_zero() {
        tokio::time::sleep(delay).await;
    }
}

async fn seen(State(sink): State<Sink>) -> Json<Seen> {
    Json(std::mem::take(&mut sink.lock().0))
}

async fn set_delay(State(sink): State<Sink>, Path(ms): Path<u64>) {
    sink.lock().1 = Duration::from_millis(ms);
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> std::io::Result<()> {
    let router = Router::new()
        .route("/v1/traces", post(take))
        .route("/seen", delete(seen))
        .route("/delay/{ms}", put(set_delay))
        .layer(DefaultBodyLimit::disable())
        .with_state(Sink::default());
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    println!("{}", listener.local_addr()?.port());
    axum::serve(listener, router).await
}
