use http::StatusCode;

use crate::sink::records::Records;
use crate::{Answer, SinkRequest, TestLog, TestSpan};

/// What an [`Inbox`](super::inbox::Inbox) guards with its lock.
#[derive(Debug, Default)]
pub(super) struct Contents {
    pub(super) answer: Answer,
    pub(super) requests: Vec<SinkRequest>,
    pub(super) spans: Vec<TestSpan>,
    pub(super) logs: Vec<TestLog>,
}

impl Contents {
    pub(super) fn add(&mut self, request: SinkRequest) -> (usize, Answer) {
        self.requests.push(request);
        (self.requests.len() - 1, self.answer)
    }

    pub(super) fn settle(&mut self, place: usize, status: StatusCode, accepted: Option<Records>) {
        if let Some(request) = self.requests.get_mut(place) {
            request.status = Some(status);
        }
        match accepted {
            Some(Records::Spans(spans)) => self.spans.extend(spans),
            Some(Records::Logs(logs)) => self.logs.extend(logs),
            None => {}
        }
    }
}
