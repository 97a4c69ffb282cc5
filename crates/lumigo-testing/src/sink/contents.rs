use http::StatusCode;

use crate::{Answer, Export, SinkRequest, TestLog, TestMetric, TestSpan};

/// What an [`Inbox`](super::inbox::Inbox) guards with its lock.
#[derive(Debug, Default)]
pub(super) struct Contents {
    pub(super) answer: Answer,
    pub(super) requests: Vec<SinkRequest>,
    pub(super) exports: Vec<Export>,
    pub(super) spans: Vec<TestSpan>,
    pub(super) metrics: Vec<TestMetric>,
    pub(super) logs: Vec<TestLog>,
}

impl Contents {
    pub(super) fn add(&mut self, request: SinkRequest) -> (usize, Answer) {
        self.requests.push(request);
        (self.requests.len() - 1, self.answer)
    }

    pub(super) fn settle(&mut self, place: usize, status: StatusCode, accepted: Option<Export>) {
        if let Some(request) = self.requests.get_mut(place) {
            request.status = Some(status);
        }
        let Some(export) = accepted else { return };
        self.exports.push(export.clone());
        match export {
            Export::Traces(request) => self.spans.extend(TestSpan::from_request(request)),
            Export::Metrics(request) => self.metrics.extend(TestMetric::from_request(request)),
            Export::Logs(request) => self.logs.extend(TestLog::from_request(request)),
        }
    }
}
