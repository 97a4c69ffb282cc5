//! A server that answers what a test gives it, and notes what it was asked.

use axum::Router;
use axum::body::Bytes;
use axum::response::IntoResponse;
use http::StatusCode;
use integration::wire::TestServer;
use serde_json::Value;
use std::sync::{Arc, Mutex};

/// What a server answers, one request after the other; the last to all that follow.
pub(crate) struct Canned {
    server: TestServer,
    requests: Arc<Mutex<Vec<Bytes>>>,
}

impl Canned {
    pub(crate) async fn start<A: Into<Bytes>>(answers: impl IntoIterator<Item = (u16, A)>) -> Self {
        let answers = answers
            .into_iter()
            .map(|(status, body)| (status, body.into()));
        let answers: Arc<Vec<(u16, Bytes)>> = Arc::new(answers.collect());
        let requests = Arc::<Mutex<Vec<_>>>::default();
        let noted = Arc::clone(&requests);
        let app = Router::new().fallback(move |body: Bytes| async move {
            let mut noted = noted.lock().unwrap();
            let (status, answer) = answers[noted.len().min(answers.len() - 1)].clone();
            noted.push(body);
            (StatusCode::from_u16(status).unwrap(), JSON, answer).into_response()
        });
        let server = TestServer::start(app).await;
        Self { server, requests }
    }

    /// One that answers every request with this.
    pub(crate) async fn always(body: impl Into<Bytes>) -> Self {
        Self::start([(200, body)]).await
    }

    pub(crate) fn endpoint(&self) -> String {
        self.server.url("")
    }

    /// The URL of a queue that it says to have.
    pub(crate) fn queue(&self) -> String {
        self.server.url("/123456789012/orders")
    }

    /// The bodies of the requests so far.
    pub(crate) fn requests(&self) -> Vec<Value> {
        let requests = self.requests.lock().unwrap();
        let bodies = requests.iter().map(|body| serde_json::from_slice(body));
        bodies.collect::<Result<_, _>>().unwrap()
    }
}

const JSON: [(&str, &str); 2] = [
    ("content-type", "application/x-amz-json-1.0"),
    ("x-amzn-requestid", "r-1"),
];
