//! Secrets in text of no known form: lists of URLs, connection strings, command lines.

use crate::masking::{KeyMask, MASK, mask_url};
use std::borrow::Cow;

/// Masks the credentials and secret parameters of every URL in a text.
pub(super) fn mask_urls<'a>(text: &'a str, mask: &KeyMask) -> Cow<'a, str> {
    if !text.contains("://") {
        return text.into();
    }
    let masked = urls(text).map(|url| mask_url(&with_marked_credentials(url), mask).into_owned());
    masked.collect::<String>().into()
}

/// Cuts a text where its URLs start: there may be a list of them.
fn urls(text: &str) -> impl Iterator<Item = &str> {
    let is_of_scheme = |c: char| c.is_ascii_alphanumeric() || "+.-".contains(c);
    let start = move |(colon, _)| {
        let before: &str = text.get(..colon).unwrap_or_default();
        before.trim_end_matches(is_of_scheme).len()
    };
    let mut ends: Vec<_> = text.match_indices("://").map(start).collect();
    ends.push(text.len());
    let mut from = 0;
    ends.into_iter().filter_map(move |end| {
        let piece = text.get(from..end);
        from = end;
        piece
    })
}

/// Some write a password as it is, with a `/`, `?` or `#` in it. What stands in the place of a port
/// and is no number is the begin of one, and the credentials end at the last `@`.
fn with_marked_credentials(url: &str) -> Cow<'_, str> {
    let Some((scheme, rest)) = url.split_once("://") else {
        return url.into();
    };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let port = authority.rsplit_once(':').map(|(_, port)| port);
    let is_cut = !authority.contains('@') && !port.is_none_or(may_be_port);
    match rest.rsplit_once('@') {
        Some((_, host)) if is_cut => format!("{scheme}://{MASK}@{host}").into(),
        _ => url.into(),
    }
}

fn may_be_port(text: &str) -> bool {
    let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    // The end of an IPv6 address is no port, and no password either.
    is_number || text.ends_with(']')
}

/// Masks what follows `key=` in connection strings and options, up to the next `&`: any other
/// character may be a part of the secret.
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
        if c == '=' && mask.matches(text.get(start..index)?.trim()) {
            return Some(text.split_at(end));
        }
        if c.is_whitespace() || "=&;,?#\"'".contains(c) {
            start = end;
        }
    }
    None
}
