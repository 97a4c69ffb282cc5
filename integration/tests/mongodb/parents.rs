//! Whose child a command is.

use crate::support::{Shop, client, options};
use integration::spans::in_span;
use lumigo_opentelemetry::opentelemetry::Context;
use lumigo_opentelemetry::opentelemetry::trace::{
    FutureExt, TraceContextExt, Tracer, TracerProvider,
};
use lumigo_testing::{SpanRecorder, TestSpan};
use mongodb::bson::doc;
use std::collections::HashMap;

#[track_caller]
fn assert_is_child(child: &TestSpan, parent: &TestSpan) {
    assert_eq!(child.parent_span_id.as_ref(), Some(&parent.span_id));
    assert_eq!(child.trace_id, parent.trace_id);
}

#[tokio::test]
async fn a_command_is_a_child_of_what_is_current() {
    let shop = Shop::open().await;
    let orders = shop.orders();
    let work = async { orders.find_one(doc! {}).await.unwrap() };
    in_span(&shop.lumigo, "work", work).await;
    let parent = shop.recorder.span_named("work");
    assert_is_child(&shop.recorder.span_named("find orders"), &parent);
    shop.recorder.clear();
    shop.orders().find_one(doc! {}).await.unwrap();
    assert!(shop.only_span().is_root());
    shop.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_command_of_a_spawned_task_is_a_child_of_the_context_it_was_given() {
    let shop = Shop::open().await;
    let tracer = shop.lumigo.tracer_provider().tracer("host");
    let context = Context::current_with_span(tracer.start("work"));
    let orders = shop.orders();
    let find = async move { orders.find_one(doc! {}).await.unwrap() };
    tokio::spawn(find.with_context(context.clone()))
        .await
        .unwrap();
    context.span().end();
    let parent = shop.recorder.span_named("work");
    assert_is_child(&shop.recorder.span_named("find orders"), &parent);
    shop.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_clients_at_once_each_tell_whose_commands_are_whose() {
    const TASKS: usize = 40;
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let shared = options().await;
    let clients = [client(shared.clone(), &lumigo), client(shared, &lumigo)];
    let tracer = lumigo.tracer_provider().tracer("host");
    let tasks: Vec<_> = (0..TASKS)
        .map(|task| {
            let context = Context::current_with_span(tracer.start(format!("work {task}")));
            let database = clients[task % 2].database("admin");
            let ping = async move {
                database
                    .run_command(doc! { "ping": 1, "comment": format!("task {task}.") })
                    .await
                    .unwrap();
                Context::current().span().end();
            };
            tokio::spawn(ping.with_context(context))
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
    let spans = recorder.spans();
    assert_eq!(spans.len(), 2 * TASKS);
    let by_id: HashMap<_, _> = spans.iter().map(|span| (&span.span_id, span)).collect();
    for span in spans.iter().filter(|span| span.name == "ping admin") {
        let parent = by_id[span.parent_span_id.as_ref().unwrap()];
        let body = span.attributes["db.request.body"].as_str().unwrap();
        let task = parent.name.strip_prefix("work ").unwrap();
        assert!(body.contains(&format!("task {task}.")), "{body}");
    }
}
