//! Finds members of a JSON object without reading more of it than is needed.

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::fmt;

/// The text of the first member of an object that has one of these names and is a text.
pub(crate) fn member<'a>(json: &'a [u8], names: &[&str]) -> Option<Cow<'a, str>> {
    if let Some(text) = first_member(json, names) {
        return Some(text.into());
    }
    let mut found = None;
    let mut deserializer = serde_json::Deserializer::from_slice(json);
    // An error says that it is found, or that the rest is no JSON.
    let _ = Member {
        names,
        found: &mut found,
    }
    .deserialize(&mut deserializer);
    text_of(found?)
}

/// The same where it is the first member at all, without escapes: so the SDK writes most requests, and what
/// follows need not be read.
fn first_member<'a>(json: &'a [u8], names: &[&str]) -> Option<&'a str> {
    let rest = json.strip_prefix(b"{\"")?;
    let name = names
        .iter()
        .find(|name| rest.starts_with(name.as_bytes()))?;
    let rest = rest.get(name.len()..)?.strip_prefix(b"\":\"")?;
    let end = rest.iter().position(|byte| matches!(byte, b'"' | b'\\'))?;
    let (text, rest) = rest.split_at_checked(end)?;
    let text = text
        .iter()
        .all(|byte| matches!(byte, b' '..=b'~'))
        .then_some(text)?;
    std::str::from_utf8(text)
        .ok()
        .filter(|_| rest.starts_with(b"\""))
}

/// The same of the first element of the array `Entries`.
pub(crate) fn member_of_first_entry<'a>(json: &'a [u8], names: &[&str]) -> Option<Cow<'a, str>> {
    let mut found = None;
    let mut deserializer = serde_json::Deserializer::from_slice(json);
    let _ = Entries(Member {
        names,
        found: &mut found,
    })
    .deserialize(&mut deserializer);
    text_of(found?)
}

/// The members of an object whose names are wanted, read once.
#[cfg(feature = "sqs")]
pub(crate) fn members<'a>(
    json: &'a str,
    is_wanted: impl Fn(&str) -> bool,
) -> Vec<(Cow<'a, str>, &'a RawValue)> {
    let mut found = Vec::new();
    let mut deserializer = serde_json::Deserializer::from_str(json);
    let members = Members {
        is_wanted,
        found: &mut found,
    };
    // What comes before an error has been found.
    let _ = deserializer.deserialize_map(members);
    found
}

/// A value that is a text.
pub(crate) fn text_of(value: &RawValue) -> Option<Cow<'_, str>> {
    let Text(text) = serde_json::from_str(value.get()).ok()?;
    Some(text)
}

struct Member<'n, 'f, 'de> {
    names: &'n [&'n str],
    found: &'f mut Option<&'de RawValue>,
}

impl<'de> DeserializeSeed<'de> for Member<'_, '_, 'de> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Member<'_, '_, 'de> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(Text(key)) = map.next_key()? {
            if !self.names.contains(&&*key) {
                map.next_value::<IgnoredAny>()?;
                continue;
            }
            let value: &RawValue = map.next_value()?;
            if value.get().starts_with('"') {
                *self.found = Some(value);
                return Err(A::Error::custom("found"));
            }
        }
        Ok(())
    }
}

#[cfg(feature = "sqs")]
struct Members<'f, 'de, W> {
    is_wanted: W,
    found: &'f mut Vec<(Cow<'de, str>, &'de RawValue)>,
}

#[cfg(feature = "sqs")]
impl<'de, W: Fn(&str) -> bool> Visitor<'de> for Members<'_, 'de, W> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(Text(key)) = map.next_key()? {
            if (self.is_wanted)(&key) {
                self.found.push((key, map.next_value()?));
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(())
    }
}

struct Entries<'n, 'f, 'de>(Member<'n, 'f, 'de>);

impl<'de> DeserializeSeed<'de> for Entries<'_, '_, 'de> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Entries<'_, '_, 'de> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object with entries")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(Text(key)) = map.next_key()? {
            if key == "Entries" {
                return map.next_value_seed(self);
            }
            map.next_value::<IgnoredAny>()?;
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut entries: A) -> Result<(), A::Error> {
        entries.next_element_seed(self.0)?;
        while entries.next_element::<IgnoredAny>()?.is_some() {}
        Ok(())
    }
}

/// A text, borrowed where it has no escapes.
#[derive(serde::Deserialize)]
struct Text<'a>(#[serde(borrow)] Cow<'a, str>);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_text_with_one_of_the_names_is_found() {
        let cases: [(&str, Option<&str>); 9] = [
            (r#"{"A":"1"}"#, Some("1")),
            (r#"{"x":{"A":"no"},"y":["A"],"B":"2","A":"3"}"#, Some("2")),
            (r#"{"A":null,"B":"2"}"#, Some("2")),
            (r#"{"A":"a\"bé"}"#, Some("a\"bé")),
            (r#"{"A":"found" and then no JSON"#, Some("found")),
            (r#"{"A":"#, None),
            (r#"["A"]"#, None),
            ("no JSON", None),
            ("", None),
        ];
        for (json, expected) in cases {
            assert_eq!(
                member(json.as_bytes(), &["A", "B"]).as_deref(),
                expected,
                "{json}"
            );
        }
    }

    #[test]
    fn a_member_of_the_first_entry_is_found() {
        let cases: [(&str, Option<&str>); 4] = [
            (r#"{"Entries":[{"x":1,"A":"1"},{"A":"2"}]}"#, Some("1")),
            (r#"{"Other":[],"Entries":[{"x":1},{"A":"2"}]}"#, None),
            (r#"{"Entries":[]}"#, None),
            (r#"{"Entries":"A"}"#, None),
        ];
        for (json, expected) in cases {
            let found = member_of_first_entry(json.as_bytes(), &["A"]);
            assert_eq!(found.as_deref(), expected, "{json}");
        }
    }
}
