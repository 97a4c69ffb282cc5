//! Which spans have the tags of a context.

use lumigo_opentelemetry::{
    Lumigo, add_execution_tags, execution_tags, set_execution_tags, with_execution_tags,
};
use lumigo_testing::SpanRecorder;
use opentelemetry::trace::{TraceContextExt, Tracer, TracerProvider};
use opentelemetry::{Context, KeyValue, Value};
use opentelemetry_sdk::trace::SdkTracer;
use serde_json::{Value as Json, json};

fn tracer(lumigo: &Lumigo) -> SdkTracer {
    lumigo.tracer_provider().tracer("test")
}

/// The tag of a span; null without one.
fn tag(recorder: &SpanRecorder, span: &str, name: &str) -> Json {
    let span = recorder.span_named(span);
    let value = span.attribute(&format!("lumigo.execution_tags.{name}"));
    value.cloned().unwrap_or_default()
}

#[test]
fn tags_are_on_spans_that_start_later_in_the_scope_and_nowhere_else() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let tracer = tracer(&lumigo);
    tracer.in_span("current", |_| {
        let _tags = add_execution_tags([("user", "ada")]);
        tracer.in_span("child", |_| tracer.in_span("grandchild", |_| ()));
    });
    tracer.in_span("later", |_| ());
    let found =
        ["current", "child", "grandchild", "later"].map(|span| tag(&recorder, span, "user"));
    assert_eq!(found, [Json::Null, json!("ada"), json!("ada"), Json::Null]);
    assert!(
        recorder
            .spans()
            .iter()
            .all(|span| span.duplicate_keys.is_empty())
    );
}

#[test]
fn a_dropped_guard_leaves_the_tags_of_the_one_around_it() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let tracer = tracer(&lumigo);
    let outer = add_execution_tags(execution_tags![("user", "ada"), ("n", 1)]);
    let inner = add_execution_tags(execution_tags![("user", "eve"), ("roles", ["a", "b"])]);
    tracer.in_span("inner", |_| ());
    drop(inner);
    tracer.in_span("outer", |_| ());
    drop(outer);
    tracer.in_span("after", |_| ());
    let user = ["inner", "outer", "after"].map(|span| tag(&recorder, span, "user"));
    assert_eq!(user, [json!("eve"), json!("ada"), Json::Null]);
    let roles = ["inner", "outer", "after"].map(|span| tag(&recorder, span, "roles"));
    assert_eq!(roles, [json!(["a", "b"]), Json::Null, Json::Null]);
    assert_eq!(tag(&recorder, "inner", "n"), 1);
}

#[test]
fn the_current_span_alone_is_tagged_by_set() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let tracer = tracer(&lumigo);
    set_execution_tags([("user", "nobody")]);
    let _tags = add_execution_tags([("user", "ada")]);
    tracer.in_span("current", |_| {
        set_execution_tags([("user", "own")]);
        tracer.in_span("child", |_| ());
    });
    let user = ["current", "child"].map(|span| tag(&recorder, span, "user"));
    assert_eq!(user, ["own", "ada"]);
}

#[test]
fn a_tag_wins_over_an_attribute_given_at_the_start() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let tracer = tracer(&lumigo);
    let _tags = add_execution_tags([("foo", "tag")]);
    let initial = KeyValue::new("lumigo.execution_tags.foo", "initial");
    drop(
        tracer
            .span_builder("span")
            .with_attributes([initial])
            .start(&tracer),
    );
    assert_eq!(tag(&recorder, "span", "foo"), "tag");
    assert!(recorder.only_span().duplicate_keys.is_empty());
}

#[test]
fn an_explicit_context_and_another_thread_have_their_own_tags() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let tracer = tracer(&lumigo);
    let _tags = add_execution_tags([("user", "ada")]);
    drop(tracer.start_with_context("explicit", &Context::new()));
    std::thread::scope(|scope| {
        scope.spawn(|| tracer.in_span("other thread", |_| ()));
    });
    let user = ["explicit", "other thread"].map(|span| tag(&recorder, span, "user"));
    assert_eq!(user, [Json::Null, Json::Null]);
}

#[tokio::test]
async fn futures_on_one_thread_keep_their_tags_apart() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let work = |user: &'static str| {
        let tracer = tracer(&lumigo);
        with_execution_tags([("user", user)], async move {
            tokio::task::yield_now().await;
            let span = tracer.start(user);
            let context = Context::current_with_span(span);
            tokio::task::yield_now().await;
            assert!(context.span().is_recording());
            user.len()
        })
    };
    let lengths = tokio::join!(work("ada"), work("eve"), work("grace"));
    assert_eq!(lengths, (3, 3, 5));
    tracer(&lumigo).in_span("after", |_| ());
    let found = ["ada", "eve", "grace", "after"].map(|span| tag(&recorder, span, "user"));
    assert_eq!(
        found,
        [json!("ada"), json!("eve"), json!("grace"), Json::Null]
    );
}

#[test]
fn texts_are_cut_at_the_limit() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo_with(&[("OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT", "3")]);
    let _tags = add_execution_tags(execution_tags![
        ("one", "\u{e9}abc"),
        ("many", ["abcd", "e"])
    ]);
    tracer(&lumigo).in_span("span", |_| ());
    assert_eq!(tag(&recorder, "span", "one"), "\u{e9}ab");
    assert_eq!(tag(&recorder, "span", "many"), json!(["abc", "e"]));
}

#[test]
fn every_kind_of_value_is_a_tag() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let _tags = add_execution_tags(execution_tags![
        ("text", String::from("a")),
        ("texts", vec![String::from("a")]),
        ("yes", true),
        ("int", -7_i32),
        ("length", [1, 2, 3].len()),
        ("id", 7_u64),
        ("large", u64::MAX),
        ("larges", [1, u64::MAX]),
        ("cow", std::borrow::Cow::Borrowed("c")),
        ("ints", [1_u32, 2]),
        ("float", 1.5),
        ("value", Value::from("v")),
        ("blank", " "),
        ("none", Vec::<i64>::new()),
    ]);
    tracer(&lumigo).in_span("span", |_| ());
    let span = recorder.only_span();
    let found = json!(span.attributes);
    let key = |name: &str| format!("lumigo.execution_tags.{name}");
    let expected = [
        ("text", json!("a")),
        ("texts", json!(["a"])),
        ("yes", json!(true)),
        ("int", json!(-7)),
        ("length", json!(3)),
        ("id", json!(7)),
        ("large", json!("18446744073709551615")),
        ("larges", json!(["1", "18446744073709551615"])),
        ("cow", json!("c")),
        ("ints", json!([1, 2])),
        ("float", json!(1.5)),
        ("value", json!("v")),
    ];
    let expected = expected.map(|(name, value)| (key(name), value));
    assert_eq!(found, Json::Object(expected.into_iter().collect()));
}

#[tokio::test]
async fn a_future_under_tags_has_the_parent_of_where_it_runs() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let tracer = tracer(&lumigo);
    let inner = tracer.clone();
    let future = with_execution_tags([("user", "ada")], async move {
        inner.in_span("child", |_| ());
    });
    let context = Context::new().with_span(tracer.start("parent"));
    opentelemetry::context::FutureExt::with_context(future, context).await;
    let (parent, child) = (recorder.span_named("parent"), recorder.span_named("child"));
    assert_eq!(child.parent_span_id, Some(parent.span_id));
    assert_eq!(tag(&recorder, "child", "user"), "ada");
}
