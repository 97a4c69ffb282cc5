use crate::support::{LIMIT, captured, core, masked};
use http::HeaderMap;

#[test]
fn a_payload_stays_as_it_was_sent_but_for_its_secrets() {
    for (body, expected) in [
        (
            "\u{feff}\r\n {\t\"id\" :1.50e+3, \"b\":\"\\u00e9\\/\", \"Password\" : \"x\" }\n",
            "\u{feff}\r\n {\t\"id\" :1.50e+3, \"b\":\"\\u00e9\\/\", \"Password\" : \"****\" }\n",
        ),
        (
            r#"{"z":1,"a":2,"a":3,"token":1,"token":{"a":[]}}"#,
            r#"{"z":1,"a":2,"a":3,"token":"****","token":"****"}"#,
        ),
        (
            r#"{"pa\u0073s\u0000word":"x","b":9007199254740993}"#,
            r#"{"pa\u0073s\u0000word":"****","b":9007199254740993}"#,
        ),
        (
            "{\"key\":1}\n{\"key\":2}\n",
            "{\"key\":\"****\"}\n{\"key\":\"****\"}\n",
        ),
        ("the key: {\"key\":1}", "the key: {\"key\":\"****\"}"),
    ] {
        assert_eq!(masked(body), expected, "{body}");
    }
}

#[test]
fn a_message_in_a_message_is_masked() {
    let message = r#"{"Type":"Notification","Message":"{\"user\":\"ada\",\"card\":{\"secret\":\"4111\",\"note\":\"{\\\"apiKey\\\":7}\"}}"}"#;
    let expected = r#"{"Type":"Notification","Message":"{\"user\":\"ada\",\"card\":{\"secret\":\"****\",\"note\":\"{\\\"apiKey\\\":\\\"****\\\"}\"}}"}"#;
    assert_eq!(masked(message), expected);
}

#[test]
fn a_payload_cut_anywhere_shows_no_part_of_a_secret() {
    let body = r#"{"password":"§§\"§§","b":"{\"t\u006fken\":\"§\\\\\\\"§\",\"c\":\"[{\\\"key\\\":\\\"§\\u00a7§\\\"}]\"}","pass":["§",{"c":"§"}],"p\u0061ss":"§","d":1}"#;
    let whole = masked(body);
    assert!(!whole.contains('§') && !whole.contains("a7"), "{whole}");
    assert!(whole.ends_with(r#","p\u0061ss":"****","d":1}"#), "{whole}");
    let length = body.chars().count();
    for limit in 0..length {
        let core = core(&[(LIMIT, &limit.to_string())]);
        let cut = captured(&core, &HeaderMap::new(), body.as_bytes().chunks(3)).unwrap();
        assert!(!cut.contains('§') && !cut.contains("a7"), "{cut}");
        assert!(cut.chars().count() <= limit);
    }
}

#[test]
fn deep_documents_do_no_harm() {
    let core = core(&[(LIMIT, "200000")]);
    for unit in ["[", "{\"a\":", "\\", "[\"", "\"{\\\"a\\\":", "]"] {
        let body = format!("[\"{}", unit.repeat(100_000 / unit.len()));
        let kept = captured(&core, &HeaderMap::new(), [body.as_bytes()]).unwrap();
        assert_eq!(kept, body);
        let secret = format!("{{\"key\":{body}");
        let kept = captured(&core, &HeaderMap::new(), [secret.as_bytes()]).unwrap();
        assert_eq!(kept, "{\"key\":\"****\"");
    }
}
