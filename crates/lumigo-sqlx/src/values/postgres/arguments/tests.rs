use super::*;
use crate::values::tests::unnamed_text;
use proptest::prelude::*;
use sqlx::types::{Json, Uuid};
use sqlx_core::types::Type;

fn json(arguments: &PgArguments) -> String {
    unnamed_text::<Postgres>(arguments, 1000).unwrap()
}

/// An argument of any type and any bytes.
struct Raw(PgTypeInfo, Vec<u8>);

impl Type<Postgres> for Raw {
    fn type_info() -> PgTypeInfo {
        PgTypeInfo::with_name("raw")
    }
}

impl<'q> Encode<'q, Postgres> for Raw {
    fn encode_by_ref(&self, buffer: &mut PgArgumentBuffer) -> Result<IsNull, BoxDynError> {
        buffer.extend_from_slice(&self.1);
        Ok(IsNull::No)
    }

    fn produces(&self) -> Option<PgTypeInfo> {
        Some(self.0.clone())
    }
}

#[test]
fn arguments_of_every_type_are_read() {
    let mut arguments = PgArguments::default();
    arguments.add(true).unwrap();
    arguments.add(-7_i8).unwrap();
    arguments.add(i16::MIN).unwrap();
    arguments.add(7_i32).unwrap();
    arguments.add(i64::MIN).unwrap();
    arguments.add(0.1_f32).unwrap();
    arguments.add(f64::NAN).unwrap();
    arguments.add("say \"hi\"\n").unwrap();
    arguments.add(None::<i64>).unwrap();
    arguments.add(Json(["a"])).unwrap();
    arguments.add(vec![1_u8, 2]).unwrap();
    arguments
        .add(Uuid::from_u128(0x67e55044_10b1_426f_9247_bb680e5fe0c8))
        .unwrap();
    arguments.add(vec![1_i32]).unwrap();
    arguments
        .add(Raw(PgTypeInfo::with_name("mood"), b"sad".to_vec()))
        .unwrap();
    arguments
        .add(Raw(PgTypeInfo::array_of("mood"), b"sad".to_vec()))
        .unwrap();
    arguments
        .add(Raw(PgTypeInfo::with_name("citext"), b"Ada".to_vec()))
        .unwrap();
    arguments.add("").unwrap();
    assert_eq!(
        json(&arguments),
        concat!(
            r#"{"1": true, "2": -7, "3": -32768, "4": 7, "5": -9223372036854775808, "6": 0.1, "#,
            r#""7": "NaN", "8": "say \"hi\"\n", "9": null, "10": ["a"], "11": "<2 bytes>", "#,
            r#""12": "67e55044-10b1-426f-9247-bb680e5fe0c8", "13": "<INT4[]>", "14": "<mood>", "#,
            r#""15": "<mood[]>", "16": "Ada", "17": ""}"#,
        )
    );
}

#[test]
fn arguments_stay_as_they_are() {
    let mut arguments = PgArguments::default();
    arguments.add(Json(7)).unwrap();
    arguments.add("ada").unwrap();
    let before = format!("{arguments:?}");
    json(&arguments);
    assert_eq!(format!("{arguments:?}"), before);
}

#[test]
fn a_type_with_odd_brackets_hides_all() {
    let mut arguments = PgArguments::default();
    arguments.add(1_i32).unwrap();
    arguments
        .add(Raw(PgTypeInfo::with_name("a]"), vec![]))
        .unwrap();
    assert_eq!(unnamed_text::<Postgres>(&arguments, 1000), None);
}

#[test]
fn more_types_than_are_read_end_the_text() {
    let mut arguments = PgArguments::default();
    for number in 0..20_000_i32 {
        arguments.add(number).unwrap();
    }
    let json = unnamed_text::<Postgres>(&arguments, 1 << 20).unwrap();
    assert!(json.starts_with(r#"{"1": 0, "2": 1, "#));
    assert!(!json.ends_with('}'));
}

proptest! {
    #[test]
    fn any_bytes_of_any_type_are_json(
        values in proptest::collection::vec((0_u32..5000, any::<Vec<u8>>()), 1..8),
    ) {
        let mut arguments = PgArguments::default();
        for (oid, bytes) in &values {
            let info = match oid % 3 {
                0 => PgTypeInfo::with_oid(sqlx_postgres::types::Oid(*oid)),
                1 => <i32 as Type<Postgres>>::type_info(),
                _ => <Json<()> as Type<Postgres>>::type_info(),
            };
            arguments.add(Raw(info, bytes.clone())).unwrap();
        }
        let json = unnamed_text::<Postgres>(&arguments, 100_000).unwrap();
        let json: serde_json::Value = serde_json::from_str(&json).unwrap();
        prop_assert_eq!(json.as_object().unwrap().len(), values.len());
    }

    #[test]
    fn lengths_that_lie_are_none(bytes: Vec<u8>) {
        if let Some((Some(value), rest)) = split_value(&bytes) {
            prop_assert_eq!(value.len() + rest.len() + 4, bytes.len());
        }
    }
}
