use super::{JsonText, MASK, ParameterNames, ValueList, Values};
use std::borrow::Cow;
use std::collections::HashMap;

/// The arguments as one JSON object, cut at so many characters: `{"id": 7, "name": "ada"}`. Those of one
/// name are a list, as in `insert … values ($1, $2), ($3, $4)`. Those without a name stand under their
/// position from 1 on. `None` when there are none or they cannot be read.
pub(crate) fn parameters_text<DB: Values>(
    arguments: &DB::Arguments,
    names: &ParameterNames<'_, impl Fn(&str) -> bool>,
    limit: usize,
) -> Option<String> {
    let mut list = ValueList::new(limit);
    DB::list_arguments(arguments, &mut list)?;
    let is_cut = list.is_full();
    let named = |(position, value): (usize, String)| {
        let name = names.name(position);
        let is_hidden = names.hide(position);
        (name, if is_hidden { MASK.to_owned() } else { value })
    };
    let mut named: Vec<_> = list
        .into_values()
        .into_iter()
        .enumerate()
        .map(named)
        .collect();
    let cut = if is_cut { named.pop() } else { None };
    if named.is_empty() && cut.is_none() {
        return None;
    }
    Some(object(grouped(named), cut, limit))
}

/// The values of one name together, in the order of their first.
fn grouped<'n>(named: Vec<(Cow<'n, str>, String)>) -> Vec<(Cow<'n, str>, Vec<String>)> {
    let mut groups: Vec<(Cow<'n, str>, Vec<String>)> = Vec::new();
    let mut places = HashMap::new();
    for (name, value) in named {
        let place = *places.entry(name.clone()).or_insert(groups.len());
        match groups.get_mut(place) {
            Some((_, values)) => values.push(value),
            None => groups.push((name, vec![value])),
        }
    }
    groups
}

/// A value that is cut ends the text.
fn object(
    groups: Vec<(Cow<'_, str>, Vec<String>)>,
    cut: Option<(Cow<'_, str>, String)>,
    limit: usize,
) -> String {
    let mut json = JsonText::new(limit);
    let mut separator = "{";
    for (name, values) in groups {
        push_key(&mut json, &mut separator, &name);
        match values.as_slice() {
            [value] => json.push(value),
            values => json.push(&format!("[{}]", values.join(", "))),
        }
    }
    match cut {
        Some((name, value)) => {
            push_key(&mut json, &mut separator, &name);
            json.push(&value);
        }
        None => json.push("}"),
    }
    json.into_text()
}

fn push_key(json: &mut JsonText, separator: &mut &str, name: &str) {
    json.push(separator);
    json.push_string(name.as_bytes());
    json.push(": ");
    *separator = ", ";
}
