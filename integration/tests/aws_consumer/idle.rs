//! Consumers without messages.

use crate::proxy;
use crate::support::{Failed, Host, Log, Running, consumer, queue};

#[tokio::test]
async fn idle_consumers_only_poll_and_make_no_spans() {
    let host = Host::start();
    let queue = queue().await;
    let operations = Log::new();
    let noted = operations.clone();
    let proxy = proxy::start(move |operation, _| {
        noted.push(operation.to_owned());
        None
    })
    .await;
    let sqs = host.sqs_at(&proxy.url(""));
    let running = Running::start(consumer(sqs, &queue), |_| async { Err(Failed) });
    operations.wait_for(4).await;
    running.stop().await;
    let operations = operations.entries();
    assert!(
        operations.iter().all(|one| one == "ReceiveMessage"),
        "{operations:?}"
    );
    assert!(host.spans().is_empty(), "{}", host.tree());
}
