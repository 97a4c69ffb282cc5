mod contents;
mod inbox;
mod records;
mod server;
#[cfg(test)]
mod tests;

use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::sync::Arc;
use std::thread::{self, JoinHandle};
use std::time::Duration;

use tokio::sync::oneshot;

use crate::sink::inbox::Inbox;
use crate::{Answer, SinkRequest, SpanTree, TestLog, TestSpan};

/// An OTLP/HTTP backend for traces and logs in this process, on a real socket of the loopback interface.
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
    inbox: Arc<Inbox>,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl OtlpSink {
    /// Starts a sink on a free port. It can be connected to when this returns.
    ///
    /// # Panics
    ///
    /// When there is no free port or no thread to be had.
    #[must_use]
    #[track_caller]
    #[expect(clippy::expect_used, reason = "a test cannot go on without its sink")]
    pub fn start() -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free loopback port");
        let address = listener.local_addr().expect("the address of the sink");
        let inbox = Arc::new(Inbox::default());
        let (stop, stopped) = oneshot::channel();
        let thread = thread::Builder::new()
            .name("otlp-sink".to_owned())
            .spawn({
                let inbox = Arc::clone(&inbox);
                move || server::run(listener, &inbox, stopped)
            })
            .expect("a thread for the sink");
        Self {
            address,
            inbox,
            stop: Some(stop),
            thread: Some(thread),
        }
    }

    /// The full URL that traces are posted to, such as `http://127.0.0.1:40123/v1/traces`.
    #[must_use]
    pub fn endpoint(&self) -> String {
        format!("http://{}{}", self.address, server::TRACES_PATH)
    }

    /// The full URL that logs are posted to, such as `http://127.0.0.1:40123/v1/logs`.
    #[must_use]
    pub fn logs_endpoint(&self) -> String {
        format!("http://{}{}", self.address, server::LOGS_PATH)
    }

    /// Sets how every request that arrives from now on is answered. Default: [`Answer::Accept`].
    ///
    /// Where the answer would be a success, a request that is no OTLP export of spans or logs gets 404
    /// (path), 405 (method), 415 (content type or encoding) or 400 (body) instead.
    ///
    /// # Panics
    ///
    /// When [`Answer::Status`] holds a number that is no HTTP status.
    #[track_caller]
    pub fn answer_with(&self, answer: Answer) {
        if let Answer::Status(code) = answer {
            assert!(
                http::StatusCode::from_u16(code).is_ok(),
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
