//! Scripts and functions.

use crate::support::{Names, connect};
use integration::spans::{error_type, text};
use lumigo_testing::SpanRecorder;
use redis::Script;
use serde_json::json;

const SCRIPT: &str = "redis.call('SET', KEYS[1], ARGV[1]); return 'hunter2'";

#[tokio::test]
async fn a_script_that_the_server_does_not_know_is_loaded() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let names = Names::new();
    // Another hash in each run.
    let script = Script::new(&format!("{SCRIPT} -- {}", names.of("a")));
    let mut connection = connect(&lumigo).await;
    let mut invocation = script.prepare_invoke();
    invocation.key(names.of("a")).arg("hunter2");
    for _ in 0..2 {
        let answer: String = invocation.invoke_async(&mut connection).await.unwrap();
        assert_eq!(answer, "hunter2");
    }
    let hash = script.get_hash();
    let spans = recorder.spans();
    let told: Vec<_> = spans
        .iter()
        .map(|span| (names.query_text(span), error_type(span)))
        .collect();
    let call = format!("EVALSHA {hash} 1 a ?");
    assert_eq!(
        told,
        [
            (call.clone(), Some("NOSCRIPT")),
            ("SCRIPT LOAD ?".to_owned(), None),
            (call.clone(), None),
            (call, None),
        ]
    );
    assert_eq!(text(&spans[0], "db.stored_procedure.name"), Some(hash));
    assert_eq!(text(&spans[1], "db.stored_procedure.name"), None);
    assert!(!format!("{spans:?}").contains("hunter2"));
}

#[tokio::test]
async fn neither_the_text_of_a_script_nor_its_arguments_are_shown() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let names = Names::new();
    let mut connection = connect(&lumigo).await;
    let mut eval = redis::cmd("EVAL");
    eval.arg(SCRIPT).arg(1).arg(names.of("a")).arg("hunter2");
    eval.exec_async(&mut connection).await.unwrap();
    let span = recorder.only_span();
    assert_eq!(names.query_text(&span), "EVAL ? 1 a ?");
    assert_eq!(span.attribute("db.stored_procedure.name"), None);
}

#[tokio::test]
async fn a_function_is_a_stored_procedure() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let names = Names::new();
    let mut connection = connect(&lumigo).await;
    let mut call = redis::cmd("FCALL");
    call.arg("no_such_function")
        .arg(1)
        .arg(names.of("a"))
        .arg("hunter2");
    call.exec_async(&mut connection).await.unwrap_err();
    let span = recorder.only_span();
    assert_eq!(names.query_text(&span), "FCALL no_such_function 1 a ?");
    let name = json!("no_such_function");
    assert_eq!(span.attribute("db.stored_procedure.name"), Some(&name));
    assert_eq!(error_type(&span), Some("ERR"));
}
