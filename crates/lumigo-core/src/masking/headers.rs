mod pieces;

use super::json::looks_like_json;
use super::{KeyMask, MASK, mask_text};
use http::HeaderMap;
use http::header::HeaderName;
use pieces::mask_pieces;
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
    /// Writes headers as one JSON object, in their order; the values of a name are joined by `, `.
    pub(crate) fn mask(&self, headers: &HeaderMap) -> String {
        if self.names.is_everything() {
            return MASK.to_owned();
        }
        let mut object =
            String::with_capacity(headers.len().saturating_mul(32).min(self.limit) + 64);
        let mut last = None;
        let mut is_secret = false;
        object.push('{');
        for (name, value) in headers {
            // The values of a name follow each other.
            if last == Some(name) {
                if !is_secret && !has_credentials(name.as_str(), value.as_bytes()) {
                    object.push_str(", ");
                    self.push_value(&mut object, value.as_bytes());
                }
                continue;
            }
            if last.is_some() {
                object.push_str("\",");
                if self.is_full(&object) {
                    return object;
                }
            }
            push_name(&mut object, name);
            is_secret = self.names.matches(name.as_str());
            if is_secret || has_credentials(name.as_str(), value.as_bytes()) {
                object.push_str(MASK);
            } else {
                self.push_value(&mut object, value.as_bytes());
            }
            last = Some(name);
        }
        object.push_str(if last.is_some() { "\"}" } else { "}" });
        object
    }

    /// One value of a name; `None` when that is a secret.
    pub(crate) fn value<'v>(&self, name: &str, value: &'v str) -> Option<Cow<'v, str>> {
        let is_secret = self.names.matches(name) || has_credentials(name, value.as_bytes());
        (!is_secret).then(|| self.masked(value))
    }

    fn is_full(&self, object: &str) -> bool {
        object.len() > self.limit && object.chars().nth(self.limit).is_some()
    }

    fn push_value(&self, object: &mut String, value: &[u8]) {
        push_escaped(object, &self.masked(&String::from_utf8_lossy(value)));
    }

    /// A value of a name that is no secret, without the secrets in it.
    pub(crate) fn masked<'v>(&self, value: &'v str) -> Cow<'v, str> {
        if looks_like_json(value) {
            mask_text(value, self.names)
        } else {
            mask_pieces(value, self.query)
        }
    }
}

/// Whether this names a host in the way of a URL. No client should send that.
fn has_credentials(name: &str, value: &[u8]) -> bool {
    let names_host = name.ends_with("host") || matches!(name, "forwarded" | "x-forwarded-server");
    names_host && value.contains(&b'@')
}

fn push_name(object: &mut String, name: &HeaderName) {
    // Names have no character that JSON escapes.
    object.extend(["\"", name.as_str(), "\":\""]);
}

/// Appends a text as it stands between the quotes of a JSON string.
fn push_escaped(json: &mut String, text: &str) {
    let mut rest = text;
    while let Some(end) = rest.find(|c: char| c < ' ' || matches!(c, '"' | '\\')) {
        let (plain, escaped) = rest.split_at(end);
        json.push_str(plain);
        let mut characters = escaped.chars();
        match characters.next() {
            Some('\t') => json.push_str("\\t"),
            Some(control @ '\0'..='\u{1f}') => {
                json.push_str(&format!("\\u{:04x}", u32::from(control)));
            }
            Some(quoted) => json.extend(['\\', quoted]),
            None => {}
        }
        rest = characters.as_str();
    }
    json.push_str(rest);
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderValue;

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
}
