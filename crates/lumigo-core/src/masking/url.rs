use super::{KeyMask, MASK, looks_like_json, mask_text};
use percent_encoding::{NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use std::borrow::Cow;

/// What the semantic conventions put in the place of a URL's credentials.
pub(crate) const CREDENTIALS_MASK: &str = "REDACTED:REDACTED";

/// Masks the values of secret parameters in a query string, or in a fragment that looks like one.
/// Everything else stays as it was sent.
///
/// Parameters end at `&`. Old forms separate them by `;` too, but it may as well be a part of the
/// secret: a secret key is found behind either, and its value is masked up to the next `&`.
pub(crate) fn mask_query<'a>(query: &'a str, mask: &KeyMask) -> Cow<'a, str> {
    if query.is_empty() || mask.is_empty() {
        return query.into();
    }
    if mask.is_everything() {
        return MASK.into();
    }
    if is_harmless(query, mask) {
        return query.into();
    }
    let mut segments = query.split('&');
    if segments.all(|segment| masked_segment(segment, mask).is_none()) {
        return query.into();
    }
    let mut masked = String::with_capacity(query.len());
    for (index, segment) in query.split('&').enumerate() {
        if index > 0 {
            masked.push('&');
        }
        match masked_segment(segment, mask) {
            Some(other) => masked.push_str(&other),
            None => masked.push_str(segment),
        }
    }
    masked.into()
}

/// Whether a query has no secrets, at a glance: nothing in it stands for something else.
fn is_harmless(query: &str, mask: &KeyMask) -> bool {
    let is_special = |byte: u8| matches!(byte, b'%' | b'+' | b';' | b'?' | b'#');
    if mask.is_everything() || query.bytes().any(is_special) {
        return false;
    }
    let mut rest = Some(query);
    while let Some(query) = rest {
        let (parameter, others) = split_at(query, b'&');
        let (key, value) = split_at(parameter, b'=');
        if value.is_some_and(|value| mask.matches(key) || looks_like_json(value)) {
            return false;
        }
        rest = others;
    }
    true
}

/// What stands before the first of such a byte, which is ASCII, and what follows. The searches of the
/// standard library are made for longer texts.
fn split_at(text: &str, byte: u8) -> (&str, Option<&str>) {
    let place = text.bytes().position(|other| other == byte);
    let parts = place.and_then(|place| Some((text.get(..place)?, text.get(place + 1..)?)));
    parts.map_or((text, None), |(before, after)| (before, Some(after)))
}

/// What becomes of a parameter; `None` when it stays as it is.
fn masked_segment(segment: &str, mask: &KeyMask) -> Option<String> {
    if let Some(start) = secret_value(segment, mask) {
        return Some([segment.get(..start)?, MASK].concat());
    }
    let (key, value) = segment.split_once('=')?;
    // A form may hold a whole document.
    let json = decoded(value);
    if !looks_like_json(&json) {
        return None;
    }
    // Compared, since a mask for the whole is borrowed too.
    let masked = mask_text(&json, mask);
    let encoded = utf8_percent_encode(&masked, NON_ALPHANUMERIC);
    (masked != json).then(|| format!("{key}={encoded}"))
}

fn decoded(value: &str) -> Cow<'_, str> {
    if !value.contains('+') {
        return percent_decode_str(value).decode_utf8_lossy();
    }
    let value = value.replace('+', " ");
    let decoded = percent_decode_str(&value).decode_utf8_lossy().into_owned();
    decoded.into()
}

/// Where the first secret value of a segment starts.
fn secret_value(segment: &str, mask: &KeyMask) -> Option<usize> {
    let mut start = 0;
    for parameter in segment.split_inclusive(';') {
        if let Some((key, _)) = parameter.split_once('=') {
            if is_secret(key, mask) {
                return Some(start + key.len() + 1);
            }
        }
        start += parameter.len();
    }
    None
}

/// Masks a URL's credentials, and the secret parameters of its query and fragment.
pub(crate) fn mask_url<'a>(url: &'a str, mask: &KeyMask) -> Cow<'a, str> {
    if is_harmless_url(url, mask) {
        return url.into();
    }
    match mask_credentials(url) {
        Cow::Borrowed(url) => mask_parameters(url, mask),
        Cow::Owned(url) => mask_parameters(&url, mask).into_owned().into(),
    }
}

/// Whether a URL has no secrets, at a glance.
fn is_harmless_url(url: &str, mask: &KeyMask) -> bool {
    if url.contains('@') || url.contains('#') {
        return false;
    }
    match url.split_once('?') {
        None | Some((_, "")) => true,
        Some((_, query)) => is_harmless(query, mask),
    }
}

fn mask_parameters<'a>(url: &'a str, mask: &KeyMask) -> Cow<'a, str> {
    let (base, fragment) = url
        .split_once('#')
        .map_or((url, None), |(base, f)| (base, Some(f)));
    let (base, query) = base
        .split_once('?')
        .map_or((base, None), |(base, q)| (base, Some(q)));
    let query = query.map(|query| (query, mask_query(query, mask)));
    let fragment = fragment.map(|fragment| (fragment, mask_query(fragment, mask)));
    let parts = [&query, &fragment];
    if parts.into_iter().flatten().all(|(sent, kept)| sent == kept) {
        return url.into();
    }
    let mut masked = base.to_owned();
    for (delimiter, part) in [('?', query), ('#', fragment)] {
        if let Some((_, part)) = part {
            masked.push(delimiter);
            masked.push_str(&part);
        }
    }
    masked.into()
}

/// Masks the credentials of the URL that a text starts with.
///
/// Some write a password as it is, with a `/`, `?` or `#` in it. What stands in the place of a port
/// and is no number is the begin of one, and the credentials end at the last `@`.
pub(super) fn mask_credentials(url: &str) -> Cow<'_, str> {
    let Some((start, rest)) = split_scheme(url) else {
        return url.into();
    };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let end = match authority.rfind('@') {
        None if !may_be_address(authority) => rest.rfind('@'),
        end => end,
    };
    match end.and_then(|end| rest.get(end..)) {
        Some(host) => [start, CREDENTIALS_MASK, host].concat().into(),
        None => url.into(),
    }
}

/// A URL's beginning up to its `//`, and what follows.
fn split_scheme(url: &str) -> Option<(&str, &str)> {
    let (scheme, rest) = url.split_once("//")?;
    let is_scheme = scheme
        .strip_suffix(':')
        .map_or(scheme.is_empty(), |scheme| {
            !scheme.is_empty() && scheme.chars().all(is_of_scheme)
        });
    let start = url.get(..scheme.len() + 2)?;
    is_scheme.then_some((start, rest))
}

/// Whether a character may be in a scheme. `_` is in some that are none, such as `my_db://`.
pub(super) fn is_of_scheme(character: char) -> bool {
    character.is_ascii_alphanumeric() || "+.-_:".contains(character)
}

/// Whether it is a host, with a port or without.
fn may_be_address(text: &str) -> bool {
    let Some((host, port)) = text.rsplit_once(':') else {
        return true;
    };
    let is_number = !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit());
    // The end of an IPv6 address is no port, and no password either.
    is_number || (host.starts_with('[') && port.ends_with(']'))
}

/// Whether a key is secret as its receiver reads it: no escape hides it. In a form `+` is a space. A
/// fragment may be a path with a query of its own.
fn is_secret(key: &str, mask: &KeyMask) -> bool {
    let matches = |key: &str| mask.matches(&percent_decode_str(key).decode_utf8_lossy());
    let matches =
        |key: &str| matches(key) || (key.contains('+') && matches(&key.replace('+', " ")));
    matches(key)
        || key
            .rsplit_once(['?', '#'])
            .is_some_and(|(_, key)| matches(key))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn secret_parameters_are_masked_and_others_stay_as_they_were() {
        let mask = KeyMask::default_for_queries();
        for (query, expected) in [
            ("user=ada&password=hunter2", "user=ada&password=****"),
            ("token=a;b&page=2;3", "token=****&page=2;3"),
            ("page=2;token=a;b&c", "page=2;token=****&c"),
            ("a;password=b", "a;password=****"),
            ("x%0Apassword=hunter2", "x%0Apassword=****"),
            ("p%61ssword=x&q=%20+", "p%61ssword=****&q=%20+"),
            ("user[api_key]=x=y=z&", "user[api_key]=****&"),
            ("password", "password"),
            (
                "payload=%7B%22token%22%3A%22x%22%7D&a=1",
                "payload=%7B%22token%22%3A%22%2A%2A%2A%2A%22%7D&a=1",
            ),
            (
                "payload={\"a\":+{\"token\":\"x",
                "payload=%7B%22a%22%3A%20%7B%22token%22%3A%22%2A%2A%2A%2A%22",
            ),
            ("payload=%7B%22a%22%3A1%7D", "payload=%7B%22a%22%3A1%7D"),
            // UTF-16 hides keys.
            ("a={%00%22%00k%00", "a=%2A%2A%2A%2A"),
            ("password=", "password=****"),
            ("&&=", "&&="),
            ("", ""),
        ] {
            assert_eq!(mask_query(query, &mask), expected, "{query}");
        }
    }

    #[test]
    fn a_plus_in_a_key_may_be_a_space() {
        let mask = KeyMask::parse(r#"["^a b$", "^c\\+d$"]"#).unwrap();
        assert_eq!(
            mask_query("a+b=1&c+d=2&a b=3&a%2bb=4", &mask),
            "a+b=****&c+d=****&a b=****&a%2bb=4"
        );
    }

    #[test]
    fn urls_lose_their_credentials() {
        let mask = KeyMask::default_for_queries();
        for (url, expected) in [
            (
                "https://ada:hunter2@a.b/c?sig=x#access_token=y",
                "https://REDACTED:REDACTED@a.b/c?sig=****#access_token=****",
            ),
            ("https://token@a.b", "https://REDACTED:REDACTED@a.b"),
            ("https://a.b/@c?d=e", "https://a.b/@c?d=e"),
            ("https://a:b@c@d.e/?", "https://REDACTED:REDACTED@d.e/?"),
            ("https://ada:SE?CRET@h/p", "https://REDACTED:REDACTED@h/p"),
            (
                "https://ada:S/E#CRET@h/p?q=1",
                "https://REDACTED:REDACTED@h/p?q=1",
            ),
            (
                "https://ada:[x]?SECRET@h/p",
                "https://REDACTED:REDACTED@h/p",
            ),
            (
                "https://h/#/in?page=2&sig=x",
                "https://h/#/in?page=2&sig=****",
            ),
            ("https://h/#/in?sig=x", "https://h/#/in?sig=****"),
            ("//ada:SECRET@h/p", "//REDACTED:REDACTED@h/p"),
            (
                "jdbc:mysql://ada:x@h/p",
                "jdbc:mysql://REDACTED:REDACTED@h/p",
            ),
            (
                "https://h:8080/@scope?page=2",
                "https://h:8080/@scope?page=2",
            ),
            ("http://[::1]:80/a@b", "http://[::1]:80/a@b"),
            ("/p?to=https://h//a@b", "/p?to=https://h//a@b"),
            ("http://a.b", "http://a.b"),
        ] {
            assert_eq!(mask_url(url, &mask), expected, "{url}");
        }
    }

    #[test]
    fn all_hides_the_whole_query() {
        let mask = KeyMask::everything();
        assert_eq!(mask_query("page=2", &mask), "****");
        assert_eq!(
            mask_url("http://a.b/c?page=2#f", &mask),
            "http://a.b/c?****#****"
        );
        assert_eq!(mask_url("http://a.b/c", &mask), "http://a.b/c");
    }

    proptest! {
        #[test]
        fn a_secret_value_never_shows(
            before in "[a-z=&;%#?]{0,12}",
            key in "(api_?key|PASSWORD|%70assword|sig)",
            secret in "[^&#]{0,4}SECRET[^&#]{0,12}",
        ) {
            let mask = KeyMask::default_for_queries();
            let query = format!("{before}&{key}={secret}");
            let url = format!("http://h/p?{query}");
            prop_assert!(!mask_query(&query, &mask).contains("SECRET"));
            prop_assert!(!mask_url(&url, &mask).contains("SECRET"));
        }

        #[test]
        fn a_glance_sees_no_less(
            before in "(https?://h/p|/p|)",
            query in "[ap&=;%+?#@{\\[ /]{0,12}",
            key in "(a|apikey|p%61ssword|x\\?token|)",
            value in "(b|%7B|\\{\"token\":1|)",
        ) {
            let mask = KeyMask::default_for_queries();
            let query = format!("{query}&{key}={value}");
            if is_harmless(&query, &mask) {
                prop_assert!(query.split('&').all(|one| masked_segment(one, &mask).is_none()));
            }
            let url = format!("{before}?{query}");
            if is_harmless_url(&url, &mask) {
                prop_assert_eq!(mask_credentials(&url), url.as_str());
                prop_assert_eq!(mask_parameters(&url, &mask), url.as_str());
            }
        }

        #[test]
        fn no_text_panics(text in "\\PC{0,64}") {
            let mask = KeyMask::default_for_queries();
            mask_query(&text, &mask);
            mask_url(&text, &mask);
        }
    }
}
