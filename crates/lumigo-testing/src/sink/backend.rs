use std::future;
use std::io;
use std::sync::Arc;

use http::{Request, StatusCode};
use http_body_util::BodyExt;
use hyper::body::Incoming;
use tokio::time::sleep;

use crate::sink::inbox::Inbox;
use crate::{Answer, SinkBuilder, SinkRequest};

/// What all connections of a sink share.
#[derive(Debug)]
pub(super) struct Backend {
    pub(super) settings: Arc<SinkBuilder>,
    pub(super) inbox: Arc<Inbox>,
}

/// A request that has been read, and noted at its place in the inbox.
pub(super) struct Noted {
    pub(super) request: SinkRequest,
    pub(super) place: usize,
    /// What the test wants it to be answered with.
    pub(super) wanted: StatusCode,
}

impl Backend {
    /// Reads and notes a request; returns when it is to be answered.
    pub(super) async fn note(&self, request: Request<Incoming>) -> io::Result<Noted> {
        let request = read(request).await?;
        let (place, answer) = self.inbox.add(request.clone());
        let wanted = match answer {
            Answer::Accept => StatusCode::OK,
            Answer::Status(code) => StatusCode::from_u16(code).map_err(io::Error::other)?,
            Answer::After(delay) => {
                sleep(delay).await;
                StatusCode::OK
            }
            Answer::Reset => return Err(io::ErrorKind::ConnectionReset.into()),
            Answer::Never => future::pending().await,
        };
        let wanted = if wanted.is_success() && !self.is_authorized(&request) {
            StatusCode::UNAUTHORIZED
        } else {
            wanted
        };
        Ok(Noted {
            request,
            place,
            wanted,
        })
    }

    fn is_authorized(&self, request: &SinkRequest) -> bool {
        let required = self.settings.required_header.as_ref();
        required.is_none_or(|(name, value)| request.headers.get(name) == Some(value))
    }
}

async fn read(request: Request<Incoming>) -> io::Result<SinkRequest> {
    let (head, body) = request.into_parts();
    let body = body.collect().await.map_err(io::Error::other)?.to_bytes();
    Ok(SinkRequest {
        method: head.method,
        path: head.uri.path().to_owned(),
        headers: head.headers,
        body,
        status: None,
    })
}
