use lumigo_core::{ActiveCore, MaskingContext};
use mongodb::bson::{Bson, Document};

/// Keys under which a value is a secret, or may hold one under no key.
const HIDDEN: [&str; 6] = [
    "pwd",
    // JavaScript.
    "$where",
    "$function",
    "$accumulator",
    // What did not suit a validator's rule, in `errInfo`.
    "consideredValue",
    "consideredValues",
];

/// Operators that make values of keys, or name a field without a `$`.
const REVEALING: [&str; 4] = ["$function", "$accumulator", "$objectToArray", "$getField"];

/// How many values are looked at for the names of fields.
const MOST: usize = 100_000;

/// What is secret in a document of MongoDB's besides what its JSON shows.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Secrets<'a> {
    core: &'a ActiveCore,
    context: MaskingContext,
}

impl<'a> Secrets<'a> {
    pub(crate) fn new(core: &'a ActiveCore, context: MaskingContext) -> Self {
        Self { core, context }
    }

    /// Whether the value under this key is one. What the whole key says is found in the JSON.
    pub(crate) fn hides(self, key: &str) -> bool {
        HIDDEN.contains(&key) || (key.contains('.') && self.is_in_path(key))
    }

    /// Whether what a command returns may have secrets under keys that do not say so.
    pub(crate) fn may_move(self, name: &str, command: &Document) -> bool {
        let works_on = match name {
            "aggregate" => "pipeline",
            "find" => "projection",
            "findAndModify" | "findandmodify" => "fields",
            "distinct" => {
                return command
                    .get_str("key")
                    .is_ok_and(|path| self.is_in_path(path));
            }
            "explain" => {
                return command.get_document("explain").is_ok_and(|explained| {
                    let name = explained.iter().next();
                    name.is_some_and(|(name, _)| {
                        name != "explain" && self.may_move(name, explained)
                    })
                });
            }
            _ => return false,
        };
        command
            .get(works_on)
            .is_some_and(|value| self.mentions(value))
    }

    /// Whether the path of a field that is a secret stands somewhere in a value. Of one that is very large, it
    /// is assumed.
    pub(crate) fn mentions(self, value: &Bson) -> bool {
        let mut open = vec![value];
        let mut left = MOST;
        while let Some(value) = open.pop() {
            match value {
                Bson::Array(items) => {
                    let Some(rest) = left.checked_sub(items.len()) else {
                        return true;
                    };
                    left = rest;
                    if items.iter().any(|item| self.is_secret_path(item)) {
                        return true;
                    }
                    open.extend(items.iter().filter(|item| is_container(item)));
                }
                Bson::Document(members) => {
                    let Some(rest) = left.checked_sub(members.len()) else {
                        return true;
                    };
                    left = rest;
                    for (key, member) in members {
                        if REVEALING.contains(&key.as_str()) || self.is_secret_path(member) {
                            return true;
                        }
                        open.extend(Some(member).filter(|member| is_container(member)));
                    }
                }
                other if self.is_secret_path(other) => return true,
                _ => {}
            }
        }
        false
    }

    fn is_secret_path(self, value: &Bson) -> bool {
        match value {
            Bson::String(text) => text
                .strip_prefix('$')
                .is_some_and(|path| self.is_in_path(path.trim_start_matches('$'))),
            Bson::JavaScriptCode(_) | Bson::JavaScriptCodeWithScope(_) => true,
            _ => false,
        }
    }

    fn is_in_path(self, path: &str) -> bool {
        path.split('.')
            .any(|key| self.core.is_secret(self.context, key))
    }
}

fn is_container(value: &Bson) -> bool {
    matches!(value, Bson::Array(_) | Bson::Document(_))
}

#[cfg(test)]
mod tests {
    use super::*;
    use lumigo_core::Lumigo;
    use mongodb::bson::doc;

    #[test]
    fn an_answer_may_have_secrets_under_any_key_if_the_command_moves_them() {
        let lumigo = Lumigo::builder()
            .with_variables([("LUMIGO_SECRET_MASKING_REGEX", r#"["pass"]"#)])
            .build();
        let core = crate::INSTRUMENTATION.of(&lumigo).unwrap();
        let secrets = Secrets::new(&core, MaskingContext::ResponseBody);
        let aggregate = |stage: Document| doc! { "aggregate": "a", "pipeline": [stage] };
        for (command, expected) in [
            (aggregate(doc! { "$group": { "_id": "$pass" } }), true),
            (
                aggregate(doc! { "$group": { "_id": "$a.password.b" } }),
                true,
            ),
            (aggregate(doc! { "$group": { "_id": "$$ROOT.pass" } }), true),
            (aggregate(doc! { "$a": { "$function": {} } }), true),
            (
                aggregate(doc! { "$a": Bson::JavaScriptCode(String::new()) }),
                true,
            ),
            (aggregate(doc! { "$match": { "a": "pass" } }), false),
            (aggregate(doc! { "$group": { "_id": "$a" } }), false),
            (doc! { "aggregate": "a" }, false),
            (doc! { "aggregate": "a", "pipeline": "$pass" }, true),
            (doc! { "find": "a", "filter": { "pass": 1 } }, false),
            (doc! { "find": "a", "projection": { "pass": 1 } }, false),
            (doc! { "find": "a", "projection": { "b": "$pass" } }, true),
            (
                doc! { "findAndModify": "a", "fields": { "b": "$pass" } },
                true,
            ),
            (doc! { "distinct": "a", "key": "b.pass" }, true),
            (doc! { "distinct": "a", "key": "b" }, false),
            (doc! { "distinct": "a" }, false),
            (doc! { "explain": { "distinct": "a", "key": "pass" } }, true),
            (doc! { "explain": { "explain": {} } }, false),
        ] {
            let name = command.keys().next().unwrap();
            assert_eq!(secrets.may_move(name, &command), expected, "{command}");
        }
    }
}
