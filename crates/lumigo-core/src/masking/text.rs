use super::json::{looks_like_json, mask_json};
use super::{KeyMask, MASK, mask_query};
use std::borrow::Cow;

/// Masks the secrets of a text that is JSON or has an object of it somewhere; other text stays as it
/// is.
pub(crate) fn mask_text<'a>(text: &'a str, mask: &KeyMask) -> Cow<'a, str> {
    if mask.is_everything() {
        return MASK.into();
    }
    if looks_like_json(text) {
        if text.as_bytes().contains(&0) {
            // It may be UTF-16, which hides keys.
            return MASK.into();
        }
        return mask_as_json(text, mask);
    }
    let Some((before, json)) = split_at_object(text) else {
        return text.into();
    };
    match mask_as_json(json, mask) {
        Cow::Owned(masked) => [before, &masked].concat().into(),
        Cow::Borrowed(_) => text.into(),
    }
}

/// The text before its first JSON object, and what begins with that.
fn split_at_object(text: &str) -> Option<(&str, &str)> {
    let is_object = |(start, _): &(usize, &str)| {
        let inside = text.get(start + 1..).unwrap_or_default();
        let inside = inside.trim_start_matches(|c: char| c.is_whitespace() || c == '\\');
        inside.starts_with('"')
    };
    let (start, _) = text.match_indices('{').find(is_object)?;
    text.split_at_checked(start)
}

/// Masks the secrets of a text that is said to be JSON, whatever it looks like.
pub(crate) fn mask_as_json<'a>(text: &'a str, mask: &KeyMask) -> Cow<'a, str> {
    if mask.is_everything() {
        return MASK.into();
    }
    if mask.is_empty() {
        return text.into();
    }
    mask_json(text, mask)
}

/// Whether a text of no known type is one line of `key=value` pairs, as far as it goes.
pub(crate) fn looks_like_form(text: &str) -> bool {
    let line = text.trim();
    let key = line.split_once('=').map_or("", |(key, _)| key);
    !key.is_empty() && !line.contains(char::is_whitespace) && !looks_like_json(line)
}

/// Masks the secrets of a form. Some clients say that of JSON too.
pub(crate) fn mask_form<'a>(text: &'a str, mask: &KeyMask) -> Cow<'a, str> {
    if !looks_like_json(text) {
        return mask_query(text, mask);
    }
    let masked = mask_as_json(text, mask);
    if is_surely_json(text) {
        return masked;
    }
    mask_query(&masked, mask).into_owned().into()
}

/// Whether the first two signs are an object's or an array's, and no form's.
fn is_surely_json(text: &str) -> bool {
    let mut signs = text
        .chars()
        .filter(|c| !c.is_whitespace() && *c != '\u{feff}');
    matches!(
        (signs.next(), signs.next()),
        (Some('{'), Some('"' | '}')) | (Some('['), Some('{' | '"'))
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn objects_are_found_in_other_text() {
        let mask = KeyMask::default();
        for (text, expected) in [
            (
                r#"bad body: {"password":"SECRET", "a": 1}"#,
                r#"bad body: {"password":"****", "a": 1}"#,
            ),
            (
                "event: x\ndata: { \"token\" : 7}\n\ndata: {\"token\":8}",
                "event: x\ndata: { \"token\" : \"****\"}\n\ndata: {\"token\":\"****\"}",
            ),
            (
                r#""{\"password\":\"SECRET\"}""#,
                r#""{\"password\":\"****\"}""#,
            ),
            (r#"cut {"key": "SEC"#, r#"cut {"key": "****""#),
            ("password: x {y} {", "password: x {y} {"),
            (r#"a "{b" {"c": 1}"#, r#"a "{b" {"c": 1}"#),
        ] {
            assert_eq!(mask_text(text, &mask), expected);
        }
    }

    #[test]
    fn forms_are_known_by_their_first_key() {
        for (text, expected) in [
            ("user=ada&password=hunter2", true),
            ("password=hun", true),
            ("a&password=", true),
            ("a=1\r\n", true),
            ("user", false),
            ("=a", false),
            ("", false),
            ("a=1 b", false),
            ("a=1\nb=2", false),
            ("{a=1}", false),
        ] {
            assert_eq!(looks_like_form(text), expected, "{text}");
        }
    }

    #[test]
    fn many_braces_are_read_once() {
        let mask = KeyMask::default();
        for unit in ["{ ", "{\\", "x{"] {
            let text = format!("x{}", unit.repeat(50_000));
            assert_eq!(mask_text(&text, &mask), text);
        }
    }
}
