use super::*;
use crate::masking::MASK;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

fn masked(text: &str) -> String {
    mask_json(text, &KeyMask::default()).into_owned()
}

#[track_caller]
fn check(cases: &[(&str, &str)]) {
    for (text, expected) in cases {
        assert_eq!(masked(text), *expected, "{text}");
    }
}

/// The text as the content of a string, so many times.
fn nested(text: &str, levels: usize) -> String {
    (0..levels).fold(text.to_owned(), |text, _| {
        let string = serde_json::Value::from(text).to_string();
        format!("{{\"a\": {string}}}")
    })
}

#[test]
fn secrets_become_the_mask_and_all_else_stays() {
    check(&[
        (
            r#" { "password" :"x" , "b":1.50e+3,"c":"\u00e9\/" } "#,
            r#" { "password" :"****" , "b":1.50e+3,"c":"\u00e9\/" } "#,
        ),
        (r#"{"key":1}"#, r#"{"key":"****"}"#),
        (r#"{"key":-1.5E3 ,"b":2}"#, r#"{"key":"****" ,"b":2}"#),
        (r#"{"key":null}"#, r#"{"key":"****"}"#),
        (r#"{"key":"","b":""}"#, r#"{"key":"****","b":""}"#),
        (
            r#"{"keys":[1,"]",{"a":[]}],"b":[]}"#,
            r#"{"keys":"****","b":[]}"#,
        ),
        (r#"{"key":"a\"b\\","b":"\\"}"#, r#"{"key":"****","b":"\\"}"#),
        (r#"{"key":1,"key":2}"#, r#"{"key":"****","key":"****"}"#),
        (r#"{"p\u0061ss":"x"}"#, r#"{"p\u0061ss":"****"}"#),
        (
            r#"[{"a":{"b":[{"KEY":1}]}}]"#,
            r#"[{"a":{"b":[{"KEY":"****"}]}}]"#,
        ),
        (r#"["key",{"a":"key"}]"#, r#"["key",{"a":"key"}]"#),
        ("\u{feff}{\"key\":1}", "\u{feff}{\"key\":\"****\"}"),
        (r#"{"\ud83d\ude00key":1}"#, r#"{"\ud83d\ude00key":"****"}"#),
        (r#""key""#, r#""key""#),
        ("", ""),
    ]);
}

#[test]
fn documents_may_follow_each_other() {
    check(&[
        (
            "{\"key\":1}\n{\"key\":2}\r\n",
            "{\"key\":\"****\"}\n{\"key\":\"****\"}\r\n",
        ),
        (
            r#"{"key":1}{"key":2}[]"#,
            r#"{"key":"****"}{"key":"****"}[]"#,
        ),
        (
            "\u{1e}{\"key\":1}\n\u{1e}{\"a\":1}",
            "\u{1e}{\"key\":\"****\"}\n\u{1e}{\"a\":1}",
        ),
        (
            "\"{\\\"key\\\":1}\"\n\"{\\\"key\\\":2}\"",
            "\"{\\\"key\\\":\\\"****\\\"}\"\n\"{\\\"key\\\":\\\"****\\\"}\"",
        ),
    ]);
}

#[test]
fn json_in_strings_is_masked_in_their_escapes() {
    for levels in 0..=MAX_LEVEL {
        let text = nested(r#"{"id": 7, "key": "x\ny"}"#, levels);
        let expected = nested(r#"{"id": 7, "key": "****"}"#, levels);
        assert_eq!(masked(&text), expected, "{levels} levels");
        let text = nested("{\n\"key\":\t[1, \"]\"], \"b\": \"]\"}", levels);
        let expected = nested("{\n\"key\":\t\"****\", \"b\": \"]\"}", levels);
        assert_eq!(masked(&text), expected, "{levels} levels");
    }
    check(&[
        (
            r#"{"a":"\u007b\u0022key\u0022: \u0022x\u0022\u007d"}"#,
            r#"{"a":"\u007b\u0022key\u0022: \u0022****\u0022\u007d"}"#,
        ),
        (
            r#"{"a":" \n\ufeff[{\"key\":1}]"}"#,
            r#"{"a":" \n\ufeff[{\"key\":\"****\"}]"}"#,
        ),
        (r#"{"a":"not {\"key\":1}"}"#, r#"{"a":"not {\"key\":1}"}"#),
        (
            r#"{"{\"token\":1}":2,"{\"b\":1}":3}"#,
            r#"{"{\"token\":1}":"****","{\"b\":1}":3}"#,
        ),
    ]);
}

#[test]
fn json_beyond_the_deepest_level_is_masked_as_a_whole() {
    let secret = masked(&nested(r#"{"id": 7}"#, MAX_LEVEL + 1));
    assert!(!secret.contains('7') && secret.contains(MASK), "{secret}");
    let plain = nested("7", MAX_LEVEL + 1);
    assert_eq!(masked(&plain), plain);
}

#[test]
fn what_is_cut_shows_no_secret() {
    check(&[
        (r#"{"key"#, r#"{"key"#),
        (r#"{"key""#, r#"{"key""#),
        (r#"{"key":"#, r#"{"key":"#),
        (r#"{"key": "#, r#"{"key": "#),
        (r#"{"key":""#, r#"{"key":"****""#),
        (r#"{"key":"x"#, r#"{"key":"****""#),
        (r#"{"key":"x\"#, r#"{"key":"****""#),
        (r#"{"key":"x\u00"#, r#"{"key":"****""#),
        (r#"{"key":"x\ud83d\ud"#, r#"{"key":"****""#),
        (r#"{"key":tr"#, r#"{"key":"****""#),
        (r#"{"key":[1,{"a":"x"#, r#"{"key":"****""#),
        (r#"{"a":"{\"key\":\"x\u0"#, r#"{"a":"{\"key\":\"****\""#),
        (r#"{"a":"{\"key\":\"x\\u0"#, r#"{"a":"{\"key\":\"****\""#),
        (r#"{"a":"{\"key\":12"#, r#"{"a":"{\"key\":\"****\""#),
        (r#"{"a":"{\"key\":\"#, r#"{"a":"{\"key\":\"****\""#),
        (r#"{"a":"\u007"#, r#"{"a":"\u007"#),
    ]);
}

#[test]
fn malformed_text_shows_nothing_behind_a_secret_key() {
    check(&[
        (r#"{"a":"x"y","key":"s"}"#, r#"{"a":"x"y","key":"****"}"#),
        (
            r#"{"a":"x"y", "b":"{\"key\":\"s\"}"}"#,
            r#"{"a":"x"y", "b":"{\"key\":\"****\"}"}"#,
        ),
        (r#"{"a" "b" "key" : "s"}"#, r#"{"a" "b" "key" : "****"}"#),
        (r#"{"key":"s"t","b":2}"#, r#"{"key":"****","b":2}"#),
        (r#"{"key":s t, u, "b":2}"#, r#"{"key":"****", "b":2}"#),
        (r#"{"key":s"}t",u}"#, r#"{"key":"****"}"#),
        (r#"{key: "s", b: 'c'}"#, r#"{key: "****", b: 'c'}"#),
        (r#"{key: s, b: c}"#, r#"{key: "****", b: c}"#),
        (
            r#"{'key': 's', 'b': ['c']}"#,
            r#"{'key': '****', 'b': ['c']}"#,
        ),
        (r#"{'key': 's"#, r#"{'key': '****'"#),
        (
            r#"{ key: P { salt: 1, text: "s}", more: (2, [3]) }, b: 1 }"#,
            r#"{ key: "****", b: 1 }"#,
        ),
        (r#"{ key: P { salt: 1, text: "s"#, r#"{ key: "****""#),
        (r#"{key=s, b=c}"#, r#"{key="****", b=c}"#),
        (r#"{"key" => "s"}"#, r#"{"key" => "****"}"#),
        (r#"{/* "a */ "key": "s"}"#, r#"{/* "a */ "key": "****"}"#),
        (r#"{"key":{"a":s},"b":1}"#, r#"{"key":"****""#),
        (r#"{"key":[1},"s":2]}"#, r#"{"key":"****""#),
        (
            r#"{"a":NaN,"b":-Infinity,"key":NaN}"#,
            r#"{"a":NaN,"b":-Infinity,"key":"****"}"#,
        ),
        (r#"{,"key":1,}]"#, r#"{,"key":"****",}]"#),
        ("[db]\nkey=s\nuser=ada\n", "[db]\nkey=\"****\"\nuser=ada\n"),
        (
            r#"[INFO] {\"key\": \"s\", \"b\": 1}"#,
            r#"[INFO] {\"key\": \"****\", \"b\": 1}"#,
        ),
        (
            r#"[x] {\"p\\u0061ss\": \"s\"}"#,
            r#"[x] {\"p\\u0061ss\": \"****\"}"#,
        ),
        (
            r#"{"a":"{b \"key\": \"s\"}","c":"key"}"#,
            r#"{"a":"{b \"key\": \"****\"}","c":"key"}"#,
        ),
        (r#"{bad "x": 1, it's}"#, r#"{bad "x": 1, it's}"#),
        (r#"{"key":,"b":1}"#, r#"{"key":,"b":1}"#),
        (r#"{key: \"token": "s"}"#, r#"{key: \"****\"": "****"}"#),
        (r#"{"key": \"token": "s"}"#, r#"{"key": \"****\"": "****"}"#),
    ]);
}

#[test]
fn no_depth_and_no_oddity_is_too_much() {
    const LENGTH: usize = 100_000;
    for unit in [
        "[",
        "{\"a\":[",
        "]",
        "\\",
        "\"",
        "\\\"",
        "'",
        "[\"",
        "\"[",
        "[\\\"",
        ":",
        "[x:",
        "\"\n",
        "[x=\n",
        "{\"key\":",
        "{key:\n",
        "{key:,",
        "\"{\\\"",
        "\\u005c",
        "\\ud83d",
        " ",
        "[\" ",
        "[x\\\"\\\":",
        "[x\"':",
    ] {
        let text = unit.repeat(LENGTH / unit.len());
        masked(&text);
        masked(&format!("[\"{text}"));
        let secret = masked(&format!("{{x {text}\"key\": \"\u{a7}\""));
        assert!(!secret.contains('\u{a7}'), "{unit}");
    }
}

/// What reading the whole document makes of a text.
fn read(text: &str, mask: &KeyMask) -> String {
    Scratch::lend(|scratch| {
        let mut masker = Masker {
            mask,
            output: Output::new(text, &mut scratch.masked),
            key: &mut scratch.key,
        };
        masker.document(Reader::new(text), 0);
        masker.output.finish().into_owned()
    })
}

#[test]
fn odd_quotes_are_read_even_where_words_are_plain() {
    check(&[
        // A quote behind a value may close what was opened before it.
        (r#"{""key":key"s",":"x"#, r#"{""key":"****",":"****""#),
        (
            "{\\n\"key\":\"key\":\", \"\u{a0}:x",
            "{\\n\"key\":\"****\", \"\u{a0}:\"****\"",
        ),
        (r#"{'a token", b': 1}"#, r#"{'a token", b': "****"}"#),
        (r#"{x token y":1}"#, r#"{x token y":1}"#),
        (r#""x"[token]":1"#, r#""x"[token]":1"#),
        (r#"{"a":"the token: x"}"#, r#"{"a":"the token: x"}"#),
        (r#"{"a\token":1}"#, r#"{"a\token":1}"#),
        (r#"{"a\u0009oken":1}"#, r#"{"a\u0009oken":1}"#),
        (r#"{"to\ken":1}"#, r#"{"to\ken":"****"}"#),
    ]);
}

const PIECES: &[&str] = &[
    "\"",
    "\"",
    "\"",
    "\\",
    "\\\"",
    "\\\\\"",
    "'",
    ":",
    ",",
    "{",
    "}",
    "[",
    "]",
    "=",
    " ",
    "\n",
    "\\n",
    "\\u00e9",
    "\\u0022",
    "\\u006b",
    "\\u003a",
    "\\u+0f",
    "\\k",
    "\u{e9}",
    "\u{a0}",
    "\u{1e}",
    "\u{feff}",
    "\u{212a}ey",
    "pa\u{17f}s",
    "key",
    "Token",
    "toke",
    "n",
    "x",
    "y",
    "1",
    "true",
    "s",
    "\"key\":",
    "\"key\": ",
    "\"Token\"",
    "\"a\":",
    "\"s\",",
    "\"s\"}",
    "{\"a",
    "[\"",
    "\\\"key\\\":",
    "\\\"s\\\"",
    "':",
    "\"}",
    ",\"",
    "\":\"",
    "\":",
    "key\":",
    " key \"",
    "\", \"",
    "\u{1}",
    "\\\\n",
];

proptest! {
    #[test]
    fn what_need_not_be_read_is_masked_as_if_it_were(
        pieces in vec(select(PIECES), 0..24),
        start in select(&["{", "[", "{\"", "{\"a\":\"", ""][..]),
    ) {
        let text = [start, &pieces.concat()].concat();
        let mask = KeyMask::default();
        prop_assert_eq!(mask_json(&text, &mask), read(&text, &mask), "{}", text);
    }
}
