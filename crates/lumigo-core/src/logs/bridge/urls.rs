use crate::masking::{KeyMask, mask_url};
use std::borrow::Cow;

const SCHEME_END: &str = "://";

/// Masks the credentials and the secret parameters of every URL in a text.
pub(super) fn mask_urls<'a>(text: &'a str, mask: &KeyMask) -> Cow<'a, str> {
    if !text.contains(SCHEME_END) {
        return text.into();
    }
    let mut masked = String::with_capacity(text.len());
    for piece in text.split_inclusive(ends_url) {
        let word = piece.trim_end_matches(ends_url);
        if word.contains(SCHEME_END) {
            masked.push_str(&mask_url(word, mask));
        } else {
            masked.push_str(word);
        }
        masked.push_str(piece.strip_prefix(word).unwrap_or_default());
    }
    masked.into()
}

/// Without a last word that holds the beginning of a URL: its secrets may not show as such.
pub(super) fn without_cut_url(text: &str) -> &str {
    let last = text.rsplit(ends_url).next().unwrap_or_default();
    if last.contains(SCHEME_END) {
        text.strip_suffix(last).unwrap_or(text)
    } else {
        text
    }
}

/// What no URL has in it, and what stands around one in JSON and in prose.
fn ends_url(character: char) -> bool {
    character.is_whitespace() || matches!(character, '"' | '<' | '>' | '\\' | '`')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn urls_are_masked_wherever_they_stand() {
        let mask = KeyMask::default_for_queries();
        for (text, expected) in [
            ("http://h/p?token=x", "http://h/p?token=****"),
            (
                "GET http://h/p?token=x&a=1 failed",
                "GET http://h/p?token=****&a=1 failed",
            ),
            (
                "postgres://ada:hunter2@db/shop \"x\"",
                "postgres://REDACTED:REDACTED@db/shop \"x\"",
            ),
            (
                r#"{"a":"{\"url\":\"http://h?key=x\"}"}"#,
                r#"{"a":"{\"url\":\"http://h?key=****\"}"}"#,
            ),
            ("token=x ://", "token=x ://"),
            ("http://h/a\n\n<http://h/b>", "http://h/a\n\n<http://h/b>"),
        ] {
            assert_eq!(mask_urls(text, &mask), expected);
        }
    }

    #[test]
    fn the_beginning_of_a_url_is_left_out() {
        for (text, expected) in [
            ("to postgres://ada:hun", "to "),
            ("at http://h/a and", "at http://h/a and"),
            ("http://", ""),
            ("", ""),
        ] {
            assert_eq!(without_cut_url(text), expected);
        }
    }

    proptest! {
        #[test]
        fn a_text_without_secrets_stays(text in "([a-z :/?<>\"\\\\`\u{e9}\n]|://){0,32}") {
            let mask = KeyMask::default_for_queries();
            prop_assert_eq!(mask_urls(&text, &mask), &*text);
        }
    }
}
