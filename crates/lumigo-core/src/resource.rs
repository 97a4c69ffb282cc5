//! What the telemetry says about the process it comes from.

use crate::attributes::LUMIGO_DISTRO_VERSION;
use crate::config::Config;
use opentelemetry::{Key, KeyValue, Value};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::resource::{ResourceDetector, TelemetryResourceDetector};
use opentelemetry_semantic_conventions::resource::{
    PROCESS_RUNTIME_DESCRIPTION, PROCESS_RUNTIME_NAME, PROCESS_RUNTIME_VERSION, SERVICE_NAME,
};
use percent_encoding::percent_decode_str;

/// Puts the resource together. Later members win: detected attributes, `OTEL_RESOURCE_ATTRIBUTES`,
/// `OTEL_SERVICE_NAME`, what is given in code, and the distribution's version.
pub(crate) fn resource(config: &Config, in_code: Vec<KeyValue>) -> Resource {
    let pairs = config.resource_attributes.iter();
    let from_environment = pairs.map(|(key, value)| KeyValue::new(key.clone(), value.clone()));
    let names = config.service_name.iter();
    let named = names.map(|name| KeyValue::new(SERVICE_NAME, name.clone()));
    let given = from_environment.chain(named).chain(in_code);
    Resource::builder_empty()
        .with_attributes([
            KeyValue::new(SERVICE_NAME, unknown_service()),
            KeyValue::new(PROCESS_RUNTIME_NAME, "rustc"),
            KeyValue::new(PROCESS_RUNTIME_VERSION, env!("LUMIGO_RUSTC_VERSION")),
            KeyValue::new(
                PROCESS_RUNTIME_DESCRIPTION,
                env!("LUMIGO_RUSTC_DESCRIPTION"),
            ),
        ])
        .with_attributes(given.filter(|attribute| !is_empty_name(attribute)))
        .with_attributes(owned(&TelemetryResourceDetector.detect()))
        .with_attributes([KeyValue::new(
            LUMIGO_DISTRO_VERSION,
            env!("CARGO_PKG_VERSION"),
        )])
        .build()
}

/// A service with an empty name has none.
fn is_empty_name(attribute: &KeyValue) -> bool {
    attribute.key.as_str() == SERVICE_NAME && attribute.value.as_str().is_empty()
}

/// Reads `key=value` pairs as the [specification] wants them: percent-decoded, and one that cannot
/// be read discards them all.
///
/// [specification]: https://opentelemetry.io/docs/specs/otel/resource/sdk/#specifying-resource-information-via-an-environment-variable
pub(crate) fn parse_resource_attributes(text: &str) -> Option<Vec<(String, String)>> {
    text.split(',')
        .filter(|pair| !pair.trim().is_empty())
        .map(|pair| {
            let (key, value) = pair.split_once('=')?;
            let key = decoded(key).filter(|key| !key.is_empty())?;
            Some((key, decoded(value)?))
        })
        .collect()
}

fn decoded(text: &str) -> Option<String> {
    let decoded = percent_decode_str(text.trim()).decode_utf8().ok()?;
    Some(decoded.into_owned())
}

/// The name that the semantic conventions give to a service that has none.
fn unknown_service() -> String {
    let executable = std::env::current_exe().ok();
    let name = executable
        .as_deref()
        .and_then(|path| path.file_name())
        .map(|name| name.to_string_lossy());
    name.map_or_else(
        || "unknown_service".to_owned(),
        |name| format!("unknown_service:{name}"),
    )
}

fn owned(resource: &Resource) -> Vec<KeyValue> {
    let pair = |(key, value): (&Key, &Value)| KeyValue::new(key.clone(), value.clone());
    resource.iter().map(pair).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(text: &str) -> Option<Vec<(String, String)>> {
        parse_resource_attributes(text)
    }

    #[test]
    fn attributes_are_trimmed_and_percent_decoded() {
        let expected = [("a", "1"), ("b c", "x,y"), ("d", ""), ("e", "f=g")];
        let expected = expected.map(|(key, value)| (key.to_owned(), value.to_owned()));
        assert_eq!(pairs(" a = 1 ,b%20c=x%2Cy,d=,e=f=g,").unwrap(), expected);
    }

    #[test]
    fn one_unreadable_pair_discards_them_all() {
        for text in ["a=1,b", "=1", "a=%ff", "%fe=1"] {
            assert_eq!(pairs(text), None, "{text}");
        }
    }
}
