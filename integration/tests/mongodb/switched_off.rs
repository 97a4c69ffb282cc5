//! When nobody wants to know of commands.

use crate::support::{Shop, options};
use integration::spans::{PARENT, TRACE};
use lumigo_opentelemetry::Lumigo;
use lumigo_opentelemetry::mongodb::{instrument, instrument_with};
use lumigo_opentelemetry::opentelemetry::Context;
use lumigo_opentelemetry::opentelemetry::trace::{
    FutureExt, SpanContext, SpanId, TraceContextExt, TraceFlags, TraceId, TraceState,
};
use lumigo_testing::SpanRecorder;
use mongodb::Client;
use mongodb::bson::doc;
use mongodb::options::ClientOptions;

#[test]
fn options_stay_as_they_are_when_it_is_switched_off() {
    for variable in [
        ("LUMIGO_SWITCH_OFF", "true"),
        ("LUMIGO_ENABLE_TRACES", "false"),
        ("LUMIGO_DISABLE_INSTRUMENTATION", "mongodb"),
        ("LUMIGO_DISABLE_INSTRUMENTATION", "redis,pymongo"),
    ] {
        let lumigo = Lumigo::builder().with_variables([variable]).build();
        let mut options = ClientOptions::default();
        instrument_with(&lumigo, &mut options);
        assert!(options.command_event_handler.is_none(), "{variable:?}");
        assert!(options.cmap_event_handler.is_none(), "{variable:?}");
    }
}

#[tokio::test]
async fn the_registered_distribution_is_looked_up_for_each_command() {
    let mut options = options().await;
    instrument(&mut options);
    let client = Client::with_options(options).unwrap();
    let admin = client.database("admin");
    let ping = || async { admin.run_command(doc! { "ping": 1 }).await.unwrap() };
    ping().await;
    let recorder = SpanRecorder::new();
    let lumigo = Lumigo::builder()
        .with_variables([("LUMIGO_DEBUG", "false")])
        .with_span_processor(recorder.clone())
        .init();
    ping().await;
    assert_eq!(recorder.only_span().name, "ping admin");
    lumigo.shutdown();
    ping().await;
    assert_eq!(recorder.spans().len(), 1);
}

#[tokio::test]
async fn a_command_under_a_span_that_is_not_sampled_has_none() {
    let shop = Shop::open().await;
    let caller = SpanContext::new(
        TraceId::from_hex(TRACE).unwrap(),
        SpanId::from_hex(PARENT).unwrap(),
        TraceFlags::NOT_SAMPLED,
        true,
        TraceState::default(),
    );
    let context = Context::new().with_remote_span_context(caller);
    let orders = shop.orders();
    let work = async { orders.insert_one(doc! {}).await.unwrap() };
    work.with_context(context).await;
    assert_eq!(shop.names(), [""; 0]);
    shop.close().await;
}

#[tokio::test]
async fn after_shutdown_commands_are_sent_as_before() {
    let shop = Shop::open().await;
    shop.lumigo.shutdown();
    shop.orders().insert_one(doc! {}).await.unwrap();
    assert_eq!(shop.names(), [""; 0]);
    shop.close().await;
}
