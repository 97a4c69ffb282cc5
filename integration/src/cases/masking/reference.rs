use regex::{RegexSet, RegexSetBuilder};
use serde_json::Value;

/// What a program would do that masks by hand: the default list's patterns, compiled once.
pub(super) struct Reference {
    secret: Option<RegexSet>,
}

impl Reference {
    pub(super) fn new() -> Self {
        let patterns = [
            "^.*pass.*",
            "^.*key.*",
            "^.*secret.*",
            "^.*credential.*",
            "^.*passphrase.*",
            "^.*token.*",
            "^.*authorization.*",
            "^.*cookie.*",
            "^.*signature.*",
        ];
        let secret = RegexSetBuilder::new(patterns)
            .case_insensitive(true)
            .dot_matches_new_line(true)
            .build();
        Self {
            secret: secret.ok(),
        }
    }

    pub(super) fn masked(&self, document: &[u8]) -> Option<String> {
        let mut value = serde_json::from_slice(document).ok()?;
        self.mask(&mut value);
        serde_json::to_string(&value).ok()
    }

    fn mask(&self, value: &mut Value) {
        match value {
            Value::Object(members) => {
                for (key, value) in members {
                    if self
                        .secret
                        .as_ref()
                        .is_none_or(|secret| secret.is_match(key))
                    {
                        *value = Value::from("****");
                    } else {
                        self.mask(value);
                    }
                }
            }
            Value::Array(items) => items.iter_mut().for_each(|item| self.mask(item)),
            Value::String(text) if text.starts_with(['{', '[']) => {
                if let Some(masked) = self.masked(text.as_bytes()) {
                    *text = masked;
                }
            }
            _ => {}
        }
    }
}
