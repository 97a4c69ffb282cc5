//! Service A calls service B: one trace.

use crate::support::client;
use axum::extract::Path;
use axum::routing::get;
use axum::{Router, body::Bytes};
use integration::spans::{in_span, work};
use integration::wire::TestServer;
use lumigo_opentelemetry::opentelemetry::Context;
use lumigo_opentelemetry::opentelemetry::baggage::BaggageExt;
use lumigo_opentelemetry::{Lumigo, LumigoLayer};
use lumigo_testing::SpanRecorder;
use tower::{Layer, service_fn};

/// Knows how much there is of an item; says so, and whose baggage it got.
async fn stock(lumigo: &Lumigo) -> TestServer {
    let host = lumigo.clone();
    let handler = |Path(item): Path<String>| async move {
        work(&host, "count");
        let context = Context::current();
        let user = context.baggage().get("user").map(|user| user.to_string());
        format!("{item} for {}", user.unwrap_or_default())
    };
    let app = Router::new().route("/items/{item}", get(handler));
    TestServer::start(app.layer(LumigoLayer::bind(lumigo))).await
}

/// Asks for one item after the other.
fn shop(lumigo: &Lumigo, stock: &TestServer) -> Router {
    let (http, host, url) = (client(lumigo), lumigo.clone(), stock.url("/items"));
    let handler = || async move {
        let mut answers = Vec::new();
        for item in ["pen", "ink"] {
            let response = http.get(format!("{url}/{item}")).send().await.unwrap();
            answers.push(response.text().await.unwrap());
        }
        work(&host, "add up");
        answers.join(", ")
    };
    Router::new()
        .route("/orders/{id}", get(handler))
        .layer(LumigoLayer::bind(lumigo))
}

const TREE: &str = "INTERNAL buy
  CLIENT GET
    SERVER GET /orders/{id}
      CLIENT GET
        SERVER GET /items/{item}
          INTERNAL count
      CLIENT GET
        SERVER GET /items/{item}
          INTERNAL count
      INTERNAL add up";

async fn two_services_make_one_trace() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let stock = stock(&lumigo).await;
    let shop = TestServer::start(shop(&lumigo, &stock)).await;
    let request = client(&lumigo).get(shop.url("/orders/7"));
    let request = request.header("baggage", "user=ada");
    let response = in_span(&lumigo, "buy", request.send()).await.unwrap();
    assert_eq!(response.text().await.unwrap(), "pen for ada, ink for ada");
    shop.stop().await;
    stock.stop().await;
    assert_eq!(recorder.tree(), TREE);
    let spans = recorder.spans();
    assert!(spans.iter().all(|span| span.trace_id == spans[0].trace_id));
}

#[tokio::test]
async fn two_services_make_one_trace_on_one_thread() {
    two_services_make_one_trace().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 3)]
async fn two_services_make_one_trace_on_many_threads() {
    two_services_make_one_trace().await;
}

async fn a_call_in_a_bare_service_is_a_child_of_its_span() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let stock = stock(&lumigo).await;
    let (http, url) = (client(&lumigo), stock.url("/items/pen"));
    let proxy = service_fn(move |_| {
        let call = http.get(&url).send();
        async move {
            let body: Bytes = call.await?.bytes().await?;
            Ok::<_, reqwest_middleware::Error>(http::Response::new(axum::body::Body::from(body)))
        }
    });
    let proxy = TestServer::start(LumigoLayer::bind(&lumigo).layer(proxy)).await;
    let response = crate::support::plain().get(proxy.url("/")).send();
    assert_eq!(response.await.unwrap().text().await.unwrap(), "pen for ");
    proxy.stop().await;
    stock.stop().await;
    let expected = "SERVER GET\n  CLIENT GET\n    SERVER GET /items/{item}\n      INTERNAL count";
    assert_eq!(recorder.tree(), expected);
}

#[tokio::test]
async fn a_call_in_a_bare_service_is_a_child_of_its_span_on_one_thread() {
    a_call_in_a_bare_service_is_a_child_of_its_span().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 3)]
async fn a_call_in_a_bare_service_is_a_child_of_its_span_on_many_threads() {
    a_call_in_a_bare_service_is_a_child_of_its_span().await;
}
