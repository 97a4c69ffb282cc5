use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use http::StatusCode;

use crate::sink::contents::Contents;
use crate::{Answer, Export, SinkRequest, TestLog, TestMetric, TestSpan};

/// What the sink's thread and the test share.
#[derive(Debug, Default)]
pub(super) struct Inbox {
    contents: Mutex<Contents>,
    changed: Condvar,
}

impl Inbox {
    pub(super) fn answer_with(&self, answer: Answer) {
        self.lock().answer = answer;
    }

    pub(super) fn requests(&self) -> Vec<SinkRequest> {
        self.lock().requests.clone()
    }

    pub(super) fn spans(&self) -> Vec<TestSpan> {
        self.lock().spans.clone()
    }

    pub(super) fn exports(&self) -> Vec<Export> {
        self.lock().exports.clone()
    }

    pub(super) fn metrics(&self) -> Vec<TestMetric> {
        self.lock().metrics.clone()
    }

    pub(super) fn logs(&self) -> Vec<TestLog> {
        self.lock().logs.clone()
    }

    /// Returns early once `n` spans are there, otherwise with fewer after `within`.
    pub(super) fn wait_for_spans(&self, n: usize, within: Duration) -> Vec<TestSpan> {
        self.wait(within, |contents| contents.spans.len() < n)
            .spans
            .clone()
    }

    /// Returns early once `n` log records are there, otherwise with fewer after `within`.
    pub(super) fn wait_for_logs(&self, n: usize, within: Duration) -> Vec<TestLog> {
        self.wait(within, |contents| contents.logs.len() < n)
            .logs
            .clone()
    }

    /// Returns early once `n` metrics are there, otherwise with fewer after `within`.
    pub(super) fn wait_for_metrics(&self, n: usize, within: Duration) -> Vec<TestMetric> {
        self.wait(within, |contents| contents.metrics.len() < n)
            .metrics
            .clone()
    }

    /// Returns early once `n` requests are there, otherwise with fewer after `within`.
    pub(super) fn wait_for_requests(&self, n: usize, within: Duration) -> Vec<SinkRequest> {
        self.wait(within, |contents| contents.requests.len() < n)
            .requests
            .clone()
    }

    /// Notes an arrived request; returns its place and how it is to be answered.
    pub(super) fn add(&self, request: SinkRequest) -> (usize, Answer) {
        let noted = self.lock().add(request);
        self.changed.notify_all();
        noted
    }

    /// Notes the answer of the request at `place`, and what was accepted with it.
    pub(super) fn settle(&self, place: usize, status: StatusCode, accepted: Option<Export>) {
        self.lock().settle(place, status, accepted);
        self.changed.notify_all();
    }

    fn wait(
        &self,
        within: Duration,
        missing: impl Fn(&Contents) -> bool,
    ) -> MutexGuard<'_, Contents> {
        let waited = self
            .changed
            .wait_timeout_while(self.lock(), within, |contents| missing(contents));
        waited.unwrap_or_else(PoisonError::into_inner).0
    }

    // A failed assertion in one test thread must not hide what the sink got from the others.
    fn lock(&self) -> MutexGuard<'_, Contents> {
        self.contents.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
