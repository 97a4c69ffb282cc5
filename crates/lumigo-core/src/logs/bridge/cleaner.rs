use super::beginning::prefix;
use crate::limits::cut;
use crate::masking::{KeyMask, MASK, MaskingContext, Masks, mask_text, mask_urls, without_cut_url};
use opentelemetry::logs::{AnyValue, LogRecord, Logger, LoggerProvider};
use opentelemetry::{Key, StringValue};
use opentelemetry_sdk::logs::{SdkLogRecord, SdkLogger};
use std::borrow::Cow;

/// Values that are nested deeper become [`MASK`]: nothing is to be found there, and whoever walks the
/// value needs stack for every level.
const MAX_DEPTH: usize = 32;

/// Masks and cuts what log records say.
pub(super) struct Cleaner {
    general: KeyMask,
    query: KeyMask,
    /// In characters.
    length: Option<usize>,
    /// Makes empty records.
    blank: SdkLogger,
}

impl Cleaner {
    pub(super) fn new(masks: &Masks, length: Option<usize>) -> Self {
        Self {
            general: masks.of(MaskingContext::General).clone(),
            query: masks.of(MaskingContext::QueryParams).clone(),
            length,
            blank: super::empty_provider().build().logger("blank"),
        }
    }

    /// Whether values under this key are secret.
    pub(super) fn is_secret(&self, key: &str) -> bool {
        self.general.matches(key)
    }

    /// How many bytes of a text are looked at: enough for what is kept, whatever masking shortens.
    pub(super) fn reach(&self) -> usize {
        self.length
            .map_or(usize::MAX, |length| length.saturating_mul(16).max(4 * 1024))
    }

    /// Masks and cuts the body and the attributes.
    pub(super) fn clean(&self, record: &mut SdkLogRecord) {
        let body = record.body().and_then(|body| self.changed(body, 0));
        let attributes: Vec<_> = record
            .attributes_iter()
            .map(|(key, value)| self.changed_under(key, value, 0))
            .collect();
        if body.is_some() || attributes.iter().any(Option::is_some) {
            *record = self.copy(record, body, attributes);
        }
    }

    /// A copy with another body and other attributes, as far as there are others: those of a record
    /// cannot be replaced.
    fn copy(
        &self,
        record: &SdkLogRecord,
        body: Option<AnyValue>,
        attributes: Vec<Option<AnyValue>>,
    ) -> SdkLogRecord {
        let mut copy = self.blank.create_log_record();
        if let Some(name) = record.event_name() {
            copy.set_event_name(name);
        }
        if let Some(target) = record.target() {
            copy.set_target(target.clone());
        }
        if let Some(time) = record.timestamp() {
            copy.set_timestamp(time);
        }
        if let Some(time) = record.observed_timestamp() {
            copy.set_observed_timestamp(time);
        }
        if let Some(text) = record.severity_text() {
            copy.set_severity_text(text);
        }
        if let Some(number) = record.severity_number() {
            copy.set_severity_number(number);
        }
        if let Some(context) = record.trace_context() {
            copy.set_trace_context(context.trace_id, context.span_id, context.trace_flags);
        }
        if let Some(body) = body.or_else(|| record.body().cloned()) {
            copy.set_body(body);
        }
        for ((key, value), other) in record.attributes_iter().zip(attributes) {
            copy.add_attribute(key.clone(), other.unwrap_or_else(|| value.clone()));
        }
        copy
    }

    fn changed_under(&self, key: &Key, value: &AnyValue, depth: usize) -> Option<AnyValue> {
        if self.is_secret(key.as_str()) {
            return Some(MASK.into());
        }
        self.changed(value, depth)
    }

    /// What becomes of a value; `None` when it stays as it is.
    fn changed(&self, value: &AnyValue, depth: usize) -> Option<AnyValue> {
        if depth > MAX_DEPTH || self.general.is_everything() {
            return Some(MASK.into());
        }
        match value {
            AnyValue::String(text) => self.changed_text(text.as_str()).map(AnyValue::String),
            AnyValue::Bytes(bytes) => {
                let length = self.length.filter(|length| *length < bytes.len())?;
                bytes.get(..length).map(AnyValue::from)
            }
            AnyValue::ListAny(values) => {
                let others: Vec<_> = values
                    .iter()
                    .map(|value| self.changed(value, depth + 1))
                    .collect();
                let is_changed = others.iter().any(Option::is_some);
                let values = values.iter().zip(others);
                is_changed.then(|| values.map(or_same).collect())
            }
            AnyValue::Map(pairs) => {
                let others: Vec<_> = pairs
                    .iter()
                    .map(|(key, value)| self.changed_under(key, value, depth + 1))
                    .collect();
                let is_changed = others.iter().any(Option::is_some);
                let pairs = pairs.iter().zip(others);
                is_changed.then(|| {
                    pairs
                        .map(|((key, value), other)| (key.clone(), or_same((value, other))))
                        .collect()
                })
            }
            _ => None,
        }
    }

    fn changed_text(&self, text: &str) -> Option<StringValue> {
        let masked = self.masked(text);
        let kept = self.length.map_or(&*masked, |length| cut(&masked, length));
        (kept != text).then(|| kept.to_owned().into())
    }

    fn masked<'a>(&self, text: &'a str) -> Cow<'a, str> {
        let reached = prefix(text, self.reach());
        let reached = if reached.len() < text.len() {
            without_cut_url(reached)
        } else {
            reached
        };
        match mask_urls(reached, &self.query) {
            Cow::Borrowed(text) => mask_text(text, &self.general),
            Cow::Owned(text) => mask_text(&text, &self.general).into_owned().into(),
        }
    }
}

fn or_same((value, other): (&AnyValue, Option<AnyValue>)) -> AnyValue {
    other.unwrap_or_else(|| value.clone())
}

#[cfg(test)]
mod tests;
