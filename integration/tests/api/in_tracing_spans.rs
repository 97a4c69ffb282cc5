//! Tags and errors reach spans that come from `tracing`.

use lumigo_opentelemetry::{
    Lumigo, add_execution_tags, create_programmatic_error, set_execution_tags, with_execution_tags,
};
use lumigo_testing::SpanRecorder;
use opentelemetry::trace::TracerProvider;
use tracing::Dispatch;
use tracing_subscriber::layer::SubscriberExt;

fn subscriber(lumigo: &Lumigo) -> Dispatch {
    let tracer = lumigo.tracer_provider().tracer("shop");
    let layer = tracing_opentelemetry::layer().with_tracer(tracer);
    Dispatch::new(tracing_subscriber::registry().with(layer))
}

#[tracing::instrument]
fn checkout() {
    set_execution_tags([("step", "checkout")]);
    create_programmatic_error("cart is empty", "EmptyCart");
    let _tags = add_execution_tags([("user", "ada")]);
    pay();
}

#[tracing::instrument]
fn pay() {}

#[tracing::instrument]
async fn checkout_later() {
    with_execution_tags([("user", "eve")], async {
        tokio::task::yield_now().await;
        pay();
    })
    .await;
    create_programmatic_error("no address", "NoAddress");
}

#[test]
fn functions_under_instrument_are_tagged_and_have_events() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    tracing::dispatcher::with_default(&subscriber(&lumigo), || {
        checkout();
        checkout();
    });
    let spans = recorder.spans();
    assert_eq!(spans.len(), 4);
    for pair in spans.chunks(2) {
        let [pay, checkout] = pair else {
            panic!("{pair:?}")
        };
        assert_eq!(
            (pay.name.as_str(), checkout.name.as_str()),
            ("pay", "checkout")
        );
        assert_eq!(pay.parent_span_id.as_ref(), Some(&checkout.span_id));
        assert_eq!(
            pay.attribute("lumigo.execution_tags.user"),
            Some(&"ada".into())
        );
        assert_eq!(pay.attribute("lumigo.execution_tags.step"), None);
        assert_eq!(
            checkout.attribute("lumigo.execution_tags.step"),
            Some(&"checkout".into())
        );
        assert_eq!(checkout.attribute("lumigo.execution_tags.user"), None);
        assert_eq!(checkout.events[0].name, "cart is empty");
        assert_eq!(checkout.events[0].attributes["lumigo.type"], "EmptyCart");
    }
}

#[tokio::test(flavor = "current_thread")]
async fn asynchronous_functions_are_tagged_too() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let _default = tracing::dispatcher::set_default(&subscriber(&lumigo));
    checkout_later().await;
    let (pay, checkout) = (
        recorder.span_named("pay"),
        recorder.span_named("checkout_later"),
    );
    assert_eq!(
        pay.attribute("lumigo.execution_tags.user"),
        Some(&"eve".into())
    );
    assert_eq!(checkout.attribute("lumigo.execution_tags.user"), None);
    assert_eq!(checkout.events[0].name, "no address");
}
