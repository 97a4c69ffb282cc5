use super::variables::{GENERAL, OtlpVariables};
use crate::config::error::ConfigError;
use crate::config::reader::Reader;
use crate::config::{ENDPOINT_FORM, is_endpoint};
use crate::export::Protocol;
use http::Uri;

/// The endpoint of a signal, and what reports call it; `None` when it cannot be used.
pub(super) fn endpoint(
    reader: &mut Reader<'_>,
    signal: &'static OtlpVariables,
    protocol: Protocol,
) -> Option<(String, String)> {
    let (name, appended) = match (reader.text(signal.endpoint), reader.text(GENERAL.endpoint)) {
        (Some(own), _) => return checked(reader, signal.endpoint, own),
        (None, Some(general)) => {
            let (general, name) = checked(reader, GENERAL.endpoint, general)?;
            (name, general)
        }
        (None, None) => {
            let default = default(protocol);
            let name = format!("{default}, the default of {}", GENERAL.endpoint);
            (name, default.to_owned())
        }
    };
    let endpoint = if protocol.has_paths() {
        append(&appended, signal.path)?
    } else {
        appended
    };
    Some((endpoint, name))
}

fn checked(
    reader: &mut Reader<'_>,
    name: &'static str,
    endpoint: String,
) -> Option<(String, String)> {
    if is_endpoint(&endpoint) {
        return Some((endpoint, format!("the endpoint in {name}")));
    }
    reader.problems.push(ConfigError::ExporterOff {
        name,
        expected: ENDPOINT_FORM,
    });
    None
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
