//! What an answer says that is `ok`. Arrays are counted, never walked.

use lumigo_core::DatabaseCall;
use mongodb::bson::{Array, Bson, Document};

pub(crate) fn record(call: &mut DatabaseCall, command: &str, reply: &Document) {
    if let Some(rows) = returned_rows(command, reply) {
        call.set_returned_rows(rows);
    }
    if let Some(rows) = affected_rows(command, reply) {
        call.set_affected_rows(rows);
    }
    record_failed_writes(call, reply);
}

fn returned_rows(command: &str, reply: &Document) -> Option<u64> {
    let rows = match command {
        "distinct" => reply.get_array("values").ok()?,
        // That batch tells of the writes.
        "bulkWrite" => return None,
        _ => batch(reply)?,
    };
    u64::try_from(rows.len()).ok()
}

fn batch(reply: &Document) -> Option<&Array> {
    let cursor = reply.get_document("cursor").ok()?;
    let first = cursor.get_array("firstBatch");
    first.or_else(|_| cursor.get_array("nextBatch")).ok()
}

fn affected_rows(command: &str, reply: &Document) -> Option<u64> {
    match command {
        "insert" | "delete" => count(reply, "n"),
        "update" => {
            let upserted = reply.get_array("upserted").map_or(0, Vec::len);
            let modified = count(reply, "nModified")?;
            modified.checked_add(u64::try_from(upserted).ok()?)
        }
        "findAndModify" | "findandmodify" => {
            count(reply.get_document("lastErrorObject").ok()?, "n")
        }
        "bulkWrite" => ["nInserted", "nUpserted", "nModified", "nDeleted"]
            .into_iter()
            .try_fold(0_u64, |sum, key| sum.checked_add(count(reply, key)?)),
        _ => None,
    }
}

fn record_failed_writes(call: &mut DatabaseCall, reply: &Document) {
    if let Ok([first, ..]) = reply.get_array("writeErrors").map(Vec::as_slice) {
        fail(call, first, "write_error");
    } else if let Some(error) = reply.get("writeConcernError") {
        fail(call, error, "write_concern_error");
    } else if count(reply, "nErrors").is_some_and(|errors| errors > 0) {
        let failed = batch(reply).and_then(|writes| writes.iter().find(|write| has_code(write)));
        fail(call, failed.unwrap_or(&Bson::Null), "write_error");
    }
}

fn fail(call: &mut DatabaseCall, error: &Bson, kind: &'static str) {
    let code = error.as_document().and_then(|error| count(error, "code"));
    match code {
        Some(code) => call.fail_with_status(code.to_string()),
        None => call.fail(kind),
    }
}

fn has_code(write: &Bson) -> bool {
    write
        .as_document()
        .is_some_and(|write| write.contains_key("code"))
}

/// A number that servers send in any of their types.
fn count(document: &Document, key: &str) -> Option<u64> {
    match *document.get(key)? {
        Bson::Int32(number) => u64::try_from(number).ok(),
        Bson::Int64(number) => u64::try_from(number).ok(),
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "saturates"
        )]
        Bson::Double(number) if number >= 0.0 => Some(number as u64),
        _ => None,
    }
}
