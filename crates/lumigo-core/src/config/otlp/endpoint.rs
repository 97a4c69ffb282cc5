use super::variables::{GENERAL, OtlpVariables};
use crate::config::error::ConfigError;
use crate::config::reader::Reader;
use crate::config::{ENDPOINT_FORM, is_endpoint};
use crate::export::{APPENDED, AS_IT_IS, Protocol};
use http::Uri;

/// Where a signal is posted to.
pub(super) struct Endpoint {
    pub(super) url: String,
    /// What reports call it.
    pub(super) name: String,
    /// What was made of its path.
    pub(super) path: &'static str,
}

impl Endpoint {
    /// `None` when it cannot be used.
    pub(super) fn read(
        reader: &mut Reader<'_>,
        signal: &'static OtlpVariables,
        protocol: Protocol,
    ) -> Option<Self> {
        let own = reader.text(signal.endpoint);
        if let Some(url) = own {
            return Self::given(reader, signal.endpoint, url);
        }
        let general = match reader.text(GENERAL.endpoint) {
            Some(url) => Self::given(reader, GENERAL.endpoint, url)?,
            None => Self::default_of(protocol),
        };
        if !protocol.has_paths() {
            return Some(general);
        }
        Some(Self {
            url: append(&general.url, signal.path)?,
            path: APPENDED,
            ..general
        })
    }

    fn given(reader: &mut Reader<'_>, variable: &'static str, url: String) -> Option<Self> {
        if is_endpoint(&url) {
            return Some(Self {
                url,
                name: format!("the endpoint in {variable}"),
                path: AS_IT_IS,
            });
        }
        reader.problems.push(ConfigError::ExporterOff {
            name: variable,
            expected: ENDPOINT_FORM,
        });
        None
    }

    fn default_of(protocol: Protocol) -> Self {
        let url = default(protocol);
        Self {
            url: url.to_owned(),
            name: format!("{url}, the default of {}", GENERAL.endpoint),
            path: AS_IT_IS,
        }
    }
}

fn default(protocol: Protocol) -> &'static str {
    if protocol.has_paths() {
        "http://localhost:4318"
    } else {
        "http://localhost:4317"
    }
}

/// Appends a signal's path to that of the general endpoint.
fn append(endpoint: &str, path: &str) -> Option<String> {
    let uri: Uri = endpoint.parse().ok()?;
    let (scheme, authority) = (uri.scheme_str()?, uri.authority()?);
    let base = uri.path().trim_end_matches('/');
    let query = uri.query().map(|query| format!("?{query}"));
    let query = query.unwrap_or_default();
    Some(format!("{scheme}://{authority}{base}/{path}{query}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_appended_once_and_before_the_query() {
        for (endpoint, expected) in [
            ("http://h", "http://h/v1/traces"),
            ("http://h/", "http://h/v1/traces"),
            ("http://h:4318//", "http://h:4318/v1/traces"),
            ("https://h/otlp", "https://h/otlp/v1/traces"),
            ("https://h/otlp/?a=b", "https://h/otlp/v1/traces?a=b"),
            ("http://[::1]:4318", "http://[::1]:4318/v1/traces"),
            ("http://u:p@h", "http://u:p@h/v1/traces"),
        ] {
            assert_eq!(append(endpoint, "v1/traces").as_deref(), Some(expected));
        }
    }
}
