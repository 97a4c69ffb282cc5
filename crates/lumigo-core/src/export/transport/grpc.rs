//! OTLP over gRPC: the request that HTTP would post, as the one message of a unary call.
//!
//! The runtime that the client needs is of the sender's thread alone, and runs only while a call is
//! made: the host's is neither needed nor used.

mod codec;
mod connection;
mod retry_info;

use super::cause::{MISUNDERSTOOD, io_cause};
use super::{Answer, partial_success};
use crate::diagnostics;
use crate::export::destination::Destination;
use crate::export::service::Service;
use bytes::Bytes;
use codec::Encoded;
use connection::Connection;
use std::error::Error as _;
use std::io;
use std::sync::Arc;
use std::time::Duration;
use tonic::client::Grpc;
use tonic::codec::CompressionEncoding;
use tonic::codegen::http::uri::PathAndQuery;
use tonic::metadata::MetadataMap;
use tonic::{Code, Request, Response, Status};

/// Calls the service of one signal at one endpoint.
pub(crate) struct GrpcPoster {
    destination: Arc<Destination>,
    service: &'static Service,
    /// Made by the first call, on the thread that sends.
    connection: Option<Connection>,
}

impl Clone for GrpcPoster {
    /// With a connection of its own.
    fn clone(&self) -> Self {
        Self {
            destination: Arc::clone(&self.destination),
            service: self.service,
            connection: None,
        }
    }
}

impl GrpcPoster {
    pub(super) fn new(destination: Box<Destination>, service: &'static Service) -> Self {
        Self {
            destination: destination.into(),
            service,
            connection: None,
        }
    }

    pub(super) fn post(&mut self, request: &Bytes) -> Answer {
        diagnostics::silenced(|| {
            let had_connection = self.connection.is_some();
            match self.call(request.clone()) {
                // The other side may have closed the connection while nobody looked.
                Err(status) if had_connection && is_transport_error(&status) => {
                    let outcome = self.call(request.clone());
                    self.answer(outcome)
                }
                outcome => self.answer(outcome),
            }
        })
    }

    fn call(&mut self, request: Bytes) -> Result<Bytes, Status> {
        let connection = match &mut self.connection {
            Some(connection) => connection,
            nothing => nothing.insert(Connection::to(&self.destination)?),
        };
        let Destination { headers, posts, .. } = &*self.destination;
        let mut client = Grpc::new(connection.channel());
        if posts.gzip {
            client = client.send_compressed(CompressionEncoding::Gzip);
        }
        let mut request = Request::new(request);
        *request.metadata_mut() = MetadataMap::from_headers(headers.clone());
        let path = PathAndQuery::from_static(self.service.grpc_path);
        let call = async {
            client.ready().await.map_err(transport_error)?;
            let response = client.unary(request, path, Encoded).await;
            response.map(Response::into_inner)
        };
        let limited = async { tokio::time::timeout(posts.timeout, call).await };
        let outcome = connection.block_on(limited)?;
        let is_broken = match &outcome {
            // The way between may have forgotten it: nothing would ever come.
            Err(_) => true,
            Ok(outcome) => outcome.as_ref().is_err_and(is_transport_error),
        };
        if is_broken {
            self.connection = None;
        }
        outcome.unwrap_or_else(|_| Err(Status::deadline_exceeded("")))
    }

    fn answer(&self, outcome: Result<Bytes, Status>) -> Answer {
        let status = match outcome {
            Ok(response) => return partial_success::from_protobuf(&response),
            Err(status) => status,
        };
        if is_transport_error(&status) {
            return Answer::unavailable(cause(&status));
        }
        let retry_after = retry_info::delay(status.details());
        // Not the message: it may repeat what was sent.
        let code = status.code();
        match code {
            Code::DeadlineExceeded => Answer::unavailable("no answer in time"),
            // What OTLP calls retryable, and what a client makes of HTTP's 500.
            Code::Cancelled
            | Code::Aborted
            | Code::OutOfRange
            | Code::Unavailable
            | Code::DataLoss
            | Code::Unknown => unavailable(code, retry_after),
            // Without this a message is too large, now and for ever.
            Code::ResourceExhausted if retry_after.is_some() => unavailable(code, retry_after),
            Code::Unauthenticated | Code::PermissionDenied => {
                let credentials = &self.destination.credentials;
                Answer::Refused(format!("{credentials} was refused (gRPC status {code:?})"))
            }
            Code::Unimplemented | Code::NotFound => Answer::Refused(format!(
                "nothing there takes them by gRPC, whose usual port is 4317 (gRPC status {code:?})"
            )),
            _ => Answer::Refused(format!("gRPC status {code:?}")),
        }
    }
}

fn transport_error(error: impl std::error::Error + Send + Sync + 'static) -> Status {
    Status::from_error(Box::new(error))
}

fn unavailable(code: Code, retry_after: Option<Duration>) -> Answer {
    Answer::Unavailable {
        cause: format!("gRPC status {code:?}"),
        retry_after,
    }
}

/// Whether no server has answered at all.
fn is_transport_error(status: &Status) -> bool {
    status.source().is_some()
}

/// The cause that comes from the system or from TLS; others are about what was understood.
fn cause(status: &Status) -> String {
    let mut cause = status.source();
    while let Some(error) = cause {
        if let Some(error) = error.downcast_ref::<io::Error>() {
            return io_cause(error);
        }
        cause = error.source();
    }
    MISUNDERSTOOD.to_owned()
}
