use serde::Serialize;
use serde_json::Value;
use std::borrow::Cow;

/// An id or a detail of a trigger.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub(super) enum Part<'a> {
    Text(Cow<'a, str>),
    Number(i64),
    /// What a body holds, of any other type.
    Json(&'a Value),
}

impl<'a> Part<'a> {
    pub(super) const NULL: Part<'static> = Part::Json(&Value::Null);

    pub(super) const fn text(text: &'a str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }

    pub(super) fn count(count: usize) -> Self {
        Self::Number(i64::try_from(count).unwrap_or(i64::MAX))
    }

    /// A value. Instead of an object or array, which may hold anything where a name is expected, it is null.
    pub(super) fn of(value: &'a Value) -> Self {
        match value {
            Value::String(text) => Self::text(text),
            Value::Array(_) | Value::Object(_) => Self::NULL,
            other => Self::Json(other),
        }
    }

    /// What is there, or else null.
    pub(super) fn json(value: Option<&'a Value>) -> Self {
        value.map_or(Self::NULL, Self::of)
    }

    /// What is there, or else a text.
    pub(super) fn json_or(value: Option<&'a Value>, default: &'a str) -> Self {
        value.map_or(Self::text(default), Self::of)
    }
}
