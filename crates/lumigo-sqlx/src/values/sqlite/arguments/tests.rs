use crate::values::tests::unnamed_text;
use sqlx_core::arguments::Arguments;
use sqlx_sqlite::{Sqlite, SqliteArguments};

fn json(arguments: &SqliteArguments, limit: usize) -> String {
    unnamed_text::<Sqlite>(arguments, limit).unwrap()
}

#[test]
fn arguments_of_every_type_are_read() {
    let mut arguments = SqliteArguments::default();
    arguments.add(7_i32).unwrap();
    arguments.add(i64::MIN).unwrap();
    arguments.add(true).unwrap();
    arguments.add(1.5_f64).unwrap();
    arguments.add(f64::NEG_INFINITY).unwrap();
    arguments.add(None::<&str>).unwrap();
    arguments
        .add("say \"hi\"\\, it's\n\0\u{301}\u{10ffff} é")
        .unwrap();
    arguments.add(String::from("]) }), Null")).unwrap();
    arguments.add(Box::<str>::from("boxed")).unwrap();
    arguments.add(vec![0_u8, 255]).unwrap();
    arguments.add(Vec::<u8>::new()).unwrap();
    assert_eq!(
        json(&arguments, 1000),
        concat!(
            r#"{"1": 7, "2": -9223372036854775808, "3": 1, "4": 1.5, "5": "-Infinity", "6": null, "#,
            r#""7": "say \"hi\"\\, it's\n\u0000"#,
            "\u{301}\u{10ffff} é\", ",
            r#""8": "]) }), Null", "9": "boxed", "10": "<2 bytes>", "11": "<0 bytes>"}"#,
        )
    );
}

#[test]
fn what_follows_too_many_bytes_is_not_known() {
    let mut arguments = SqliteArguments::default();
    arguments.add(1_i64).unwrap();
    arguments.add(vec![255_u8; 1 << 20]).unwrap();
    arguments.add(2_i64).unwrap();
    assert_eq!(json(&arguments, 2048), r#"{"1": 1, "2": "<BLOB>""#);
}

#[test]
fn bytes_and_what_follows_them_are_shown_up_to_some_size() {
    let mut arguments = SqliteArguments::default();
    arguments.add(vec![255_u8; 10_000]).unwrap();
    arguments.add("ada").unwrap();
    assert_eq!(
        json(&arguments, 2048),
        r#"{"1": "<10000 bytes>", "2": "ada"}"#
    );
}

#[test]
fn a_long_text_is_cut() {
    for character in ["a", "\"", "\u{10ffff}", "\u{301}", "é"] {
        let mut arguments = SqliteArguments::default();
        arguments.add(character.repeat(1 << 20)).unwrap();
        let json = json(&arguments, 2048);
        assert_eq!(json.chars().count(), 2048, "{character}");
    }
}
