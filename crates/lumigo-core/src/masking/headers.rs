mod pieces;
mod plain;

use super::json::looks_like_json;
use super::scratch::Scratch;
use super::{KeyMask, MASK, mask_text};
use crate::limits::cut;
use http::HeaderMap;
use http::header::HeaderName;
use pieces::mask_pieces;
use plain::is_plain;
use std::borrow::Cow;

/// Which lists govern a set of headers, and how much of it is kept.
#[derive(Clone, Copy, Debug)]
pub(crate) struct HeaderMask<'a> {
    /// The names of secret headers, and the keys of those whose value is JSON.
    pub(crate) names: &'a KeyMask,
    /// The parameters of URLs in values.
    pub(crate) query: &'a KeyMask,
    /// In characters. Headers that start behind it are not looked at.
    pub(crate) limit: usize,
}

impl HeaderMask<'_> {
    /// Headers as one JSON object, in their order and cut at the limit; the values of a name are joined
    /// by `, `.
    pub(crate) fn mask(&self, headers: &HeaderMap) -> String {
        if self.names.is_everything() {
            return cut(MASK, self.limit).to_owned();
        }
        Scratch::lend(|Scratch { object, .. }| {
            self.write(headers, object);
            cut(text_of(object), self.limit).to_owned()
        })
    }

    /// Stops where nothing more would be kept.
    fn write(&self, headers: &HeaderMap, object: &mut Vec<u8>) {
        let mut last = None;
        let mut is_secret = false;
        object.push(b'{');
        for (name, value) in headers {
            let value = value.as_bytes();
            // The values of a name follow each other.
            if last == Some(name) {
                if !is_secret && !has_credentials(name.as_str(), value) {
                    object.extend(b", ");
                    self.push_value(object, value);
                }
                continue;
            }
            if last.is_some() {
                object.extend(b"\",");
                if self.is_full(object) {
                    return;
                }
            }
            push_name(object, name);
            is_secret = self.names.matches(name.as_str());
            if is_secret || has_credentials(name.as_str(), value) {
                object.extend(MASK.as_bytes());
            } else {
                self.push_value(object, value);
            }
            last = Some(name);
        }
        object.extend(if last.is_some() { &b"\"}"[..] } else { b"}" });
    }

    /// One value of a name; `None` when that is a secret.
    pub(crate) fn value<'v>(&self, name: &str, value: &'v str) -> Option<Cow<'v, str>> {
        let is_secret = self.names.matches(name) || has_credentials(name, value.as_bytes());
        (!is_secret).then(|| self.masked(value))
    }

    fn is_full(&self, object: &[u8]) -> bool {
        object.len() > self.limit && text_of(object).chars().nth(self.limit).is_some()
    }

    fn push_value(&self, object: &mut Vec<u8>, value: &[u8]) {
        if is_plain(value) {
            object.extend(value);
        } else {
            push_escaped(object, &self.masked(&String::from_utf8_lossy(value)));
        }
    }

    /// A value of a name that is no secret, without the secrets in it.
    pub(crate) fn masked<'v>(&self, value: &'v str) -> Cow<'v, str> {
        if is_plain(value.as_bytes()) {
            value.into()
        } else if looks_like_json(value) {
            mask_text(value, self.names)
        } else {
            mask_pieces(value, self.query)
        }
    }
}

/// What is written is UTF-8.
fn text_of(object: &[u8]) -> &str {
    std::str::from_utf8(object).unwrap_or_default()
}

/// Whether this names a host in the way of a URL. No client should send that.
fn has_credentials(name: &str, value: &[u8]) -> bool {
    let names_host = name.ends_with("host") || matches!(name, "forwarded" | "x-forwarded-server");
    names_host && value.contains(&b'@')
}

fn push_name(object: &mut Vec<u8>, name: &HeaderName) {
    // Names have no character that JSON escapes.
    object.push(b'"');
    object.extend(name.as_str().as_bytes());
    object.extend(b"\":\"");
}

/// Appends a text as it stands between the quotes of a JSON string.
fn push_escaped(json: &mut Vec<u8>, text: &str) {
    for byte in text.bytes() {
        match byte {
            b'\t' => json.extend(b"\\t"),
            b'"' | b'\\' => json.extend([b'\\', byte]),
            b'\0'..=b'\x1f' => json.extend(format!("\\u{byte:04x}").bytes()),
            _ => json.push(byte),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderValue;
    use proptest::prelude::*;

    fn masked(headers: &[(&'static str, &'static str)]) -> String {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            let value = HeaderValue::from_bytes(value.as_bytes()).unwrap();
            map.append(HeaderName::from_static(name), value);
        }
        let (names, query) = (KeyMask::default(), KeyMask::default_for_queries());
        let mask = HeaderMask {
            names: &names,
            query: &query,
            limit: 2048,
        };
        mask.mask(&map)
    }

    #[test]
    fn a_host_with_credentials_is_masked() {
        for (name, value, expected) in [
            ("host", "ada:x@a.b:80", "****"),
            ("x-forwarded-host", "c.d, ada@a.b", "****"),
            ("x-forwarded-server", "ada:x@a.b", "****"),
            ("x-original-host", "ada:x@a.b", "****"),
            ("forwarded", "for=1.2.3.4;host=ada:x@a.b", "****"),
            ("forwarded", "for=1.2.3.4", "for=1.2.3.4"),
            ("host", "a.b:80", "a.b:80"),
            ("from", "ada@a.b", "ada@a.b"),
        ] {
            let expected = format!("{{\"{name}\":\"{expected}\"}}");
            assert_eq!(masked(&[(name, value)]), expected);
        }
    }

    #[test]
    fn every_url_of_a_value_is_masked() {
        for (value, expected) in [
            ("https://a.b/?token=x", "https://a.b/?token=****"),
            ("/c?sig=x&page=2", "/c?sig=****&page=2"),
            (
                "<https://a.b/?page=2>; rel=\"next\", <https://ada:x@c.d/?token=y>; rel=\"last\"",
                "<https://a.b/?page=2>; rel=\\\"next\\\", <https://REDACTED:REDACTED@c.d/?token=****>; rel=\\\"last\\\"",
            ),
            (
                "https://a.b https://ada:x@c.d/",
                "https://a.b https://REDACTED:REDACTED@c.d/",
            ),
            (
                "/in?to=https://c.d&token=x",
                "/in?to=https://c.d&token=****",
            ),
            ("why?", "why?"),
        ] {
            let expected = format!("{{\"x\":\"{expected}\"}}");
            assert_eq!(masked(&[("x", value)]), expected, "{value}");
        }
    }

    #[test]
    fn values_are_joined_and_escaped() {
        assert_eq!(masked(&[]), "{}");
        assert_eq!(
            masked(&[("b", "1\t\\"), ("cookie", "a"), ("a", "{\"token\": 1}")]),
            r#"{"b":"1\t\\","cookie":"****","a":"{\"token\": \"****\"}"}"#
        );
        assert_eq!(
            masked(&[("b", "1"), ("cookie", "a"), ("b", "2"), ("cookie", "b")]),
            r#"{"b":"1, 2","cookie":"****"}"#
        );
    }

    proptest! {
        #[test]
        fn a_plain_value_is_what_any_other_would_become(
            value in "([a-z ;:,='/]|[?#\\[\\]{}\"\\\\&]|://|//|token|sig=|\t|\u{e9}){0,12}"
        ) {
            let (names, query) = (KeyMask::default(), KeyMask::default_for_queries());
            let mask = HeaderMask { names: &names, query: &query, limit: 2048 };
            let mut general = Vec::new();
            push_escaped(&mut general, &mask.masked(&value));
            let mut object = Vec::new();
            mask.push_value(&mut object, value.as_bytes());
            prop_assert_eq!(object, general);
        }
    }
}
