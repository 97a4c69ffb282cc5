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
    /// The method of [`LumigoBuilder`](crate::LumigoBuilder) that sets the same in code.
    pub builder: &'static str,
    /// Whether the Python distribution has it with this meaning.
    pub in_python: &'static str,
}

macro_rules! variables {
    ($($constant:ident $name:literal, $default:literal, $builder:literal, $in_python:literal, $effect:literal;)*) => {
        $(pub(crate) const $constant: &str = $name;)*

        /// Every variable the distribution reads, in the order of `docs/configuration.md`.
        pub const VARIABLES: &[Variable] =
            &[$(Variable {
                name: $name,
                default: $default,
                effect: $effect,
                builder: $builder,
                in_python: $in_python,
            }),*];
    };
}

variables! {
    TOKEN "LUMIGO_TRACER_TOKEN", "unset", "with_token", "yes",
        "Identifies your Lumigo project. Without it nothing goes to Lumigo or to `LUMIGO_ENDPOINT`.";
    ENDPOINT "LUMIGO_ENDPOINT", "`https://ga-otlp.lumigo-tracer-edge.golumigo.com/v1/traces`", "with_endpoint", "yes",
        "Where spans are posted (OTLP/HTTP protobuf); used as it is, no path is appended.";
    LOGS_ENDPOINT "LUMIGO_LOGS_ENDPOINT", "`https://ga-otlp.lumigo-tracer-edge.golumigo.com/v1/logs`", "with_variable", "yes",
        "Where log records are posted; used as it is.";
    SWITCH_OFF "LUMIGO_SWITCH_OFF", "`false`", "with_variable", "yes",
        "`true` turns everything off: no spans, no threads, no globals.";
    SDK_DISABLED "OTEL_SDK_DISABLED", "`false`", "with_variable", "yes, where the distribution starts all the same",
        "`true` records and exports nothing, but passes on what comes in as [the propagators](#propagators) say.";
    ENABLE_TRACES "LUMIGO_ENABLE_TRACES", "`true`", "with_variable", "yes",
        "`false` turns the instrumentations and the export of spans off; your own spans still reach the span dump.";
    ENABLE_LOGS "LUMIGO_ENABLE_LOGS", "`false`", "with_variable", "yes, and one line of code",
        "`true` sends what `lumigo.tracing_layer()` sees to Lumigo; needs the feature `logs`.";
    DEBUG "LUMIGO_DEBUG", "`false`", "with_variable", "yes",
        "`true` reports what is on and off at the start, each post that was accepted, and the end.";
    SPAN_DUMP "LUMIGO_DEBUG_SPANDUMP", "unset", "with_variable", "yes",
        "Writes every span as a line of JSON to a file, `console:log` or `console:error`; needs no token.";
    LOG_DUMP "LUMIGO_DEBUG_LOGDUMP", "unset", "with_variable", "yes",
        "The same for log records, when logs are enabled.";
    REPORT_DEPENDENCIES "LUMIGO_REPORT_DEPENDENCIES", "`true`", "with_variable", "yes",
        "`false` keeps the names and versions of the program's crates from being reported to Lumigo.";
    CONNECTION_TIMEOUT "LUMIGO_CONNECTION_TIMEOUT", "`3`", "with_variable", "yes",
        "How long the dependency report may take, in seconds.";
    DISABLE_INSTRUMENTATION "LUMIGO_DISABLE_INSTRUMENTATION", "unset", "with_variable", "yes, with these names",
        "Comma-separated names of instrumentations to leave out: `aws` (or `boto`, `botocore`), `axum`, `mongodb` (or `pymongo`), `redis`, `reqwest`, `sqlx`, `tower`, `tower-client` or `hyper`, `wrapped`.";
    FILTER_GENERAL "LUMIGO_FILTER_HTTP_ENDPOINTS_REGEX", "unset", "with_filtered_endpoints", "yes",
        "JSON array of regular expressions; server and client requests that match one are not traced.";
    FILTER_SERVER "LUMIGO_FILTER_HTTP_ENDPOINTS_REGEX_SERVER", "unset", "with_filtered_server_endpoints", "yes",
        "The same for incoming requests, searched in the path.";
    FILTER_CLIENT "LUMIGO_FILTER_HTTP_ENDPOINTS_REGEX_CLIENT", "unset", "with_filtered_client_endpoints", "yes",
        "The same for outgoing requests, searched in the whole URL.";
    MASKING "LUMIGO_SECRET_MASKING_REGEX", "[the default list](#masking)", "with_variable", "yes, with a longer default and `all`",
        "JSON array of regular expressions, or `all`; values under a matching key become `****`.";
    MASKING_OLD "LUMIGO_BLACKLIST_REGEX", "unset", "with_variable", "yes",
        "Older name of `LUMIGO_SECRET_MASKING_REGEX`, read when that is unset.";
    MASKING_REQUEST_BODIES "LUMIGO_SECRET_MASKING_REGEX_HTTP_REQUEST_BODIES", "the general list", "with_variable", "yes",
        "The list for request bodies; replaces the general one.";
    MASKING_RESPONSE_BODIES "LUMIGO_SECRET_MASKING_REGEX_HTTP_RESPONSE_BODIES", "the general list", "with_variable", "yes",
        "The same for response bodies.";
    MASKING_REQUEST_HEADERS "LUMIGO_SECRET_MASKING_REGEX_HTTP_REQUEST_HEADERS", "the general list", "with_variable", "yes",
        "The same for request headers.";
    MASKING_RESPONSE_HEADERS "LUMIGO_SECRET_MASKING_REGEX_HTTP_RESPONSE_HEADERS", "the general list", "with_variable", "yes",
        "The same for response headers.";
    MASKING_QUERY "LUMIGO_SECRET_MASKING_REGEX_HTTP_QUERY_PARAMS", "the general list, and `sig$`", "with_variable", "Python reads it without effect",
        "The same for query parameters.";
    MASKING_ENVIRONMENT "LUMIGO_SECRET_MASKING_REGEX_ENVIRONMENT", "the general list", "with_variable", "yes",
        "The same for `process.environ`.";
    MASKING_EXCEPTIONS "LUMIGO_WHITELIST_KEYS_REGEXES", "unset", "with_variable", "Node.js has it",
        "JSON array of regular expressions; values under a matching key are never masked, except under `all`.";
    CAPTURE_PAYLOADS "LUMIGO_CAPTURE_PAYLOADS", "`true`", "with_variable", "ours",
        "`false` keeps headers, bodies, messages, parameters and rows of databases, and the arguments and results of `#[wrapped]` functions off the spans.";
    AUTO_FILTER_EMPTY_SQS "LUMIGO_AUTO_FILTER_EMPTY_SQS", "`true`", "with_variable", "yes, where failed calls are filtered too",
        "`false` gives a span to each `ReceiveMessage` of SQS that finds no message; failed ones have one in any case.";
    CHAINED_SERVICES_MAX_DEPTH "LUMIGO_CHAINED_SERVICES_MAX_DEPTH", "`3`", "with_variable", "yes",
        "How many services deep `lumigoData` tells where a message comes from, the queue included; `0` or less leaves it out.";
    CHAINED_SERVICES_MAX_WIDTH "LUMIGO_CHAINED_SERVICES_MAX_WIDTH", "`5`", "with_variable", "yes",
        "How many messages of a call, the first ones, `lumigoData` looks into; `-1`: all but the last one.";
    CAPTURE_SQL_PARAMETERS "LUMIGO_CAPTURE_SQL_PARAMETERS", "`false`", "with_variable", "ours; Python always shows them, unmasked",
        "`true` shows the parameters of SQL queries, masked by the names of their columns.";
    CAPTURE_SQL_ROWS "LUMIGO_CAPTURE_SQL_ROWS", "`false`", "with_variable", "ours; Python always shows them, unmasked",
        "`true` shows the first rows that SQL queries bring, masked by the names of their columns.";
    CAPTURE_SQL_LITERALS "LUMIGO_CAPTURE_SQL_LITERALS", "`false`", "with_variable", "ours; Python always shows them",
        "`true` shows the text of SQL queries as it is; else its literals are `?`.";
    REDUCED_MONGO "LUMIGO_REDUCED_MONGO_INSTRUMENTATION", "`true`", "with_variable", "Node.js has it",
        "`false` gives a span to each `hello` and `isMaster` of MongoDB that the program sends.";
    SEMCONV_STABILITY "OTEL_SEMCONV_STABILITY_OPT_IN", "`http,database`", "with_variable", "yes, where the default is the older names alone",
        "Comma-separated; `http/dup` and `database/dup` add [the older names of attributes](#older-names-of-attributes) to the stable ones.";
    TAG "LUMIGO_TAG", "unset", "with_variable", "yes",
        "The resource's `lumigo.tag`; must not contain `;`.";
    CONTAINER_NAME "LUMIGO_CONTAINER_NAME", "unset", "with_variable", "yes",
        "The resource's `k8s.container.name`.";
    SERVICE_NAME "OTEL_SERVICE_NAME", "`unknown_service:` and the program's name", "with_service_name", "yes, without the program's name",
        "The resource's `service.name`; wins over one in `OTEL_RESOURCE_ATTRIBUTES`.";
    RESOURCE_ATTRIBUTES "OTEL_RESOURCE_ATTRIBUTES", "unset", "with_resource_attribute", "yes",
        "`key=value` pairs, comma-separated, percent-encoded, for the resource.";
    PROPAGATORS "OTEL_PROPAGATORS", "`tracecontext,baggage`", "with_propagator", "yes, where an unknown name ends the program",
        "Comma-separated formats of [what is read from requests and written to them](#propagators): `tracecontext`, `baggage`, `b3`, `b3multi`, `jaeger`, `xray`, or `none`.";
    ECS_METADATA_V4 "ECS_CONTAINER_METADATA_URI_V4", "unset", "with_variable", "yes",
        "Set by Amazon ECS: where the resource's `aws.ecs.*` attributes come from.";
    ECS_METADATA_V3 "ECS_CONTAINER_METADATA_URI", "unset", "with_variable", "yes",
        "Set by Amazon ECS: marks the resource as an ECS container.";
    SPAN_VALUE_LENGTH "OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT", "`2048`", "with_variable", "yes",
        "The longest string in a span's attribute, in characters; longer ones are cut. `-1`: no limit.";
    VALUE_LENGTH "OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT", "`2048` for spans and log records, else no limit", "with_variable", "yes",
        "The same for log records, events and links too, and for spans when the one above is unset.";
    SPAN_ATTRIBUTE_COUNT "OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT", "`128`", "with_variable", "yes",
        "How many attributes a span has; those set last are dropped.";
    ATTRIBUTE_COUNT "OTEL_ATTRIBUTE_COUNT_LIMIT", "`128`", "with_variable", "yes",
        "The same for spans, events and links, where their own variable is unset.";
    SPAN_EVENT_COUNT "OTEL_SPAN_EVENT_COUNT_LIMIT", "`128`", "with_variable", "yes",
        "How many events a span has.";
    SPAN_LINK_COUNT "OTEL_SPAN_LINK_COUNT_LIMIT", "`128`", "with_variable", "yes",
        "How many links a span has.";
    EVENT_ATTRIBUTE_COUNT "OTEL_EVENT_ATTRIBUTE_COUNT_LIMIT", "`128`", "with_variable", "yes",
        "How many attributes an event has.";
    LINK_ATTRIBUTE_COUNT "OTEL_LINK_ATTRIBUTE_COUNT_LIMIT", "`128`", "with_variable", "yes",
        "How many attributes a link has.";
    BUFFER_BYTES "LUMIGO_EXPORT_BUFFER_BYTES", "`16777216`", "with_export_buffer_bytes", "ours",
        "How many bytes of spans, and of log records, wait or are on their way at most, on each way out, from `65536` on; then the oldest go.";
    MAX_AGE "LUMIGO_EXPORT_MAX_AGE", "`300`", "with_variable", "ours",
        "How old a batch becomes while the backend takes nothing, in seconds, up to `86400`; then it is dropped.";
    SCHEDULE_DELAY "OTEL_BSP_SCHEDULE_DELAY", "`5000`", "with_variable", "yes",
        "The longest that a span waits for others to be posted with it, in milliseconds.";
    BATCH_SIZE "OTEL_BSP_MAX_EXPORT_BATCH_SIZE", "no limit but 256 KiB, 768 KiB when the backend is slow or down", "with_variable", "yes, with 512",
        "How many spans are posted together at most.";
    QUEUE_SIZE "OTEL_BSP_MAX_QUEUE_SIZE", "no limit but `LUMIGO_EXPORT_BUFFER_BYTES`", "with_variable", "yes, with 2048",
        "How many spans wait to be posted at most; then the oldest go.";
    EXPORT_TIMEOUT "OTEL_BSP_EXPORT_TIMEOUT", "unset", "with_variable", "yes, with 30000",
        "The longest that a post of spans may take, in milliseconds, if shorter than `OTEL_EXPORTER_OTLP_TIMEOUT`; `0`: no limit of its own.";
    MAX_CONCURRENT_EXPORTS "OTEL_BSP_MAX_CONCURRENT_EXPORTS", "`8`", "with_variable", "no",
        "How many posts of spans are in flight at once at most, on each way out; 1 to 64.";
    LOG_SCHEDULE_DELAY "OTEL_BLRP_SCHEDULE_DELAY", "`1000`", "with_variable", "yes, with 5000",
        "The longest that a log record waits for others to be posted with it, in milliseconds.";
    LOG_BATCH_SIZE "OTEL_BLRP_MAX_EXPORT_BATCH_SIZE", "no limit but 256 KiB, 768 KiB when the backend is slow or down", "with_variable", "yes, with 512",
        "How many log records are posted together at most.";
    LOG_QUEUE_SIZE "OTEL_BLRP_MAX_QUEUE_SIZE", "no limit but `LUMIGO_EXPORT_BUFFER_BYTES`", "with_variable", "yes, with 2048",
        "How many log records wait to be posted at most; then the oldest go.";
    LOG_EXPORT_TIMEOUT "OTEL_BLRP_EXPORT_TIMEOUT", "unset", "with_variable", "yes, with 30000",
        "The longest that a post of log records may take, in milliseconds, if shorter than `OTEL_EXPORTER_OTLP_TIMEOUT`; `0`: no limit of its own.";
    TRACES_EXPORTER "OTEL_TRACES_EXPORTER", "unset", "with_variable", "no",
        "Where spans go besides Lumigo: `otlp`, `console`, both with a comma, or `none`.";
    LOGS_EXPORTER "OTEL_LOGS_EXPORTER", "unset", "with_variable", "no",
        "Where log records go besides Lumigo: `otlp`, `console`, both with a comma, or `none`. Needs the feature `logs`.";
    METRIC_INTERVAL "OTEL_METRIC_EXPORT_INTERVAL", "`60000`", "with_variable", "no",
        "The time between two exports of metrics, in milliseconds.";
    METRIC_TIMEOUT "OTEL_METRIC_EXPORT_TIMEOUT", "`30000`", "with_variable", "no",
        "How long an export of metrics is tried again, in milliseconds; `0`: no limit.";
    TEMPORALITY "OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE", "`cumulative`", "with_variable", "no",
        "Whether metrics count from the start or from the last export: `cumulative`, `delta` or `lowmemory`.";
    METRICS_EXPORTER "OTEL_METRICS_EXPORTER", "unset", "with_variable", "no",
        "Where metrics go: `otlp`, `console`, both with a comma, or `none`; Lumigo takes none. Needs the feature `metrics`.";
    OTLP_ENDPOINT "OTEL_EXPORTER_OTLP_ENDPOINT", "`http://localhost:4318`, with gRPC `http://localhost:4317`", "with_variable", "no",
        "The OTLP endpoint of all signals; `/v1/traces`, `/v1/logs` or `/v1/metrics` is appended, except with gRPC.";
    OTLP_HEADERS "OTEL_EXPORTER_OTLP_HEADERS", "unset", "with_variable", "no",
        "Headers for OTLP posts: `key=value`, comma-separated, values percent-encoded. Never sent to Lumigo.";
    OTLP_PROTOCOL "OTEL_EXPORTER_OTLP_PROTOCOL", "`http/protobuf`", "with_variable", "no",
        "`http/protobuf`, `http/json` (feature `http-json`) or `grpc` (feature `grpc`).";
    OTLP_COMPRESSION "OTEL_EXPORTER_OTLP_COMPRESSION", "`none`", "with_variable", "yes",
        "`gzip` or `none`, for posts to Lumigo too.";
    OTLP_TIMEOUT "OTEL_EXPORTER_OTLP_TIMEOUT", "`10000`", "with_variable", "yes",
        "The longest that an OTLP post may take, in milliseconds, to Lumigo too; `0`: no limit.";
    OTLP_CERTIFICATE "OTEL_EXPORTER_OTLP_CERTIFICATE", "the public authorities", "with_variable", "no",
        "A PEM file with the authorities that OTLP endpoints are trusted by, instead of the public ones.";
    OTLP_CLIENT_KEY "OTEL_EXPORTER_OTLP_CLIENT_KEY", "unset", "with_variable", "no",
        "A PEM file with the private key of the client certificate.";
    OTLP_CLIENT_CERTIFICATE "OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE", "unset", "with_variable", "no",
        "A PEM file with the certificate, and its chain, that is shown to OTLP endpoints.";
    OTLP_TRACES_ENDPOINT "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "the general one", "with_variable", "no",
        "For spans alone; used as it is, no path is appended.";
    OTLP_TRACES_HEADERS "OTEL_EXPORTER_OTLP_TRACES_HEADERS", "the general one", "with_variable", "no",
        "The same for spans alone; replaces the general list.";
    OTLP_TRACES_PROTOCOL "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "the general one", "with_variable", "no",
        "The same for spans alone.";
    OTLP_TRACES_COMPRESSION "OTEL_EXPORTER_OTLP_TRACES_COMPRESSION", "the general one", "with_variable", "no",
        "The same for spans alone.";
    OTLP_TRACES_TIMEOUT "OTEL_EXPORTER_OTLP_TRACES_TIMEOUT", "the general one", "with_variable", "no",
        "The same for spans alone.";
    OTLP_TRACES_CERTIFICATE "OTEL_EXPORTER_OTLP_TRACES_CERTIFICATE", "the general one", "with_variable", "no",
        "The same for spans alone.";
    OTLP_TRACES_CLIENT_KEY "OTEL_EXPORTER_OTLP_TRACES_CLIENT_KEY", "the general one", "with_variable", "no",
        "The same for spans alone.";
    OTLP_TRACES_CLIENT_CERTIFICATE "OTEL_EXPORTER_OTLP_TRACES_CLIENT_CERTIFICATE", "the general one", "with_variable", "no",
        "The same for spans alone.";
    OTLP_LOGS_ENDPOINT "OTEL_EXPORTER_OTLP_LOGS_ENDPOINT", "the general one", "with_variable", "no",
        "For log records alone; used as it is, no path is appended.";
    OTLP_LOGS_HEADERS "OTEL_EXPORTER_OTLP_LOGS_HEADERS", "the general one", "with_variable", "no",
        "The same for log records alone; replaces the general list.";
    OTLP_LOGS_PROTOCOL "OTEL_EXPORTER_OTLP_LOGS_PROTOCOL", "the general one", "with_variable", "no",
        "The same for log records alone.";
    OTLP_LOGS_COMPRESSION "OTEL_EXPORTER_OTLP_LOGS_COMPRESSION", "the general one", "with_variable", "no",
        "The same for log records alone.";
    OTLP_LOGS_TIMEOUT "OTEL_EXPORTER_OTLP_LOGS_TIMEOUT", "the general one", "with_variable", "no",
        "The same for log records alone.";
    OTLP_LOGS_CERTIFICATE "OTEL_EXPORTER_OTLP_LOGS_CERTIFICATE", "the general one", "with_variable", "no",
        "The same for log records alone.";
    OTLP_LOGS_CLIENT_KEY "OTEL_EXPORTER_OTLP_LOGS_CLIENT_KEY", "the general one", "with_variable", "no",
        "The same for log records alone.";
    OTLP_LOGS_CLIENT_CERTIFICATE "OTEL_EXPORTER_OTLP_LOGS_CLIENT_CERTIFICATE", "the general one", "with_variable", "no",
        "The same for log records alone.";
    OTLP_METRICS_ENDPOINT "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", "the general one", "with_variable", "no",
        "For metrics alone; used as it is, no path is appended.";
    OTLP_METRICS_HEADERS "OTEL_EXPORTER_OTLP_METRICS_HEADERS", "the general one", "with_variable", "no",
        "The same for metrics alone; replaces the general list.";
    OTLP_METRICS_PROTOCOL "OTEL_EXPORTER_OTLP_METRICS_PROTOCOL", "the general one", "with_variable", "no",
        "The same for metrics alone.";
    OTLP_METRICS_COMPRESSION "OTEL_EXPORTER_OTLP_METRICS_COMPRESSION", "the general one", "with_variable", "no",
        "The same for metrics alone.";
    OTLP_METRICS_TIMEOUT "OTEL_EXPORTER_OTLP_METRICS_TIMEOUT", "the general one", "with_variable", "no",
        "The same for metrics alone.";
    OTLP_METRICS_CERTIFICATE "OTEL_EXPORTER_OTLP_METRICS_CERTIFICATE", "the general one", "with_variable", "no",
        "The same for metrics alone.";
    OTLP_METRICS_CLIENT_KEY "OTEL_EXPORTER_OTLP_METRICS_CLIENT_KEY", "the general one", "with_variable", "no",
        "The same for metrics alone.";
    OTLP_METRICS_CLIENT_CERTIFICATE "OTEL_EXPORTER_OTLP_METRICS_CLIENT_CERTIFICATE", "the general one", "with_variable", "no",
        "The same for metrics alone.";
}

/// Where variables are read from.
#[derive(Default)]
pub(crate) struct Environment {
    /// Given one by one in code; they win.
    overrides: HashMap<String, String>,
    /// Given as a whole; the process's own when there are none.
    given: Option<HashMap<String, String>>,
}

impl Environment {
    /// Reads from these pairs instead of the process.
    pub(crate) fn replace(&mut self, variables: HashMap<String, String>) {
        self.given = Some(variables);
    }

    /// Sets one variable, whatever the others are read from.
    pub(crate) fn set(&mut self, name: String, value: String) {
        self.overrides.insert(name, value);
    }

    /// The variables set in code that are none of ours.
    pub(super) fn unknown_overrides(&self) -> impl Iterator<Item = ConfigError> + '_ {
        let is_known = |name: &str| VARIABLES.iter().any(|known| known.name == name);
        let unknown = self.overrides.keys().filter(move |name| !is_known(name));
        unknown.map(|name| ConfigError::UnknownVariable { name: name.clone() })
    }

    /// The variable's value: `None` when it is unset or empty, an error when it is not UTF-8.
    #[expect(clippy::disallowed_methods, reason = "reads the environment")]
    pub(crate) fn get(&self, name: &'static str) -> Result<Option<String>, ConfigError> {
        let given = self.given.as_ref();
        let value = match self.overrides.get(name) {
            Some(value) => Some(value.into()),
            None => given.map_or_else(
                || std::env::var_os(name),
                |given| given.get(name).map(OsString::from),
            ),
        };
        value
            .filter(|value| !value.is_empty())
            .map(OsString::into_string)
            .transpose()
            .map_err(|_| ConfigError::Invalid {
                name,
                expected: "text in UTF-8",
            })
    }

    /// All variables of the process, or those given instead, sorted by name. Bytes that are not UTF-8
    /// are replaced.
    #[expect(clippy::disallowed_methods, reason = "reads the environment")]
    pub(crate) fn all(&self) -> Vec<(String, String)> {
        let mut all: Vec<_> = match &self.given {
            Some(given) => given.clone().into_iter().collect(),
            None => {
                let text = |text: OsString| text.to_string_lossy().into_owned();
                std::env::vars_os()
                    .map(|(name, value)| (text(name), text(value)))
                    .collect()
            }
        };
        all.sort_unstable();
        all
    }
}
