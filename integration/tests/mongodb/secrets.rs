//! What must not leave the process.

use crate::support::{client, options};
use crate::teller::Teller;
use lumigo_opentelemetry::Lumigo;
use lumigo_testing::{OtlpSink, SpanRecorder};
use mongodb::Client;
use mongodb::bson::{Bson, Document, doc};

const SECRET: &str = "hunter2";

/// What a command and its answer have become on their way out.
async fn sent(command: Document, reply: Document) -> Vec<u8> {
    let sink = tokio::task::spawn_blocking(OtlpSink::start).await.unwrap();
    let endpoint = sink.endpoint();
    let lumigo = Lumigo::builder()
        .with_variables([
            ("LUMIGO_ENDPOINT", endpoint.as_str()),
            ("LUMIGO_TRACER_TOKEN", "t_1234567890123456789ab"),
        ])
        .build();
    let teller = Teller::always(reply).await;
    let client = client(teller.options().await, &lumigo);
    let _ = client.database("shop").run_command(command).await;
    let sent = tokio::task::spawn_blocking(move || {
        lumigo.shutdown();
        sink.wait_for_spans(1, std::time::Duration::from_secs(20));
        let requests = sink.requests();
        requests
            .iter()
            .flat_map(|request| request.body.to_vec())
            .collect()
    });
    sent.await.unwrap()
}

fn holds(bytes: &[u8], text: &str) -> bool {
    bytes
        .windows(text.len())
        .any(|part| part == text.as_bytes())
}

#[tokio::test]
async fn secrets_are_in_nothing_that_is_exported() {
    let ok = || doc! { "ok": 1 };
    let batch = |batch: Document| {
        doc! { "ok": 1, "cursor": { "id": 0_i64, "ns": "shop.users", "firstBatch": [batch] } }
    };
    let find = |filter: Document| doc! { "find": "users", "filter": filter };
    let aggregate =
        |stage: Document| doc! { "aggregate": "users", "pipeline": [stage], "cursor": {} };
    for (command, reply) in [
        (
            find(doc! { "password": SECRET }),
            batch(doc! { "password": SECRET, "a": 1 }),
        ),
        (
            find(doc! { "user.password": { "$in": [SECRET] } }),
            batch(doc! { "user": { "apiKey": [{ "a": SECRET }] } }),
        ),
        (
            find(doc! { "$expr": { "$eq": ["$password", SECRET] } }),
            ok(),
        ),
        (
            find(doc! { "$expr": { "$eq": [{ "$toLower": "$$ROOT.password" }, SECRET] } }),
            ok(),
        ),
        (
            find(doc! { "$where": format!("this.password == '{SECRET}'") }),
            ok(),
        ),
        (
            find(doc! { "$where": Bson::JavaScriptCode(SECRET.to_owned()) }),
            ok(),
        ),
        (
            doc! { "find": "users", "projection": { "x": "$password" } },
            batch(doc! { "x": SECRET }),
        ),
        (aggregate(doc! { "$match": { "token": SECRET } }), ok()),
        (
            aggregate(doc! { "$group": { "_id": "$password" } }),
            batch(doc! { "_id": SECRET }),
        ),
        (
            aggregate(doc! { "$project": { "x": { "$getField": "password" } } }),
            batch(doc! { "x": SECRET }),
        ),
        (
            aggregate(doc! { "$project": { "x": { "$objectToArray": "$$ROOT" } } }),
            batch(doc! { "x": [{ "k": "password", "v": SECRET }] }),
        ),
        (
            doc! { "distinct": "users", "key": "user.password" },
            doc! { "ok": 1, "values": [SECRET] },
        ),
        (
            doc! { "insert": "users", "documents": [{ "pwd": SECRET }] },
            ok(),
        ),
        (
            doc! { "update": "users", "updates": [{ "q": {}, "u": { "$set": { "a.password.hash": SECRET } } }] },
            ok(),
        ),
        (
            doc! { "createUser": "ada", "pwd": SECRET, "roles": [] },
            doc! { "ok": 1, "note": SECRET },
        ),
        (
            doc! { "insert": "users", "documents": [{}] },
            doc! { "ok": 1, "writeErrors": [{
                "code": 11000,
                "errmsg": format!("E11000 duplicate key error dup key: {{ password: \"{SECRET}\" }}"),
                "keyValue": { "password": SECRET },
                "errInfo": { "propertyName": "password", "details": [{ "consideredValue": SECRET }] },
            }] },
        ),
        (
            find(doc! {}),
            doc! { "ok": 0, "code": 2, "errmsg": format!("Failed to parse '{SECRET}'") },
        ),
    ] {
        let sent = sent(command.clone(), reply).await;
        assert!(holds(&sent, "db.request.body"), "{command}");
        assert!(!holds(&sent, SECRET), "{command}");
    }
}

#[tokio::test]
async fn later_parts_of_an_answer_that_is_hidden_are_hidden_too() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let teller = Teller::start(|command| {
        let part = vec![doc! { "_id": SECRET }];
        let (key, id) = match command.get_i64("getMore") {
            Ok(9) => ("nextBatch", 0_i64),
            Ok(_) => panic!("there is one cursor"),
            Err(_) => ("firstBatch", 9),
        };
        let cursor = doc! { "id": id, "ns": "shop.users", key: part };
        crate::teller::Answer::Reply(doc! { "ok": 1, "cursor": cursor })
    })
    .await;
    let client = client(teller.options().await, &lumigo);
    let users = client.database("shop").collection::<Document>("users");
    let group = doc! { "$group": { "_id": "$password" } };
    let mut cursor = users.aggregate([group]).await.unwrap();
    while cursor.advance().await.unwrap() {}
    let mut cursor = users.find(doc! {}).await.unwrap();
    while cursor.advance().await.unwrap() {}
    let hidden: Vec<_> = recorder
        .spans()
        .iter()
        .map(|span| span.attributes["db.response.body"] == "****")
        .collect();
    assert_eq!(hidden, [true, true, false, false]);
}

#[tokio::test]
async fn the_password_of_a_connection_string_is_nowhere() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let teller = Teller::always(doc! { "ok": 0, "code": 18, "errmsg": "no" }).await;
    let address = teller.options().await.hosts.remove(0).to_string();
    let url = format!("mongodb://ada:{SECRET}@{address}/?authMechanism=PLAIN");
    let mut secret = mongodb::options::ClientOptions::parse(url).await.unwrap();
    secret.server_selection_timeout = options().await.server_selection_timeout;
    lumigo_opentelemetry::mongodb::instrument_with(&lumigo, &mut secret);
    let client = Client::with_options(secret).unwrap();
    let shop = client.database("shop");
    shop.run_command(doc! { "ping": 1 }).await.unwrap_err();
    assert!(!format!("{:?}", recorder.spans()).contains(SECRET));
}
