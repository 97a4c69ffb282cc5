//! Clients that do not wait for the answer's end.

use crate::host::Host;
use crate::support::{Cut, get, post_head};
use axum::Router;
use axum::body::Body;
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use axum::routing::get as on_get;
use http::{Request, StatusCode};
use http_body_util::BodyExt;
use integration::spans::error_type;
use integration::wire::{TestServer, connect, read_until, soon};
use lumigo_opentelemetry::LumigoLayer;
use lumigo_testing::{SpanRecorder, TestSpan};
use std::convert::Infallible;
use std::future::pending;
use tokio::sync::mpsc;
use tokio_stream::StreamExt;

/// Who serves, and how the client goes.
#[derive(Clone, Copy, Debug)]
struct Scene {
    host: Host,
    cut: Cut,
}

impl Scene {
    fn all() -> impl Iterator<Item = Self> {
        let hosts = Host::ALL.into_iter();
        hosts.flat_map(|host| Cut::ALL.map(|cut| Self { host, cut }))
    }

    /// Serves a handler that tells how far it is, and cuts the connection when it has come there.
    async fn spans<F>(
        &self,
        request: &str,
        handler: impl Fn(Request<Body>, mpsc::Sender<()>) -> F + Clone + Send + Sync + 'static,
        until: &str,
    ) -> Vec<TestSpan>
    where
        F: Future<Output = Response> + Send + 'static,
    {
        let recorder = SpanRecorder::new();
        let lumigo = recorder.lumigo();
        let (here, mut come) = mpsc::channel(1);
        let handler = move |request| handler(request, here.clone());
        let layer = LumigoLayer::bind(&lumigo);
        let server = self.host.serve(layer, handler).await;
        let mut client = connect(server.address(), request).await;
        soon(come.recv()).await.unwrap();
        read_until(&mut client, until).await;
        assert_eq!(recorder.tree(), "", "{:?} {:?}", self.host, self.cut);
        self.cut.end(client);
        server.stop().await;
        recorder.spans()
    }
}

#[track_caller]
fn only(scene: &Scene, spans: Vec<TestSpan>) -> TestSpan {
    let [span] = <[TestSpan; 1]>::try_from(spans).unwrap();
    let method = span.attributes["http.request.method"].as_str().unwrap();
    assert_eq!(span.name, scene.host.name(method));
    span
}

async fn never_answers(here: mpsc::Sender<()>) -> Response {
    here.send(()).await.unwrap();
    pending().await
}

#[tokio::test]
async fn a_handler_whose_client_has_gone_is_cancelled() {
    for scene in Scene::all() {
        let spans = scene
            .spans(&get("/", ""), |_, here| never_answers(here), "")
            .await;
        let span = only(&scene, spans);
        assert_eq!(error_type(&span), Some("cancelled"));
        assert_eq!(span.attribute("http.response.status_code"), None);
        assert_eq!(span.attribute("http.response.body.size"), None);
    }
}

/// Reads the body, and tells when some of it has come.
async fn reads(request: Request<Body>, here: mpsc::Sender<()>) -> Response {
    let mut body = request.into_body();
    let first = body.frame().await.unwrap().unwrap();
    assert_eq!(first.into_data().unwrap(), "half");
    here.send(()).await.unwrap();
    match body.frame().await {
        Some(Err(_)) => StatusCode::BAD_REQUEST.into_response(),
        more => panic!("{more:?}"),
    }
}

#[tokio::test]
async fn a_request_body_that_is_cut_off_is_what_its_response_says() {
    for (head, frame) in [
        ("Content-Length: 8", "half"),
        ("Transfer-Encoding: chunked", "4\r\nhalf\r\n"),
    ] {
        for scene in Scene::all() {
            let request = post_head(head) + frame;
            let spans = scene.spans(&request, reads, "").await;
            let span = only(&scene, spans);
            assert_eq!(error_type(&span), None, "{head} {scene:?}");
            assert_eq!(span.attributes["http.response.status_code"], 400);
            assert_eq!(span.attributes["http.request.body.size"], 4);
        }
    }
}

/// Answers with a body that does not end.
async fn streams(_: Request<Body>, here: mpsc::Sender<()>) -> Response {
    here.send(()).await.unwrap();
    endless().into_response()
}

fn endless() -> Body {
    let first = tokio_stream::once(Ok::<_, Infallible>("first"));
    Body::from_stream(first.chain(tokio_stream::pending()))
}

#[tokio::test]
async fn a_body_that_nobody_reads_to_its_end_is_cancelled() {
    for scene in Scene::all() {
        let spans = scene.spans(&get("/", ""), streams, "first\r\n").await;
        let span = only(&scene, spans);
        assert_eq!(error_type(&span), Some("cancelled"));
        assert_eq!(span.attributes["http.response.status_code"], 200);
        assert_eq!(span.attributes["http.response.body.size"], 5);
    }
}

async fn streams_declared(_: Request<Body>, here: mpsc::Sender<()>) -> Response {
    here.send(()).await.unwrap();
    ([("content-length", "8")], endless()).into_response()
}

#[tokio::test]
async fn a_body_shorter_than_declared_is_cancelled() {
    for scene in Scene::all() {
        let spans = scene.spans(&get("/", ""), streams_declared, "first").await;
        let span = only(&scene, spans);
        assert_eq!(error_type(&span), Some("cancelled"));
        assert_eq!(span.attributes["http.response.body.size"], 5);
    }
}

/// Fails for a reason of its own, and then the client goes.
async fn fails(_: Request<Body>, here: mpsc::Sender<()>) -> Response {
    here.send(()).await.unwrap();
    (StatusCode::BAD_GATEWAY, endless()).into_response()
}

#[tokio::test]
async fn a_failed_answer_that_nobody_reads_to_its_end_keeps_its_status_as_error_type() {
    for scene in Scene::all() {
        let spans = scene.spans(&get("/", ""), fails, "first\r\n").await;
        let span = only(&scene, spans);
        assert_eq!(error_type(&span), Some("502"));
    }
}

async fn unasked() -> Response {
    panic!("nobody has asked this")
}

#[tokio::test]
async fn a_client_that_leaves_before_its_request_is_whole_leaves_nothing() {
    for cut in Cut::ALL {
        for host in Host::ALL {
            let recorder = SpanRecorder::new();
            let lumigo = recorder.lumigo();
            let layer = LumigoLayer::bind(&lumigo);
            let server = host.serve(layer, |_| unasked()).await;
            for part in ["", "GET / HT", "GET / HTTP/1.1\r\nHost: a\r\n"] {
                cut.end(connect(server.address(), part).await);
            }
            server.stop().await;
            assert_eq!(recorder.tree(), "");
        }
    }
}

/// Spans of a request that waits in a middleware, inside or outside of the layer, until its client
/// goes.
async fn waiting(cut: Cut, is_inside: bool) -> Vec<TestSpan> {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let (here, mut come) = mpsc::channel(1);
    let wait = from_fn(move |_: Request<Body>, _: Next| never_answers(here.clone()));
    let layer = LumigoLayer::bind(&lumigo);
    let app = Router::new().route("/", on_get(unasked));
    let app = if is_inside {
        app.layer(wait).layer(layer)
    } else {
        app.layer(layer).layer(wait)
    };
    let server = TestServer::start(app).await;
    let client = connect(server.address(), get("/", "")).await;
    soon(come.recv()).await.unwrap();
    cut.end(client);
    server.stop().await;
    recorder.spans()
}

#[tokio::test]
async fn a_client_that_leaves_before_the_handler_is_asked_is_cancelled_where_the_layer_was() {
    for cut in Cut::ALL {
        let [span] = <[TestSpan; 1]>::try_from(waiting(cut, true).await).unwrap();
        assert_eq!(
            (&*span.name, error_type(&span)),
            ("GET /", Some("cancelled"))
        );
        assert_eq!(waiting(cut, false).await, []);
    }
}
