use super::*;
use crate::values::tests::unnamed_text;
use proptest::prelude::*;
use sqlx::types::Json;

fn json(arguments: &MySqlArguments) -> String {
    unnamed_text::<MySql>(arguments, 1000).unwrap()
}

/// An argument of another's type and any bytes.
struct Raw(MySqlTypeInfo, Vec<u8>);

impl Type<MySql> for Raw {
    fn type_info() -> MySqlTypeInfo {
        <str as Type<MySql>>::type_info()
    }
}

impl<'q> Encode<'q, MySql> for Raw {
    fn encode_by_ref(&self, buffer: &mut Vec<u8>) -> Result<IsNull, BoxDynError> {
        buffer.extend_from_slice(&self.1);
        Ok(IsNull::No)
    }

    fn produces(&self) -> Option<MySqlTypeInfo> {
        Some(self.0.clone())
    }
}

#[test]
fn arguments_of_every_type_are_read() {
    let mut arguments = MySqlArguments::default();
    arguments.add(true).unwrap();
    arguments.add(i8::MIN).unwrap();
    arguments.add(u8::MAX).unwrap();
    arguments.add(i16::MIN).unwrap();
    arguments.add(u16::MAX).unwrap();
    arguments.add(i32::MIN).unwrap();
    arguments.add(u32::MAX).unwrap();
    arguments.add(None::<&str>).unwrap();
    arguments.add(i64::MIN).unwrap();
    arguments.add(u64::MAX).unwrap();
    arguments.add(0.1_f32).unwrap();
    arguments.add(f64::INFINITY).unwrap();
    arguments.add("say \"hi\"\n").unwrap();
    arguments.add(vec![1_u8, 2]).unwrap();
    arguments.add(Json(["a"])).unwrap();
    arguments
        .add(Raw(MySqlTypeInfo::__enum(), b"\x03sad".to_vec()))
        .unwrap();
    arguments.add("").unwrap();
    assert_eq!(
        json(&arguments),
        concat!(
            r#"{"1": true, "2": -128, "3": 255, "4": -32768, "5": 65535, "6": -2147483648, "#,
            r#""7": 4294967295, "8": null, "9": -9223372036854775808, "#,
            r#""10": 18446744073709551615, "11": 0.1, "12": "Infinity", "13": "say \"hi\"\n", "#,
            r#""14": "<2 bytes>", "15": ["a"], "16": "sad", "17": ""}"#,
        )
    );
}

#[test]
fn dates_and_decimals_are_read() {
    for (name, bytes, expected) in [
        ("Date", &[4, 0xe8, 7, 1, 2][..], r#""2024-01-02""#),
        (
            "Datetime",
            &[7, 0xe8, 7, 1, 2, 3, 4, 5],
            r#""2024-01-02T03:04:05""#,
        ),
        ("Timestamp", &[4, 0xe8, 7, 1, 2], r#""2024-01-02T00:00:00""#),
        ("Time", &[8, 1, 1, 0, 0, 0, 2, 3, 4], r#""-26:03:04""#),
        ("Time", &[0], r#""00:00:00""#),
        ("Time", &[1, 0], r#""<TIME>""#),
        ("NewDecimal", b"\x0512.50", r#""12.50""#),
        ("Geometry", &[1, 0], r#""<1 bytes>""#),
    ] {
        let kind = Kind {
            name,
            is_unsigned: false,
            is_binary: true,
            is_bool: false,
        };
        let (value, rest) = split_value(&kind, bytes).unwrap();
        let mut json = crate::values::JsonText::new(100);
        value.write(&mut json);
        assert_eq!(json.into_text(), expected);
        assert!(rest.is_empty());
    }
}

#[test]
fn arguments_of_every_length_are_read() {
    for length in [0, 250, 251, 65_535, 65_536, 1 << 24] {
        let mut arguments = MySqlArguments::default();
        arguments.add(vec![7_u8; length]).unwrap();
        arguments.add(7).unwrap();
        let expected = format!(r#"{{"1": "<{length} bytes>", "2": 7}}"#);
        assert_eq!(json(&arguments), expected);
    }
}

#[test]
fn arguments_stay_as_they_are() {
    let mut arguments = MySqlArguments::default();
    arguments.add(7).unwrap();
    arguments.add("ada").unwrap();
    let before = format!("{arguments:?}");
    json(&arguments);
    assert_eq!(format!("{arguments:?}"), before);
}

#[test]
fn bytes_that_are_no_value_of_their_type_hide_all() {
    for bytes in [&[0; 3][..], &[0; 5], &[]] {
        let mut arguments = MySqlArguments::default();
        let info = <i32 as Type<MySql>>::type_info();
        arguments.add(Raw(info, bytes.to_vec())).unwrap();
        assert_eq!(unnamed_text::<MySql>(&arguments, 1000), None);
    }
}

proptest! {
    #[test]
    fn any_bytes_are_json_or_none(values: Vec<(u8, Vec<u8>)>) {
        let mut arguments = MySqlArguments::default();
        for (kind, bytes) in &values {
            let info = match kind % 5 {
                0 => <i32 as Type<MySql>>::type_info(),
                1 => <f64 as Type<MySql>>::type_info(),
                2 => <bool as Type<MySql>>::type_info(),
                3 => <Json<()> as Type<MySql>>::type_info(),
                _ => <str as Type<MySql>>::type_info(),
            };
            arguments.add(Raw(info, bytes.clone())).unwrap();
        }
        let json = unnamed_text::<MySql>(&arguments, 100_000);
        if let Some(json) = json {
            prop_assert!(serde_json::from_str::<serde_json::Value>(&json).is_ok(), "{}", json);
        }
    }

    #[test]
    fn any_value_of_any_type_is_read_or_none(
        name in proptest::sample::select(&[
            "Decimal", "Tiny", "Short", "Long", "Float", "Double", "Null", "Timestamp", "LongLong", "Int24",
            "Date", "Time", "Datetime", "Year", "VarChar", "Bit", "Json", "String", "Geometry", "New",
        ]),
        is_unsigned: bool,
        is_binary: bool,
        bytes: Vec<u8>,
    ) {
        let kind = Kind { name, is_unsigned, is_binary, is_bool: false };
        if let Some((_, rest)) = split_value(&kind, &bytes) {
            prop_assert!(bytes.ends_with(rest));
        }
    }
}
