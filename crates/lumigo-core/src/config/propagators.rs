use super::env;
use super::error::ConfigError;
use super::reader::{Reader, members};
use crate::propagation::Format;

const NONE: &str = "none";

/// The formats that `OTEL_PROPAGATORS` lists, each once. Members without a meaning are left out; when
/// there are no others, it is as if nothing had been said.
pub(super) fn read(reader: &mut Reader<'_>) -> Vec<Format> {
    let text = reader.text(env::PROPAGATORS).unwrap_or_default();
    let (mut formats, mut nones) = (Vec::new(), Vec::new());
    for (position, member) in members(&text) {
        match Format::named(member) {
            Some(format) if formats.contains(&format) => (),
            Some(format) => formats.push(format),
            None if member.eq_ignore_ascii_case(NONE) => nones.push(position),
            None => reader.problems.push(ConfigError::InvalidMember {
                name: env::PROPAGATORS,
                position,
                expected: "tracecontext, baggage, b3, b3multi, jaeger, xray or none",
            }),
        }
    }
    if formats.is_empty() && nones.is_empty() {
        return Format::DEFAULT.to_vec();
    }
    for position in nones.into_iter().filter(|_| !formats.is_empty()) {
        reader.problems.push(ConfigError::InvalidMember {
            name: env::PROPAGATORS,
            position,
            expected: "a format, as there are others,",
        });
    }
    formats
}

#[cfg(test)]
mod tests {
    use super::Format::{B3, B3Multi, Baggage, Jaeger, TraceContext, Xray};
    use super::*;
    use crate::config::env::Environment;

    fn formats(list: &str) -> (Vec<Format>, Vec<String>) {
        let mut environment = Environment::default();
        environment.replace([(env::PROPAGATORS.to_owned(), list.to_owned())].into());
        let mut reader = Reader::new(&environment);
        let formats = read(&mut reader);
        let problems = reader.problems.iter().map(ToString::to_string).collect();
        (formats, problems)
    }

    #[test]
    fn each_format_is_used_once_in_the_order_of_the_list() {
        for (list, expected) in [
            ("", vec![TraceContext, Baggage]),
            (" , ", vec![TraceContext, Baggage]),
            ("b3", vec![B3]),
            (
                "xray, jaeger ,b3multi,b3,baggage,tracecontext",
                vec![Xray, Jaeger, B3Multi, B3, Baggage, TraceContext],
            ),
            ("b3,jaeger,B3,,b3", vec![B3, Jaeger]),
            ("none", vec![]),
            (" None ,none", vec![]),
        ] {
            assert_eq!(formats(list), (expected, vec![]), "{list}");
        }
    }

    #[test]
    fn a_member_without_a_meaning_is_named_by_its_position_and_left_out() {
        const UNKNOWN: &str = "tracecontext, baggage, b3, b3multi, jaeger, xray or none";
        const NONE: &str = "a format, as there are others,";
        for (list, expected, problems) in [
            ("sesame", vec![TraceContext, Baggage], vec![(1, UNKNOWN)]),
            (
                "ottrace,sesame",
                vec![TraceContext, Baggage],
                vec![(1, UNKNOWN), (2, UNKNOWN)],
            ),
            ("b3,sesame,xray", vec![B3, Xray], vec![(2, UNKNOWN)]),
            ("none,b3", vec![B3], vec![(1, NONE)]),
            ("b3,,none", vec![B3], vec![(3, NONE)]),
            ("sesame,none", vec![], vec![(1, UNKNOWN)]),
        ] {
            let message = |(position, form)| {
                format!("member {position} of OTEL_PROPAGATORS is ignored: {form} was expected")
            };
            let problems = problems.into_iter().map(message).collect();
            assert_eq!(formats(list), (expected, problems), "{list}");
        }
    }
}
