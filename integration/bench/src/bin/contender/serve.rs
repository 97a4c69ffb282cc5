//! For a load generator: a server of two threads. It prints its port, and after SIGTERM, when the spans
//! have been sent, its peak of memory.

use bench::{peak_kib, server};
use std::future::IntoFuture;
use tokio::net::TcpListener;
use tokio::runtime::Builder;
use tokio::signal::unix::{SignalKind, signal};

pub(crate) fn run(contender: &str, sink: &str) {
    let (router, pipeline) = server::watched(contender, sink);
    let runtime = Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .expect("a runtime");
    runtime.block_on(async {
        let mut ended = signal(SignalKind::terminate()).expect("signals");
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        println!("{}", listener.local_addr().expect("an address").port());
        tokio::select! {
            served = axum::serve(listener, router).into_future() => served.expect("a listener"),
            _ = ended.recv() => {}
        }
    });
    // No request is served while the rest is sent.
    drop(runtime);
    pipeline.shutdown();
    println!("{}", peak_kib());
}
