//! Commands that nobody waits for any more.

use crate::support::{Names, connect};
use integration::spans::error_type;
use integration::wire::soon;
use lumigo_testing::SpanRecorder;
use redis::AsyncCommands;
use redis::aio::ConnectionLike;
use std::future::Future;
use std::pin::pin;
use std::task::{Context, Waker};

#[tokio::test]
async fn a_command_that_is_dropped_is_cancelled() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let names = Names::new();
    let l = names.of("l");
    let mut connection = connect(&lumigo).await;
    {
        let mut pop = pin!(connection.blpop::<_, ()>(&l, 0.0));
        let mut context = Context::from_waker(Waker::noop());
        assert!(pop.as_mut().poll(&mut context).is_pending());
        assert!(recorder.spans().is_empty());
    }
    let span = recorder.only_span();
    assert_eq!(error_type(&span), Some("cancelled"));
    assert_eq!(names.query_text(&span), "BLPOP l ?");
}

#[tokio::test]
async fn a_command_whose_task_is_aborted_is_cancelled_and_the_connection_goes_on() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let names = Names::new();
    let (l, a) = (names.of("l"), names.of("a"));
    let mut connection = connect(&lumigo).await;
    let mut other = connection.clone();
    let name = l.clone();
    let (begun, begins) = tokio::sync::oneshot::channel();
    let pop = tokio::spawn(async move {
        let mut pop = pin!(other.blpop::<_, ()>(name, 0.0));
        let mut begun = Some(begun);
        std::future::poll_fn(|context| {
            let polled = pop.as_mut().poll(context);
            if let Some(begun) = begun.take() {
                begun.send(()).unwrap();
            }
            polled
        })
        .await
    });
    soon(begins).await.unwrap();
    pop.abort();
    assert!(soon(pop).await.unwrap_err().is_cancelled());
    assert_eq!(error_type(&recorder.only_span()), Some("cancelled"));
    // Unblocks the connection, whose answers still come in their order.
    let mut third = connect(&lumigo).await;
    let () = third.rpush(&l, 1).await.unwrap();
    let () = soon(connection.set(&a, "ada")).await.unwrap();
    let value: String = soon(connection.get(&a)).await.unwrap();
    assert_eq!(value, "ada");
}

#[tokio::test]
async fn a_command_that_was_never_polled_has_no_span() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let names = Names::new();
    let mut connection = connect(&lumigo).await;
    let (get, mut pipe) = (redis::cmd("GET").arg(names.of("a")).clone(), redis::pipe());
    drop(connection.req_packed_command(&get));
    drop(connection.req_packed_commands(pipe.add_command(get.clone()), 0, 1));
    assert!(recorder.spans().is_empty());
}
