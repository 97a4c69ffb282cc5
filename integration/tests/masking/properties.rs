//! Documents of any form, with secrets that are easy to recognise: they alone have a `§` or a 7.

use crate::support::{LIMIT, captured, core, of_type};
use http::HeaderMap;
use lumigo_core::ActiveCore;
use proptest::prelude::*;
use serde_json::{Map, Value, json};
use std::sync::{Arc, LazyLock};

static CORE: LazyLock<Arc<ActiveCore>> = LazyLock::new(|| core(&[(LIMIT, "100000")]));

/// The default list, and a pattern that matches nothing and is no word: documents are read as a whole.
static BY_PATTERNS: LazyLock<Arc<ActiveCore>> =
    LazyLock::new(|| core(&[(LIMIT, "100000"), ("LUMIGO_SECRET_MASKING_REGEX", PATTERNS)]));

const PATTERNS: &str = r#"[".*pass.*", ".*key.*", ".*secret.*", ".*credential.*", ".*token.*",
    ".*authorization.*", ".*cookie.*", ".*signature.*", "x^"]"#;

/// The same with limits that payloads reach.
static LIMITED: LazyLock<[(usize, Arc<ActiveCore>); 4]> =
    LazyLock::new(|| [0, 1, 8, 50].map(|limit| (limit, core(&[(LIMIT, &limit.to_string())]))));

/// A document as it is written.
#[derive(Clone, Debug)]
enum Node {
    Literal(&'static str),
    Text(String),
    /// JSON in a string.
    Nested(Box<Node>),
    List(Vec<Node>),
    Object(Vec<(String, Node)>),
}

const PLAIN: &[&str] = &["null", "true", "1", "-0.50", "2E+3", "9005199254140993"];
const SECRET: &[&str] = &["null", "false", "7", "-7.70e7", "777"];
const KEYS: &str = r#"id|user|na"me|é|\{a|Ke|to:ken| |"#;
const SECRET_KEYS: &str = r#"Key|pa\.pass|x-"api-KEY|Setcookie|ſecret|tokens|\{"key"|\\token"#;

fn documents() -> impl Strategy<Value = Node> {
    let object = |value: BoxedStrategy<Node>, depth| {
        let plain = (KEYS, value).boxed();
        let secret = (SECRET_KEYS, secrets(depth)).boxed();
        prop::collection::vec(prop_oneof![2 => plain, 1 => secret], 0..4).prop_map(Node::Object)
    };
    let leaf = leaves(PLAIN, r#"[abé"\\/\[{ :,\n😀\u{1}]{0,6}"#);
    let node = leaf.prop_recursive(5, 40, 4, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Node::List),
            object(inner.clone().boxed(), 2),
            containers(inner.clone(), object).prop_map(|node| Node::Nested(Box::new(node))),
        ]
    });
    containers(node, object)
}

/// What makes JSON of a text.
fn containers<S, F, O>(inner: S, object: F) -> impl Strategy<Value = Node>
where
    S: Strategy<Value = Node> + Clone + 'static,
    F: Fn(BoxedStrategy<Node>, u32) -> O,
    O: Strategy<Value = Node> + 'static,
{
    let list = prop::collection::vec(inner.clone(), 0..4).prop_map(Node::List);
    prop_oneof![object(inner.boxed(), 2), list]
}

fn leaves(literals: &'static [&'static str], text: &'static str) -> BoxedStrategy<Node> {
    prop_oneof![
        prop::sample::select(literals).prop_map(Node::Literal),
        text.prop_map(Node::Text),
    ]
    .boxed()
}

fn secrets(depth: u32) -> BoxedStrategy<Node> {
    let leaf = leaves(SECRET, r#"[§7]{0,3}["\\\n\]}, ]{0,2}[§7]{1,3}"#);
    leaf.prop_recursive(depth, 8, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(Node::List),
            prop::collection::vec(("7|§", inner.clone()), 0..3).prop_map(Node::Object),
            inner.prop_map(|node| Node::Nested(Box::new(Node::List(vec![node])))),
        ]
    })
    .boxed()
}

/// Writes documents with whatever freedom JSON leaves, as some bytes decide.
struct Writer<'a> {
    choices: std::iter::Cycle<std::slice::Iter<'a, u8>>,
}

impl Writer<'_> {
    fn write(&mut self, node: &Node) -> String {
        match node {
            Node::Literal(literal) => (*literal).to_owned(),
            Node::Text(text) => self.string(text),
            Node::Nested(inner) => {
                let inner = format!("{}{}", self.space(), self.write(inner));
                self.string(&inner)
            }
            Node::List(items) => {
                let items: Vec<_> = items.iter().map(|item| self.spaced(item)).collect();
                format!("[{}{}]", items.join(","), self.space())
            }
            Node::Object(members) => {
                let write = |(key, value): &(String, Node)| {
                    let key = self.string(key);
                    let (before, after) = (self.space(), self.space());
                    format!("{before}{key}{after}:{}", self.spaced(value))
                };
                let members: Vec<_> = members.iter().map(write).collect();
                format!("{{{}{}}}", members.join(","), self.space())
            }
        }
    }

    fn spaced(&mut self, node: &Node) -> String {
        format!("{}{}{}", self.space(), self.write(node), self.space())
    }

    fn space(&mut self) -> &'static str {
        ["", "", "", " ", "\n\t", "\r\n  "][self.choice(6)]
    }

    fn string(&mut self, text: &str) -> String {
        let characters: String = text.chars().map(|c| self.character(c)).collect();
        format!("\"{characters}\"")
    }

    fn character(&mut self, character: char) -> String {
        // No plain character may have a 7 in its escape.
        let mut units = [0; 2];
        let units = character.encode_utf16(&mut units).iter();
        let escape: String = units.map(|unit| format!("\\u{unit:04x}")).collect();
        let is_secret = matches!(character, '7' | '§');
        let may_be_escaped = is_secret || !escape.contains('7');
        match character {
            _ if may_be_escaped && self.choice(4) == 0 => escape,
            '"' | '\\' => format!("\\{character}"),
            '/' if self.choice(2) == 0 => "\\/".to_owned(),
            '\n' => "\\n".to_owned(),
            control if control < ' ' => escape,
            other => other.to_string(),
        }
    }

    fn choice(&mut self, count: usize) -> usize {
        usize::from(*self.choices.next().unwrap()) % count
    }
}

fn write(node: &Node, choices: &[u8]) -> String {
    let choices = choices.iter().cycle();
    Writer { choices }.write(node)
}

fn is_secret(key: &str) -> bool {
    let key = key.to_lowercase().replace('ſ', "s");
    ["pass", "key", "secret", "token", "cookie"]
        .iter()
        .any(|word| key.contains(word))
}

/// The document that a text holds; strings that hold one become a pair of a mark and that.
fn parsed(text: &str) -> Option<Value> {
    serde_json::from_str(text).ok().map(expanded)
}

fn expanded(value: Value) -> Value {
    match value {
        Value::Object(members) => members
            .into_iter()
            .map(|(key, value)| (key, expanded(value)))
            .collect::<Map<_, _>>()
            .into(),
        Value::Array(items) => items.into_iter().map(expanded).collect(),
        Value::String(text) if text.trim_start().starts_with(['{', '[']) => {
            parsed(&text).map_or(Value::String(text), |inner| json!(["nested", inner]))
        }
        other => other,
    }
}

/// What masking shall do, the slow way.
fn reference(value: Value) -> Value {
    match value {
        Value::Object(members) => members
            .into_iter()
            .map(|(key, value)| {
                let value = if is_secret(&key) {
                    json!("****")
                } else {
                    reference(value)
                };
                (key, value)
            })
            .collect::<Map<_, _>>()
            .into(),
        Value::Array(items) => items.into_iter().map(reference).collect(),
        other => other,
    }
}

/// Parts of a text that end at these places, of those that are in it.
fn chunks(text: &[u8], sizes: Vec<usize>) -> Vec<&[u8]> {
    let mut rest = text;
    let mut chunks = Vec::new();
    for size in sizes {
        let (chunk, others) = rest.split_at(size.min(rest.len()));
        chunks.push(chunk);
        rest = others;
    }
    chunks.push(rest);
    chunks
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn a_whole_document_is_masked_as_a_reader_would_mask_it(
        node in documents(),
        choices in prop::collection::vec(any::<u8>(), 1..64),
        sizes in prop::collection::vec(0_usize..40, 0..6),
    ) {
        let body = write(&node, &choices);
        let kept = captured(&CORE, &HeaderMap::new(), chunks(body.as_bytes(), sizes)).unwrap();
        let expected = reference(parsed(&body).unwrap());
        prop_assert_eq!(parsed(&kept), Some(expected), "{}\n{}", body, kept);
        prop_assert!(!kept.contains(['§', '7']), "{}\n{}", body, kept);
    }

    #[test]
    fn a_cut_document_shows_nothing_of_a_secret(
        node in documents(),
        choices in prop::collection::vec(any::<u8>(), 1..64),
        sizes in prop::collection::vec(0_usize..40, 0..6),
    ) {
        let body = write(&node, &choices);
        for end in 0..body.len() {
            let chunks = chunks(&body.as_bytes()[..end], sizes.clone());
            let kept = captured(&CORE, &HeaderMap::new(), chunks).unwrap();
            prop_assert!(!kept.contains(['§', '7']), "{}\n{}", &body[..end], kept);
        }
    }

    #[test]
    fn words_are_found_where_reading_the_document_finds_them(
        node in documents(),
        // Few escapes and little space, as most serializers write.
        choices in prop::collection::vec(1_u8..5, 1..64),
        cut in any::<prop::sample::Index>(),
        sizes in prop::collection::vec(0_usize..40, 0..6),
    ) {
        let body = write(&node, &choices);
        for end in [cut.index(body.len() + 1), body.len()] {
            let chunks = chunks(&body.as_bytes()[..end], sizes.clone());
            let kept = captured(&CORE, &HeaderMap::new(), chunks.clone());
            let expected = captured(&BY_PATTERNS, &HeaderMap::new(), chunks);
            prop_assert_eq!(kept, expected, "{}", &String::from_utf8_lossy(&body.as_bytes()[..end]));
        }
    }

    #[test]
    fn no_payload_does_harm(
        payload in prop_oneof![
            prop::collection::vec(any::<u8>(), 0..200),
            r#"([{}\[\]:,="'\\u0§7\n ]|key|password|\\\\\\"){0,60}"#.prop_map(String::into_bytes),
        ],
        content_type in "(application|text|image)?/?(json|x-www-form-urlencoded|plain)?(;charset=\"?(utf-8|utf-16))?",
        sizes in prop::collection::vec(0_usize..40, 0..6),
        (limit, core) in prop::sample::select(&LIMITED[..]),
    ) {
        let kept = captured(&core, &of_type(&content_type), chunks(&payload, sizes));
        prop_assert!(kept.is_none_or(|kept| kept.chars().count() <= limit));
    }
}
