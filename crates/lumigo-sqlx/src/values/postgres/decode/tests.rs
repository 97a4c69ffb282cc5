use super::*;
use crate::values::JsonText;
use proptest::prelude::*;

const NAMES: [&str; 22] = [
    "BOOL",
    "\"CHAR\"",
    "INT2",
    "INT4",
    "INT8",
    "OID",
    "FLOAT4",
    "FLOAT8",
    "NUMERIC",
    "UUID",
    "DATE",
    "TIME",
    "TIMESTAMP",
    "TIMESTAMPTZ",
    "BYTEA",
    "JSON",
    "JSONB",
    "TEXT",
    "VARCHAR",
    "CHAR",
    "INTERVAL",
    "mood",
];

fn json(name: &str, bytes: &[u8], format: PgValueFormat) -> String {
    let mut json = JsonText::new(1 << 20);
    decode(name, bytes, format).write(&mut json);
    json.into_text()
}

#[test]
fn binary_values_are_read() {
    for (name, bytes, expected) in [
        ("BOOL", &[1][..], "true"),
        ("\"CHAR\"", b"r", r#""r""#),
        ("\"CHAR\"", &[255], "-1"),
        ("\"CHAR\"", b"", r#""<\"CHAR\">""#),
        ("INT4", &[255; 4], "-1"),
        ("INT4", &[255; 3], r#""<INT4>""#),
        ("OID", &[255; 4], "4294967295"),
        ("DATE", &[0, 0, 0, 59], r#""2000-02-29""#),
        ("DATE", &[127, 255, 255, 255], r#""infinity""#),
        ("DATE", &[128, 0, 0, 0], r#""-infinity""#),
        ("DATE", &[127, 255, 255, 254], r#""<DATE>""#),
        ("TIME", &[0, 0, 0, 0, 0, 7, 161, 32], r#""00:00:00.5""#),
        ("TIME", &[255; 8], r#""<TIME>""#),
        ("TIMESTAMP", &[0; 8], r#""2000-01-01T00:00:00""#),
        ("TIMESTAMPTZ", &[0; 8], r#""2000-01-01T00:00:00Z""#),
        (
            "TIMESTAMPTZ",
            &[127, 255, 255, 255, 255, 255, 255, 255],
            r#""infinity""#,
        ),
        (
            "TIMESTAMPTZ",
            &[128, 0, 0, 0, 0, 0, 0, 1],
            r#""<TIMESTAMPTZ>""#,
        ),
        ("NUMERIC", &[0, 1, 0, 0, 64, 0, 0, 2, 0, 12], r#""-12.00""#),
        ("JSON", br#"{"a": 1}"#, r#"{"a": 1}"#),
        ("JSONB", b"\x01[1]", "[1]"),
        ("JSONB", b"\x02[1]", r#""<JSONB>""#),
        ("BYTEA", b"secret", r#""<6 bytes>""#),
        ("TEXT", b"\xff", "\"\u{fffd}\""),
        ("INTERVAL", &[0; 16], r#""<INTERVAL>""#),
    ] {
        assert_eq!(json(name, bytes, PgValueFormat::Binary), expected);
    }
}

#[test]
fn texts_are_read() {
    for (name, text, expected) in [
        ("BOOL", "t", "true"),
        ("BOOL", "f", "false"),
        ("INT8", "-7", "-7"),
        ("INT8", "seven", r#""<INT8>""#),
        ("FLOAT8", "Infinity", r#""Infinity""#),
        ("FLOAT4", "0.1", "0.1"),
        ("NUMERIC", "-12.00", r#""-12.00""#),
        ("DATE", "2024-01-02", r#""2024-01-02""#),
        (
            "TIMESTAMP",
            "2024-01-02 03:04:05.6",
            r#""2024-01-02T03:04:05.6""#,
        ),
        (
            "TIMESTAMPTZ",
            "2024-01-02 03:04:05+00",
            r#""2024-01-02T03:04:05Z""#,
        ),
        (
            "TIMESTAMPTZ",
            "2024-01-02 03:04:05+05:30",
            r#""2024-01-02T03:04:05+05:30""#,
        ),
        ("BYTEA", r"\x736563", r#""<3 bytes>""#),
        ("BYTEA", "sec", r#""<BYTEA>""#),
        ("JSONB", r#"{"a": 1}"#, r#"{"a": 1}"#),
        ("TEXT", "ada", r#""ada""#),
        ("?", "(1,hunter2)", r#""<?>""#),
    ] {
        assert_eq!(json(name, text.as_bytes(), PgValueFormat::Text), expected);
    }
}

proptest! {
    #[test]
    fn any_bytes_are_json(name in proptest::sample::select(&NAMES), bytes: Vec<u8>) {
        for format in [PgValueFormat::Binary, PgValueFormat::Text] {
            let json = json(name, &bytes, format);
            prop_assert!(serde_json::from_str::<serde_json::Value>(&json).is_ok(), "{}", json);
        }
    }

    #[test]
    fn any_number_of_eight_bytes_is_json(number: i64) {
        for name in ["INT8", "FLOAT8", "TIME", "TIMESTAMP", "NUMERIC"] {
            let json = json(name, &number.to_be_bytes(), PgValueFormat::Binary);
            prop_assert!(serde_json::from_str::<serde_json::Value>(&json).is_ok(), "{}", json);
        }
    }
}
