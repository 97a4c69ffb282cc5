use super::env;
use super::error::ConfigError;
use super::reader::Reader;
use crate::propagation::Format;

const NONE: &str = "none";

/// The formats that `OTEL_PROPAGATORS` lists, each once. Members without a meaning are left out; when
/// there are no others, it is as if nothing had been said.
pub(super) fn read(reader: &mut Reader<'_>) -> Vec<Format> {
    let text = reader.text(env::PROPAGATORS).unwrap_or_default();
    let members = text.split(',').map(str::trim).enumerate();
    let (mut formats, mut nones) = (Vec::new(), Vec::new());
    for (index, member) in members.filter(|(_, member)| !member.is_empty()) {
        match Format::named(member) {
            Some(format) if formats.contains(&format) => (),
            Some(format) => formats.push(format),
            None if member.eq_ignore_ascii_case(NONE) => nones.push(index),
            None => reader.problems.push(ConfigError::InvalidMember {
                name: env::PROPAGATORS,
                position: index + 1,
                expected: "tracecontext, baggage, b3, b3multi, jaeger, xray or none",
            }),
        }
    }
    if formats.is_empty() && nones.is_empty() {
        return Format::DEFAULT.to_vec();
    }
    for index in nones.into_iter().filter(|_| !formats.is_empty()) {
        reader.problems.push(ConfigError::InvalidMember {
            name: env::PROPAGATORS,
            position: index + 1,
            expected: "a format, as there are others,",
        });
    }
    formats
}
