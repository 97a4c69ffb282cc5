//! Which attributes a caller asks a queue for.

/// Whether the caller's list covers an attribute: `All`, `.*`, its name, or a prefix with `.*`.
pub(super) fn covers(wanted: &[String], name: &str) -> bool {
    wanted.iter().any(|one| match one.strip_suffix(".*") {
        Some(prefix) => name.starts_with(prefix),
        None => one == "All" || one == name,
    })
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
