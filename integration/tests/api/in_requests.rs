//! Tags and errors of a request stay with it.

use axum::Router;
use axum::body::Body;
use axum::extract::Path;
use axum::routing::get;
use http::Request;
use http_body_util::BodyExt;
use lumigo_opentelemetry::{
    LumigoLayer, create_programmatic_error, set_execution_tags, with_execution_tags,
};
use lumigo_testing::SpanRecorder;
use opentelemetry::trace::{Status, Tracer, TracerProvider};
use opentelemetry_sdk::trace::SdkTracer;
use tower::ServiceExt;

async fn order(tracer: SdkTracer, user: String) {
    set_execution_tags([("handled", user.as_str())]);
    with_execution_tags([("user", user.as_str())], async {
        tracer.in_span("load", |_| ());
        tokio::task::yield_now().await;
        create_programmatic_error("order not found", "OrderNotFound");
    })
    .await;
}

#[tokio::test]
async fn tags_do_not_leak_into_the_next_request() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let tracer = lumigo.tracer_provider().tracer("shop");
    let app = Router::new()
        .route(
            "/{user}",
            get(move |Path(user): Path<String>| order(tracer.clone(), user)),
        )
        .layer(LumigoLayer::bind(&lumigo));
    for user in ["ada", "eve"] {
        let request = Request::get(format!("/{user}"))
            .body(Body::empty())
            .unwrap();
        let response = app.clone().oneshot(request).await.unwrap();
        response.into_body().collect().await.unwrap();
        let (load, server) = (
            recorder.span_named("load"),
            recorder.span_named("GET /{user}"),
        );
        let tag = |span: &lumigo_testing::TestSpan, name: &str| {
            let value = span.attribute(&format!("lumigo.execution_tags.{name}"));
            value.map(|value| value.as_str().unwrap().to_owned())
        };
        assert_eq!(tag(&load, "user").as_deref(), Some(user));
        assert_eq!((tag(&load, "handled"), tag(&server, "user")), (None, None));
        assert_eq!(tag(&server, "handled").as_deref(), Some(user));
        assert_eq!(server.events[0].name, "order not found");
        assert_eq!(server.status, Status::Unset);
        recorder.clear();
    }
}
