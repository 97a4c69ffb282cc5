//! What is measured of requests, by the stable conventions: of every one, recorded or not.

use crate::clients::{empty, http1, http2, read};
use crate::support::{Cut, answer, get, post_head};
use axum::Router;
use axum::body::{Body, Bytes};
use axum::response::Response;
use axum::routing::{any, get as on_get};
use http::StatusCode;
use integration::measured::{Measured, points};
use integration::spans::UNSAMPLED;
use integration::wire::{TestServer, connect, exchange, never, read_until, soon};
use lumigo_opentelemetry::LumigoLayer;
use lumigo_opentelemetry::tower::RouteName;
use lumigo_testing::TestMetric;
use serde_json::{Value, json};
use std::convert::Infallible;
use tokio_stream::StreamExt;
use tower::Layer;

const DURATION: &str = "http.server.request.duration";
const ACTIVE: &str = "http.server.active_requests";
const REQUEST_SIZE: &str = "http.server.request.body.size";
const RESPONSE_SIZE: &str = "http.server.response.body.size";

/// How many requests are under way, which is one number for each kind of request.
fn active(metrics: &[TestMetric]) -> Vec<(Value, Value)> {
    let metric = metrics.iter().find(|metric| metric.name == ACTIVE).unwrap();
    let points = metric.points.iter();
    let points = points.map(|point| {
        let attributes = point.attributes.clone().into_iter().collect();
        (attributes, point.value.clone())
    });
    points.collect()
}

fn duration(metrics: &[TestMetric]) -> Vec<(Value, Value)> {
    let points = points(metrics, DURATION);
    points
        .into_iter()
        .map(|(attributes, count, _)| (attributes, count))
        .collect()
}

/// The attributes of a duration.
fn request(route: &str, status: Option<u16>, error: Option<&str>) -> Value {
    let mut attributes = json!({
        "http.request.method": "GET",
        "http.route": route,
        "network.protocol.version": "1.1",
        "url.scheme": "http",
    });
    let object = attributes.as_object_mut().unwrap();
    if let Some(status) = status {
        object.insert("http.response.status_code".to_owned(), status.into());
    }
    if let Some(error) = error {
        object.insert("error.type".to_owned(), error.into());
    }
    attributes
}

async fn fails() -> StatusCode {
    StatusCode::SERVICE_UNAVAILABLE
}

#[tokio::test]
async fn each_request_has_a_duration_under_its_route_and_outcome() {
    let measured = Measured::start(&[]);
    let app = Router::new()
        .route("/orders/{id}", on_get(|| async { "order" }))
        .route("/failing", on_get(fails))
        .route("/panicking", on_get(panics))
        .layer(LumigoLayer::bind(&measured.lumigo));
    let server = TestServer::start(app).await;
    for path in [
        "/orders/1",
        "/orders/2",
        "/orders/3",
        "/failing",
        "/panicking",
    ] {
        exchange(server.address(), get(path, "")).await;
    }
    server.stop().await;
    let metrics = measured.all();
    let found = duration(&metrics);
    for (attributes, count) in [
        (request("/orders/{id}", Some(200), None), 3),
        (request("/failing", Some(503), Some("503")), 1),
        (request("/panicking", None, Some("panic")), 1),
    ] {
        let expected = (attributes, json!(count));
        assert!(
            found.contains(&expected),
            "{expected:?} is not in {found:#?}"
        );
    }
    assert_eq!(found.len(), 3);
    let metric = metrics
        .iter()
        .find(|metric| metric.name == DURATION)
        .unwrap();
    assert_eq!((&*metric.unit, metric.kind), ("s", "histogram"));
    assert_eq!(metric.scope_name, "lumigo-tower");
    let bounds = &metric.points[0].value["bounds"];
    let advised = json!([
        0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1.0, 2.5, 5.0, 7.5, 10.0
    ]);
    assert_eq!(*bounds, advised);
    let sum = metric.points[0].value["sum"].as_f64().unwrap();
    assert!(sum > 0.0, "a request takes time");
}

async fn panics() {
    panic!("on purpose");
}

#[tokio::test]
async fn paths_are_never_attributes() {
    let measured = Measured::start(&[]);
    let app = Router::new()
        .fallback(|| async { "else" })
        .layer(LumigoLayer::bind(&measured.lumigo));
    let server = TestServer::start(app).await;
    for number in 0..20 {
        let method = if number % 2 == 0 { "GET" } else { "X" };
        let request =
            get(&format!("/{number}"), "").replacen("GET", &method.repeat(number.max(1)), 1);
        exchange(server.address(), request).await;
    }
    server.stop().await;
    let found = duration(&measured.all());
    // One for `GET`, one for all that is no method.
    assert_eq!(found.len(), 2, "{found:#?}");
    for (attributes, _) in found {
        assert_eq!(attributes.get("http.route"), None);
        assert_eq!(attributes.get("url.path"), None);
        let method = &attributes["http.request.method"];
        assert!(["GET", "_OTHER"].contains(&method.as_str().unwrap()));
    }
}

#[tokio::test]
async fn a_route_that_is_named_in_the_response_is_an_attribute() {
    let measured = Measured::start(&[]);
    let named = || async {
        let mut response: Response = Response::default();
        response.extensions_mut().insert(RouteName::new("/named"));
        response
    };
    let app = Router::new().fallback(named);
    answer(
        LumigoLayer::bind(&measured.lumigo).layer(app),
        get("/1", ""),
    )
    .await;
    let expected = vec![(request("/named", Some(200), None), json!(1))];
    assert_eq!(duration(&measured.all()), expected);
}

#[tokio::test]
async fn the_sizes_of_bodies_are_measured() {
    let measured = Measured::start(&[("LUMIGO_CAPTURE_PAYLOADS", "false")]);
    let echo = any(|body: Bytes| async { body });
    let app = Router::new()
        .route("/", echo)
        .layer(LumigoLayer::bind(&measured.lumigo));
    let server = TestServer::start(app).await;
    for body in ["12345678", "1234"] {
        let head = post_head(&format!(
            "Connection: close\r\nContent-Length: {}",
            body.len()
        ));
        exchange(server.address(), head + body).await;
    }
    server.stop().await;
    let metrics = measured.all();
    for name in [REQUEST_SIZE, RESPONSE_SIZE] {
        let found = points(&metrics, name);
        let [(attributes, count, sum)] = &*found else {
            panic!("{name}: {found:?}");
        };
        assert_eq!((count, sum), (&json!(2), &json!(12.0)), "{name}");
        assert_eq!(attributes["http.route"], "/");
        assert_eq!(attributes["http.response.status_code"], 200);
        let metric = metrics.iter().find(|metric| metric.name == name).unwrap();
        assert_eq!((&*metric.unit, metric.kind), ("By", "histogram"));
    }
}

#[tokio::test]
async fn what_is_not_recorded_is_measured_too() {
    for (variable, header) in [
        (
            ("LUMIGO_FILTER_HTTP_ENDPOINTS_REGEX_SERVER", r#"["^/"]"#),
            String::new(),
        ),
        (
            ("LUMIGO_DEBUG", "false"),
            format!("traceparent: {UNSAMPLED}\r\n"),
        ),
    ] {
        let measured = Measured::start(&[variable]);
        let app = Router::new()
            .route("/", on_get(fails))
            .layer(LumigoLayer::bind(&measured.lumigo));
        answer(app, get("/", &header)).await;
        assert!(measured.recorder.spans().is_empty());
        let metrics = measured.all();
        let expected = vec![(request("/", Some(503), Some("503")), json!(1))];
        assert_eq!(duration(&metrics), expected, "{variable:?}");
        assert!(active(&metrics).iter().all(|(_, value)| *value == 0));
    }
}

#[tokio::test]
async fn a_request_is_active_from_its_head_to_the_end_of_its_answer() {
    let measured = Measured::start(&[]);
    let app = Router::new()
        .route("/", on_get(endless))
        .layer(LumigoLayer::bind(&measured.lumigo));
    let server = TestServer::start(app).await;
    let mut clients = Vec::new();
    for _ in 0..3 {
        let mut client = connect(server.address(), get("/", "")).await;
        read_until(&mut client, "first\r\n").await;
        clients.push(client);
    }
    let metrics = measured.all();
    let attributes = json!({"http.request.method": "GET", "url.scheme": "http"});
    assert_eq!(active(&metrics), [(attributes.clone(), json!(3))]);
    assert_eq!(duration(&metrics), []);
    clients
        .into_iter()
        .for_each(|client| Cut::Reset.end(client));
    server.stop().await;
    let metrics = measured.all();
    assert_eq!(active(&metrics), [(attributes, json!(0))]);
    let expected = (request("/", Some(200), Some("cancelled")), json!(3));
    assert_eq!(duration(&metrics), [expected]);
}

/// Answers with a body that does not end.
async fn endless() -> Response {
    let first = tokio_stream::once(Ok::<_, Infallible>("first"));
    Response::new(Body::from_stream(first.chain(tokio_stream::pending())))
}

#[tokio::test]
async fn none_is_active_after_whatever_end() {
    let measured = Measured::start(&[]);
    let (never, mut starts) = never();
    let app = Router::new()
        .route("/", on_get(|| async { "whole" }))
        .route("/endless", on_get(endless))
        .route("/panicking", on_get(panics))
        .route("/never", never)
        .layer(LumigoLayer::bind(&measured.lumigo));
    let server = TestServer::start(app).await;
    for cut in Cut::ALL {
        let client = connect(server.address(), get("/never", "")).await;
        soon(starts.recv()).await.unwrap();
        cut.end(client);
        let mut client = connect(server.address(), get("/endless", "")).await;
        read_until(&mut client, "first\r\n").await;
        cut.end(client);
        exchange(server.address(), get("/panicking", "")).await;
    }
    let mut client = http1(&server).await;
    for _ in 0..4 {
        read(client.send_request(empty("GET", "/")).await.unwrap())
            .await
            .unwrap();
    }
    let mut client = http2(&server).await;
    let abandoned = tokio::spawn(client.send_request(empty("GET", "http://a.example/never")));
    soon(starts.recv()).await.unwrap();
    abandoned.abort();
    drop(abandoned.await);
    drop(client);
    server.stop().await;
    let metrics = measured.all();
    assert!(
        active(&metrics).iter().all(|(_, value)| *value == 0),
        "{metrics:#?}"
    );
    let requests: u64 = duration(&metrics)
        .iter()
        .map(|(_, count)| count.as_u64().unwrap())
        .sum();
    assert_eq!(requests, 11);
    assert_eq!(measured.recorder.spans().len(), 11);
}

#[tokio::test]
async fn what_a_head_promises_is_not_added_up() {
    let measured = Measured::start(&[]);
    let app = Router::new()
        .route("/", any(|| async {}))
        .layer(LumigoLayer::bind(&measured.lumigo));
    let server = TestServer::start(app).await;
    for _ in 0..3 {
        let request = post_head("Content-Length: 18446744073709551000\r\nConnection: close");
        let answer = exchange(server.address(), request).await;
        assert!(answer.starts_with(b"HTTP/1.1 200 "), "{answer:?}");
    }
    server.stop().await;
    let metrics = measured.all();
    assert_eq!(duration(&metrics)[0].1, 3);
    assert_eq!(points(&metrics, REQUEST_SIZE), []);
    assert_eq!(measured.recorder.spans().len(), 3);
}
