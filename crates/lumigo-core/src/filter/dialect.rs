//! Users bring their patterns from Python and Node.js, where a few spellings mean something else.

/// Rewrites what means something else in Rust: POSIX classes and set operations inside brackets,
/// `\<`, `\>` and `\Z`.
pub(crate) fn to_rust(pattern: &str) -> String {
    let mut rust = String::with_capacity(pattern.len() + 8);
    let mut characters = pattern.chars().peekable();
    let mut in_class = false;
    let mut at_class_start = false;
    while let Some(character) = characters.next() {
        let starts_class = std::mem::take(&mut at_class_start);
        match character {
            '\\' => match characters.next() {
                Some(literal @ ('<' | '>')) => rust.push(literal),
                Some('Z') if !in_class => rust.push_str("\\z"),
                Some(escaped) => rust.extend(['\\', escaped]),
                None => rust.push('\\'),
            },
            '[' if in_class => rust.push_str("\\["),
            '[' => {
                in_class = true;
                at_class_start = true;
                rust.push('[');
                if characters.next_if_eq(&'^').is_some() {
                    rust.push('^');
                }
            }
            // A bracket that opens the class is a member of it.
            ']' if in_class && starts_class => rust.push_str("\\]"),
            ']' if in_class => {
                in_class = false;
                rust.push(']');
            }
            '&' | '~' if in_class => rust.extend(['\\', character]),
            // Two in a row are a range that starts or ends with one.
            '-' if in_class && characters.next_if_eq(&'-').is_some() => {
                rust.push_str(if starts_class { "\\--" } else { "-\\-" });
            }
            _ => rust.push(character),
        }
    }
    rust
}

#[cfg(test)]
mod tests {
    use super::*;
    use regex::Regex;

    #[test]
    fn brackets_hold_plain_characters() {
        for (pattern, text, matches) in [
            ("[[:alpha:]]", "a:]", true),
            ("[[:alpha:]]", "b", false),
            ("^[a&&b]+$", "a&b", true),
            ("^[~~]$", "~", true),
            ("^[]a]+$", "]a", true),
            ("^[^]a]$", "b", true),
            (r"^[\]\[]+$", "[]", true),
            ("^[+--]+$", "+,-", true),
            ("^[+--]+$", ".", false),
            ("^[--/]+$", "-./", true),
            ("^[--/]+$", "0", false),
            ("^[a-c-]+$", "b-", true),
            (r"\<b\>", "<b>", true),
            (r"a\Z", "a", true),
            (r"\/login", "/login", true),
        ] {
            let regex = Regex::new(&to_rust(pattern)).unwrap();
            assert_eq!(regex.is_match(text), matches, "{pattern} in {text}");
        }
    }
}
