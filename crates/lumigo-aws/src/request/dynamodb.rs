//! Tables.

use super::json::member;
use super::topic::last_part;
use crate::operation::{Operation, kept};
use lumigo_core::Known;
use lumigo_core::attributes::{AWS_DYNAMODB_METHOD, AWS_RESOURCE_NAME};
use opentelemetry::{Array, KeyValue, StringValue, Value};
use opentelemetry_semantic_conventions::attribute::{
    AWS_DYNAMODB_TABLE_NAMES, DB_COLLECTION_NAME, DB_OPERATION_NAME, DB_SYSTEM_NAME,
};
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::Value as Json;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

static TABLES: Known<Arc<[KeyValue]>> = Known::new();

/// What is read as a whole to be shown, in bytes.
const LONGEST: usize = 64 * 1024;
const EXPRESSION_VALUES: &str = "ExpressionAttributeValues";

/// Adds the database's attributes, and the tables that the operation names.
pub(super) fn push_tables(operation: &Operation, body: &[u8], attributes: &mut Vec<KeyValue>) {
    let method = operation.method();
    attributes.extend([
        KeyValue::new(DB_SYSTEM_NAME, "aws.dynamodb"),
        KeyValue::new(DB_OPERATION_NAME, method.clone()),
        KeyValue::new(AWS_DYNAMODB_METHOD, method),
    ]);
    push_names_in(operation.name(), body, attributes);
}

fn push_names_in(operation: &str, body: &[u8], attributes: &mut Vec<KeyValue>) {
    match operation {
        "BatchGetItem" | "BatchWriteItem" => push_names(batch_tables(body), attributes),
        "TransactGetItems" | "TransactWriteItems" => {
            push_names(transaction_tables(body), attributes);
        }
        _ => {
            if let Some(name) = member(body, &["TableName"]) {
                attributes.extend_from_slice(&TABLES.get([&name], || of_table(&name)));
            }
        }
    }
}

fn of_table(name: &str) -> Arc<[KeyValue]> {
    let mut attributes = Vec::new();
    push_names(vec![table(name)], &mut attributes);
    attributes.into()
}

fn push_names(tables: Vec<StringValue>, attributes: &mut Vec<KeyValue>) {
    let [table, others @ ..] = &*tables else {
        return;
    };
    attributes.push(KeyValue::new(AWS_RESOURCE_NAME, table.clone()));
    if others.is_empty() {
        attributes.push(KeyValue::new(DB_COLLECTION_NAME, table.clone()));
    }
    let names = Value::Array(Array::String(tables));
    attributes.push(KeyValue::new(AWS_DYNAMODB_TABLE_NAMES, names));
}

/// The parameters, with `****` for the values of expressions: they stand under names such as `:p`. `None` when they
/// cannot be told apart, or are too many.
pub(super) fn without_values(body: &str) -> Option<Cow<'_, str>> {
    if !body.contains(EXPRESSION_VALUES) {
        return Some(body.into());
    }
    if body.len() > LONGEST {
        return None;
    }
    let mut parameters = serde_json::from_str(body).ok()?;
    mask_values(&mut parameters);
    Some(parameters.to_string().into())
}

fn mask_values(parameters: &mut Json) {
    match parameters {
        Json::Array(items) => items.iter_mut().for_each(mask_values),
        Json::Object(members) => {
            for (name, value) in members {
                if name == EXPRESSION_VALUES {
                    *value = "****".into();
                } else {
                    mask_values(value);
                }
            }
        }
        _ => {}
    }
}

/// A table may be named by its ARN, which ends in `table/NAME`.
fn table(name: &str) -> StringValue {
    kept(last_part(name))
}

fn batch_tables(body: &[u8]) -> Vec<StringValue> {
    #[derive(Deserialize)]
    #[serde(rename_all = "PascalCase")]
    struct Batch {
        request_items: BTreeMap<String, IgnoredAny>,
    }
    let batch: Option<Batch> = serde_json::from_slice(body).ok();
    let tables = batch.into_iter().flat_map(|batch| batch.request_items);
    tables.map(|(name, _)| table(&name)).collect()
}

fn transaction_tables(body: &[u8]) -> Vec<StringValue> {
    #[derive(Deserialize)]
    #[serde(rename_all = "PascalCase")]
    struct Transaction {
        transact_items: Vec<BTreeMap<String, Item>>,
    }
    #[derive(Deserialize)]
    #[serde(rename_all = "PascalCase")]
    struct Item {
        table_name: String,
    }
    let transaction: Option<Transaction> = serde_json::from_slice(body).ok();
    let items = transaction.into_iter().flat_map(|all| all.transact_items);
    let items = items.flat_map(BTreeMap::into_values);
    let tables: BTreeSet<_> = items.map(|item| item.table_name).collect();
    tables.iter().map(|name| table(name)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_of_expressions_are_not_shown() {
        let cases = [
            (r#"{"TableName": "t"}"#, Some(r#"{"TableName": "t"}"#)),
            (
                r#"{"ExpressionAttributeValues":{":p":{"S":"hunter2"}},"TableName":"t"}"#,
                Some(r#"{"ExpressionAttributeValues":"****","TableName":"t"}"#),
            ),
            (
                r#"{"TransactItems":[{"Update":{"ExpressionAttributeValues":{":p":{"S":"hunter2"}}}}]}"#,
                Some(r#"{"TransactItems":[{"Update":{"ExpressionAttributeValues":"****"}}]}"#),
            ),
            (r#"{"ExpressionAttributeValues":{":p":{"S":"hunter2"#, None),
        ];
        for (body, expected) in cases {
            assert_eq!(without_values(body).as_deref(), expected, "{body}");
        }
    }

    #[test]
    fn the_tables_are_named_whatever_the_operation() {
        let cases: [(&str, &str, &[&str]); 8] = [
            ("GetItem", r#"{"TableName":"t","Key":{}}"#, &["t"]),
            (
                "GetItem",
                r#"{"TableName":"arn:aws:dynamodb:eu-central-1:123456789012:table/t"}"#,
                &["t"],
            ),
            ("ListTables", "{}", &[]),
            (
                "BatchGetItem",
                r#"{"RequestItems":{"b":{"Keys":[]},"a":{}}}"#,
                &["a", "b"],
            ),
            ("BatchWriteItem", "no JSON", &[]),
            (
                "TransactWriteItems",
                r#"{"TransactItems":[{"Put":{"TableName":"b","Item":{}}},{"Delete":{"TableName":"a"}},{"Put":{"TableName":"b"}}]}"#,
                &["a", "b"],
            ),
            ("TransactGetItems", r#"{"TransactItems":[{"Get":{}}]}"#, &[]),
            ("GetItem", "", &[]),
        ];
        for (operation, body, expected) in cases {
            let mut attributes = Vec::new();
            push_names_in(operation, body.as_bytes(), &mut attributes);
            let names = attributes.pop().map(|names| names.value);
            let expected: Vec<_> = expected.iter().map(|&name| name.into()).collect();
            let is_any = !expected.is_empty();
            let expected = is_any.then_some(Value::Array(Array::String(expected)));
            assert_eq!(names, expected, "{operation} {body}");
        }
    }
}
