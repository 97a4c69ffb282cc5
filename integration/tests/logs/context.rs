//! Which span a record belongs to.

use crate::support::{PATIENCE, bodies, logging_to, only, subscriber};
use axum::Router;
use axum::body::Body;
use axum::routing::get;
use http::Request;
use integration::spans::{PARENT, SAMPLED, TRACE, UNSAMPLED};
use lumigo_core::{Endpoint, Instrumentation};
use lumigo_opentelemetry::{Lumigo, LumigoLayer};
use lumigo_testing::{OtlpSink, TestLog, TestSpan};
use opentelemetry::Context;
use opentelemetry::trace::{SpanBuilder, TraceContextExt, Tracer, TracerProvider};
use tower::ServiceExt;
use tracing::Dispatch;
use tracing_subscriber::layer::SubscriberExt;

static ADAPTER: Instrumentation = Instrumentation::new("adapter", "1.0.0", &["adapter"]);

#[track_caller]
fn assert_in(log: &TestLog, span: &TestSpan) {
    assert_eq!(log.trace_id.as_ref(), Some(&span.trace_id));
    assert_eq!(log.span_id.as_ref(), Some(&span.span_id));
    assert_eq!(log.flags, 1);
}

fn span(sink: &OtlpSink, name: &str) -> TestSpan {
    let spans = sink.spans();
    spans.into_iter().find(|span| span.name == name).unwrap()
}

#[test]
fn an_event_in_an_adapters_span_has_its_ids() {
    let sink = OtlpSink::start();
    let lumigo = logging_to(&sink).build();
    let _default = tracing::dispatcher::set_default(&subscriber(&lumigo));
    let core = ADAPTER.of(&lumigo).unwrap();
    let mut span = core.start_span(Context::new(), Endpoint::Client("http://h/"), || {
        SpanBuilder::from_name("GET")
    });
    span.in_scope(|| tracing::info!("inside"));
    span.finish();
    drop(span);
    lumigo.force_flush(PATIENCE).unwrap();
    assert_in(&only(sink.logs()), &self::span(&sink, "GET"));
}

#[test]
fn an_event_outside_of_a_span_has_no_ids() {
    let sink = OtlpSink::start();
    let lumigo = logging_to(&sink).build();
    tracing::dispatcher::with_default(&subscriber(&lumigo), || tracing::info!("outside"));
    lumigo.force_flush(PATIENCE).unwrap();
    let log = only(sink.logs());
    assert_eq!((log.trace_id, log.span_id, log.flags), (None, None, 0));
}

#[test]
fn an_event_has_the_ids_of_the_innermost_span() {
    let sink = OtlpSink::start();
    let lumigo = logging_to(&sink).build();
    let tracer = lumigo.tracer_provider().tracer("host");
    tracing::dispatcher::with_default(&subscriber(&lumigo), || {
        tracer.in_span("outer", |_| {
            tracer.in_span("inner", |_| tracing::info!("in inner"));
            tracing::info!("in outer");
        });
    });
    lumigo.force_flush(PATIENCE).unwrap();
    let logs = sink.logs();
    assert_eq!(bodies(&logs), ["in inner", "in outer"]);
    assert_in(&logs[0], &span(&sink, "inner"));
    assert_in(&logs[1], &span(&sink, "outer"));
}

/// A server whose handler logs before and after it has waited.
fn app(lumigo: &Lumigo) -> Router {
    let handler = || async {
        tracing::info!("before");
        tokio::task::yield_now().await;
        tracing::info!("after");
    };
    Router::new()
        .route("/orders", get(handler))
        .layer(LumigoLayer::bind(lumigo))
}

fn request(traceparent: Option<&str>) -> Request<Body> {
    let request = Request::get("/orders");
    let request = match traceparent {
        Some(traceparent) => request.header("traceparent", traceparent),
        None => request,
    };
    request.body(Body::empty()).unwrap()
}

#[tokio::test(flavor = "current_thread")]
async fn events_of_a_request_have_the_ids_of_its_server_span() {
    let sink = OtlpSink::start();
    let lumigo = logging_to(&sink).build();
    let _default = tracing::dispatcher::set_default(&subscriber(&lumigo));
    for traceparent in [None, Some(SAMPLED)] {
        drop(app(&lumigo).oneshot(request(traceparent)).await.unwrap());
    }
    lumigo.force_flush(PATIENCE).unwrap();
    let (logs, spans) = (sink.logs(), sink.spans());
    assert_eq!(bodies(&logs), ["before", "after", "before", "after"]);
    for (log, span) in logs
        .iter()
        .zip([&spans[0], &spans[0], &spans[1], &spans[1]])
    {
        assert_in(log, span);
    }
    assert_eq!(spans[1].trace_id, TRACE);
}

#[tokio::test(flavor = "current_thread")]
async fn events_of_an_unsampled_request_say_so() {
    let sink = OtlpSink::start();
    let lumigo = logging_to(&sink).build();
    let _default = tracing::dispatcher::set_default(&subscriber(&lumigo));
    drop(
        app(&lumigo)
            .oneshot(request(Some(UNSAMPLED)))
            .await
            .unwrap(),
    );
    lumigo.force_flush(PATIENCE).unwrap();
    let log = &sink.logs()[0];
    let ids = (log.trace_id.as_deref(), log.span_id.as_deref(), log.flags);
    assert_eq!(ids, (Some(TRACE), Some(PARENT), 0));
}

/// With `tracing-opentelemetry` on either side of our layer.
fn bridged(lumigo: &Lumigo, ours_first: bool) -> Dispatch {
    let tracer = lumigo.tracer_provider().tracer("host");
    let (registry, logs) = (tracing_subscriber::registry(), lumigo.tracing_layer());
    if ours_first {
        let bridge = tracing_opentelemetry::layer().with_tracer(tracer);
        Dispatch::new(registry.with(logs).with(bridge))
    } else {
        let bridge = tracing_opentelemetry::layer().with_tracer(tracer);
        Dispatch::new(registry.with(bridge).with(logs))
    }
}

#[test]
fn an_event_in_a_bridged_tracing_span_has_its_ids() {
    for ours_first in [false, true] {
        let sink = OtlpSink::start();
        let lumigo = logging_to(&sink).build();
        tracing::dispatcher::with_default(&bridged(&lumigo, ours_first), || {
            tracing::info_span!("outer").in_scope(|| {
                tracing::info_span!("inner").in_scope(|| tracing::info!("in inner"));
                tracing::info!("in outer");
            });
        });
        lumigo.force_flush(PATIENCE).unwrap();
        let logs = sink.logs();
        assert_in(&logs[0], &span(&sink, "inner"));
        assert_in(&logs[1], &span(&sink, "outer"));
    }
}

#[tokio::test(flavor = "current_thread")]
async fn a_bridged_span_in_a_request_is_nearer_than_the_servers() {
    let sink = OtlpSink::start();
    let lumigo = logging_to(&sink).build();
    let _default = tracing::dispatcher::set_default(&bridged(&lumigo, false));
    let handler = || async { tracing::info_span!("query").in_scope(|| tracing::info!("inside")) };
    let app = Router::new()
        .route("/orders", get(handler))
        .layer(LumigoLayer::bind(&lumigo));
    drop(app.oneshot(request(None)).await.unwrap());
    lumigo.force_flush(PATIENCE).unwrap();
    let query = span(&sink, "query");
    assert_in(&only(sink.logs()), &query);
    assert_eq!(
        query.parent_span_id,
        Some(span(&sink, "GET /orders").span_id)
    );
}

#[test]
fn what_is_logged_where_telemetry_is_suppressed_is_left_out() {
    let sink = OtlpSink::start();
    let lumigo = logging_to(&sink).build();
    let tracer = lumigo.tracer_provider().tracer("host");
    tracing::dispatcher::with_default(&subscriber(&lumigo), || {
        let context = Context::current_with_span(tracer.start("work"));
        let suppressed = context.with_telemetry_suppressed().attach();
        tracing::info!("suppressed");
        drop(suppressed);
        tracing::info!("told");
    });
    lumigo.force_flush(PATIENCE).unwrap();
    assert_eq!(bodies(&sink.logs()), ["told"]);
}
