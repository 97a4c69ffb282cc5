//! Requests at the same time.

use crate::support::get;
use axum::Router;
use axum::extract::Path;
use axum::routing::get as on_get;
use integration::spans::{current, work};
use integration::wire::{TestServer, exchange};
use lumigo_opentelemetry::{Lumigo, LumigoLayer};
use lumigo_testing::SpanRecorder;
use std::sync::Arc;
use tokio::sync::Barrier;
use tokio::task::JoinSet;

const REQUESTS: usize = 8;
const ROUNDS: usize = 5;

/// A handler that goes on only when all others have come as far as it has.
fn in_step(lumigo: &Lumigo) -> Router {
    let (host, barrier) = (lumigo.clone(), Arc::new(Barrier::new(REQUESTS)));
    let handler = move |Path(caller): Path<String>| async move {
        let before = current();
        assert!(before.contains(&caller), "{before} is not of {caller}");
        for _ in 0..ROUNDS {
            barrier.wait().await;
            assert_eq!(current(), before);
            work(&host, "work");
        }
    };
    Router::new()
        .route("/{caller}", on_get(handler))
        .layer(LumigoLayer::bind(lumigo))
}

async fn interleaved_requests_keep_to_their_traces() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let server = TestServer::start(in_step(&lumigo)).await;
    let mut requests = JoinSet::new();
    for number in 1..=REQUESTS {
        let trace = format!("{number:032x}");
        let header = format!("traceparent: 00-{trace}-00f067aa0ba902b7-01\r\n");
        let request = get(&format!("/{trace}"), &header);
        requests.spawn(exchange(server.address(), request));
    }
    for answer in requests.join_all().await {
        assert!(answer.starts_with(b"HTTP/1.1 200 "), "{answer:?}");
    }
    server.stop().await;

    let tree = recorder.tree();
    let traces: Vec<_> = tree.split("\n\n").collect();
    let expected = format!(
        "SERVER GET /{{caller}} (parent missing){}",
        "\n  INTERNAL work".repeat(ROUNDS)
    );
    assert_eq!(traces, [&*expected; REQUESTS]);
}

#[tokio::test]
async fn requests_on_one_thread_never_mix() {
    interleaved_requests_keep_to_their_traces().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 3)]
async fn requests_that_move_between_threads_never_mix() {
    interleaved_requests_keep_to_their_traces().await;
}
