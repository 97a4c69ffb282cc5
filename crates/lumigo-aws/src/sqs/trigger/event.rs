use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;
use serde_json::{Map, Value};
use std::fmt;

/// Most of an event of EventBridge. Whether it is an object is all that is asked.
const DETAIL: &str = "detail";

/// The members that tell where an event comes from.
const MEMBERS: &[&str] = &[
    "Messages",
    "MessageId",
    "Records",
    "TopicArn",
    "Type",
    "bootstrapServers",
    "context",
    DETAIL,
    "detail-type",
    "eventSource",
    "headers",
    "httpMethod",
    "id",
    "operation_name",
    "records",
    "region",
    "request",
    "requestContext",
    "resource",
    "resources",
    "service_name",
    "source",
    "time",
    "version",
];

/// A body that is a JSON object. Of its other members, which may be long, nothing is kept.
#[derive(Debug)]
pub(super) struct Event(Map<String, Value>);

impl Event {
    pub(super) fn parse(body: &str) -> Option<Self> {
        serde_json::from_str(body).ok()
    }

    pub(super) fn has(&self, key: &str) -> bool {
        self.0.contains_key(key)
    }

    pub(super) fn get(&self, key: &str) -> Option<&Value> {
        self.0.get(key)
    }

    pub(super) fn text(&self, key: &str) -> Option<&str> {
        self.get(key)?.as_str()
    }

    /// What lies under keys within keys.
    pub(super) fn at(&self, keys: &[&str]) -> Option<&Value> {
        let (first, others) = keys.split_first()?;
        others
            .iter()
            .try_fold(self.get(first)?, |value, key| value.get(key))
    }

    pub(super) fn records(&self) -> Option<&Vec<Value>> {
        self.get("Records")?.as_array()
    }

    /// Whether the first record is one, or there are none at all.
    pub(super) fn has_sound_records(&self) -> bool {
        let is_sound = |records: &Value| records.get(0).is_some_and(Value::is_object);
        self.get("Records").is_none_or(is_sound)
    }

    /// A member of the first record.
    pub(super) fn record(&self, key: &str) -> Option<&Value> {
        self.records()?.first()?.get(key)
    }

    pub(super) fn record_is_of(&self, source: &str) -> bool {
        self.record("eventSource")
            .is_some_and(|event_source| event_source == source)
    }
}

/// What counts as there: nothing that is empty, zero or false.
pub(super) fn given(value: Option<&Value>) -> Option<&Value> {
    value.filter(|value| match value {
        Value::Null => false,
        Value::Bool(value) => *value,
        Value::Number(number) => number.as_f64() != Some(0.0),
        Value::String(text) => !text.is_empty(),
        Value::Array(items) => !items.is_empty(),
        Value::Object(members) => !members.is_empty(),
    })
}

impl<'de> Deserialize<'de> for Event {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Members)
    }
}

struct Members;

impl<'de> Visitor<'de> for Members {
    type Value = Event;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Event, A::Error> {
        let mut members = Map::new();
        while let Some(Key(key)) = map.next_key()? {
            match key {
                Some(DETAIL) => {
                    members.insert(DETAIL.to_owned(), shape(map.next_value()?));
                }
                Some(key) => {
                    members.insert(key.to_owned(), map.next_value()?);
                }
                None => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(Event(members))
    }
}

/// An object without its members, or null.
fn shape(value: &RawValue) -> Value {
    if value.get().starts_with('{') {
        Value::Object(Map::new())
    } else {
        Value::Null
    }
}

/// A key, if it is one of the members.
struct Key(Option<&'static str>);

impl<'de> Deserialize<'de> for Key {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(KeyVisitor)
    }
}

struct KeyVisitor;

impl Visitor<'_> for KeyVisitor {
    type Value = Key;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E>(self, key: &str) -> Result<Key, E> {
        Ok(Key(MEMBERS.iter().copied().find(|member| *member == key)))
    }
}
