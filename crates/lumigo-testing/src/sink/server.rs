use std::convert::Infallible;
use std::net::TcpListener as StdTcpListener;
use std::sync::Arc;
use std::time::Duration;

use hyper::server::conn::{http1, http2};
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio::time::sleep;

use crate::sink::backend::Backend;
use crate::sink::{over_grpc, over_http};

/// Serves until `stopped` is dropped. Connections end with the runtime, on return.
#[expect(clippy::expect_used, reason = "a test cannot go on without its sink")]
pub(super) fn run(
    listener: StdTcpListener,
    backend: &Arc<Backend>,
    stopped: oneshot::Receiver<()>,
) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime for the sink");
    runtime.block_on(async {
        listener
            .set_nonblocking(true)
            .expect("a non-blocking socket");
        let listener = TcpListener::from_std(listener).expect("a socket for the runtime");
        tokio::select! {
            _ = stopped => (),
            never = accept(listener, backend) => match never {},
        }
    });
}

async fn accept(listener: TcpListener, backend: &Arc<Backend>) -> Infallible {
    loop {
        match listener.accept().await {
            Ok((stream, _)) => drop(tokio::spawn(secure(stream, Arc::clone(backend)))),
            // Out of file descriptors, most likely: the next attempt may find one.
            Err(_) => sleep(Duration::from_millis(10)).await,
        }
    }
}

async fn secure(stream: TcpStream, backend: Arc<Backend>) {
    let settings = &backend.settings;
    let protocol = if settings.is_grpc { "h2" } else { "http/1.1" };
    let Some(tls) = &settings.tls else {
        return serve(stream, backend).await;
    };
    // An error is a client that trusts another authority, or that has no certificate.
    if let Ok(stream) = tls.acceptor(protocol).accept(stream).await {
        serve(stream, backend).await;
    }
}

async fn serve<S>(stream: S, backend: Arc<Backend>)
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let stream = TokioIo::new(stream);
    // An error is a client that went away or speaks something else, or `Answer::Reset`.
    if backend.settings.is_grpc {
        let service = service_fn(|request| over_grpc::respond(request, Arc::clone(&backend)));
        let server = http2::Builder::new(TokioExecutor::new());
        drop(server.serve_connection(stream, service).await);
    } else {
        let service = service_fn(|request| over_http::respond(request, &backend));
        let server = http1::Builder::new();
        drop(server.serve_connection(stream, service).await);
    }
}
