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

#[cfg(test)]
mod tests {
    use super::*;
    use mongodb::bson::doc;

    #[test]
    fn what_came_is_counted() {
        let three = || doc! { "cursor": { "firstBatch": [1, 2, 3] } };
        for (command, reply, expected) in [
            ("find", three(), Some(3)),
            ("bulkWrite", three(), None),
            ("getMore", doc! { "cursor": { "nextBatch": [] } }, Some(0)),
            ("distinct", doc! { "values": [1, 2] }, Some(2)),
            ("find", doc! { "values": [1, 2] }, None),
            ("find", doc! { "cursor": { "firstBatch": 7 } }, None),
            ("find", doc! { "cursor": 7 }, None),
            ("find", doc! {}, None),
        ] {
            assert_eq!(returned_rows(command, &reply), expected, "{reply}");
        }
    }

    #[test]
    fn what_was_written_is_counted() {
        for (command, reply, expected) in [
            ("insert", doc! { "n": 2 }, Some(2)),
            ("delete", doc! { "n": 2_i64 }, Some(2)),
            ("insert", doc! { "n": 2.0 }, Some(2)),
            ("insert", doc! { "n": -1 }, None),
            ("insert", doc! { "n": f64::NAN }, None),
            ("insert", doc! { "n": "many" }, None),
            ("insert", doc! {}, None),
            ("count", doc! { "n": 2 }, None),
            ("update", doc! { "n": 5, "nModified": 2 }, Some(2)),
            (
                "update",
                doc! { "n": 1, "nModified": 0, "upserted": [{}] },
                Some(1),
            ),
            (
                "findAndModify",
                doc! { "lastErrorObject": { "n": 1 } },
                Some(1),
            ),
            (
                "findAndModify",
                doc! { "lastErrorObject": Bson::Null },
                None,
            ),
            (
                "bulkWrite",
                doc! { "nInserted": 1, "nUpserted": 2, "nModified": 3, "nDeleted": 4 },
                Some(10),
            ),
            ("bulkWrite", doc! { "nInserted": 1 }, None),
        ] {
            assert_eq!(affected_rows(command, &reply), expected, "{reply}");
        }
    }
}
