use super::{KeyMask, MASK};
use percent_encoding::percent_decode_str;
use std::borrow::Cow;

/// What the semantic conventions put in the place of a URL's credentials.
const CREDENTIALS_MASK: &str = "REDACTED:REDACTED";

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
    if !query
        .split('&')
        .any(|segment| secret_value(segment, mask).is_some())
    {
        return query.into();
    }
    let mut masked = String::with_capacity(query.len());
    for (index, segment) in query.split('&').enumerate() {
        if index > 0 {
            masked.push('&');
        }
        match secret_value(segment, mask).and_then(|start| segment.get(..start)) {
            Some(kept) => masked.extend([kept, MASK]),
            None => masked.push_str(segment),
        }
    }
    masked.into()
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
    let (base, fragment) = url
        .split_once('#')
        .map_or((url, None), |(base, f)| (base, Some(f)));
    let (base, query) = base
        .split_once('?')
        .map_or((base, None), |(base, q)| (base, Some(q)));
    let masked_base = mask_credentials(base);
    let masked_query = query.map(|query| mask_query(query, mask));
    let masked_fragment = fragment.map(|fragment| mask_query(fragment, mask));
    let parts = [
        Some(&masked_base),
        masked_query.as_ref(),
        masked_fragment.as_ref(),
    ];
    if parts
        .into_iter()
        .flatten()
        .all(|part| matches!(part, Cow::Borrowed(text) if *text != MASK))
    {
        return url.into();
    }
    let mut masked = masked_base.into_owned();
    for (delimiter, part) in [('?', masked_query), ('#', masked_fragment)] {
        if let Some(part) = part {
            masked.push(delimiter);
            masked.push_str(&part);
        }
    }
    masked.into()
}

fn mask_credentials(base: &str) -> Cow<'_, str> {
    let Some((scheme, rest)) = base.split_once("://") else {
        return base.into();
    };
    let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    match authority.rsplit_once('@') {
        Some((_, host)) => format!("{scheme}://{CREDENTIALS_MASK}@{host}{path}").into(),
        None => base.into(),
    }
}

/// Whether a key is secret as its receiver reads it: no escape hides it. In a form `+` is a space.
fn is_secret(key: &str, mask: &KeyMask) -> bool {
    let matches = |key: &str| mask.matches(&percent_decode_str(key).decode_utf8_lossy());
    matches(key) || (key.contains('+') && matches(&key.replace('+', " ")))
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
        fn no_text_panics(text in "\\PC{0,64}") {
            let mask = KeyMask::default_for_queries();
            mask_query(&text, &mask);
            mask_url(&text, &mask);
        }
    }
}
