//! Which attributes a caller asks a queue for.

use std::iter;

/// Whether the caller's list covers an attribute: `All`, `.*`, its name, or a prefix with `.*`.
pub(super) fn covers(wanted: &[String], name: &str) -> bool {
    wanted.iter().any(|one| match one.strip_suffix(".*") {
        Some(prefix) => name.starts_with(prefix),
        None => one == "All" || one == name,
    })
}

/// How other senders write fields whose names are no lower case. Queues do tell them apart.
const OTHER_SPELLINGS: [&str; 6] = [
    "X-Amzn-Trace-Id",
    "X-B3-Flags",
    "X-B3-ParentSpanId",
    "X-B3-Sampled",
    "X-B3-SpanId",
    "X-B3-TraceId",
];

/// A field's name, and as others write it.
pub(super) fn spellings(field: &str) -> impl Iterator<Item = &str> {
    let others = OTHER_SPELLINGS.into_iter();
    iter::once(field).chain(others.filter(|other| other.eq_ignore_ascii_case(field)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_covers_names_and_prefixes() {
        let cases: [(&[&str], bool); 9] = [
            (&[], false),
            (&["All"], true),
            (&[".*"], true),
            (&["traceparent"], true),
            (&["trace.*"], true),
            (&["other", "traceparent"], true),
            (&["tracepare"], false),
            (&["all"], false),
            (&["other.*", "traceparents"], false),
        ];
        for (wanted, expected) in cases {
            let wanted: Vec<_> = wanted.iter().map(|&one| one.to_owned()).collect();
            assert_eq!(covers(&wanted, "traceparent"), expected, "{wanted:?}");
        }
    }
}
