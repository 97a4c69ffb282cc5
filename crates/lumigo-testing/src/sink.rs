mod backend;
mod builder;
mod contents;
mod ids;
mod inbox;
mod ledger;
mod over_grpc;
mod over_http;
mod paths;
mod port;
mod reply;
mod server;
#[cfg(test)]
mod tests;
mod tls;
mod wire;

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use http::StatusCode;
use opentelemetry::trace::SpanId;

use crate::sink::backend::Backend;
use crate::sink::inbox::Inbox;
use crate::sink::port::Port;
use crate::{Answer, Export, SinkRequest, SpanTree, Tally, TestLog, TestMetric, TestSpan};

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
    backend: Arc<Backend>,
    port: Mutex<Port>,
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
    fn start_with(settings: SinkBuilder) -> Self {
        let inbox = Arc::new(Inbox::new(settings.counts_alone));
        let backend = Arc::new(Backend { settings, inbox });
        let mut port = Port::free();
        let address = port.address();
        port.open(&backend);
        Self {
            address,
            backend,
            port: Mutex::new(port),
        }
    }

    /// Closes every connection at once, and refuses others until it [comes back](Self::come_back): as if
    /// the process of the backend had ended. The port stays its own, and all that came is kept.
    ///
    /// # Examples
    ///
    /// ```
    /// use std::net::TcpStream;
    /// use lumigo_testing::OtlpSink;
    ///
    /// let sink = OtlpSink::start();
    /// let address = sink.base_endpoint().replace("http://", "");
    /// sink.refuse();
    /// assert!(TcpStream::connect(&address).is_err());
    /// sink.come_back();
    /// assert!(TcpStream::connect(&address).is_ok());
    /// ```
    pub fn refuse(&self) {
        let mut port = self.port.lock().unwrap_or_else(PoisonError::into_inner);
        port.close();
    }

    /// Listens again after [`refuse`](Self::refuse), where it did before.
    ///
    /// # Panics
    ///
    /// When there is no thread or socket to be had.
    #[track_caller]
    pub fn come_back(&self) {
        let mut port = self.port.lock().unwrap_or_else(PoisonError::into_inner);
        port.open(&self.backend);
    }

    /// The URL without a path, such as `http://127.0.0.1:40123`: what gRPC clients are given.
    #[must_use]
    pub fn base_endpoint(&self) -> String {
        let scheme = self
            .backend
            .settings
            .tls
            .as_ref()
            .map_or("http", |_| "https");
        format!("{scheme}://{}", self.address)
    }

    /// The full URL that traces are posted to, such as `http://127.0.0.1:40123/v1/traces`.
    #[must_use]
    pub fn endpoint(&self) -> String {
        self.base_endpoint() + &self.backend.settings.paths.traces
    }

    /// The full URL that metrics are posted to, such as `http://127.0.0.1:40123/v1/metrics`.
    #[must_use]
    pub fn metrics_endpoint(&self) -> String {
        self.base_endpoint() + &self.backend.settings.paths.metrics
    }

    /// The full URL that logs are posted to, such as `http://127.0.0.1:40123/v1/logs`.
    #[must_use]
    pub fn logs_endpoint(&self) -> String {
        self.base_endpoint() + &self.backend.settings.paths.logs
    }

    /// Sets how every request that arrives from now on is answered. Default: [`Answer::Accept`].
    ///
    /// Where the answer would be a success, a request that is no OTLP export gets 404 (path), 405
    /// (method), 415 (content type or encoding) or 400 (body) instead. Over gRPC a failure is the code
    /// that clients are to make of its HTTP status.
    ///
    /// # Panics
    ///
    /// When the answer holds a number that is no HTTP status.
    #[track_caller]
    pub fn answer_with(&self, answer: Answer) {
        assert_is_status(answer);
        self.backend.inbox.answer_with(answer);
    }

    /// Answers the next requests with these, one each in the order in which they arrive, and those after
    /// them as set by [`answer_with`](Self::answer_with); a call of that ends what is left of these.
    ///
    /// # Examples
    ///
    /// ```
    /// use lumigo_testing::{Answer, OtlpSink, RetryAfter};
    ///
    /// let sink = OtlpSink::start();
    /// let busy = Answer::ComeBack(429, RetryAfter::Seconds(1));
    /// sink.answer_next([busy, Answer::Garbage]); // then, all is well again
    /// ```
    ///
    /// # Panics
    ///
    /// When an answer holds a number that is no HTTP status.
    #[track_caller]
    pub fn answer_next(&self, answers: impl IntoIterator<Item = Answer>) {
        let answers: Vec<_> = answers.into_iter().collect();
        answers.iter().copied().for_each(assert_is_status);
        self.backend.inbox.answer_next(answers);
    }

    /// How many requests at most were on their way at once: begun, and without an answer yet.
    #[must_use]
    pub fn most_in_flight(&self) -> usize {
        self.backend.inbox.most_in_flight()
    }

    /// How many spans came, and how often.
    #[must_use]
    pub fn tally(&self) -> Tally {
        self.backend.inbox.tally()
    }

    /// The ids of all different spans that were kept, in the order in which they came first.
    #[must_use]
    pub fn span_ids(&self) -> Vec<SpanId> {
        self.backend.inbox.span_ids()
    }

    /// Every request that has been read, in arrival order, answered or not.
    #[must_use]
    pub fn requests(&self) -> Vec<SinkRequest> {
        self.backend.inbox.requests()
    }

    /// The spans of all accepted requests, in the order in which those were accepted.
    #[must_use]
    pub fn spans(&self) -> Vec<TestSpan> {
        self.backend.inbox.spans()
    }

    /// The metrics of all accepted requests, in the order in which those were accepted.
    #[must_use]
    pub fn metrics(&self) -> Vec<TestMetric> {
        self.backend.inbox.metrics()
    }

    /// All accepted requests as OTLP messages, in the order in which they were accepted.
    #[must_use]
    pub fn exports(&self) -> Vec<Export> {
        self.backend.inbox.exports()
    }

    /// The log records of all accepted requests, in the order in which those were accepted.
    #[must_use]
    pub fn logs(&self) -> Vec<TestLog> {
        self.backend.inbox.logs()
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
        let spans = self.backend.inbox.wait_for_spans(n, within);
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
        let logs = self.backend.inbox.wait_for_logs(n, within);
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
        let metrics = self.backend.inbox.wait_for_metrics(n, within);
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
        let requests = self.backend.inbox.wait_for_requests(n, within);
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

#[track_caller]
fn assert_is_status(answer: Answer) {
    let code = answer.status();
    assert!(
        StatusCode::from_u16(code).is_ok(),
        "{code} is not an HTTP status"
    );
}
