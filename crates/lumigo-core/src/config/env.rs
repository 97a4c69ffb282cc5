//! The variables that are ours to read, and the only reader of them.

use super::error::ConfigError;
use std::collections::HashMap;
use std::ffi::OsString;

/// A variable the distribution reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Variable {
    /// Its name in the environment.
    pub name: &'static str,
    /// What holds when it is unset or empty.
    pub default: &'static str,
    /// What it does.
    pub effect: &'static str,
}

macro_rules! variables {
    ($($constant:ident $name:literal, $default:literal, $effect:literal;)*) => {
        $(pub(crate) const $constant: &str = $name;)*

        /// Every variable the distribution reads, in the order of `docs/configuration.md`.
        pub const VARIABLES: &[Variable] =
            &[$(Variable { name: $name, default: $default, effect: $effect }),*];
    };
}

variables! {
    TOKEN "LUMIGO_TRACER_TOKEN", "unset",
        "Identifies your Lumigo project. Without it nothing is exported, wherever to.";
    ENDPOINT "LUMIGO_ENDPOINT", "`https://ga-otlp.lumigo-tracer-edge.golumigo.com/v1/traces`",
        "Where spans are posted (OTLP/HTTP protobuf); used as it is, no path is appended.";
    SWITCH_OFF "LUMIGO_SWITCH_OFF", "`false`",
        "`true` turns everything off: no spans, no threads, no globals.";
    ENABLE_TRACES "LUMIGO_ENABLE_TRACES", "`true`",
        "`false` turns the instrumentations and the export off; your own spans still reach the span dump.";
    DEBUG "LUMIGO_DEBUG", "`false`",
        "`true` reports each post that was accepted, the end, and that everything is switched off.";
    SPAN_DUMP "LUMIGO_DEBUG_SPANDUMP", "unset",
        "Writes every span as a line of JSON to a file, `console:log` or `console:error`; needs no token.";
    DISABLE_INSTRUMENTATION "LUMIGO_DISABLE_INSTRUMENTATION", "unset",
        "Comma-separated names of instrumentations to leave out: `axum`, `tower`, `reqwest`.";
    FILTER_GENERAL "LUMIGO_FILTER_HTTP_ENDPOINTS_REGEX", "unset",
        "JSON array of regular expressions; server and client requests that match one are not traced.";
    FILTER_SERVER "LUMIGO_FILTER_HTTP_ENDPOINTS_REGEX_SERVER", "unset",
        "The same for incoming requests, searched in the path.";
    FILTER_CLIENT "LUMIGO_FILTER_HTTP_ENDPOINTS_REGEX_CLIENT", "unset",
        "The same for outgoing requests, searched in the whole URL.";
    MASKING "LUMIGO_SECRET_MASKING_REGEX", "a list that covers passwords, keys, secrets, credentials, tokens, authorization, cookies and signatures",
        "JSON array of regular expressions, or `all`; values under a matching key become `****`.";
    MASKING_OLD "LUMIGO_BLACKLIST_REGEX", "unset",
        "Older name of `LUMIGO_SECRET_MASKING_REGEX`, read when that is unset.";
    MASKING_QUERY "LUMIGO_SECRET_MASKING_REGEX_HTTP_QUERY_PARAMS", "the general list",
        "The list for query parameters; replaces the general one.";
    SERVICE_NAME "OTEL_SERVICE_NAME", "`unknown_service:` and the program's name",
        "The resource's `service.name`; wins over one in `OTEL_RESOURCE_ATTRIBUTES`.";
    RESOURCE_ATTRIBUTES "OTEL_RESOURCE_ATTRIBUTES", "unset",
        "`key=value` pairs, comma-separated, percent-encoded, for the resource.";
    SCHEDULE_DELAY "OTEL_BSP_SCHEDULE_DELAY", "`5000`",
        "The longest that a finished span waits for others to be posted with it, in milliseconds.";
}

/// Where variables are read from.
pub(crate) enum Environment {
    /// The process.
    Process,
    /// Values given by the host instead.
    Given(HashMap<String, String>),
}

impl Environment {
    /// The variable's value: `None` when it is unset or empty, an error when it is not UTF-8.
    #[expect(
        clippy::disallowed_methods,
        reason = "the only reader of the environment"
    )]
    pub(crate) fn get(&self, name: &'static str) -> Result<Option<String>, ConfigError> {
        let value = match self {
            Self::Process => std::env::var_os(name)
                .map(OsString::into_string)
                .transpose(),
            Self::Given(values) => Ok(values.get(name).cloned()),
        };
        value
            .map(|value| value.filter(|text| !text.is_empty()))
            .map_err(|_| ConfigError::Invalid {
                name,
                expected: "text in UTF-8",
            })
    }
}
