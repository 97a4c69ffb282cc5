//! Loops over batches: the scope of a message is current during its turn, and nowhere else.

use crate::scopes::{batch_of, handle};
use crate::support::Host;
use integration::spans::{current, in_span, text, work};
use integration::wire::soon;
use lumigo_opentelemetry::aws::ScopedBatch;
use tokio::sync::oneshot;

#[tokio::test]
async fn spans_of_each_turn_of_a_loop_are_children_of_the_receive() {
    let host = Host::start();
    let mut bodies = Vec::new();
    for message in batch_of(&host, 3).await {
        bodies.push(message.body().unwrap().to_owned());
        work(&host.lumigo, "turn");
        handle(&host.lumigo).await;
    }
    work(&host.lumigo, "afterwards");
    assert_eq!(bodies, ["0", "1", "2"]);
    assert_eq!(current(), "none");
    let turns = "\n  INTERNAL turn\n  INTERNAL handle".repeat(3);
    let expected = format!("CLIENT SQS.ReceiveMessage{turns}\n\nINTERNAL afterwards");
    assert_eq!(host.tree(), expected);
}

#[tokio::test]
async fn a_loop_that_is_left_leaves_the_scope() {
    let host = Host::start();
    for message in batch_of(&host, 2).await {
        if message.body() == Some("1") {
            break;
        }
    }
    assert_eq!(current(), "none");
    let batch = batch_of(&host, 2).await;
    let left = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        for message in batch {
            assert_ne!(message.body(), Some("1"), "on purpose");
        }
    }));
    assert!(left.is_err());
    assert_eq!(current(), "none");
}

#[tokio::test]
async fn between_two_turns_and_before_the_first_nothing_is_current() {
    let host = Host::start();
    let mut messages = batch_of(&host, 2).await.into_iter();
    assert_eq!(current(), "none");
    let first = messages.next().unwrap();
    let scope = current();
    assert_ne!(scope, "none");
    drop(first);
    let _second = messages.next().unwrap();
    assert_eq!(current(), scope);
    assert!(messages.next().is_none());
    assert_eq!(current(), "none");
    assert!(messages.next().is_none());
}

#[tokio::test]
async fn loops_within_loops_leave_in_their_order() {
    let host = Host::start();
    for _ in batch_of(&host, 2).await {
        let scope = current();
        for _ in batch_of(&host, 2).await {
            // The outer one was current already.
            assert_eq!(current(), scope);
        }
        assert_eq!(current(), scope);
    }
    assert_eq!(current(), "none");
}

#[tokio::test]
async fn a_turn_goes_on_in_scope_after_work_that_has_waited() {
    let host = Host::start();
    for message in batch_of(&host, 2).await {
        message.in_scope(handle(&host.lumigo)).await;
        work(&host.lumigo, "afterwards");
    }
    let turns = "\n  INTERNAL handle\n  INTERNAL afterwards".repeat(2);
    assert_eq!(host.tree(), format!("CLIENT SQS.ReceiveMessage{turns}"));
}

#[tokio::test]
async fn a_turn_goes_on_in_scope_after_work_that_was_given_up() {
    let host = Host::start();
    for message in batch_of(&host, 2).await {
        let scope = current();
        tokio::select! {
            biased;
            () = message.in_scope(std::future::pending()) => unreachable!(),
            () = tokio::task::yield_now() => (),
        }
        assert_eq!(current(), scope);
    }
    assert_eq!(current(), "none");
}

/// What is current wherever another task of the thread is, until it is stopped.
fn observe() -> (tokio::task::JoinHandle<Vec<String>>, oneshot::Sender<()>) {
    let (stop, mut stopped) = oneshot::channel();
    let observer = tokio::spawn(async move {
        let mut seen = Vec::new();
        while stopped.try_recv() == Err(oneshot::error::TryRecvError::Empty) {
            seen.push(current());
            tokio::task::yield_now().await;
        }
        seen
    });
    (observer, stop)
}

#[tokio::test]
async fn what_the_thread_does_while_a_turn_waits_is_no_part_of_it() {
    let host = Host::start();
    let (first, second) = (batch_of(&host, 2).await, batch_of(&host, 2).await);
    let (observer, stop) = observe();
    let drain = |batch: ScopedBatch| async {
        for message in batch {
            message.in_scope(handle(&host.lumigo)).await;
            message.in_scope(handle(&host.lumigo)).await;
        }
    };
    tokio::join!(drain(first), drain(second));
    stop.send(()).unwrap();
    let seen = soon(observer).await.unwrap();
    assert!(
        seen.len() > 3 && seen.iter().all(|one| one == "none"),
        "{seen:?}"
    );
    let handled = format!(
        "CLIENT SQS.ReceiveMessage{}",
        "\n  INTERNAL handle".repeat(4)
    );
    assert_eq!(host.tree(), format!("{handled}\n\n{handled}"));
}

#[tokio::test]
async fn a_copy_that_another_task_works_on_does_not_leak_the_scope() {
    let host = Host::start();
    let batch = batch_of(&host, 1).await;
    let (observer, stop) = observe();
    for message in batch {
        let copy = message.clone();
        let task = tokio::spawn(async move { copy.in_scope(tokio::task::yield_now()).await });
        message.in_scope(handle(&host.lumigo)).await;
        message.in_scope(async { soon(task).await.unwrap() }).await;
        message.in_scope(handle(&host.lumigo)).await;
    }
    stop.send(()).unwrap();
    let seen = soon(observer).await.unwrap();
    assert!(
        seen.len() > 3 && seen.iter().all(|one| one == "none"),
        "{seen:?}"
    );
}

#[tokio::test]
async fn a_loop_under_a_span_that_is_current_leaves_it_so() {
    let host = Host::start();
    let batch = batch_of(&host, 2).await;
    in_span(&host.lumigo, "consumer", async {
        for _ in batch {
            work(&host.lumigo, "turn");
        }
        work(&host.lumigo, "afterwards");
    })
    .await;
    assert_eq!(
        host.tree(),
        "CLIENT SQS.ReceiveMessage\n\nINTERNAL consumer\n  INTERNAL turn\n  INTERNAL turn\n  INTERNAL afterwards"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_loop_in_the_main_task_of_several_threads_works() {
    let host = Host::start();
    for message in batch_of(&host, 3).await {
        message.in_scope(handle(&host.lumigo)).await;
        work(&host.lumigo, "turn");
    }
    let turns = "\n  INTERNAL handle\n  INTERNAL turn".repeat(3);
    assert_eq!(host.tree(), format!("CLIENT SQS.ReceiveMessage{turns}"));
}

#[tokio::test]
async fn a_message_that_is_processed_in_its_turn_does_not_leak_the_scope() {
    let host = Host::start();
    let batch = batch_of(&host, 2).await;
    let (observer, stop) = observe();
    for message in batch {
        message.process(handle(&host.lumigo)).await;
        work(&host.lumigo, "turn");
    }
    stop.send(()).unwrap();
    let seen = soon(observer).await.unwrap();
    assert!(
        seen.len() > 2 && seen.iter().all(|one| one == "none"),
        "{seen:?}"
    );
    let processed = "\n  CONSUMER process QUEUE\n    INTERNAL handle\n  INTERNAL turn";
    let tree = host.tree();
    let name = host.span_named("SQS.ReceiveMessage");
    let name = text(&name, "messaging.destination.name").unwrap();
    let expected = format!("CLIENT SQS.ReceiveMessage{}", processed.repeat(2));
    assert_eq!(tree.replace(name, "QUEUE"), expected);
}

#[tokio::test]
async fn work_on_a_message_of_another_thread_s_turn_leaves_one_s_own_turn_as_it_is() {
    let host = Host::start();
    let (mine, theirs) = (batch_of(&host, 1).await, batch_of(&host, 1).await);
    let theirs = std::thread::spawn(|| theirs.into_iter().next().unwrap());
    let theirs = theirs.join().unwrap();
    for _ in mine {
        let own = current();
        theirs.in_scope(tokio::task::yield_now()).await;
        assert_eq!(current(), own);
        assert_ne!(own, "none");
    }
}

#[tokio::test]
async fn work_on_other_messages_in_a_turn_does_not_leak_the_scope() {
    let host = Host::start();
    let (outer, inner, other) = (
        batch_of(&host, 1).await,
        batch_of(&host, 2).await,
        batch_of(&host, 2).await,
    );
    let other = other.into_messages();
    let (observer, stop) = observe();
    let mut turns = outer.into_iter();
    let message = turns.next().unwrap();
    let before = current();
    for inner_message in inner {
        inner_message.in_scope(handle(&host.lumigo)).await;
        inner_message.process(handle(&host.lumigo)).await;
    }
    other[0].process(handle(&host.lumigo)).await;
    other[1].in_scope(handle(&host.lumigo)).await;
    let short = message.in_scope(tokio::task::yield_now());
    tokio::join!(short, message.in_scope(handle(&host.lumigo)));
    let after = current();
    drop(turns);
    stop.send(()).unwrap();
    let seen = soon(observer).await.unwrap();
    assert!(seen.iter().all(|one| one == "none"), "{seen:?}");
    assert!(seen.len() > 3 && before != "none", "{seen:?}");
    assert_eq!(before, after);
}
