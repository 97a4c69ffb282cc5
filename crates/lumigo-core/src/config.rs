//! The settings: variables first, then whatever the builder sets itself.

mod database;
pub(crate) mod env;
mod error;
mod exporters;
mod metrics;
mod otlp;
mod propagators;
mod reader;
mod routes;
mod stability;
mod token;

pub use database::SqlCapture;
pub use env::{VARIABLES, Variable};

pub(crate) use database::DatabaseSettings;
pub(crate) use error::ConfigError;
pub(crate) use exporters::{Batching, SignalSettings};
pub(crate) use metrics::MetricSettings;
#[cfg(feature = "metrics")]
pub(crate) use metrics::Temporality;
pub(crate) use otlp::Posts;
pub(crate) use stability::OlderNames;
pub(crate) use token::Token;

use crate::export::DumpTarget;
use crate::filter::EndpointFilter;
use crate::instrumentation::ChainLimits;
use crate::limits::{DEFAULT_COUNT, DEFAULT_VALUE_LENGTH, Limits};
use crate::masking::Masks;
use crate::propagation::Propagation;
use crate::resource::parse_resource_attributes;
use env::Environment;
use exporters::{LOGS, SPANS};
use reader::{BUFFER_FORM, LEAST_BUFFER_BYTES, Reader};
use routes::{Address, address};
use std::time::Duration;

const DEFAULT_ENDPOINT: &str = "https://ga-otlp.lumigo-tracer-edge.golumigo.com/v1/traces";
const DEFAULT_LOGS_ENDPOINT: &str = "https://ga-otlp.lumigo-tracer-edge.golumigo.com/v1/logs";
const DEFAULT_CONNECTION_TIMEOUT: Duration = Duration::from_secs(3);
const INSTRUMENTATIONS: &[&str] = &[
    "axum",
    "tower",
    "tower-client",
    "hyper",
    "reqwest",
    "aws",
    "boto",
    "botocore",
    "sqlx",
    "mongodb",
    "pymongo",
    "redis",
    "wrapped",
];

/// Everything that can be set, read and checked once.
pub(crate) struct Config {
    pub(crate) switch_off: bool,
    pub(crate) enable_traces: bool,
    pub(crate) enable_logs: bool,
    pub(crate) debug: bool,
    pub(crate) token: Option<Token>,
    pub(crate) endpoint: Address,
    pub(crate) logs_endpoint: Address,
    pub(crate) spans: SignalSettings,
    pub(crate) logs: SignalSettings,
    pub(crate) metrics: MetricSettings,
    /// The variable that names an OTLP endpoint for spans, whether anything goes there or not.
    pub(crate) otlp_endpoint: Option<&'static str>,
    pub(crate) span_dump: Option<DumpTarget>,
    pub(crate) log_dump: Option<DumpTarget>,
    pub(crate) report_dependencies: bool,
    pub(crate) connection_timeout: Duration,
    pub(crate) filter: EndpointFilter,
    pub(crate) masks: Masks,
    pub(crate) capture_payloads: bool,
    /// Whether calls that look for messages and find none have no span.
    pub(crate) filter_empty_polls: bool,
    pub(crate) database: DatabaseSettings,
    pub(crate) chained_services: ChainLimits,
    /// Whether HTTP attributes come under their older names too.
    pub(crate) older_names: OlderNames,
    pub(crate) limits: Limits,
    pub(crate) sdk_disabled: bool,
    pub(crate) propagation: Propagation,
    pub(crate) disabled_instrumentations: Vec<String>,
    pub(crate) tag: Option<String>,
    pub(crate) container_name: Option<String>,
    pub(crate) ecs_metadata_v4: Option<String>,
    pub(crate) ecs_metadata_v3: Option<String>,
    pub(crate) service_name: Option<String>,
    pub(crate) resource_attributes: Vec<(String, String)>,
    /// All variables, for `process.environ`.
    pub(crate) environ: Vec<(String, String)>,
    pub(crate) problems: Vec<ConfigError>,
}

impl Config {
    /// Reads the variables. Whatever cannot be used is listed in `problems`, and its default holds.
    pub(crate) fn read(environment: &Environment) -> Self {
        let mut reader = Reader::new(environment);
        reader.problems.extend(environment.unknown_overrides());
        Self {
            switch_off: reader.boolean(env::SWITCH_OFF, false),
            enable_traces: reader.boolean(env::ENABLE_TRACES, true),
            enable_logs: reader.boolean(env::ENABLE_LOGS, false),
            debug: reader.boolean(env::DEBUG, false),
            token: reader.parsed(env::TOKEN, TOKEN_FORM, |text| Token::new(text)),
            endpoint: address(&mut reader, env::ENDPOINT, DEFAULT_ENDPOINT),
            logs_endpoint: address(&mut reader, env::LOGS_ENDPOINT, DEFAULT_LOGS_ENDPOINT),
            spans: SignalSettings::read(&mut reader, &SPANS),
            logs: SignalSettings::read(&mut reader, &LOGS),
            metrics: MetricSettings::read(&mut reader),
            otlp_endpoint: otlp::endpoint_variable(&mut reader, &otlp::TRACES),
            span_dump: dump(&mut reader, env::SPAN_DUMP),
            log_dump: dump(&mut reader, env::LOG_DUMP),
            report_dependencies: reader.boolean(env::REPORT_DEPENDENCIES, true),
            connection_timeout: reader
                .seconds(env::CONNECTION_TIMEOUT)
                .unwrap_or(DEFAULT_CONNECTION_TIMEOUT),
            filter: EndpointFilter {
                general: reader.patterns(env::FILTER_GENERAL),
                server: reader.patterns(env::FILTER_SERVER),
                client: reader.patterns(env::FILTER_CLIENT),
            },
            masks: reader.masks(),
            capture_payloads: reader.boolean(env::CAPTURE_PAYLOADS, true),
            filter_empty_polls: reader.boolean(env::AUTO_FILTER_EMPTY_SQS, true),
            chained_services: chained_services(&mut reader),
            database: database::database(&mut reader),
            older_names: OlderNames::read(&mut reader),
            limits: limits(&mut reader),
            sdk_disabled: reader.boolean(env::SDK_DISABLED, false),
            propagation: Propagation::of(&propagators::read(&mut reader)),
            disabled_instrumentations: reader.names(env::DISABLE_INSTRUMENTATION, INSTRUMENTATIONS),
            tag: reader.parsed(env::TAG, "text without a semicolon", |text| {
                (!text.contains(';')).then(|| text.to_owned())
            }),
            container_name: reader.text(env::CONTAINER_NAME),
            ecs_metadata_v4: reader.text(env::ECS_METADATA_V4),
            ecs_metadata_v3: reader.text(env::ECS_METADATA_V3),
            service_name: reader.text(env::SERVICE_NAME),
            resource_attributes: reader
                .parsed(
                    env::RESOURCE_ATTRIBUTES,
                    "percent-encoded key=value pairs, separated by commas",
                    parse_resource_attributes,
                )
                .unwrap_or_default(),
            environ: environment.all(),
            problems: reader.distinct_problems(),
        }
    }

    /// The disabled instrumentations whose names are ours. Others may hold anything.
    pub(crate) fn disabled_known(&self) -> Vec<&'static str> {
        let is_disabled =
            |name: &&str| self.disabled_instrumentations.iter().any(|one| one == name);
        INSTRUMENTATIONS
            .iter()
            .copied()
            .filter(is_disabled)
            .collect()
    }

    /// Whether Lumigo is told what the program is made of.
    pub(crate) fn reports_dependencies(&self) -> bool {
        self.report_dependencies && self.exports_to_lumigo() && self.token.is_some()
    }

    /// Replaces the endpoint by one given in code.
    pub(crate) fn set_endpoint(&mut self, endpoint: String) {
        if is_endpoint(&endpoint) {
            self.endpoint = Address {
                url: endpoint,
                name: "the endpoint of `with_endpoint`",
            };
        } else {
            self.problems.push(ConfigError::Invalid {
                name: "with_endpoint",
                expected: ENDPOINT_FORM,
            });
        }
    }

    /// Replaces the size of the buffers by one given in code.
    pub(crate) fn set_buffer_bytes(&mut self, bytes: usize) {
        if bytes < LEAST_BUFFER_BYTES {
            self.problems.push(ConfigError::Invalid {
                name: "with_export_buffer_bytes",
                expected: BUFFER_FORM,
            });
            return;
        }
        for signal in [&mut self.spans, &mut self.logs] {
            signal.batching.buffer_bytes = bytes;
        }
    }

    /// Replaces the token by one given in code.
    pub(crate) fn set_token(&mut self, token: String) {
        match Token::new(token) {
            Some(token) => self.token = Some(token),
            None => self.problems.push(ConfigError::Invalid {
                name: "with_token",
                expected: TOKEN_FORM,
            }),
        }
    }
}

const TOKEN_FORM: &str = "a token of printable ASCII characters";
const ENDPOINT_FORM: &str = "an http or https URL";

fn dump(reader: &mut Reader<'_>, name: &'static str) -> Option<DumpTarget> {
    reader.parsed(
        name,
        "`console:log`, `console:error` or a file",
        DumpTarget::parse,
    )
}

fn limits(reader: &mut Reader<'_>) -> Limits {
    let all_lengths = reader.length(env::VALUE_LENGTH);
    let span_lengths = reader.length(env::SPAN_VALUE_LENGTH);
    let all_counts = reader.count(env::ATTRIBUTE_COUNT).unwrap_or(DEFAULT_COUNT);
    let mut count = |name, default| reader.count(name).unwrap_or(default);
    Limits {
        span_value_length: span_lengths
            .or(all_lengths)
            .unwrap_or(Some(DEFAULT_VALUE_LENGTH)),
        log_value_length: all_lengths.unwrap_or(Some(DEFAULT_VALUE_LENGTH)),
        part_value_length: all_lengths.flatten(),
        span_attributes: count(env::SPAN_ATTRIBUTE_COUNT, all_counts),
        event_attributes: count(env::EVENT_ATTRIBUTE_COUNT, all_counts),
        link_attributes: count(env::LINK_ATTRIBUTE_COUNT, all_counts),
        events: count(env::SPAN_EVENT_COUNT, DEFAULT_COUNT),
        links: count(env::SPAN_LINK_COUNT, DEFAULT_COUNT),
    }
}

fn chained_services(reader: &mut Reader<'_>) -> ChainLimits {
    let default = ChainLimits::default();
    let mut limit = |name, default| reader.integer(name).unwrap_or(default);
    ChainLimits {
        depth: limit(env::CHAINED_SERVICES_MAX_DEPTH, default.depth),
        width: limit(env::CHAINED_SERVICES_MAX_WIDTH, default.width),
    }
}

/// A JSON array of strings; one member of another type spoils it all.
pub(crate) fn json_strings(text: &str) -> Option<Vec<String>> {
    serde_json::from_str(text).ok()
}

fn is_endpoint(text: &str) -> bool {
    let Ok(uri) = text.parse::<http::Uri>() else {
        return false;
    };
    let Some(authority) = uri
        .authority()
        .filter(|authority| !authority.host().is_empty())
    else {
        return false;
    };
    // A port that is no port would be read as none.
    let has_port = !authority.as_str().ends_with(authority.host());
    (!has_port || authority.port_u16().is_some())
        && matches!(uri.scheme_str(), Some("http" | "https"))
}

#[cfg(test)]
mod tests;
