//! Hosts inside an async runtime: everything of ours may be flushed and dropped there.

use crate::support::{PATIENCE, PROTOCOLS, all_signals, assert_has_work, sink, with, work};

/// Flushes, ends and drops in async code, the provider of meters last.
async fn live_and_die(protocol: &str) {
    let sink = sink(protocol).start();
    let lumigo = with(&all_signals(&sink.base_endpoint(), protocol)).build();
    work(&lumigo);
    let meters = lumigo.meter_provider().clone();
    lumigo.shutdown_with_timeout(PATIENCE).unwrap();
    assert_has_work(&sink, protocol);
    drop(lumigo);
    tokio::task::yield_now().await;
    drop(meters);
}

#[tokio::test]
async fn a_current_thread_runtime() {
    for protocol in PROTOCOLS {
        live_and_die(protocol).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_runtime_with_one_worker() {
    for protocol in PROTOCOLS {
        tokio::spawn(live_and_die(protocol)).await.unwrap();
    }
}
