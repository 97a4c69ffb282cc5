use crate::source::Source;
use serde_json::{Map, Value, json};

const MOST_DEPTH: usize = 6;
const PLAIN_KEYS: &[&str] = &[
    "id", "", "a\"b", "é", "{", "na:me", "\\", "[{", "\u{1}", "x,y",
];
const SECRET_KEYS: &[&str] = &[
    "password",
    "apiKey",
    "a\"token",
    "\u{212a}ey",
    "{\"key\"",
    "TOKEN",
];
const TEXTS: &[&str] = &[
    "", "a", "\"", "\\", "{ ", "[}", "é\n", "😀", "\":", "\u{7f},", "[bad",
];
const LITERALS: &[&str] = &["0", "null", "true", "-1.5e3", "12", "false"];

/// A document as it is written, and what masking shall make of it.
pub(crate) struct Document {
    pub(crate) text: String,
    pub(crate) masked: Value,
}

impl Document {
    /// Builds an object with whatever freedom JSON leaves.
    pub(crate) fn build(source: &mut Source<'_>) -> Self {
        let (text, masked) = object(source, 0, false);
        Self { text, masked }
    }
}

fn object(source: &mut Source<'_>, depth: usize, secret: bool) -> (String, Value) {
    let mut text = String::from("{");
    let mut members = Map::new();
    for index in 0..source.choice(4) {
        // Keys that differ, so that no member replaces another.
        let is_secret = source.choice(3) == 0;
        let keys = if is_secret { SECRET_KEYS } else { PLAIN_KEYS };
        let key = format!("{}{index}", keys[source.choice(keys.len())]);
        let (value_text, value) = value(source, depth + 1, secret || is_secret);
        let written = string(source, &key);
        let comma = if index > 0 { "," } else { "" };
        let (a, b, c) = (space(source), space(source), space(source));
        text += &format!("{comma}{a}{written}{b}:{c}{value_text}{a}");
        members.insert(key, if is_secret { json!("****") } else { value });
    }
    (text + "}", members.into())
}

fn list(source: &mut Source<'_>, depth: usize, secret: bool) -> (String, Value) {
    let (texts, values): (Vec<_>, Vec<_>) = (0..source.choice(4))
        .map(|_| value(source, depth + 1, secret))
        .unzip();
    let separator = format!("{},{}", space(source), space(source));
    (format!("[{}]", texts.join(&separator)), values.into())
}

fn value(source: &mut Source<'_>, depth: usize, secret: bool) -> (String, Value) {
    let kinds = if depth > MOST_DEPTH || source.is_empty() {
        2
    } else {
        6
    };
    match source.choice(kinds) {
        0 => {
            let text = LITERALS[source.choice(LITERALS.len())];
            (text.to_owned(), text.parse().unwrap())
        }
        1 => {
            let text = format!(
                "{}{}",
                if secret { "§" } else { "" },
                TEXTS[source.choice(TEXTS.len())]
            );
            (string(source, &text), text.into())
        }
        2 => object(source, depth, secret),
        3 => list(source, depth, secret),
        kind => {
            // Each round of escaping makes it several times as long.
            let depth = depth + 2;
            let (inner, masked) = if kind == 4 {
                object(source, depth, secret)
            } else {
                list(source, depth, secret)
            };
            let inner = format!("{}{inner}", space(source));
            (string(source, &inner), json!(["nested", masked]))
        }
    }
}

fn string(source: &mut Source<'_>, text: &str) -> String {
    let mut written = String::from("\"");
    for character in text.chars() {
        let mut units = [0; 2];
        let units = character.encode_utf16(&mut units).iter();
        let escape: String = units.map(|unit| format!("\\u{unit:04x}")).collect();
        match character {
            '§' => written.push('§'),
            _ if source.choice(5) == 1 || character < ' ' => written += &escape,
            '"' | '\\' => written.extend(['\\', character]),
            _ => written.push(character),
        }
    }
    written + "\""
}

fn space(source: &mut Source<'_>) -> &'static str {
    ["", "", " ", "\n", "\t\r "][source.choice(5)]
}

/// The same with each string that holds JSON as a pair of a mark and what it holds.
pub(crate) fn expanded(value: Value) -> Value {
    match value {
        Value::Object(members) => {
            let members = members.into_iter();
            let members: Map<_, _> = members.map(|(key, value)| (key, expanded(value))).collect();
            members.into()
        }
        Value::Array(items) => items.into_iter().map(expanded).collect(),
        Value::String(text) if text.trim_start().starts_with(['{', '[']) => {
            match serde_json::from_str(&text) {
                Ok(inner) => json!(["nested", expanded(inner)]),
                Err(_) => text.into(),
            }
        }
        other => other,
    }
}
