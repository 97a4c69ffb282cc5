mod backend;
mod builder;
mod contents;
mod inbox;
mod over_grpc;
mod over_http;
mod paths;
mod server;
#[cfg(test)]
mod tests;
mod tls;

use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::sync::Arc;
use std::thread::{self, JoinHandle};
use std::time::Duration;

use http::StatusCode;
use tokio::sync::oneshot;

use crate::sink::backend::Backend;
use crate::sink::inbox::Inbox;
use crate::{Answer, Export, SinkRequest, SpanTree, TestLog, TestMetric, TestSpan};

pub use self::builder::SinkBuilder;

/// An OTLP backend in this process, on a real socket of the loopback interface. It takes spans,
/// metrics and log records: over HTTP/1 as protobuf or JSON, or over gRPC; gzipped or not.
///
/// It runs on a thread of its own, so it works in tests with and without an async runtime. Dropping
/// it closes the socket and every connection at once; a request that waits for its answer gets none.
///
/// # Examples
///
/// ```
/// use std::time::Duration;
/// use lumigo_testing::{Answer, OtlpSink};
///
/// let sink = OtlpSink::start();
/// sink.answer_with(Answer::Status(503));
/// // ... point an exporter at `sink.endpoint()`, let it fail, then:
/// sink.answer_with(Answer::Accept);
/// let spans = sink.wait_for_spans(0, Duration::from_secs(5));
/// assert!(spans.is_empty());
/// ```
#[derive(Debug)]
pub struct OtlpSink {
    address: SocketAddr,
    settings: Arc<SinkBuilder>,
    inbox: Arc<Inbox>,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl OtlpSink {
    /// Starts a sink for plain HTTP on a free port. It can be connected to when this returns.
    ///
    /// # Panics
    ///
    /// When there is no free port or no thread to be had.
    #[must_use]
    #[track_caller]
    pub fn start() -> Self {
        Self::builder().start()
    }

    /// Begins with what [`start`](Self::start) starts.
    pub fn builder() -> SinkBuilder {
        SinkBuilder::default()
    }

    #[track_caller]
    #[expect(clippy::expect_used, reason = "a test cannot go on without its sink")]
    fn start_with(settings: Arc<SinkBuilder>) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free loopback port");
        let address = listener.local_addr().expect("the address of the sink");
        let inbox = Arc::new(Inbox::default());
        let backend = Arc::new(Backend {
            settings: Arc::clone(&settings),
            inbox: Arc::clone(&inbox),
        });
        let (stop, stopped) = oneshot::channel();
        let thread = thread::Builder::new()
            .name("otlp-sink".to_owned())
            .spawn(move || server::run(listener, &backend, stopped))
            .expect("a thread for the sink");
        Self {
            address,
            settings,
            inbox,
            stop: Some(stop),
            thread: Some(thread),
        }
    }

    /// The URL without a path, such as `http://127.0.0.1:40123`: what gRPC clients are given.
    #[must_use]
    pub fn base_endpoint(&self) -> String {
        let scheme = self.settings.tls.as_ref().map_or("http", |_| "https");
        format!("{scheme}://{}", self.address)
    }

    /// The full URL that traces are posted to, such as `http://127.0.0.1:40123/v1/traces`.
    #[must_use]
    pub fn endpoint(&self) -> String {
        self.base_endpoint() + &self.settings.paths.traces
    }

    /// The full URL that metrics are posted to, such as `http://127.0.0.1:40123/v1/metrics`.
    #[must_use]
    pub fn metrics_endpoint(&self) -> String {
        self.base_endpoint() + &self.settings.paths.metrics
    }

    /// The full URL that logs are posted to, such as `http://127.0.0.1:40123/v1/logs`.
    #[must_use]
    pub fn logs_endpoint(&self) -> String {
        self.base_endpoint() + &self.settings.paths.logs
    }

    /// Sets how every request that arrives from now on is answered. Default: [`Answer::Accept`].
    ///
    /// Where the answer would be a success, a request that is no OTLP export gets 404 (path), 405
    /// (method), 415 (content type or encoding) or 400 (body) instead. Over gRPC a failure is the code
    /// that clients are to make of its HTTP status.
    ///
    /// # Panics
    ///
    /// When [`Answer::Status`] holds a number that is no HTTP status.
    #[track_caller]
    pub fn answer_with(&self, answer: Answer) {
        if let Answer::Status(code) = answer {
            assert!(
                StatusCode::from_u16(code).is_ok(),
                "{code} is not an HTTP status"
            );
        }
        self.inbox.answer_with(answer);
    }

    /// Every request whose body has been read, in arrival order, answered or not.
    #[must_use]
    pub fn requests(&self) -> Vec<SinkRequest> {
        self.inbox.requests()
    }

    /// The spans of all accepted requests, in the order in which those were accepted.
    #[must_use]
    pub fn spans(&self) -> Vec<TestSpan> {
        self.inbox.spans()
    }

    /// The metrics of all accepted requests, in the order in which those were accepted.
    #[must_use]
    pub fn metrics(&self) -> Vec<TestMetric> {
        self.inbox.metrics()
    }

    /// All accepted requests as OTLP messages, in the order in which they were accepted.
    #[must_use]
    pub fn exports(&self) -> Vec<Export> {
        self.inbox.exports()
    }

    /// The log records of all accepted requests, in the order in which those were accepted.
    #[must_use]
    pub fn logs(&self) -> Vec<TestLog> {
        self.inbox.logs()
    }

    /// Waits until at least `n` spans have been accepted, and returns all there are.
    ///
    /// # Panics
    ///
    /// When fewer than `n` came `within` that time. The message lists the spans and the requests
    /// that did come.
    #[track_caller]
    #[expect(clippy::panic, reason = "the test fails here, with what it waited for")]
    pub fn wait_for_spans(&self, n: usize, within: Duration) -> Vec<TestSpan> {
        let spans = self.inbox.wait_for_spans(n, within);
        if spans.len() < n {
            panic!(
                "{} of {n} spans came within {within:?}:\n{}\nrequests:\n{}",
                spans.len(),
                SpanTree::of(&spans),
                self.request_lines()
            );
        }
        spans
    }

    /// Waits until at least `n` log records have been accepted, and returns all there are.
    ///
    /// # Panics
    ///
    /// When fewer than `n` came `within` that time. The message lists the log records and the
    /// requests that did come.
    #[track_caller]
    #[expect(clippy::panic, reason = "the test fails here, with what it waited for")]
    pub fn wait_for_logs(&self, n: usize, within: Duration) -> Vec<TestLog> {
        let logs = self.inbox.wait_for_logs(n, within);
        if logs.len() < n {
            let bodies: Vec<_> = logs.iter().map(|log| &log.body).collect();
            panic!(
                "{} of {n} log records came within {within:?}: {bodies:?}\nrequests:\n{}",
                logs.len(),
                self.request_lines()
            );
        }
        logs
    }

    /// Waits until at least `n` metrics have been accepted, and returns all there are.
    ///
    /// # Panics
    ///
    /// When fewer than `n` came `within` that time. The message lists the metrics and the requests
    /// that did come.
    #[track_caller]
    #[expect(clippy::panic, reason = "the test fails here, with what it waited for")]
    pub fn wait_for_metrics(&self, n: usize, within: Duration) -> Vec<TestMetric> {
        let metrics = self.inbox.wait_for_metrics(n, within);
        if metrics.len() < n {
            let names: Vec<_> = metrics.iter().map(|metric| &metric.name).collect();
            panic!(
                "{} of {n} metrics came within {within:?}: {names:?}\nrequests:\n{}",
                metrics.len(),
                self.request_lines()
            );
        }
        metrics
    }

    /// Waits until at least `n` requests have been read, answered or not, and returns all there are.
    ///
    /// # Panics
    ///
    /// When fewer than `n` came `within` that time. The message lists those that did come.
    #[track_caller]
    #[expect(clippy::panic, reason = "the test fails here, with what it waited for")]
    pub fn wait_for_requests(&self, n: usize, within: Duration) -> Vec<SinkRequest> {
        let requests = self.inbox.wait_for_requests(n, within);
        if requests.len() < n {
            panic!(
                "{} of {n} requests came within {within:?}:\n{}",
                requests.len(),
                self.request_lines()
            );
        }
        requests
    }

    fn request_lines(&self) -> String {
        let lines = self.requests().into_iter().map(|request| {
            let status = request
                .status
                .map_or_else(|| "no answer".to_owned(), |status| status.to_string());
            let (method, path) = (request.method, request.path);
            format!("{method} {path}, {} bytes: {status}", request.body.len())
        });
        lines.collect::<Vec<_>>().join("\n")
    }
}

impl Drop for OtlpSink {
    fn drop(&mut self) {
        // The thread awaits this signal and blocks on nothing else, so the join is short.
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            drop(thread.join());
        }
    }
}
