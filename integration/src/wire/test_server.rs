use super::soon;
use http::{Request, Response};
use http_body::Body;
use hyper::body::Incoming;
use hyper::rt::Executor;
use hyper_util::rt::TokioIo;
use hyper_util::server::conn::auto::Builder;
use hyper_util::service::TowerToHyperService;
use std::convert::Infallible;
use std::error::Error;
use std::future::Future;
use std::net::{Ipv4Addr, SocketAddr};
use std::pin::pin;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{mpsc, watch};
use tower::Service;

/// An HTTP/1 and HTTP/2 server on a free port of the loopback interface.
///
/// Its answers carry no `date`, so that those of two servers can be compared byte by byte.
#[derive(Debug)]
pub struct TestServer {
    address: SocketAddr,
    stop: watch::Sender<()>,
    // Closed when no task of the server is left.
    tasks: mpsc::Receiver<Infallible>,
}

impl TestServer {
    /// Starts to serve. It can be connected to when this returns.
    ///
    /// # Panics
    ///
    /// When there is no free port.
    pub async fn start<S, B>(service: S) -> Self
    where
        S: Service<Request<Incoming>, Response = Response<B>> + Clone + Send + 'static,
        S::Error: Into<Box<dyn Error + Send + Sync>>,
        S::Future: Send + 'static,
        B: Body<Data: Send, Error: Into<Box<dyn Error + Send + Sync>>> + Send + 'static,
    {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await;
        let listener = listener.expect("a free port");
        let address = listener.local_addr().expect("its address");
        let (stop, mut stopped) = watch::channel(());
        let (sender, tasks) = mpsc::channel(1);
        let counted = Counted(sender);
        counted.clone().execute(async move {
            loop {
                tokio::select! {
                    _ = stopped.changed() => return,
                    accepted = listener.accept() => {
                        let (stream, _) = accepted.expect("a connection");
                        // A small frame must not wait for the client's acknowledgement of the last.
                        stream.set_nodelay(true).expect("a socket");
                        let tasks = counted.clone();
                        counted.execute(serve(stream, service.clone(), tasks, stopped.clone()));
                    }
                }
            }
        });
        Self {
            address,
            stop,
            tasks,
        }
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The URL of a path.
    #[must_use]
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// Waits until everything that it was asked is answered and every task of it is gone. So every
    /// server span has ended.
    pub async fn stop(mut self) {
        drop(self.stop);
        soon(self.tasks.recv()).await;
    }
}

async fn serve<S, B>(
    stream: TcpStream,
    service: S,
    tasks: Counted,
    mut stopped: watch::Receiver<()>,
) where
    S: Service<Request<Incoming>, Response = Response<B>> + Clone + Send + 'static,
    S::Error: Into<Box<dyn Error + Send + Sync>>,
    S::Future: Send + 'static,
    B: Body<Data: Send, Error: Into<Box<dyn Error + Send + Sync>>> + Send + 'static,
{
    let mut server = Builder::new(tasks);
    server.http1().auto_date_header(false);
    server.http2().auto_date_header(false);
    let service = TowerToHyperService::new(service);
    let mut connection = pin!(server.serve_connection_with_upgrades(TokioIo::new(stream), service));
    // An error is a client that went away, or a service that failed.
    tokio::select! {
        _ = connection.as_mut() => return,
        _ = stopped.changed() => connection.as_mut().graceful_shutdown(),
    }
    let _ = connection.await;
}

/// Spawns tasks, and is known to the server as long as one of them is there.
#[derive(Clone)]
struct Counted(mpsc::Sender<Infallible>);

impl<F: Future<Output: Send> + Send + 'static> Executor<F> for Counted {
    fn execute(&self, task: F) {
        let counted = self.0.clone();
        tokio::spawn(async move {
            drop(task.await);
            drop(counted);
        });
    }
}
