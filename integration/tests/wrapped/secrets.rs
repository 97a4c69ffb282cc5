//! Secrets are masked wherever they come from.

use crate::support::{Registered, recorded};
use lumigo_opentelemetry::wrapped;
use serde::Serialize;
use serde_json::{Value, json};

#[derive(Clone, Serialize)]
struct User {
    name: String,
    password: String,
    card: Card,
}

#[derive(Clone, Serialize)]
struct Card {
    #[serde(rename = "apiKey")]
    key: u32,
    bank: &'static str,
}

fn ada() -> User {
    User {
        name: "ada".to_owned(),
        password: "hunter2".to_owned(),
        card: Card {
            key: 31_337,
            bank: "b",
        },
    }
}

#[wrapped]
fn log_in(id: u64, password: &str, token: Option<u64>) -> Value {
    json!({"id": id, "length": password.len(), "token": token})
}

#[wrapped]
fn save(user: &User) -> User {
    user.clone()
}

#[wrapped]
fn message(body: &str) -> String {
    body.to_owned()
}

#[wrapped]
fn pair((user, password): (&str, &str)) -> usize {
    user.len() + password.len()
}

#[wrapped]
fn echo(city: &str) -> String {
    city.to_owned()
}

#[test]
fn arguments_with_a_secret_name_are_masked() {
    let registered = Registered::new();
    log_in(7, "hunter2", Some(31_337));
    let expected = [
        Some("[]"),
        Some(r#"{"id":7,"password":"****","token":"****"}"#),
        Some(r#"{"id":7,"length":7,"token":"****"}"#),
    ];
    assert_eq!(recorded(&registered.span()), expected);
}

#[test]
fn secrets_inside_of_values_are_masked() {
    let registered = Registered::new();
    save(&ada());
    let masked = r#"{"name":"ada","password":"****","card":{"apiKey":"****","bank":"b"}}"#;
    let argument = format!(r#"{{"user":{masked}}}"#);
    let expected = [Some("[]"), Some(argument.as_str()), Some(masked)];
    assert_eq!(recorded(&registered.span()), expected);
}

#[test]
fn json_inside_of_texts_is_masked() {
    let registered = Registered::new();
    message(r#"{"password":"hunter2","n":1}"#);
    let span = registered.span();
    for text in recorded(&span).into_iter().flatten() {
        assert!(!text.contains("hunter2"), "{text}");
    }
    assert!(recorded(&span)[1].unwrap().contains("****"));
}

#[test]
fn parts_of_a_pattern_are_masked_by_their_names() {
    let registered = Registered::new();
    pair(("ada", "hunter2"));
    assert_eq!(recorded(&registered.span())[0], Some(r#"[["ada","****"]]"#));
}

#[test]
fn the_general_list_governs() {
    let registered = Registered::with(&[("LUMIGO_SECRET_MASKING_REGEX", r#"["^city$"]"#)]);
    echo("Rome");
    assert_eq!(recorded(&registered.span())[1], Some(r#"{"city":"****"}"#));
    log_in(7, "open", None);
    let expected = r#"{"id":7,"password":"open","token":null}"#;
    assert_eq!(recorded(&registered.span())[1], Some(expected));
}

#[test]
fn all_masks_everything() {
    let registered = Registered::with(&[("LUMIGO_SECRET_MASKING_REGEX", "all")]);
    echo("Rome");
    assert_eq!(recorded(&registered.span()), [Some("****"); 3]);
}

#[test]
fn a_secret_is_masked_wherever_it_is_cut() {
    let mut user = ada();
    user.password = "hunter2 ".repeat(1000);
    for limit in [0, 1, 2, 20, 24, 25, 26, 27, 30, 33, 40, 60] {
        let limit = limit.to_string();
        let limit = ("OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT", limit.as_str());
        let registered = Registered::with(&[limit]);
        save(&user);
        pair(("ada", &user.password));
        log_in(7, &user.password, None);
        for span in registered.recorder().spans() {
            for text in recorded(&span).into_iter().flatten() {
                assert!(!text.contains("hu"), "{limit:?}: {text}");
            }
        }
    }
}
