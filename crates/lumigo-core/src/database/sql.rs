use opentelemetry::StringValue;
use std::sync::Arc;
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SqlDialect {
    PostgreSql,
    MySql,
    Sqlite,
}
#[derive(Debug)]
pub struct Sql(StringValue, Option<StringValue>);
impl Sql {
    pub fn text(&self) -> &StringValue {
        &self.0
    }
    pub fn summary(&self) -> Option<&StringValue> {
        self.1.as_ref()
    }
    pub fn operation(&self) -> Option<&StringValue> {
        self.1.as_ref()
    }
    pub fn collection(&self) -> Option<&StringValue> {
        None
    }
    pub fn reads(&self) -> bool {
        self.0.as_str().to_ascii_lowercase().starts_with("select")
    }
    pub fn parameter_name(&self, _: usize) -> Option<&str> {
        None
    }
}
#[derive(Debug)]
pub struct SqlTexts;
impl SqlTexts {
    pub fn new(_: SqlDialect, _: usize) -> Self {
        Self
    }
    pub fn get(&self, text: &str) -> Arc<Sql> {
        let word: Arc<str> = text.split_whitespace().next().unwrap_or("").into();
        Arc::new(Sql(Arc::<str>::from(text).into(), Some(word.into())))
    }
}
