use super::json::{looks_like_json, mask_json};
use super::{KeyMask, MASK, mask_query};
use std::borrow::Cow;

/// Masks the secrets of a text that holds JSON; other text stays as it is.
pub(crate) fn mask_text<'a>(text: &'a str, mask: &KeyMask) -> Cow<'a, str> {
    if mask.is_everything() {
        return MASK.into();
    }
    if !looks_like_json(text) {
        return text.into();
    }
    if text.as_bytes().contains(&0) {
        // It may be UTF-16, which hides keys.
        return MASK.into();
    }
    mask_as_json(text, mask)
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
