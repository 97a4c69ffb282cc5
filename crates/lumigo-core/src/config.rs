//! The settings: variables first, then whatever the builder sets itself.

pub(crate) mod env;
mod error;
mod token;

pub use env::{VARIABLES, Variable};

pub(crate) use error::ConfigError;
pub(crate) use token::Token;

use crate::export::DumpTarget;
use crate::filter::EndpointFilter;
use crate::masking::KeyMask;
use crate::resource::parse_resource_attributes;
use env::Environment;
use std::time::Duration;

const DEFAULT_ENDPOINT: &str = "https://ga-otlp.lumigo-tracer-edge.golumigo.com/v1/traces";
const DEFAULT_SCHEDULE_DELAY: Duration = Duration::from_millis(5_000);
const INSTRUMENTATIONS: &[&str] = &[
    "axum", "tower", "reqwest", "aws", "boto", "botocore", "sqlx", "mongodb", "pymongo", "redis",
];

/// Everything that can be set, read and checked once.
pub(crate) struct Config {
    pub(crate) switch_off: bool,
    pub(crate) enable_traces: bool,
    pub(crate) debug: bool,
    pub(crate) token: Option<Token>,
    pub(crate) endpoint: String,
    pub(crate) schedule_delay: Duration,
    pub(crate) span_dump: Option<DumpTarget>,
    pub(crate) filter: EndpointFilter,
    pub(crate) query_mask: KeyMask,
    pub(crate) disabled_instrumentations: Vec<String>,
    pub(crate) service_name: Option<String>,
    pub(crate) resource_attributes: Vec<(String, String)>,
    pub(crate) problems: Vec<ConfigError>,
}

impl Config {
    /// Reads the variables. Whatever cannot be used is listed in `problems`, and its default holds.
    pub(crate) fn read(environment: &Environment) -> Self {
        let mut reader = Reader {
            environment,
            problems: Vec::new(),
        };
        let mut config = Self {
            switch_off: reader.boolean(env::SWITCH_OFF, false),
            enable_traces: reader.boolean(env::ENABLE_TRACES, true),
            debug: reader.boolean(env::DEBUG, false),
            token: reader.parsed(env::TOKEN, TOKEN_FORM, |text| Token::new(text)),
            endpoint: reader
                .parsed(env::ENDPOINT, ENDPOINT_FORM, |text| {
                    is_endpoint(text).then(|| text.to_owned())
                })
                .unwrap_or_else(|| DEFAULT_ENDPOINT.to_owned()),
            schedule_delay: reader
                .parsed(env::SCHEDULE_DELAY, "a number of milliseconds", |text| {
                    text.parse().ok()
                })
                .map_or(DEFAULT_SCHEDULE_DELAY, Duration::from_millis),
            span_dump: reader.text(env::SPAN_DUMP).map(DumpTarget::from),
            filter: EndpointFilter::default(),
            query_mask: reader.query_mask(),
            disabled_instrumentations: reader.disabled_instrumentations(),
            service_name: reader.text(env::SERVICE_NAME),
            resource_attributes: reader
                .parsed(
                    env::RESOURCE_ATTRIBUTES,
                    "percent-encoded key=value pairs, separated by commas",
                    parse_resource_attributes,
                )
                .unwrap_or_default(),
            problems: Vec::new(),
        };
        for (list, name) in [
            (&mut config.filter.general, env::FILTER_GENERAL),
            (&mut config.filter.server, env::FILTER_SERVER),
            (&mut config.filter.client, env::FILTER_CLIENT),
        ] {
            let patterns = reader
                .parsed(name, PATTERN_LIST_FORM, json_strings)
                .unwrap_or_default();
            *list = crate::filter::PatternList::compile(name, &patterns, &mut reader.problems);
        }
        config.problems = reader.problems;
        config
    }

    /// Replaces the endpoint by one given in code.
    pub(crate) fn set_endpoint(&mut self, endpoint: String) {
        if is_endpoint(&endpoint) {
            self.endpoint = endpoint;
        } else {
            self.problems.push(ConfigError::Invalid {
                name: "with_endpoint",
                expected: ENDPOINT_FORM,
            });
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
const PATTERN_LIST_FORM: &str = "a JSON array of regular expressions";

/// Reads single variables and keeps what went wrong.
struct Reader<'a> {
    environment: &'a Environment,
    problems: Vec<ConfigError>,
}

impl Reader<'_> {
    fn text(&mut self, name: &'static str) -> Option<String> {
        self.environment.get(name).unwrap_or_else(|problem| {
            self.problems.push(problem);
            None
        })
    }

    fn parsed<T>(
        &mut self,
        name: &'static str,
        expected: &'static str,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> Option<T> {
        let text = self.text(name)?;
        let value = parse(&text);
        if value.is_none() {
            self.problems.push(ConfigError::Invalid { name, expected });
        }
        value
    }

    /// As in the Python distribution: any case, nothing trimmed, no `1` or `yes`.
    fn boolean(&mut self, name: &'static str, default: bool) -> bool {
        let parse = |text: &str| match text.to_ascii_lowercase().as_str() {
            "true" => Some(true),
            "false" => Some(false),
            _ => None,
        };
        self.parsed(name, "true or false", parse).unwrap_or(default)
    }

    fn query_mask(&mut self) -> KeyMask {
        if let Some(mask) = self
            .mask(env::MASKING_QUERY)
            .filter(|mask| !mask.is_empty())
        {
            return mask;
        }
        self.mask(env::MASKING)
            .or_else(|| self.mask(env::MASKING_OLD))
            .unwrap_or_else(KeyMask::default_for_queries)
    }

    fn mask(&mut self, name: &'static str) -> Option<KeyMask> {
        // Not UTF-8 is unusable like any other text, and must not fall back to a weaker list.
        let parsed = match self.environment.get(name) {
            Ok(text) => text.as_deref().map(KeyMask::parse)?,
            Err(_) => None,
        };
        Some(parsed.unwrap_or_else(|| {
            self.problems.push(ConfigError::MaskingClosed {
                name,
                expected: "`all` or a JSON array of regular expressions",
            });
            KeyMask::everything()
        }))
    }

    fn disabled_instrumentations(&mut self) -> Vec<String> {
        let name = env::DISABLE_INSTRUMENTATION;
        let text = self.text(name).unwrap_or_default();
        let members = text.split(',').map(str::trim).enumerate();
        let mut disabled = Vec::new();
        for (index, member) in members.filter(|(_, member)| !member.is_empty()) {
            if !INSTRUMENTATIONS.contains(&member) {
                self.problems.push(ConfigError::UnknownMember {
                    name,
                    position: index + 1,
                });
            }
            disabled.push(member.to_owned());
        }
        disabled
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
