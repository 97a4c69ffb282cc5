//! A JSON payload masked: by the distribution, and by parsing it with `serde_json`, masking the values
//! in place and writing it again.

mod documents;
mod reference;

use super::{Case, NamedCase};
use documents::{large, middle, small};
use http::HeaderMap;
use http::header::{CONTENT_TYPE, HeaderValue};
use lumigo_core::{ActiveCore, Instrumentation, MaskingContext};
use lumigo_opentelemetry::Lumigo;
use reference::Reference;

/// All cases, each for documents of 200 bytes, 2 KiB and 64 KiB.
pub const CASES: &[NamedCase] = &[
    ("noop", || Ok(Case::new(None, || 0))),
    ("serde_json_200", || Ok(by_serde_json(small()))),
    ("lumigo_200", || Ok(by_lumigo(small()))),
    ("serde_json_2k", || Ok(by_serde_json(middle()))),
    ("lumigo_2k", || Ok(by_lumigo(middle()))),
    ("serde_json_64k", || Ok(by_serde_json(large()))),
    ("lumigo_64k", || Ok(by_lumigo(large()))),
];

static INSTRUMENTATION: Instrumentation = Instrumentation::new("bench", "1", &["bench"]);

fn by_lumigo(document: String) -> Case {
    let variables = [("OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT", "100000")];
    let lumigo = Lumigo::builder().with_variables(variables).build();
    let core = INSTRUMENTATION.of(&lumigo);
    let mut headers = HeaderMap::new();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    Case::new(Some(lumigo), move || {
        let core = core.as_deref();
        core.and_then(|core| masked(core, &headers, document.as_bytes()))
            .map_or(0, |masked| masked.len())
    })
}

fn masked(core: &ActiveCore, headers: &HeaderMap, payload: &[u8]) -> Option<String> {
    let mut capture = core.capture(MaskingContext::ResponseBody, headers)?;
    capture.push(payload);
    capture.finish()
}

fn by_serde_json(document: String) -> Case {
    let reference = Reference::new();
    Case::new(None, move || {
        let masked = reference.masked(document.as_bytes());
        masked.map_or(0, |masked| masked.len())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;

    #[test]
    fn both_mask_the_same() {
        let lumigo = Lumigo::builder()
            .with_variables([("OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT", "100000")])
            .build();
        let core = INSTRUMENTATION.of(&lumigo).unwrap();
        for (document, size) in [(small(), 200), (middle(), 2_048), (large(), 65_536)] {
            assert!(
                document.len().abs_diff(size) < size / 10,
                "{}",
                document.len()
            );
            let ours = masked(&core, &HeaderMap::new(), document.as_bytes()).unwrap();
            let theirs = Reference::new().masked(document.as_bytes()).unwrap();
            // Both have the members in the same order, and no white space.
            assert_eq!(ours.parse::<Value>().unwrap().to_string(), theirs);
            assert!(ours.contains("****"));
        }
    }
}
