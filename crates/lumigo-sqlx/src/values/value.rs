use super::JsonText;
use serde::de::IgnoredAny;
use std::borrow::Cow;
use std::fmt::Debug;

/// What a parameter or a column of a row holds.
pub(super) enum Value<'a> {
    Null,
    #[cfg_attr(
        not(any(feature = "mysql", feature = "postgres")),
        expect(dead_code, reason = "SQLite has none")
    )]
    Bool(bool),
    /// The digits of a number that JSON has.
    Number(String),
    /// Text, which may be no UTF-8.
    Text(Cow<'a, [u8]>),
    /// What a column for JSON holds, or a parameter for one.
    #[cfg_attr(
        not(any(feature = "mysql", feature = "postgres")),
        expect(dead_code, reason = "SQLite has none")
    )]
    Json(&'a [u8]),
    /// So many bytes.
    Bytes(usize),
    /// Something of this type that is not shown.
    Other(Cow<'a, str>),
}

impl<'a> Value<'a> {
    pub(super) fn integer<N: Into<i128>>(number: N) -> Self {
        Self::Number(number.into().to_string())
    }

    /// A number in the fewest digits that tell it. JSON has none that is infinite.
    pub(super) fn float<N: Into<f64> + Debug + Copy>(number: N) -> Self {
        let text = match number.into() {
            f64::INFINITY => "Infinity",
            f64::NEG_INFINITY => "-Infinity",
            other if other.is_nan() => "NaN",
            _ => return Self::Number(format!("{number:?}")),
        };
        Self::text(text.as_bytes())
    }

    pub(super) fn text(text: &'a [u8]) -> Self {
        Self::Text(Cow::Borrowed(text))
    }

    pub(super) fn owned_text(text: String) -> Self {
        Self::Text(Cow::Owned(text.into_bytes()))
    }

    pub(super) fn write(&self, json: &mut JsonText) {
        match self {
            Self::Null => json.push("null"),
            Self::Bool(true) => json.push("true"),
            Self::Bool(false) => json.push("false"),
            Self::Number(digits) => json.push(digits),
            Self::Text(text) => json.push_string(text),
            Self::Json(text) if is_longer(text, json.room()) || is_json(text) => {
                json.push_bytes(text);
            }
            Self::Json(text) => json.push_string(text),
            Self::Bytes(length) => json.push(&format!("\"<{length} bytes>\"")),
            Self::Other(name) => json.push_string(format!("<{name}>").as_bytes()),
        }
    }
}

/// Whether there are surely more than so many characters. As they end the text, they need not be read to
/// the end.
fn is_longer(text: &[u8], room: usize) -> bool {
    text.len() / 4 > room
}

fn is_json(text: &[u8]) -> bool {
    serde_json::from_slice::<IgnoredAny>(text).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn json(value: &Value<'_>, limit: usize) -> String {
        let mut json = JsonText::new(limit);
        value.write(&mut json);
        json.into_text()
    }

    #[test]
    fn values_are_json() {
        for (value, expected) in [
            (Value::Null, "null"),
            (Value::Bool(true), "true"),
            (Value::integer(i64::MIN), "-9223372036854775808"),
            (Value::integer(u64::MAX), "18446744073709551615"),
            (Value::float(0.1_f32), "0.1"),
            (Value::float(1e300), "1e300"),
            (Value::float(-0.0), "-0.0"),
            (Value::float(f64::NAN), r#""NaN""#),
            (Value::float(f64::NEG_INFINITY), r#""-Infinity""#),
            (
                Value::text(b"say \"hi\"\\\n\r\t\x01"),
                r#""say \"hi\"\\\n\r\t\u0001""#,
            ),
            (Value::text(b"\xff a \xc3"), "\"\u{fffd} a \u{fffd}\""),
            (Value::text("żółw 🦀".as_bytes()), "\"żółw 🦀\""),
            (Value::Json(br#"{"a": [1]}"#), r#"{"a": [1]}"#),
            (Value::Json(br#"{"a": "#), r#""{\"a\": ""#),
            (Value::Json(b""), r#""""#),
            (Value::Json(b"\xff"), "\"\u{fffd}\""),
            (Value::Bytes(16), r#""<16 bytes>""#),
            (Value::Other("INT4[]".into()), r#""<INT4[]>""#),
            (Value::Other("\"CHAR\"".into()), r#""<\"CHAR\">""#),
        ] {
            assert_eq!(json(&value, 1000), expected);
        }
    }

    #[test]
    fn what_is_too_long_is_cut() {
        let long = "żółw".repeat(1 << 18);
        for value in [Value::text(long.as_bytes()), Value::Json(long.as_bytes())] {
            assert_eq!(json(&value, 100).chars().count(), 100);
        }
    }
}
