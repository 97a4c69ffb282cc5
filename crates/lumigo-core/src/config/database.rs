use super::env;
use super::reader::Reader;

/// What is shown of calls to databases.
#[derive(Clone, Copy, Debug)]
pub(crate) struct DatabaseSettings {
    pub(crate) sql: SqlCapture,
    /// Whether MongoDB's handshakes have no span.
    pub(crate) reduces_mongo: bool,
}

/// What spans show of SQL. All of it may be personal data, so nothing is shown that is not asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SqlCapture {
    /// The parameters of queries: `db.statement.parameters`.
    pub parameters: bool,
    /// The rows that come back: `db.response.body`.
    pub rows: bool,
    /// The literals in the text of queries, which are `?` otherwise.
    pub literals: bool,
}

pub(super) fn database(reader: &mut Reader<'_>) -> DatabaseSettings {
    DatabaseSettings {
        sql: SqlCapture {
            parameters: reader.boolean(env::CAPTURE_SQL_PARAMETERS, false),
            rows: reader.boolean(env::CAPTURE_SQL_ROWS, false),
            literals: reader.boolean(env::CAPTURE_SQL_LITERALS, false),
        },
        reduces_mongo: reader.boolean(env::REDUCED_MONGO, true),
    }
}
