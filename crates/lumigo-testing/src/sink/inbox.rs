use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use http::StatusCode;
use opentelemetry::trace::SpanId;

use crate::sink::contents::Contents;
use crate::{Answer, Export, SinkRequest, Tally, TestLog, TestMetric, TestSpan};

/// What the sink's thread and the test share.
#[derive(Debug)]
pub(super) struct Inbox {
    contents: Mutex<Contents>,
    changed: Condvar,
}

impl Inbox {
    pub(super) fn new(counts_alone: bool) -> Self {
        let contents = Contents {
            counts_alone,
            ..Contents::default()
        };
        Self {
            contents: Mutex::new(contents),
            changed: Condvar::new(),
        }
    }

    pub(super) fn answer_with(&self, answer: Answer) {
        let mut contents = self.lock();
        contents.next_answers.clear();
        contents.answer = answer;
    }

    pub(super) fn answer_next(&self, answers: impl IntoIterator<Item = Answer>) {
        self.lock().next_answers.extend(answers);
    }

    pub(super) fn tally(&self) -> Tally {
        self.lock().ledger.tally
    }

    pub(super) fn span_ids(&self) -> Vec<SpanId> {
        self.lock().ledger.ids.clone()
    }

    pub(super) fn most_in_flight(&self) -> usize {
        self.lock().most_in_flight
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

    /// Notes that a request has begun to come.
    pub(super) fn begin(inbox: &Arc<Self>) -> InFlight {
        let mut contents = inbox.lock();
        contents.in_flight += 1;
        contents.most_in_flight = contents.most_in_flight.max(contents.in_flight);
        drop(contents);
        InFlight(Arc::clone(inbox))
    }

    /// Whether the request that has begun to come is to be reset.
    pub(super) fn resets_next(&self) -> bool {
        let mut contents = self.lock();
        let resets = contents.next_answer() == Answer::ResetRequest;
        if resets {
            contents.take_next_answer();
        }
        resets
    }

    /// Notes a request; returns its place.
    pub(super) fn add(&self, request: SinkRequest) -> usize {
        let place = self.lock().add(request);
        self.changed.notify_all();
        place
    }

    /// Notes an arrived request; returns its place and how it is to be answered.
    pub(super) fn add_and_answer(&self, request: SinkRequest) -> (usize, Answer) {
        let mut contents = self.lock();
        let noted = (contents.add(request), contents.take_next_answer());
        drop(contents);
        self.changed.notify_all();
        noted
    }

    /// Notes the answer of the request at `place`, `None` when the client does not get it, and what was
    /// accepted with it.
    pub(super) fn settle(
        &self,
        place: usize,
        status: Option<StatusCode>,
        accepted: Option<Export>,
    ) {
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

/// A request that has no answer yet.
pub(super) struct InFlight(Arc<Inbox>);

impl Drop for InFlight {
    fn drop(&mut self) {
        self.0.lock().in_flight -= 1;
    }
}
