use crate::values::debug_list::DebugList;
use std::borrow::Cow;

/// The names of the arguments' types, as those of columns are given, and whether these are all. Nothing but
/// `Debug` tells them.
pub(super) fn type_names(arguments: &str) -> Option<(Vec<Cow<'_, str>>, bool)> {
    let list = DebugList::read(arguments.strip_prefix("PgArguments { types: [")?)?;
    if let Some(after) = list.after {
        after.strip_prefix(", buffer: PgArgumentBuffer { buffer: []")?;
    }
    let names: Option<_> = list.items.into_iter().map(type_name).collect();
    Some((names?, list.after.is_some()))
}

/// `PgTypeInfo(Int4)` is `INT4`.
fn type_name(item: &str) -> Option<Cow<'_, str>> {
    let kind = item.strip_prefix("PgTypeInfo(")?.strip_suffix(')')?;
    let Some((kind, fields)) = kind.split_once('(') else {
        return Some(built_in(kind).into());
    };
    let fields = fields.strip_suffix(')')?;
    Some(match kind {
        "DeclareWithName" => fields.into(),
        "DeclareArrayOf" => between(fields, ", name: \"", "\" }")?.into(),
        "Custom" => between(fields, ", name: ", ", kind: ")?.into(),
        "DeclareWithOid" => "?".into(),
        _ => return None,
    })
}

fn built_in(variant: &str) -> String {
    match variant.strip_suffix("Array") {
        Some(element) => format!("{}[]", built_in(element)),
        // Not to be taken for `CHAR(n)`.
        None if variant == "Char" => "\"CHAR\"".to_owned(),
        None => variant.to_ascii_uppercase(),
    }
}

fn between<'a>(text: &'a str, start: &str, end: &str) -> Option<&'a str> {
    let (_, rest) = text.split_once(start)?;
    Some(rest.split_once(end)?.0)
}
