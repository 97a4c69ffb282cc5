//! Commands at the same time, over one connection.

use crate::support::{Names, connect};
use integration::spans::in_span;
use lumigo_testing::SpanRecorder;
use redis::AsyncCommands;
use std::sync::Arc;
use tokio::task::JoinSet;

const TASKS: usize = 32;

async fn commands_of_many_tasks_keep_to_their_traces() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let names = Arc::new(Names::new());
    let connection = connect(&lumigo).await;
    let mut tasks = JoinSet::new();
    for task in 0..TASKS {
        let (mut connection, lumigo) = (connection.clone(), lumigo.clone());
        let name = names.of(&format!("a:{task}"));
        tasks.spawn(async move {
            let work = async {
                let () = connection.set(&name, task).await.unwrap();
                connection.get::<_, usize>(&name).await.unwrap()
            };
            assert_eq!(in_span(&lumigo, "work", work).await, task);
        });
    }
    tasks.join_all().await;
    let tree = recorder.tree();
    let traces: Vec<_> = tree.split("\n\n").collect();
    assert_eq!(traces, ["INTERNAL work\n  CLIENT SET\n  CLIENT GET"; TASKS]);
    // Each trace tells of one key alone.
    let spans = recorder.spans();
    for get in spans.iter().filter(|span| span.name == "GET") {
        let mut of_trace = spans.iter().filter(|span| span.trace_id == get.trace_id);
        let set = of_trace.find(|span| span.name == "SET").unwrap();
        let text = names.query_text(get).replace("GET", "SET") + " ?";
        assert_eq!(names.query_text(set), text);
    }
}

#[tokio::test]
async fn commands_of_many_tasks_on_one_thread_never_mix() {
    commands_of_many_tasks_keep_to_their_traces().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 3)]
async fn commands_of_many_tasks_on_many_threads_never_mix() {
    commands_of_many_tasks_keep_to_their_traces().await;
}
