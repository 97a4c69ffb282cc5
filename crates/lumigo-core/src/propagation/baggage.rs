use http::HeaderName;
use opentelemetry::Context;
use opentelemetry::baggage::{BaggageExt, KeyValueMetadata};
use opentelemetry::propagation::text_map_propagator::FieldIter;
use opentelemetry::propagation::{Extractor, Injector, TextMapPropagator};
use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, utf8_percent_encode};

pub(super) const BAGGAGE: &str = "baggage";
pub(super) static BAGGAGE_NAME: HeaderName = HeaderName::from_static(BAGGAGE);
/// Longer headers may be dropped: <https://www.w3.org/TR/baggage/#limits>.
const BYTE_LIMIT: usize = 8 * 1024;
const ENTRY_LIMIT: usize = 180;
/// What a property must not have; its escapes are the sender's and stay as they are.
const PROPERTY: &AsciiSet = &CONTROLS.add(b' ').add(b'"').add(b',').add(b'\\');
/// What a value must not have. The escape's own sign is one of them.
const VALUE: &AsciiSet = &PROPERTY.add(b';').add(b'%');

/// [W3C baggage], where the SDK's propagator changes what passes through it (values with `=` or `%`,
/// properties with escapes) and logs what a caller has sent.
///
/// [W3C baggage]: https://www.w3.org/TR/baggage/
#[derive(Debug)]
pub(super) struct BaggagePropagator {
    fields: [String; 1],
}

impl Default for BaggagePropagator {
    fn default() -> Self {
        Self {
            fields: [BAGGAGE.to_owned()],
        }
    }
}

impl TextMapPropagator for BaggagePropagator {
    fn inject_context(&self, cx: &Context, injector: &mut dyn Injector) {
        let baggage = cx.baggage();
        if baggage.is_empty() {
            return;
        }
        let entries = baggage.iter().map(|(key, (value, properties))| {
            let value = utf8_percent_encode(value.as_str(), VALUE);
            match properties.as_str() {
                "" => format!("{key}={value}"),
                text => format!("{key}={value};{}", utf8_percent_encode(text, PROPERTY)),
            }
        });
        injector.set(BAGGAGE, entries.collect::<Vec<_>>().join(","));
    }

    fn extract_with_context(&self, cx: &Context, extractor: &dyn Extractor) -> Context {
        let header = extractor
            .get(BAGGAGE)
            .filter(|header| header.len() <= BYTE_LIMIT);
        let entries: Vec<_> = header
            .into_iter()
            .flat_map(|header| header.split(','))
            .take(ENTRY_LIMIT)
            .filter_map(entry)
            .collect();
        if entries.is_empty() {
            return cx.clone();
        }
        cx.with_baggage(entries)
    }

    fn fields(&self) -> FieldIter<'_> {
        FieldIter::new(&self.fields)
    }
}

/// `key=value;property;property`. A key that is none is left out by the baggage itself.
fn entry(text: &str) -> Option<KeyValueMetadata> {
    let (pair, properties) = text.split_once(';').unwrap_or((text, ""));
    let (key, value) = pair.split_once('=')?;
    let value = percent_decode_str(value.trim()).decode_utf8_lossy();
    Some(KeyValueMetadata::new(
        key.trim().to_owned(),
        value.into_owned(),
        properties.trim(),
    ))
}
