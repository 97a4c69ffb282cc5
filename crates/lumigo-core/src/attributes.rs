//! The attribute keys that are ours. Every other key is a constant of
//! `opentelemetry_semantic_conventions`.

/// Resource: the version of this distribution.
pub const LUMIGO_DISTRO_VERSION: &str = "lumigo.distro.version";

/// Span: `true` keeps the span out of every exporter. It is still recorded and dumped, and its
/// children are exported.
pub const SKIP_EXPORT: &str = "SKIP_EXPORT";

/// Span: the prefix of execution tags.
pub const LUMIGO_EXECUTION_TAGS: &str = "lumigo.execution_tags.";

/// Event: the type of a programmatic error.
pub const LUMIGO_TYPE: &str = "lumigo.type";
