//! Calls at the same time.

use crate::support::{Backend, client, sent};
use axum::Router;
use integration::spans::{in_span, traceparent};
use lumigo_testing::{SpanRecorder, TestSpan};
use std::collections::BTreeSet;
use std::sync::Arc;
use tokio::sync::Barrier;
use tokio::task::JoinSet;

const CALLS: usize = 6;

/// A server that answers when it was asked as often as there are calls.
async fn patient() -> Backend {
    let barrier = Arc::new(Barrier::new(CALLS));
    let app = Router::new().fallback(move || async move {
        barrier.wait().await;
    });
    Backend::with(app).await
}

/// Each call has sent the ids of its own span.
fn assert_sent(backend: &Backend, spans: &[TestSpan]) {
    let headers = backend.headers();
    let seen: BTreeSet<_> = headers
        .iter()
        .map(|headers| sent(headers, "traceparent").unwrap().to_owned())
        .collect();
    let calls = spans.iter().filter(|span| span.name == "GET");
    assert_eq!(seen, calls.map(traceparent).collect());
    assert_eq!(seen.len(), CALLS);
}

#[tokio::test]
async fn calls_of_one_task_are_siblings() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let backend = patient().await;
    let http = client(&lumigo);
    let call = || async { http.get(backend.url("/")).send().await.unwrap() };
    in_span(&lumigo, "work", async {
        tokio::join!(call(), call(), call(), call(), call(), call())
    })
    .await;
    let expected = format!("INTERNAL work{}", "\n  CLIENT GET".repeat(CALLS));
    assert_eq!(recorder.tree(), expected);
    assert_sent(&backend, &recorder.spans());
}

async fn calls_of_many_tasks_keep_to_their_traces() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let backend = patient().await;
    let mut calls = JoinSet::new();
    for _ in 0..CALLS {
        let (http, host, url) = (client(&lumigo), lumigo.clone(), backend.url("/"));
        calls.spawn(async move { in_span(&host, "work", http.get(url).send()).await.unwrap() });
    }
    calls.join_all().await;
    let tree = recorder.tree();
    let traces: Vec<_> = tree.split("\n\n").collect();
    assert_eq!(traces, ["INTERNAL work\n  CLIENT GET"; CALLS]);
    assert_sent(&backend, &recorder.spans());
}

#[tokio::test]
async fn calls_of_many_tasks_on_one_thread_never_mix() {
    calls_of_many_tasks_keep_to_their_traces().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 3)]
async fn calls_of_many_tasks_on_many_threads_never_mix() {
    calls_of_many_tasks_keep_to_their_traces().await;
}
