//! Brings endpoints into the form that the Python distribution searches, so that a pattern written
//! for one matches in the other: its `urllib.parse` takes a URL apart and puts it together again.

use std::borrow::Cow;

/// A URL as a client filter sees it: the scheme in lower case, empty `?` and `#` gone. `None` when it
/// cannot be a URL.
pub(super) fn client_endpoint(url: &str) -> Option<Cow<'_, str>> {
    if is_plain_url(url) {
        return Some(url.into());
    }
    put_together(url)
}

fn put_together(url: &str) -> Option<Cow<'_, str>> {
    let url = cleaned(url);
    let parts = Parts::of(&url)?;
    if parts.is_written_in(&url) {
        return Some(url);
    }
    let mut text = String::with_capacity(url.len());
    if let Some(scheme) = parts.scheme {
        text.push_str(&scheme.to_ascii_lowercase());
        text.push(':');
    }
    if let Some(authority) = parts.authority {
        text.push_str("//");
        text.push_str(authority);
    }
    parts.push_target(&mut text);
    Some(text.into())
}

/// A path or URL as a server filter sees it: scheme and host gone, empty `?` and `#` too. `None`
/// when it cannot be a path.
pub(super) fn server_endpoint(target: &str) -> Option<Cow<'_, str>> {
    // All bytes are looked at: so several are at once.
    let is_special = |byte: u8| byte <= b' ' || matches!(byte, b'?' | b'#');
    let has_special = target
        .bytes()
        .fold(false, |any, byte| any | is_special(byte));
    if target.starts_with('/') && !target.starts_with("//") && !has_special {
        return Some(target.into());
    }
    let target = cleaned(target);
    let mut text = String::with_capacity(target.len());
    Parts::of(&target)?.push_target(&mut text);
    Some(text.into())
}

/// Whether a URL is one that stays as it is, at a glance.
fn is_plain_url(url: &str) -> bool {
    let is_http = url.starts_with("http://") || url.starts_with("https://");
    // All bytes are looked at: so several are at once.
    let is_special = |byte: u8| byte <= b' ' || matches!(byte, b'#' | b'[' | b']');
    let has_special = url.bytes().fold(false, |any, byte| any | is_special(byte));
    is_http && !has_special && !url.ends_with('?')
}

/// Without leading control characters and spaces, without tabs and line breaks.
fn cleaned(text: &str) -> Cow<'_, str> {
    let text = text.trim_start_matches(|c| c <= ' ');
    if text.bytes().any(is_removed) {
        return text.replace(['\t', '\r', '\n'], "").into();
    }
    text.into()
}

fn is_removed(byte: u8) -> bool {
    matches!(byte, b'\t' | b'\r' | b'\n')
}

struct Parts<'a> {
    scheme: Option<&'a str>,
    authority: Option<&'a str>,
    path: &'a str,
    query: &'a str,
    fragment: &'a str,
}

impl<'a> Parts<'a> {
    fn of(text: &'a str) -> Option<Self> {
        let (scheme, rest) = match text.split_once(':') {
            Some((scheme, rest)) if is_scheme(scheme) => (Some(scheme), rest),
            _ => (None, text),
        };
        let (authority, rest) = match rest.strip_prefix("//") {
            Some(rest) => {
                let end = rest
                    .bytes()
                    .position(|byte| matches!(byte, b'/' | b'?' | b'#'));
                let (authority, rest) = rest.split_at(end.unwrap_or(rest.len()));
                (Some(authority), rest)
            }
            None => (None, rest),
        };
        if authority.is_some_and(|authority| authority.contains('[') != authority.contains(']')) {
            return None;
        }
        let (rest, fragment) = rest.split_once('#').unwrap_or((rest, ""));
        let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
        Some(Self {
            scheme,
            authority,
            path,
            query,
            fragment,
        })
    }

    fn is_written_in(&self, text: &str) -> bool {
        let delimiters = [!self.query.is_empty(), !self.fragment.is_empty()];
        self.scheme
            .is_none_or(|scheme| !scheme.bytes().any(|byte| byte.is_ascii_uppercase()))
            && text.len()
                == self.scheme.map_or(0, |scheme| scheme.len() + 1)
                    + self.authority.map_or(0, |authority| authority.len() + 2)
                    + self.path.len()
                    + self.query.len()
                    + self.fragment.len()
                    + delimiters.into_iter().filter(|present| *present).count()
    }

    fn push_target(&self, text: &mut String) {
        text.push_str(self.path);
        for (delimiter, part) in [('?', self.query), ('#', self.fragment)] {
            if !part.is_empty() {
                text.push(delimiter);
                text.push_str(part);
            }
        }
    }
}

fn is_scheme(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_glance_sees_no_less(url in "(https?://)?[a-zA-Z:/?#\\[\\]@ \t.\u{1}\u{e9}]{0,12}") {
            if is_plain_url(&url) {
                let whole = put_together(&url);
                prop_assert_eq!(whole.as_deref(), Some(&*url));
            }
        }
    }

    #[test]
    fn a_clean_url_is_not_copied() {
        for url in ["https://a.b/c?d=e#f", "http://a.b", "/a/b?c"] {
            assert!(
                matches!(client_endpoint(url), Some(Cow::Borrowed(text)) if text == url),
                "{url}"
            );
        }
        assert!(matches!(
            server_endpoint("/orders/7"),
            Some(Cow::Borrowed("/orders/7"))
        ));
    }

    #[test]
    fn urls_are_taken_apart_and_put_together_again() {
        for (url, client, server) in [
            ("HTTPS://A.b/C?#", "https://A.b/C", "/C"),
            ("\u{1} http://a/b\n\tc", "http://a/bc", "/bc"),
            ("//x/y?z", "//x/y?z", "/y?z"),
            ("a:b", "a:b", "b"),
            ("?a=1", "?a=1", "?a=1"),
            ("*", "*", "*"),
            ("", "", ""),
        ] {
            assert_eq!(
                client_endpoint(url).as_deref(),
                Some(client),
                "{url:?} on a client"
            );
            assert_eq!(
                server_endpoint(url).as_deref(),
                Some(server),
                "{url:?} on a server"
            );
        }
    }

    #[test]
    fn what_cannot_be_a_url_has_no_endpoint() {
        for url in ["http://[::1/a", "//[x/a", "http://::1]/"] {
            assert_eq!(client_endpoint(url), None, "{url}");
            assert_eq!(server_endpoint(url), None, "{url}");
        }
    }
}
