use super::plain_text::{mask_address, mask_pairs, mask_urls};
use crate::config::{Config, env};
use crate::masking::{KeyMask, MASK, MaskingContext, looks_like_json, mask_text};
use serde_json::Value as Json;
use std::borrow::Cow;

/// What must not be told.
pub(super) struct Secrets<'a> {
    pub(super) environment: &'a KeyMask,
    pub(super) query: &'a KeyMask,
    pub(super) tokens: Vec<&'a str>,
}

impl<'a> Secrets<'a> {
    pub(super) fn of(config: &'a Config) -> Self {
        let variables = config.environ.iter();
        let given = variables.filter(|(name, _)| name.eq_ignore_ascii_case(env::TOKEN));
        let tokens = given
            .map(|(_, value)| value.as_str())
            .chain(config.token.as_ref().map(|token| token.as_str()));
        Self {
            environment: config.masks.of(MaskingContext::Environment),
            query: config.masks.of(MaskingContext::QueryParams),
            tokens: tokens
                .map(str::trim)
                .filter(|token| !token.is_empty())
                .collect(),
        }
    }

    /// A variable's value without the secrets in it.
    pub(super) fn masked<'v>(&self, name: &str, value: &'v str) -> Cow<'v, str> {
        if is_always_secret(name) || self.environment.matches(name) {
            return MASK.into();
        }
        let value = map(self.without_tokens(value), |value| {
            mask_text(value, self.environment)
        });
        let may_hold_more = value.contains(['=', '@']);
        match looks_like_json(&value).then(|| serde_json::from_str(&value)) {
            // Its strings may hold URLs and options in turn.
            Some(Ok(mut json)) if may_hold_more => {
                self.mask_strings(&mut json);
                json.to_string().into()
            }
            Some(Ok(_)) => value,
            _ => map(value, |value| self.masked_text(value)),
        }
    }

    fn mask_strings(&self, json: &mut Json) {
        match json {
            Json::String(text) => *text = self.masked_text(text).into_owned(),
            Json::Array(members) => members.iter_mut().for_each(|one| self.mask_strings(one)),
            Json::Object(members) => members
                .values_mut()
                .for_each(|member| self.mask_strings(member)),
            _ => {}
        }
    }

    fn masked_text<'v>(&self, text: &'v str) -> Cow<'v, str> {
        let text = mask_urls(text, self.query);
        let text = map(text, |text| mask_pairs(text, self.environment));
        // Last: an address swallows the keys of pairs.
        map(text, mask_address)
    }

    pub(super) fn without_tokens<'v>(&self, text: &'v str) -> Cow<'v, str> {
        let replace = |text: Cow<'v, str>, token: &&str| {
            if text.contains(token) {
                text.replace(token, MASK).into()
            } else {
                text
            }
        };
        self.tokens.iter().fold(text.into(), replace)
    }
}

fn is_always_secret(name: &str) -> bool {
    let name = name.to_ascii_uppercase();
    name == env::TOKEN || (name.starts_with("OTEL_EXPORTER_OTLP") && name.ends_with("_HEADERS"))
}

/// Goes on with a text, and keeps it borrowed if nothing changes.
fn map<'a>(text: Cow<'a, str>, change: impl Fn(&str) -> Cow<'_, str>) -> Cow<'a, str> {
    let changed = match change(&text) {
        Cow::Owned(changed) => changed,
        // A mask is borrowed too.
        Cow::Borrowed(changed) if changed != text => changed.to_owned(),
        Cow::Borrowed(_) => return text,
    };
    changed.into()
}
