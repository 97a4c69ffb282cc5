use super::*;
use lumigo_core::{ActiveCore, Lumigo, MaskingContext};
use mongodb::bson::oid::ObjectId;
use mongodb::bson::spec::BinarySubtype;
use mongodb::bson::{Binary, DateTime, Decimal128, JavaScriptCodeWithScope, Regex, Timestamp, doc};
use proptest::prelude::*;
use std::sync::{Arc, LazyLock};

const SECRET: &str = "hunter2";

fn core() -> Arc<ActiveCore> {
    static CORE: LazyLock<(Lumigo, Arc<ActiveCore>)> = LazyLock::new(|| {
        let lumigo = Lumigo::builder()
            .with_variables([("LUMIGO_DEBUG", "false")])
            .build();
        let core = crate::INSTRUMENTATION.of(&lumigo).unwrap();
        (lumigo, core)
    });
    Arc::clone(&CORE.1)
}

/// The document as it is written, before keys are looked at.
fn written(document: &Document, length: usize) -> String {
    let core = core();
    let secrets = Secrets::new(&core, MaskingContext::RequestBody);
    of_message(document, secrets, length)
}

/// The same masked, as a span shows it.
fn shown(document: &Document, length: usize) -> String {
    let text = written(document, length);
    core()
        .payload_text(MaskingContext::RequestBody, &text)
        .unwrap()
}

#[test]
fn values_of_all_types_are_relaxed_extended_json() {
    let id = ObjectId::parse_str("0123456789abcdef01234567").unwrap();
    let binary = |subtype, bytes: &[u8]| {
        Bson::Binary(Binary {
            subtype,
            bytes: bytes.to_vec(),
        })
    };
    for (value, expected) in [
        (Bson::Null, "null"),
        (Bson::Boolean(true), "true"),
        (Bson::Int32(-7), "-7"),
        (Bson::Int64(i64::MAX), "9223372036854775807"),
        (Bson::Double(1.0), "1.0"),
        (Bson::Double(-1.5e300), "-1.5e300"),
        (Bson::Double(f64::NAN), r#"{"$numberDouble":"NaN"}"#),
        (
            Bson::Double(f64::INFINITY),
            r#"{"$numberDouble":"Infinity"}"#,
        ),
        (
            Bson::Double(f64::NEG_INFINITY),
            r#"{"$numberDouble":"-Infinity"}"#,
        ),
        (
            Bson::String("a\"\\\n\0\u{e9}".into()),
            r#""a\"\\\n\u0000é""#,
        ),
        (Bson::ObjectId(id), r#"{"$oid":"0123456789abcdef01234567"}"#),
        (
            Bson::DateTime(DateTime::from_millis(1)),
            r#"{"$date":"1970-01-01T00:00:00.001Z"}"#,
        ),
        (
            Bson::DateTime(DateTime::from_millis(-1)),
            r#"{"$date":{"$numberLong":"-1"}}"#,
        ),
        (
            Bson::DateTime(DateTime::MAX),
            r#"{"$date":{"$numberLong":"9223372036854775807"}}"#,
        ),
        (
            Bson::Timestamp(Timestamp {
                time: 1,
                increment: 2,
            }),
            r#"{"$timestamp":{"t":1,"i":2}}"#,
        ),
        (
            Bson::Decimal128("1.50".parse::<Decimal128>().unwrap()),
            r#"{"$numberDecimal":"1.50"}"#,
        ),
        (Bson::Symbol("a".into()), r#"{"$symbol":"a"}"#),
        (
            binary(BinarySubtype::Uuid, b"abcd"),
            r#"{"$binary":{"base64":"YWJjZA==","subType":"04"}}"#,
        ),
        (binary(BinarySubtype::Sensitive, b"abcd"), "\"****\""),
        (Bson::JavaScriptCode(SECRET.into()), r#"{"$code":"****"}"#),
        (
            Bson::JavaScriptCodeWithScope(JavaScriptCodeWithScope {
                code: SECRET.into(),
                scope: doc! { "a": SECRET },
            }),
            r#"{"$code":"****"}"#,
        ),
        (Bson::Undefined, r#"{"$undefined":true}"#),
        (Bson::MinKey, r#"{"$minKey":1}"#),
        (Bson::MaxKey, r#"{"$maxKey":1}"#),
        (Bson::Array(Vec::new()), "[]"),
        (Bson::Array(vec![Bson::Null, Bson::Null]), "[null,null]"),
        (Bson::Document(Document::new()), "{}"),
    ] {
        let text = written(&doc! { "a": value.clone(), "b": 1 }, 2048);
        assert_eq!(text, format!(r#"{{"a":{expected},"b":1}}"#), "{value:?}");
    }
}

#[test]
fn a_regular_expression_is_written_with_its_options() {
    let regex = Regex {
        pattern: "^a\"".into(),
        options: "i".into(),
    };
    assert_eq!(
        written(&doc! { "a": regex }, 2048),
        r#"{"a":{"$regularExpression":{"pattern":"^a\"","options":"i"}}}"#
    );
}

#[test]
fn what_the_driver_adds_is_left_out_at_the_top_alone() {
    let message =
        doc! { "find": "a", "lsid": 1, "$db": "b", "$clusterTime": 1, "filter": { "lsid": 1 } };
    assert_eq!(
        written(&message, 2048),
        r#"{"find":"a","filter":{"lsid":1}}"#
    );
}

#[test]
fn secrets_under_no_key_of_the_lists_are_masked() {
    for (document, expected) in [
        (doc! { "pwd": 1 }, r#"{"pwd":"****"}"#),
        (doc! { "a.pass.b": 1 }, r#"{"a.pass.b":"****"}"#),
        (doc! { "$where": "x" }, r#"{"$where":"****"}"#),
        (doc! { "$eq": ["$a", "x"] }, r#"{"$eq":["$a","x"]}"#),
        (doc! { "$eq": ["$pass", "x"] }, r#"{"$eq":"****"}"#),
        (doc! { "$eq": ["$$ROOT.pass", "x"] }, r#"{"$eq":"****"}"#),
        (
            doc! { "$a": { "$b": [{ "c": "$pass" }] } },
            r#"{"$a":"****"}"#,
        ),
        (doc! { "$a": 1, "$b": "$pass" }, r#"{"$a":1,"$b":"****"}"#),
        (doc! { "$a": vec![0; 200_000] }, r#"{"$a":"****"}"#),
        (
            doc! { "errmsg": "no such thing" },
            r#"{"errmsg":"no such thing"}"#,
        ),
        (
            doc! { "errmsg": "dup key: { a: 1 }" },
            r#"{"errmsg":"dup key: ****"}"#,
        ),
        (doc! { "errmsg": 1 }, r#"{"errmsg":1}"#),
    ] {
        assert_eq!(written(&document, 2048), expected);
    }
}

#[test]
fn what_is_nested_too_deep_ends_the_text() {
    let nested = (0..1000).fold(Bson::Null, |inner, _| Bson::Array(vec![inner]));
    let text = written(&doc! { "a": nested }, 1_000_000);
    assert_eq!(text, format!("{{\"a\":{}", "[".repeat(DEPTH)));
}

#[test]
fn a_large_value_is_not_read_to_its_end() {
    for (value, start) in [
        (Bson::String("\n".repeat(1 << 24)), r#"{"a":"\n\n"#),
        (
            Bson::String("\u{1f600}".repeat(1 << 22)),
            "{\"a\":\"\u{1f600}\u{1f600}",
        ),
        (
            Bson::Binary(Binary {
                subtype: BinarySubtype::Generic,
                bytes: vec![0; 1 << 24],
            }),
            r#"{"a":{"$binary":{"base64":"AAAA"#,
        ),
        (Bson::Array(vec![Bson::Null; 1 << 16]), r#"{"a":[null,null"#),
    ] {
        let text = written(&doc! { "a": value }, 100);
        assert!(text.starts_with(start), "{text}");
        assert_eq!(text.chars().count(), 100);
    }
}

fn any_value() -> impl Strategy<Value = Bson> {
    let leaf = prop_oneof![
        Just(Bson::Null),
        any::<bool>().prop_map(Bson::Boolean),
        any::<i64>().prop_map(Bson::Int64),
        any::<f64>().prop_map(Bson::Double),
        "[a-z{}\\[\\]:,\"'\\\\\u{0}\n\u{e9} =$.]{0,12}".prop_map(Bson::String),
        any::<i64>().prop_map(|millis| Bson::DateTime(DateTime::from_millis(millis))),
        prop::collection::vec(any::<u8>(), 0..20).prop_map(|bytes| {
            Bson::Binary(Binary {
                subtype: BinarySubtype::Generic,
                bytes,
            })
        }),
    ];
    leaf.prop_recursive(4, 32, 5, |inner| {
        let key = "[a-z{}:,\"'\\\\\n\u{e9} =$.]{0,8}";
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Bson::Array),
            prop::collection::vec((key, inner), 0..5)
                .prop_map(|members| Bson::Document(members.into_iter().collect())),
        ]
    })
}

/// A document, with a secret somewhere under a key that says so.
fn with_secret() -> impl Strategy<Value = Document> {
    let key = "[a-z\"\\\\ .$]{0,4}(password|TOKEN|apiKey|pwd\\.secret)[a-z\"\\\\ .$]{0,4}";
    let secret = prop_oneof![
        Just(Bson::from(SECRET)),
        Just(Bson::from(vec![SECRET])),
        Just(Bson::from(doc! { "a": { "b": [SECRET] } })),
    ];
    (any_value(), key, secret, any_value()).prop_map(|(before, key, secret, after)| {
        let member = Document::from_iter([(key, secret)]);
        doc! { "before": before, "nested": [{ "a": member }], "after": after }
    })
}

proptest! {
    #[test]
    fn a_text_is_json_of_the_whole_or_a_prefix_of_it(value in any_value(), length in 0_usize..200) {
        let document = doc! { "a": value };
        let whole = written(&document, usize::MAX);
        prop_assert!(serde_json::from_str::<serde_json::Value>(&whole).is_ok(), "{}", whole);
        let start: String = whole.chars().take(length).collect();
        prop_assert_eq!(written(&document, length), start);
    }

    #[test]
    fn no_secret_is_shown_however_long_the_text_is(document in with_secret(), length in 0_usize..400) {
        for length in [length, 2048] {
            let text = shown(&document, length);
            prop_assert!(!text.contains(SECRET), "{}", text);
            prop_assert!(!text.contains("hunter"), "{}", text);
        }
    }
}

#[test]
fn variables_are_hidden_where_a_secret_is_compared() {
    let core = core();
    let secrets = Secrets::new(&core, MaskingContext::RequestBody);
    let text = |command: Document| of_message(&command, secrets, 2048);
    let compared = doc! { "$expr": { "$eq": ["$password", "$$given"] } };
    let given = doc! { "given": SECRET };
    for command in [
        doc! { "find": "users", "filter": compared.clone(), "let": given.clone() },
        doc! { "update": "users", "updates": [{ "q": compared, "u": [], "c": given.clone() }] },
    ] {
        assert!(!text(command.clone()).contains(SECRET), "{}", text(command));
    }
    let harmless = doc! { "find": "users", "let": given, "c": { "d": 1 } };
    assert!(text(harmless).contains(SECRET));
}
