use super::delivery::{Fate, deliver};
use super::reader::Reader;
use super::schedule::{Round, Schedule};
use crate::config::{MetricSettings, Temporality as Preference};
use crate::export::{Answer, Poster, Reports, after, metrics_json, print};
use bytes::Bytes;
use opentelemetry::Context;
use opentelemetry_proto::tonic::collector::metrics::v1::ExportMetricsServiceRequest;
use opentelemetry_sdk::metrics::Temporality;
use opentelemetry_sdk::metrics::data::ResourceMetrics;
use opentelemetry_sdk::metrics::reader::MetricReader;
use prost::Message;
use std::collections::VecDeque;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

/// What is kept at most of what could not be exported; the oldest goes when it is more.
const KEPT_BYTES: usize = 16 * 1024 * 1024;

/// Where metrics go.
pub(super) enum Way {
    Otlp(Poster),
    /// A line of OTLP's JSON form for each export.
    Console,
}

/// Collects and exports, on a thread of its own.
pub(super) struct Exporter {
    way: Way,
    reports: Reports,
    reader: Reader,
    schedule: Arc<Schedule>,
    timeout: Duration,
    /// Requests that nobody has accepted yet, oldest first, each with the number of its metrics.
    unsent: VecDeque<(u64, Bytes)>,
    /// Whether what could not be exported is in no later export.
    keeps_unsent: bool,
}

impl Exporter {
    /// Starts the thread. It ends when its schedule does.
    pub(super) fn start(
        way: Way,
        reports: Reports,
        settings: &MetricSettings,
    ) -> io::Result<(Reader, Arc<Schedule>)> {
        let temporality = match settings.temporality {
            Preference::Cumulative => Temporality::Cumulative,
            Preference::Delta => Temporality::Delta,
            Preference::LowMemory => Temporality::LowMemory,
        };
        let schedule = Arc::new(Schedule::new(settings.interval));
        let reader = Reader::new(temporality, Arc::clone(&schedule));
        let exporter = Self {
            way,
            reports,
            reader: reader.clone(),
            schedule: Arc::clone(&schedule),
            timeout: settings.timeout,
            unsent: VecDeque::new(),
            keeps_unsent: settings.temporality != Preference::Cumulative,
        };
        let thread = thread::Builder::new().name("lumigo-metrics".to_owned());
        thread.spawn(|| exporter.run())?;
        Ok((reader, schedule))
    }

    fn run(mut self) {
        // No telemetry about telemetry.
        let _suppressed = Context::enter_telemetry_suppressed_scope();
        loop {
            let round = self.schedule.next();
            let is_good = self.collect() & self.export(round);
            self.schedule.settle(round, is_good);
            if round.is_last {
                return;
            }
        }
    }

    /// Adds what was counted to what is to be sent.
    fn collect(&mut self) -> bool {
        let mut metrics = ResourceMetrics::default();
        // Instruments may call the host.
        let collected = catch_unwind(AssertUnwindSafe(|| self.reader.collect(&mut metrics)));
        let scopes = metrics.scope_metrics();
        let count: usize = scopes.map(|scope| scope.metrics().count()).sum();
        if count > 0 {
            let request = ExportMetricsServiceRequest::from(&metrics);
            match self.way.encode(request.encode_to_vec()) {
                Some(request) => self.unsent.push_back((count as u64, request)),
                None => {
                    let refused = Answer::Refused("they cannot be encoded".to_owned());
                    self.reports.answer(count as u64, &refused);
                    return false;
                }
            }
        }
        matches!(collected, Ok(Ok(())))
    }

    /// Sends what there is until all of it is accepted, or time is up. Whether nothing was lost or is left.
    fn export(&mut self, round: Round) -> bool {
        let limit = after(self.timeout);
        let mut is_good = true;
        while let Some((count, request)) = self.unsent.front() {
            let fate = deliver(
                *count,
                &self.reports,
                || self.way.post(request),
                |delay| self.schedule.wait_for_retry(round, delay, limit),
            );
            match fate {
                Fate::Accepted => {}
                Fate::Refused => is_good = false,
                Fate::GivenUp => {
                    self.keep();
                    return false;
                }
            }
            self.unsent.pop_front();
        }
        is_good
    }

    /// Keeps what will not be in the next export anyhow, within bounds.
    fn keep(&mut self) {
        if !self.keeps_unsent {
            self.unsent.clear();
        }
        let mut bytes: usize = self.unsent.iter().map(|(_, request)| request.len()).sum();
        while bytes > KEPT_BYTES {
            let oldest = self.unsent.pop_front();
            bytes -= oldest.map_or(bytes, |(_, request)| request.len());
        }
    }
}

impl Way {
    fn encode(&self, request: Vec<u8>) -> Option<Bytes> {
        match self {
            Self::Otlp(poster) => poster.encode(request),
            Self::Console => {
                let mut line = metrics_json(&request)?;
                line.push(b'\n');
                Some(line.into())
            }
        }
    }

    fn post(&mut self, body: &Bytes) -> Answer {
        match self {
            Self::Otlp(poster) => poster.post(body),
            Self::Console => print(body),
        }
    }
}
