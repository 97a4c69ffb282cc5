//! Secrets in lists of names and values, such as the environment of a container or the attributes of a message:
//! there the name is no key of what stands beside it.

use lumigo_core::{ActiveCore, MaskingContext};
use serde_json::Value;
use std::borrow::Cow;

const MASK: &str = "****";
/// The names of members that name another one, and of that one.
const NAMES: [&str; 4] = ["name", "key", "parameterkey", "parametername"];
const VALUES: [&str; 3] = ["value", "stringvalue", "parametervalue"];

/// What is read as a whole for their sake, in bytes.
const LONGEST: usize = 64 * 1024;

/// The text of a JSON document with these secrets masked. `None` when it must not be shown: it may have such
/// lists, and is no whole document or too long.
pub(crate) fn mask_json<'a>(
    core: &ActiveCore,
    context: MaskingContext,
    json: &'a str,
) -> Option<Cow<'a, str>> {
    if !has_pairs(json) {
        return Some(json.into());
    }
    if json.len() > LONGEST {
        return None;
    }
    let mut document = serde_json::from_str(json).ok()?;
    if !mask_value(core, context, &mut document) {
        return Some(json.into());
    }
    Some(document.to_string().into())
}

/// Whether there may be a member of the one sort, and one of the other: in whichever case, they end like this.
fn has_pairs(json: &str) -> bool {
    let has = |end: &str| json.contains(end);
    has("alue\"") && (has("ame\"") || has("ey\""))
}

/// Whether anything was masked.
fn mask_value(core: &ActiveCore, context: MaskingContext, value: &mut Value) -> bool {
    match value {
        Value::Array(items) => mask_all(core, context, items.iter_mut()),
        Value::Object(members) => {
            let is_name = |name: &str| NAMES.iter().any(|known| name.eq_ignore_ascii_case(known));
            let names = members.iter().filter(|(name, _)| is_name(name));
            let mut names = names.filter_map(|(_, name)| name.as_str());
            if !names.any(|name| core.is_secret(context, name)) {
                return mask_all(core, context, members.values_mut());
            }
            let mut masked = false;
            for (_, value) in members.iter_mut().filter(|(name, _)| is_value(name)) {
                *value = MASK.into();
                masked = true;
            }
            masked | mask_all(core, context, members.values_mut())
        }
        _ => false,
    }
}

fn mask_all<'a>(
    core: &ActiveCore,
    context: MaskingContext,
    values: impl Iterator<Item = &'a mut Value>,
) -> bool {
    values.fold(false, |masked, value| {
        masked | mask_value(core, context, value)
    })
}

fn is_value(name: &str) -> bool {
    VALUES.iter().any(|known| name.eq_ignore_ascii_case(known))
}

/// The same of the parameters of a form, whose lists are `PREFIX.1.Name=a&PREFIX.1.Value=b`.
pub(crate) fn mask_form<'a>(
    core: &ActiveCore,
    context: MaskingContext,
    form: &'a str,
) -> Cow<'a, str> {
    let secrets: Vec<_> = form
        .split('&')
        .filter_map(|pair| secret_prefix(core, context, pair))
        .collect();
    if secrets.is_empty() {
        return form.into();
    }
    let pairs = form.split('&').map(|pair| {
        let (name, _) = pair.split_once('=').unwrap_or((pair, ""));
        let is_secret = secrets.iter().any(|prefix| {
            let rest = name.strip_prefix(prefix);
            rest.and_then(|rest| rest.split('.').next())
                .is_some_and(is_value)
        });
        if is_secret {
            [name, "=", MASK].concat().into()
        } else {
            Cow::Borrowed(pair)
        }
    });
    pairs.collect::<Vec<_>>().join("&").into()
}

/// `PREFIX.1.` where that names a secret.
fn secret_prefix<'a>(core: &ActiveCore, context: MaskingContext, pair: &'a str) -> Option<&'a str> {
    let (name, value) = pair.split_once('=')?;
    let last = name
        .rsplit('.')
        .next()
        .filter(|last| last.len() < name.len())?;
    let is_name = NAMES.iter().any(|known| last.eq_ignore_ascii_case(known));
    let value = percent_encoding::percent_decode_str(value).decode_utf8_lossy();
    let is_secret = is_name && core.is_secret(context, &value);
    name.strip_suffix(last).filter(|_| is_secret)
}

#[cfg(test)]
mod tests {
    use super::*;
    use lumigo_core::{Instrumentation, Lumigo};
    use std::sync::Arc;

    static INSTRUMENTATION: Instrumentation = Instrumentation::new("pairs", "0", &[]);

    fn core() -> Arc<ActiveCore> {
        let lumigo = Lumigo::builder().with_variables([("LUMIGO_DEBUG", "false")]);
        INSTRUMENTATION.of(&lumigo.build()).unwrap()
    }

    #[test]
    fn the_value_beside_a_secret_name_is_masked() {
        let core = core();
        let cases = [
            (
                r#"{"environment":[{"name":"DB_PASSWORD","value":"hunter2"},{"name":"A","value":"b"}]}"#,
                Some(
                    r#"{"environment":[{"name":"DB_PASSWORD","value":"****"},{"name":"A","value":"b"}]}"#,
                ),
            ),
            (
                r#"{"Tags":[{"Key":"api-token","Value":"hunter2"}]}"#,
                Some(r#"{"Tags":[{"Key":"api-token","Value":"****"}]}"#),
            ),
            (
                r#"{ "Name" : "a", "Value" : 1.0 }"#,
                Some(r#"{ "Name" : "a", "Value" : 1.0 }"#),
            ),
            (r#"{"TableName":"t"}"#, Some(r#"{"TableName":"t"}"#)),
            ("no JSON", Some("no JSON")),
            (r#"{"Name":"password","Value":"hunter2"#, None),
            (
                r#"{"Name":"password","Val"#,
                Some(r#"{"Name":"password","Val"#),
            ),
        ];
        for (json, expected) in cases {
            let masked = mask_json(&core, MaskingContext::RequestBody, json);
            assert_eq!(masked.as_deref(), expected, "{json}");
        }
    }

    #[test]
    fn the_parameter_beside_a_secret_name_is_masked() {
        let core = core();
        let cases = [
            ("Action=Publish&Message=a", "Action=Publish&Message=a"),
            (
                "M.entry.1.Name=pass%77ord&M.entry.1.Value.StringValue=hunter2&M.entry.1.Value.DataType=String",
                "M.entry.1.Name=pass%77ord&M.entry.1.Value.StringValue=****&M.entry.1.Value.DataType=****",
            ),
            (
                "A.entry.1.key=Secret&A.entry.1.value=hunter2&A.entry.2.key=b&A.entry.2.value=c",
                "A.entry.1.key=Secret&A.entry.1.value=****&A.entry.2.key=b&A.entry.2.value=c",
            ),
            (
                "Parameters.member.1.ParameterValue=hunter2&Parameters.member.1.ParameterKey=DbPassword",
                "Parameters.member.1.ParameterValue=****&Parameters.member.1.ParameterKey=DbPassword",
            ),
            ("Name=password&Value=a", "Name=password&Value=a"),
            ("", ""),
        ];
        for (form, expected) in cases {
            assert_eq!(
                mask_form(&core, MaskingContext::RequestBody, form),
                expected
            );
        }
    }
}
