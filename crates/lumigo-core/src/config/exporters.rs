use super::env;
use super::error::ConfigError;
use super::otlp::{self, OtlpVariables, Posts};
use super::reader::{Reader, members};
use crate::export::{Destination, Route};
use std::time::Duration;

const DEFAULT_CONCURRENCY: usize = 8;
const DEFAULT_BUFFER_BYTES: usize = 16 * 1024 * 1024;
const DEFAULT_MAX_AGE: Duration = Duration::from_secs(300);

/// Where a signal goes besides Lumigo.
#[derive(Debug, Default)]
pub(crate) struct Exporters {
    /// Whether anything was said about it, if only `none`.
    pub(crate) is_set: bool,
    pub(crate) otlp: Option<Destination>,
    pub(crate) console: bool,
}

/// When the records of a signal are posted, and how many may wait.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Batching {
    pub(crate) delay: Duration,
    /// How many records a batch has at most.
    pub(crate) batch_size: Option<usize>,
    /// How many records wait at most.
    pub(crate) queue_size: Option<usize>,
    /// For one post as a whole, if it is shorter than that of all posts.
    pub(crate) timeout: Option<Duration>,
    /// How many posts are in flight at most.
    pub(crate) concurrency: usize,
    /// How many bytes wait at most.
    pub(crate) buffer_bytes: usize,
    /// How long a batch is tried again.
    pub(crate) max_age: Duration,
}

/// Where the records of a signal go, and how.
#[derive(Debug)]
pub(crate) struct SignalSettings {
    pub(crate) exporters: Exporters,
    pub(crate) batching: Batching,
    pub(crate) posts: Posts,
}

/// The names of the variables of a signal, and its default.
pub(super) struct SignalVariables {
    exporters: &'static str,
    otlp: &'static OtlpVariables,
    delay: &'static str,
    batch_size: &'static str,
    queue_size: &'static str,
    timeout: &'static str,
    concurrency: Option<&'static str>,
    default_delay: Duration,
}

pub(super) static SPANS: SignalVariables = SignalVariables {
    exporters: env::TRACES_EXPORTER,
    otlp: &otlp::TRACES,
    delay: env::SCHEDULE_DELAY,
    batch_size: env::BATCH_SIZE,
    queue_size: env::QUEUE_SIZE,
    timeout: env::EXPORT_TIMEOUT,
    concurrency: Some(env::MAX_CONCURRENT_EXPORTS),
    default_delay: Duration::from_millis(5_000),
};

pub(super) static LOGS: SignalVariables = SignalVariables {
    exporters: env::LOGS_EXPORTER,
    otlp: &otlp::LOGS,
    delay: env::LOG_SCHEDULE_DELAY,
    batch_size: env::LOG_BATCH_SIZE,
    queue_size: env::LOG_QUEUE_SIZE,
    timeout: env::LOG_EXPORT_TIMEOUT,
    // OpenTelemetry has no name for it.
    concurrency: None,
    default_delay: Duration::from_millis(1_000),
};

impl SignalSettings {
    pub(super) fn read(reader: &mut Reader<'_>, variables: &'static SignalVariables) -> Self {
        let batching = Batching::read(reader, variables);
        let posts = batching.limit(otlp::posts(reader, variables.otlp));
        Self {
            exporters: Exporters::read(reader, variables.exporters, variables.otlp, posts),
            batching,
            posts,
        }
    }
}

impl Exporters {
    /// Reads the list in the variable `name`, and what belongs to its members.
    pub(super) fn read(
        reader: &mut Reader<'_>,
        name: &'static str,
        otlp: &'static OtlpVariables,
        posts: Posts,
    ) -> Self {
        let Some(text) = reader.text(name) else {
            return Self::default();
        };
        let mut exporters = Self {
            is_set: true,
            ..Self::default()
        };
        let text = text.to_ascii_lowercase();
        let members: Vec<_> = members(&text).collect();
        let mut sends_otlp = false;
        let problems = reader.problems.len();
        for &(position, member) in &members {
            let expected = match member {
                "otlp" => {
                    sends_otlp = true;
                    continue;
                }
                "console" => {
                    exporters.console = true;
                    continue;
                }
                "none" if members.len() == 1 => continue,
                "none" => "`otlp` or `console`, as there are other members,",
                _ => "`otlp`, `console` or `none`",
            };
            reader.problems.push(ConfigError::InvalidMember {
                name,
                position,
                expected,
            });
        }
        let is_none = |(_, member): &(usize, &str)| *member == "none";
        if !sends_otlp && !exporters.console && !members.iter().any(is_none) {
            reader.problems.truncate(problems);
            reader.problems.push(ConfigError::NoExporter { name });
        }
        exporters.otlp = sends_otlp
            .then(|| otlp::destination(reader, otlp, posts))
            .flatten();
        exporters
    }

    /// Whether anything leaves by it.
    pub(crate) fn export(&self) -> bool {
        self.otlp.is_some() || self.console
    }

    /// The ways they are.
    pub(crate) fn routes(&self) -> impl Iterator<Item = Route> {
        let otlp = self.otlp.clone().map(|otlp| Route::Otlp(Box::new(otlp)));
        let console = self.console.then_some(Route::Console);
        otlp.into_iter().chain(console)
    }
}

impl Batching {
    /// The same posts, each within the limit.
    fn limit(&self, posts: Posts) -> Posts {
        let timeout = self.timeout.unwrap_or(posts.timeout).min(posts.timeout);
        Posts { timeout, ..posts }
    }

    fn read(reader: &mut Reader<'_>, variables: &'static SignalVariables) -> Self {
        let delay = reader.milliseconds(variables.delay);
        Self {
            delay: delay.unwrap_or(variables.default_delay),
            batch_size: reader.size(variables.batch_size),
            queue_size: reader.size(variables.queue_size),
            timeout: reader.time_limit(variables.timeout),
            concurrency: variables
                .concurrency
                .and_then(|name| reader.threads(name))
                .unwrap_or(DEFAULT_CONCURRENCY),
            buffer_bytes: reader
                .bytes(env::BUFFER_BYTES)
                .unwrap_or(DEFAULT_BUFFER_BYTES),
            max_age: reader.age(env::MAX_AGE).unwrap_or(DEFAULT_MAX_AGE),
        }
    }
}
