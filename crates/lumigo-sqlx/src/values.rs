use sqlx_core::database::Database;
pub trait Values: Database {}
#[cfg(feature = "postgres")]
impl Values for sqlx_postgres::Postgres {}
#[cfg(feature = "mysql")]
impl Values for sqlx_mysql::MySql {}
#[cfg(feature = "sqlite")]
impl Values for sqlx_sqlite::Sqlite {}
pub(crate) fn parameters_text<'n, DB: Values>(
    _: &DB::Arguments,
    _: impl Fn(usize) -> Option<&'n str>,
    _: usize,
) -> Option<String> {
    None
}
#[derive(Debug)]
pub(crate) struct RowsText;
impl RowsText {
    pub(crate) fn new(_: usize) -> Self {
        Self
    }
    pub(crate) fn push<DB: Values>(&mut self, _: &DB::Row, _: impl Fn(&str) -> bool) {}
    pub(crate) fn finish(self) -> Option<String> {
        None
    }
}
