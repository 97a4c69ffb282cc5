//! JSON as Python's `json.dumps` writes it: a space after commas and colons, and nothing but ASCII.

use serde::Serialize;
use serde_json::Value;
use serde_json::ser::{Formatter, Serializer};
use std::collections::BTreeMap;
use std::io::{self, Write};

/// Appends a value.
pub(super) fn append(text: &mut Vec<u8>, value: &impl Serialize) {
    let mut serializer = Serializer::with_formatter(text, Python);
    // Neither a `Vec` nor a value of texts, numbers and JSON fails.
    let _ = value.serialize(&mut serializer);
}

/// A value with the members of its objects in the order of their keys, as `sort_keys` wants it.
pub(super) fn sorted(value: &Value) -> Vec<u8> {
    let mut text = Vec::new();
    append(&mut text, &Sorted(value));
    text
}

struct Sorted<'a>(&'a Value);

impl Serialize for Sorted<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            // The map itself may be in another order: that is a feature of `serde_json`.
            Value::Object(members) => {
                let members = members.iter().map(|(key, value)| (key, Sorted(value)));
                serializer.collect_map(members.collect::<BTreeMap<_, _>>())
            }
            Value::Array(items) => serializer.collect_seq(items.iter().map(Sorted)),
            other => other.serialize(serializer),
        }
    }
}

struct Python;

impl Formatter for Python {
    fn begin_array_value<W: ?Sized + Write>(
        &mut self,
        writer: &mut W,
        first: bool,
    ) -> io::Result<()> {
        writer.write_all(if first { b"" } else { b", " })
    }

    fn begin_object_key<W: ?Sized + Write>(
        &mut self,
        writer: &mut W,
        first: bool,
    ) -> io::Result<()> {
        writer.write_all(if first { b"" } else { b", " })
    }

    fn begin_object_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        writer.write_all(b": ")
    }

    fn write_string_fragment<W: ?Sized + Write>(
        &mut self,
        writer: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        // Most texts are plain, which is seen many bytes at once.
        if fragment
            .bytes()
            .fold(true, |all, byte| all & matches!(byte, b' '..=b'~'))
        {
            return writer.write_all(fragment.as_bytes());
        }
        for piece in fragment.split_inclusive(|letter| !is_plain(letter)) {
            let plain = piece.trim_end_matches(|letter| !is_plain(letter));
            writer.write_all(plain.as_bytes())?;
            for letter in piece.chars().filter(|letter| !is_plain(*letter)) {
                for unit in letter.encode_utf16(&mut [0; 2]) {
                    write!(writer, "\\u{unit:04x}")?;
                }
            }
        }
        Ok(())
    }
}

fn is_plain(letter: char) -> bool {
    matches!(letter, ' '..='~')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    fn text(value: &impl Serialize) -> String {
        let mut text = Vec::new();
        append(&mut text, value);
        String::from_utf8(text).unwrap()
    }

    #[test]
    fn what_json_dumps_writes_is_written() {
        for (value, expected) in [
            (json!([]), "[]"),
            (json!({}), "{}"),
            (json!([1, -2, true, null]), "[1, -2, true, null]"),
            (
                json!({"a": {"b": [1]}, "c": 1.5}),
                r#"{"a": {"b": [1]}, "c": 1.5}"#,
            ),
            (
                json!("a/b\"\\\n\r\t\u{8}\u{c}\u{1}"),
                r#""a/b\"\\\n\r\t\b\f\u0001""#,
            ),
            (
                json!("\u{7f}\u{e9}x\u{1f600}"),
                r#""\u007f\u00e9x\ud83d\ude00""#,
            ),
        ] {
            assert_eq!(text(&value), expected);
        }
    }

    #[test]
    fn members_are_sorted_by_their_keys_at_every_level() {
        let value = json!({"b": {"d": 1, "c": 2}, "a": [{"f": 1, "e": 2}]});
        let expected = r#"{"a": [{"e": 2, "f": 1}], "b": {"c": 2, "d": 1}}"#;
        assert_eq!(sorted(&value), expected.as_bytes());
    }

    proptest! {
        #[test]
        fn any_text_is_ascii_and_reads_as_it_was(value in any::<String>()) {
            let text = text(&value);
            prop_assert!(text.bytes().all(|byte| (b' '..=b'~').contains(&byte)));
            prop_assert_eq!(serde_json::from_str::<String>(&text).unwrap(), value);
        }
    }
}
