use std::collections::BTreeMap;

use serde_json::Value;

/// An event of a [`TestSpan`](crate::TestSpan).
#[derive(Clone, Debug, Default, PartialEq, serde::Serialize)]
#[non_exhaustive]
pub struct TestEvent {
    /// The name.
    pub name: String,
    /// When it happened, in nanoseconds since the Unix epoch.
    pub unix_nano: u64,
    /// The attributes. When a key was sent twice, its last value.
    pub attributes: BTreeMap<String, Value>,
}
