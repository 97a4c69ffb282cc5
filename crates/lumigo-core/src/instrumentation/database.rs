//! The settings of adapters to databases.

use super::ActiveCore;
use crate::SqlCapture;

impl ActiveCore {
    /// What spans show of SQL, as `LUMIGO_CAPTURE_SQL_PARAMETERS`, `LUMIGO_CAPTURE_SQL_ROWS` and
    /// `LUMIGO_CAPTURE_SQL_LITERALS` say. Default: nothing.
    pub fn sql_capture(&self) -> SqlCapture {
        self.core().database.sql
    }

    /// Whether the handshakes that MongoDB's clients make have no span, as
    /// `LUMIGO_REDUCED_MONGO_INSTRUMENTATION` says. Default: `true`.
    pub fn reduces_mongo(&self) -> bool {
        self.core().database.reduces_mongo
    }
}
