use super::env;
use super::error::ConfigError;
use super::reader::{Reader, members};

/// Whether `OTEL_SEMCONV_STABILITY_OPT_IN` asks for the names that HTTP attributes had before they were
/// stable, besides the stable ones. Members for other kinds of spans are not ours to judge.
pub(super) fn older_http_names(reader: &mut Reader<'_>) -> bool {
    let text = reader.text(env::SEMCONV_STABILITY).unwrap_or_default();
    let text = text.to_ascii_lowercase();
    let mut both = false;
    for (position, member) in members(&text) {
        match member {
            "http/dup" => both = true,
            "http" => {}
            _ if member.starts_with("http") => reader.problems.push(ConfigError::InvalidMember {
                name: env::SEMCONV_STABILITY,
                position,
                expected: "`http` or `http/dup`",
            }),
            _ => {}
        }
    }
    both
}
