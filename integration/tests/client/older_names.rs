//! `OTEL_SEMCONV_STABILITY_OPT_IN`: the names that attributes had before, beside the stable ones.

use crate::support::{Backend, client};
use integration::spans::attributes;
use integration::wire::soon;
use lumigo_testing::SpanRecorder;
use serde_json::{Value, json};

/// The attributes of a request under names that only one of two settings has.
async fn added(opt_in: &str) -> Value {
    let recorder = SpanRecorder::new();
    let variable = ("OTEL_SEMCONV_STABILITY_OPT_IN", opt_in);
    let lumigo = recorder.lumigo_with(&[variable]);
    let backend = Backend::start().await;
    let url = backend.url("/stock?token=hunter2");
    let response = soon(client(&lumigo).get(url).send()).await.unwrap();
    soon(response.bytes()).await.unwrap();
    let span = attributes(&recorder.only_span());
    let older = span
        .as_object()
        .unwrap()
        .clone()
        .into_iter()
        .filter(|(key, _)| {
            key.starts_with("net.") || key.matches('.').count() == 1 && key.starts_with("http.")
        });
    let port = json!(backend.port());
    older
        .map(|(key, value)| {
            let value = value.to_string().replace(&port.to_string(), "PORT");
            (
                key,
                serde_json::from_str(&value).unwrap_or(Value::String(value)),
            )
        })
        .collect()
}

#[tokio::test]
async fn with_both_the_older_names_have_the_masked_values() {
    let expected = json!({
        "http.flavor": "1.1",
        "http.host": "127.0.0.1",
        "http.method": "GET",
        "http.status_code": 200,
        "http.url": "http://127.0.0.1:PORT/stock?token=****",
        "net.peer.name": "127.0.0.1",
        "net.peer.port": "PORT",
    });
    assert_eq!(added("http/dup").await, expected);
}

#[tokio::test]
async fn without_it_there_are_stable_names_alone() {
    for opt_in in ["", "http", "database/dup"] {
        assert_eq!(added(opt_in).await, json!({}), "{opt_in}");
    }
}
