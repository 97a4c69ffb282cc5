//! Handlers that the host has set.

use crate::support::{client, options};
use crate::teller::Teller;
use integration::spans::error_type;
use lumigo_opentelemetry::mongodb::instrument_with;
use lumigo_testing::SpanRecorder;
use mongodb::Client;
use mongodb::bson::doc;
use mongodb::event::EventHandler;
use mongodb::event::cmap::CmapEvent;
use mongodb::event::command::CommandEvent;
use std::sync::{Arc, Mutex};
use tokio::sync::mpsc;

type Seen = Arc<Mutex<Vec<String>>>;

/// What is alike in two runs.
fn describe(event: &CommandEvent) -> String {
    match event {
        CommandEvent::Started(event) => {
            let keys: Vec<_> = event.command.keys().collect();
            format!("started {} in {}: {keys:?}", event.command_name, event.db)
        }
        CommandEvent::Succeeded(event) => {
            format!("succeeded {}: {}", event.command_name, event.reply)
        }
        CommandEvent::Failed(event) => {
            format!("failed {}: {:?}", event.command_name, event.failure.kind)
        }
        other => panic!("{other:?}"),
    }
}

/// A handler of this kind, which notes what it sees.
fn handler(kind: &str, seen: &Seen) -> EventHandler<CommandEvent> {
    let seen = Arc::clone(seen);
    let note = move |event| seen.lock().unwrap().push(describe(&event));
    match kind {
        "callback" => EventHandler::callback(note),
        "async" => EventHandler::async_callback(move |event| {
            let note = note.clone();
            Box::pin(async move {
                tokio::task::yield_now().await;
                note(event);
            })
        }),
        _ => {
            // Of one event, so that the senders have to wait.
            let (sender, mut events) = mpsc::channel(1);
            tokio::spawn(async move {
                while let Some(event) = events.recv().await {
                    note(event);
                }
            });
            EventHandler::from(sender)
        }
    }
}

/// What a handler of this kind sees of some commands.
async fn run(
    kind: &str,
    instrument: impl FnOnce(&mut mongodb::options::ClientOptions),
) -> Vec<String> {
    let teller = Teller::start(|command| {
        crate::teller::Answer::Reply(if command.contains_key("find") {
            doc! { "ok": 0, "code": 13, "errmsg": "no" }
        } else {
            doc! { "ok": 1, "n": 1 }
        })
    })
    .await;
    let seen = Seen::default();
    let mut options = teller.options().await;
    options.command_event_handler = Some(handler(kind, &seen));
    instrument(&mut options);
    let client = Client::with_options(options).unwrap();
    let orders = client.database("shop").collection("orders");
    orders.insert_one(doc! { "a": 1 }).await.unwrap();
    orders.find_one(doc! {}).await.unwrap_err();
    while seen.lock().unwrap().len() < 4 {
        tokio::task::yield_now().await;
    }
    seen.lock().unwrap().clone()
}

#[tokio::test]
async fn a_handler_of_any_kind_sees_what_it_saw_before() {
    for kind in ["callback", "async", "channel"] {
        let before = run(kind, |_| ()).await;
        let recorder = SpanRecorder::new();
        let lumigo = recorder.lumigo();
        let after = run(kind, |options| instrument_with(&lumigo, options)).await;
        assert_eq!(after, before, "{kind}");
        let names: Vec<_> = recorder.spans().into_iter().map(|span| span.name).collect();
        assert_eq!(names, ["insert orders", "find orders"], "{kind}");
    }
}

#[tokio::test]
async fn a_client_that_is_instrumented_twice_makes_one_span() {
    for kind in ["callback", "async", "channel"] {
        let recorder = SpanRecorder::new();
        let lumigo = recorder.lumigo();
        run(kind, |options| {
            instrument_with(&lumigo, options);
            instrument_with(&lumigo, options);
        })
        .await;
        assert_eq!(recorder.spans().len(), 2, "{kind}");
    }
}

#[tokio::test]
async fn a_handler_that_panics_does_so_as_before() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let mut options = options().await;
    options.command_event_handler = Some(EventHandler::callback(|_| panic!("on purpose")));
    let client = client(options, &lumigo);
    // The last one to be dropped ends its sessions.
    let kept = client.clone();
    let ping = async move {
        client
            .database("admin")
            .run_command(doc! { "ping": 1 })
            .await
    };
    let ended = tokio::spawn(ping).await;
    assert!(ended.unwrap_err().is_panic());
    assert_eq!(error_type(&recorder.only_span()), Some("cancelled"));
    drop(kept);
}

#[tokio::test]
async fn a_handler_of_connections_is_called_too() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let seen = Arc::<Mutex<Vec<CmapEvent>>>::default();
    let noted = Arc::clone(&seen);
    let mut options = options().await;
    let note = move |event| noted.lock().unwrap().push(event);
    options.cmap_event_handler = Some(EventHandler::callback(note));
    let client = client(options, &lumigo);
    client
        .database("admin")
        .run_command(doc! { "ping": 1 })
        .await
        .unwrap();
    let seen = seen.lock().unwrap();
    assert!(matches!(seen[0], CmapEvent::PoolCreated(_)), "{seen:?}");
    let is_checked_out = |event: &CmapEvent| matches!(event, CmapEvent::ConnectionCheckedOut(_));
    assert!(seen.iter().any(is_checked_out), "{seen:?}");
    assert_eq!(recorder.only_span().name, "ping admin");
}
