use std::collections::VecDeque;

use bytes::Bytes;
use http::StatusCode;

use crate::sink::ledger::Ledger;
use crate::{Answer, Export, SinkRequest, TestLog, TestMetric, TestSpan};

/// What an [`Inbox`](super::inbox::Inbox) guards with its lock.
#[derive(Debug, Default)]
pub(super) struct Contents {
    /// Of the requests to come, as far as they are not answered with `answer`.
    pub(super) next_answers: VecDeque<Answer>,
    pub(super) answer: Answer,
    pub(super) requests: Vec<SinkRequest>,
    pub(super) exports: Vec<Export>,
    pub(super) spans: Vec<TestSpan>,
    pub(super) metrics: Vec<TestMetric>,
    pub(super) logs: Vec<TestLog>,
    pub(super) ledger: Ledger,
    pub(super) in_flight: usize,
    pub(super) most_in_flight: usize,
    /// Of no use but for the ledger is what comes.
    pub(super) counts_alone: bool,
}

impl Contents {
    /// What the request that comes next is answered with.
    pub(super) fn next_answer(&self) -> Answer {
        let next = self.next_answers.front();
        next.copied().unwrap_or(self.answer)
    }

    pub(super) fn take_next_answer(&mut self) -> Answer {
        let next = self.next_answers.pop_front();
        next.unwrap_or(self.answer)
    }

    pub(super) fn add(&mut self, mut request: SinkRequest) -> usize {
        if self.counts_alone {
            request.body = Bytes::new();
        }
        self.requests.push(request);
        self.requests.len() - 1
    }

    pub(super) fn settle(
        &mut self,
        place: usize,
        status: Option<StatusCode>,
        accepted: Option<Export>,
    ) {
        if let Some(request) = self.requests.get_mut(place) {
            request.status = status;
        }
        let Some(export) = accepted else { return };
        if let Export::Traces(request) = &export {
            self.ledger.add(request, status.is_some());
        }
        if self.counts_alone {
            return;
        }
        self.exports.push(export.clone());
        match export {
            Export::Traces(request) => self.spans.extend(TestSpan::from_request(request)),
            Export::Metrics(request) => self.metrics.extend(TestMetric::from_request(request)),
            Export::Logs(request) => self.logs.extend(TestLog::from_request(request)),
        }
    }
}
