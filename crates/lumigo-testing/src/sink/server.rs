use std::convert::Infallible;
use std::net::TcpListener as StdTcpListener;
use std::sync::Arc;
use std::thread::{self, JoinHandle};
use std::time::Duration;

use hyper::server::conn::{http1, http2};
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio::time::sleep;

use crate::sink::backend::Backend;
use crate::sink::wire::{Failure, Wire};
use crate::sink::{over_grpc, over_http};

/// The thread that serves; it ends, and all connections with it, when this is dropped.
#[derive(Debug)]
pub(super) struct Server {
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Server {
    #[track_caller]
    #[expect(clippy::expect_used, reason = "a test cannot go on without its sink")]
    pub(super) fn start(listener: StdTcpListener, backend: Arc<Backend>) -> Self {
        let (stop, stopped) = oneshot::channel();
        let thread = thread::Builder::new()
            .name("otlp-sink".to_owned())
            .spawn(move || run(listener, &backend, stopped))
            .expect("a thread for the sink");
        Self {
            stop: Some(stop),
            thread: Some(thread),
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // The thread awaits this signal and blocks on nothing else, so the join is short.
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            drop(thread.join());
        }
    }
}

#[expect(clippy::expect_used, reason = "a test cannot go on without its sink")]
fn run(listener: StdTcpListener, backend: &Arc<Backend>, stopped: oneshot::Receiver<()>) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime for the sink");
    runtime.block_on(async {
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
    let failure = Failure::default();
    let stream = Wire::new(stream, failure.clone());
    let Some(tls) = &settings.tls else {
        return serve(stream, failure, backend).await;
    };
    // An error is a client that trusts another authority, or that has no certificate.
    if let Ok(stream) = tls.acceptor(protocol).accept(stream).await {
        serve(stream, failure, backend).await;
    }
}

async fn serve<S>(stream: S, failure: Failure, backend: Arc<Backend>)
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let stream = TokioIo::new(stream);
    // An error is a client that went away or speaks something else, or that the connection is to fail.
    if backend.settings.is_grpc {
        let service = service_fn(|request| {
            over_grpc::respond(request, Arc::clone(&backend), failure.clone())
        });
        let server = http2::Builder::new(TokioExecutor::new());
        drop(server.serve_connection(stream, service).await);
    } else {
        let service = service_fn(|request| over_http::respond(request, &backend, &failure));
        let server = http1::Builder::new();
        drop(server.serve_connection(stream, service).await);
    }
}
