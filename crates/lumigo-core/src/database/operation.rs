use super::DatabaseServer;
use super::names::known;
use crate::attributes::DB_STATEMENT;
use opentelemetry::{KeyValue, StringValue};
use opentelemetry_semantic_conventions::attribute::{
    DB_COLLECTION_NAME, DB_OPERATION_BATCH_SIZE, DB_OPERATION_NAME, DB_QUERY_SUMMARY, DB_QUERY_TEXT,
};
use std::borrow::Cow;

/// What is asked of a database. Nothing in it is masked: whoever makes it has left the secrets out.
///
/// The span is named by the summary; without one by name and collection, else by what the server is called.
///
/// ```
/// use lumigo_core::DatabaseOperation;
///
/// let operation = DatabaseOperation {
///     name: Some("find".into()),
///     collection: Some("orders".into()),
///     ..DatabaseOperation::default()
/// };
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DatabaseOperation {
    /// What the span is called, where it is known better: of few different texts.
    pub span_name: Option<Cow<'static, str>>,
    /// `db.operation.name`, such as `SELECT` or `find`.
    pub name: Option<StringValue>,
    /// `db.collection.name`: the table or collection.
    pub collection: Option<StringValue>,
    /// `db.query.summary`, such as `SELECT orders`: of few different texts.
    pub summary: Option<StringValue>,
    /// `db.query.text`, and Lumigo's `db.statement`, with its literals replaced.
    pub query_text: Option<StringValue>,
    /// `db.operation.batch.size`, told from 2 on.
    pub batch_size: Option<usize>,
}

impl DatabaseOperation {
    pub(super) fn span_name(&mut self, server: &DatabaseServer) -> Cow<'static, str> {
        if let Some(name) = self.span_name.take() {
            return name;
        }
        if let Some(summary) = &self.summary {
            return known([summary.as_str()]);
        }
        let Some(name) = &self.name else {
            return known([server.name()]);
        };
        let target = self.collection.as_ref().map(StringValue::as_str);
        known([name.as_str(), " ", target.unwrap_or(server.name())])
    }

    pub(super) fn push_attributes(self, attributes: &mut Vec<KeyValue>) {
        let mut push = |key, text: Option<StringValue>| {
            if let Some(text) = text {
                attributes.push(KeyValue::new(key, text));
            }
        };
        push(DB_STATEMENT, self.query_text.clone());
        push(DB_OPERATION_NAME, self.name);
        push(DB_COLLECTION_NAME, self.collection);
        push(DB_QUERY_SUMMARY, self.summary);
        push(DB_QUERY_TEXT, self.query_text);
        let size = self.batch_size.filter(|size| *size > 1);
        let size = size.and_then(|size| i64::try_from(size).ok());
        if let Some(size) = size {
            attributes.push(KeyValue::new(DB_OPERATION_BATCH_SIZE, size));
        }
    }
}
