use std::future;
use std::io;
use std::sync::Arc;
use std::time::Instant;

use http::request::Parts;
use http::{Request, StatusCode};
use http_body_util::BodyExt;
use hyper::body::{Bytes, Incoming};
use tokio::time::sleep;

use crate::sink::inbox::{InFlight, Inbox};
use crate::{Answer, SinkBuilder, SinkRequest};

/// What all connections of a sink share.
#[derive(Debug)]
pub(super) struct Backend {
    pub(super) settings: SinkBuilder,
    pub(super) inbox: Arc<Inbox>,
}

/// A request that has been read, and noted at its place in the inbox.
pub(super) struct Noted {
    pub(super) request: SinkRequest,
    pub(super) place: usize,
    /// What the test wants it to be answered with.
    pub(super) answer: Answer,
    /// The status of that.
    pub(super) wanted: StatusCode,
    _in_flight: InFlight,
}

impl Backend {
    /// Reads and notes a request; returns when it is to be answered.
    pub(super) async fn note(&self, request: Request<Incoming>) -> io::Result<Noted> {
        let in_flight = Inbox::begin(&self.inbox);
        let (head, mut body) = request.into_parts();
        let (request, place, answer) = if self.inbox.resets_next() {
            drop(body.frame().await);
            let request = sink_request(head, Bytes::new());
            let place = self.inbox.add(request.clone());
            (request, place, Answer::ResetRequest)
        } else {
            let body = body.collect().await.map_err(io::Error::other)?.to_bytes();
            let request = sink_request(head, body);
            let (place, answer) = self.inbox.add_and_answer(request.clone());
            (request, place, answer)
        };
        match answer {
            Answer::After(delay) => sleep(delay).await,
            Answer::Never => future::pending().await,
            _ => {}
        }
        let wanted = StatusCode::from_u16(answer.status()).map_err(io::Error::other)?;
        let wanted = if wanted.is_success() && !self.is_authorized(&request) {
            StatusCode::UNAUTHORIZED
        } else {
            wanted
        };
        Ok(Noted {
            request,
            place,
            answer,
            wanted,
            _in_flight: in_flight,
        })
    }

    fn is_authorized(&self, request: &SinkRequest) -> bool {
        let required = self.settings.required_header.as_ref();
        required.is_none_or(|(name, value)| request.headers.get(name) == Some(value))
    }
}

fn sink_request(head: Parts, body: Bytes) -> SinkRequest {
    SinkRequest {
        method: head.method,
        path: head.uri.path().to_owned(),
        headers: head.headers,
        body,
        arrived: Instant::now(),
        status: None,
    }
}
