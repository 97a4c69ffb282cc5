//! With `tracing-opentelemetry` installed, `tracing` spans and ours are one tree.

use axum::Router;
use axum::routing::get;
use lumigo_opentelemetry::{Lumigo, LumigoLayer, LumigoMiddleware};
use lumigo_testing::SpanRecorder;
use opentelemetry::trace::TracerProvider;
use reqwest_middleware::{ClientBuilder, ClientWithMiddleware};
use std::net::SocketAddr;
use tokio::net::TcpListener;
use tracing::Dispatch;
use tracing_subscriber::Layer as _;
use tracing_subscriber::filter::LevelFilter;
use tracing_subscriber::layer::SubscriberExt;

/// A subscriber as the documentation tells to build it.
fn subscriber(lumigo: &Lumigo) -> Dispatch {
    let tracer = lumigo.tracer_provider().tracer("shop");
    let layer = tracing_opentelemetry::layer().with_tracer(tracer);
    Dispatch::new(tracing_subscriber::registry().with(layer.with_filter(LevelFilter::INFO)))
}

fn client(lumigo: &Lumigo) -> ClientWithMiddleware {
    ClientBuilder::new(reqwest::Client::new())
        .with(LumigoMiddleware::bind(lumigo))
        .build()
}

#[tracing::instrument(skip_all)]
async fn load_order(http: ClientWithMiddleware, address: SocketAddr) -> String {
    check_stock(&http, address).await
}

#[tracing::instrument(skip_all)]
async fn check_stock(http: &ClientWithMiddleware, address: SocketAddr) -> String {
    let answer = http
        .get(format!("http://{address}/stock"))
        .send()
        .await
        .unwrap();
    tracing::info!("answered");
    answer.text().await.unwrap()
}

/// A server whose `/orders/{id}` calls its own `/stock`.
async fn serve(lumigo: &Lumigo) -> (SocketAddr, impl Future<Output = ()>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let http = client(lumigo);
    let app = Router::new()
        .route(
            "/orders/{id}",
            get(move || load_order(http.clone(), address)),
        )
        .route("/stock", get(|| async { "3 left" }))
        .layer(LumigoLayer::bind(lumigo));
    (
        address,
        async move { axum::serve(listener, app).await.unwrap() },
    )
}

async fn ask(http: ClientWithMiddleware, address: SocketAddr) {
    let answer = http
        .get(format!("http://{address}/orders/7"))
        .send()
        .await
        .unwrap();
    assert_eq!(answer.text().await.unwrap(), "3 left");
}

const TREE: &str = "\
CLIENT GET
  SERVER GET /orders/{id}
    INTERNAL load_order
      INTERNAL check_stock
        CLIENT GET
          SERVER GET /stock";

#[tokio::test(flavor = "current_thread")]
async fn instrumented_functions_are_inside_the_server_span_and_calls_inside_them() {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    // On a current-thread runtime every task sees the subscriber of the thread.
    let _default = tracing::dispatcher::set_default(&subscriber(&lumigo));
    let (address, server) = serve(&lumigo).await;
    tokio::select! {
        () = server => {}
        () = ask(client(&lumigo), address) => {}
    }
    let check_stock = recorder.span_named("check_stock");
    assert_eq!(check_stock.events[0].name, "answered");
    assert_eq!(recorder.tree(), TREE);
}

#[tokio::test(flavor = "current_thread")]
async fn a_remote_parent_wins_over_a_tracing_span_around_the_layer() {
    use http::Request;
    use tower::{Layer, ServiceExt, service_fn};

    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let _default = tracing::dispatcher::set_default(&subscriber(&lumigo));
    let ok = service_fn(|_: Request<_>| async {
        Ok::<_, std::convert::Infallible>(http::Response::new(String::new()))
    });
    let service = LumigoLayer::bind(&lumigo).layer(ok);
    let outer = tracing::info_span!("outer");
    let traceparent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    for carried in [None, Some(traceparent)] {
        let mut request = Request::new(String::new());
        if let Some(traceparent) = carried {
            request
                .headers_mut()
                .insert("traceparent", traceparent.parse().unwrap());
        }
        let call = service.clone().oneshot(request);
        drop(
            tracing::Instrument::instrument(call, outer.clone())
                .await
                .unwrap(),
        );
    }
    drop(outer);
    let outer = recorder.span_named("outer");
    let [inside, remote] = &recorder.spans()[..2] else {
        panic!("two requests")
    };
    assert_eq!(inside.parent_span_id, Some(outer.span_id));
    assert_eq!(remote.parent_span_id.as_deref(), Some("00f067aa0ba902b7"));
    assert_eq!(remote.trace_id, "4bf92f3577b34da6a3ce929d0e0e4736");
}
