use crate::config::env;

/// The names of the variables for a signal, or for all of them.
#[derive(Debug)]
pub(in crate::config) struct OtlpVariables {
    /// What is appended to the general endpoint.
    pub(super) path: &'static str,
    pub(super) endpoint: &'static str,
    pub(super) headers: &'static str,
    pub(super) protocol: &'static str,
    pub(super) compression: &'static str,
    pub(super) timeout: &'static str,
    pub(super) certificate: &'static str,
    pub(super) client_key: &'static str,
    pub(super) client_certificate: &'static str,
}

pub(super) static GENERAL: OtlpVariables = OtlpVariables {
    path: "",
    endpoint: env::OTLP_ENDPOINT,
    headers: env::OTLP_HEADERS,
    protocol: env::OTLP_PROTOCOL,
    compression: env::OTLP_COMPRESSION,
    timeout: env::OTLP_TIMEOUT,
    certificate: env::OTLP_CERTIFICATE,
    client_key: env::OTLP_CLIENT_KEY,
    client_certificate: env::OTLP_CLIENT_CERTIFICATE,
};

pub(in crate::config) static TRACES: OtlpVariables = OtlpVariables {
    path: "v1/traces",
    endpoint: env::OTLP_TRACES_ENDPOINT,
    headers: env::OTLP_TRACES_HEADERS,
    protocol: env::OTLP_TRACES_PROTOCOL,
    compression: env::OTLP_TRACES_COMPRESSION,
    timeout: env::OTLP_TRACES_TIMEOUT,
    certificate: env::OTLP_TRACES_CERTIFICATE,
    client_key: env::OTLP_TRACES_CLIENT_KEY,
    client_certificate: env::OTLP_TRACES_CLIENT_CERTIFICATE,
};

pub(in crate::config) static METRICS: OtlpVariables = OtlpVariables {
    path: "v1/metrics",
    endpoint: env::OTLP_METRICS_ENDPOINT,
    headers: env::OTLP_METRICS_HEADERS,
    protocol: env::OTLP_METRICS_PROTOCOL,
    compression: env::OTLP_METRICS_COMPRESSION,
    timeout: env::OTLP_METRICS_TIMEOUT,
    certificate: env::OTLP_METRICS_CERTIFICATE,
    client_key: env::OTLP_METRICS_CLIENT_KEY,
    client_certificate: env::OTLP_METRICS_CLIENT_CERTIFICATE,
};

pub(in crate::config) static LOGS: OtlpVariables = OtlpVariables {
    path: "v1/logs",
    endpoint: env::OTLP_LOGS_ENDPOINT,
    headers: env::OTLP_LOGS_HEADERS,
    protocol: env::OTLP_LOGS_PROTOCOL,
    compression: env::OTLP_LOGS_COMPRESSION,
    timeout: env::OTLP_LOGS_TIMEOUT,
    certificate: env::OTLP_LOGS_CERTIFICATE,
    client_key: env::OTLP_LOGS_CLIENT_KEY,
    client_certificate: env::OTLP_LOGS_CLIENT_CERTIFICATE,
};
