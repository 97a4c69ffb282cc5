//! Deletions that do not all succeed.

use crate::proxy;
use crate::support::{
    Host, Log, Running, bare, consumer, left_in, number, once, queue, send, told,
};
use serde_json::{Value, json};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_batch_does_not_delete_is_deleted_with_another() {
    let host = Host::start();
    let queue = queue().await;
    send(&bare(), &queue, 0..40).await;
    let sizes = Log::new();
    let noted = sizes.clone();
    // Refuses the last entry of all batches that have several.
    let proxy = proxy::start(move |operation, input| {
        let entries = input["Entries"].as_array_mut();
        let entries = entries.filter(|_| operation == "DeleteMessageBatch")?;
        noted.push(entries.len());
        let refused = entries.pop_if(|_| noted.entries().last() > Some(&1))?;
        let failed = json!({ "Id": refused["Id"], "Code": "InternalError", "SenderFault": false });
        let change = move |output: &mut Value| output["Failed"] = json!([failed]);
        Some(Box::new(change) as _)
    })
    .await;
    let done = Log::new();
    let does = done.clone();
    let (consumer, told) = told(consumer(host.sqs_at(&proxy.url("")), &queue));
    let running = Running::start(consumer, move |message| {
        does.push(number(&message));
        async { Ok(()) }
    });
    done.wait_for(40).await;
    running.stop().await;
    proxy.stop().await;
    assert_eq!(done.counts(), once(0..40));
    assert_eq!(left_in(&bare(), &queue).await, 0);
    assert!(sizes.entries().iter().any(|size| *size > 1), "{sizes:?}");
    let sum: usize = sizes.entries().iter().sum();
    assert!(sum > 40, "{sizes:?}");
    assert_eq!(told.entries().len(), 0, "{told:?}");
}
