//! Secrets in text of no known form: lists of URLs, connection strings, command lines.

use crate::masking::{CREDENTIALS_MASK, KeyMask, MASK, mask_url, urls};
use std::borrow::Cow;

/// Masks the credentials and secret parameters of every URL in a text. Here a URL goes on to the next
/// one or to the end: a password may have any character in it.
pub(super) fn mask_urls<'a>(text: &'a str, mask: &KeyMask) -> Cow<'a, str> {
    if !text.contains("://") {
        return text.into();
    }
    let masked = urls(text).map(|url| mask_url(url, mask).into_owned());
    masked.collect::<String>().into()
}

/// Masks what follows `key=`, `key: ` or `--key ` in connection strings and options, up to the next `&`:
/// any other character may be a part of the secret.
pub(super) fn mask_pairs<'a>(text: &'a str, mask: &KeyMask) -> Cow<'a, str> {
    let mut masked = String::new();
    let mut rest = text;
    while let Some((kept, secret)) = split_at_secret(rest, mask) {
        masked.extend([kept, MASK]);
        rest = secret
            .find('&')
            .and_then(|end| secret.get(end..))
            .unwrap_or_default();
    }
    if masked.is_empty() {
        return text.into();
    }
    (masked + rest).into()
}

fn split_at_secret<'a>(text: &'a str, mask: &KeyMask) -> Option<(&'a str, &'a str)> {
    let mut start = 0;
    for (index, c) in text.char_indices() {
        let end = index + c.len_utf8();
        let rest = text.get(end..)?;
        let key = text.get(start..index)?.trim();
        let separates = match c {
            '=' => true,
            ':' => rest.starts_with(char::is_whitespace),
            c => c.is_whitespace() && key.starts_with('-'),
        };
        if separates && !rest.trim().is_empty() && mask.matches(key.trim_start_matches('-')) {
            return Some(text.split_at(end));
        }
        if c.is_whitespace() || "=&;,?#\"'".contains(c) {
            start = end;
        }
    }
    None
}

/// Masks the credentials of an address without a scheme, such as `ada:secret@tcp(db:3306)/shop`.
pub(super) fn mask_address(text: &str) -> Cow<'_, str> {
    let credentials = text.rsplit_once('@').filter(|(before, _)| {
        before.contains(':') && !before.contains(|c: char| c.is_whitespace() || c == '/')
    });
    match credentials {
        Some((_, host)) if !text.contains("://") => format!("{CREDENTIALS_MASK}@{host}").into(),
        _ => text.into(),
    }
}
