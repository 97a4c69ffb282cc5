use super::KeyMask;
use super::url::{is_of_scheme, mask_credentials, mask_url};
use std::borrow::Cow;

const SCHEME_END: &str = "://";

/// Masks the credentials and the secret parameters of every URL in a text.
pub(crate) fn mask_urls<'a>(text: &'a str, mask: &KeyMask) -> Cow<'a, str> {
    if !text.contains(SCHEME_END) {
        return text.into();
    }
    let mut masked = String::with_capacity(text.len());
    for piece in text.split_inclusive(ends_url) {
        let word = piece.trim_end_matches(ends_url);
        if word.contains(SCHEME_END) {
            push_masked(&mut masked, word, mask);
        } else {
            masked.push_str(word);
        }
        masked.push_str(piece.strip_prefix(word).unwrap_or_default());
    }
    masked.into()
}

/// Without a last word that holds the beginning of a URL: its secrets may not show as such.
pub(crate) fn without_cut_url(text: &str) -> &str {
    let last = text.rsplit(ends_url).next().unwrap_or_default();
    if last.contains(SCHEME_END) {
        text.strip_suffix(last).unwrap_or(text)
    } else {
        text
    }
}

/// A word may be a list of URLs, and a URL may be a parameter of another.
fn push_masked(masked: &mut String, word: &str, mask: &KeyMask) {
    let word: String = urls(word).map(mask_credentials).collect();
    let mut list = String::new();
    for url in urls(&word) {
        if list.ends_with([',', ';', '|', '(', '[']) {
            masked.push_str(&mask_url(&list, mask));
            list.clear();
        }
        list.push_str(url);
    }
    masked.push_str(&mask_url(&list, mask));
}

/// Cuts a text where its URLs start.
pub(crate) fn urls(text: &str) -> impl Iterator<Item = &str> {
    let start = |(colon, _)| {
        let before: &str = text.get(..colon).unwrap_or_default();
        before.trim_end_matches(is_of_scheme).len()
    };
    // What begins behind `://` is no scheme but a user, whose password begins with `//`.
    let is_start = |start: &usize| !text.get(..*start).is_some_and(|b| b.ends_with(SCHEME_END));
    let starts = text.match_indices(SCHEME_END).map(start);
    let mut ends: Vec<_> = starts.filter(is_start).collect();
    ends.push(text.len());
    let mut from = 0;
    ends.into_iter().filter_map(move |end| {
        let piece = text.get(from..end);
        from = end;
        piece
    })
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
            (
                "a://b:x@h1,a://c:y@h2?sig=z",
                "a://REDACTED:REDACTED@h1,a://REDACTED:REDACTED@h2?sig=****",
            ),
            (
                "dsn=postgres://ada:S?E/CR@db; retry",
                "dsn=postgres://REDACTED:REDACTED@db; retry",
            ),
            (
                "for url (https://ada:x@h/?token=y)",
                "for url (https://REDACTED:REDACTED@h/?token=****",
            ),
            ("a://u://SECRET@h", "a://REDACTED:REDACTED@h"),
            (
                "/in?to=https://u:p@c.d&token=x",
                "/in?to=https://REDACTED:REDACTED@c.d&token=****",
            ),
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

        #[test]
        fn a_password_never_shows(
            before in "([a-z,;(= ]|http://h/\\?a=){0,4}",
            scheme in "(http|postgres|jdbc:mysql|mongodb\\+srv)",
            password in "[a-z?/#&=]{0,4}[a-z]SECRET[a-z?/#&=]{0,4}",
            after in "[a-z/?&=#, ]{0,8}",
        ) {
            let mask = KeyMask::default_for_queries();
            let text = format!("{before}{scheme}://user:{password}@host{after}");
            prop_assert!(!mask_urls(&text, &mask).contains("SECRET"), "{}", text);
        }
    }
}
