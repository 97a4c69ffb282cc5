//! The names that attributes of databases had before they were stable: those that the Python distribution
//! sends.
#![expect(deprecated, reason = "the older names are asked for")]

use opentelemetry::KeyValue;
use opentelemetry_semantic_conventions::attribute::{
    DB_COLLECTION_NAME, DB_MONGODB_COLLECTION, DB_NAME, DB_NAMESPACE, DB_OPERATION,
    DB_OPERATION_NAME, DB_SQL_TABLE, DB_SYSTEM, DB_SYSTEM_NAME, NET_PEER_NAME, NET_PEER_PORT,
    SERVER_ADDRESS, SERVER_PORT,
};

/// Adds to the stable attributes of a call what they were before.
pub(super) fn push_older_names(attributes: &mut Vec<KeyValue>) {
    let is_mongodb = attributes
        .iter()
        .any(|one| one.key.as_str() == DB_SYSTEM_NAME && one.value.as_str() == "mongodb");
    let older_name = |attribute: &KeyValue| {
        let name = match attribute.key.as_str() {
            DB_SYSTEM_NAME => DB_SYSTEM,
            DB_NAMESPACE => DB_NAME,
            DB_OPERATION_NAME => DB_OPERATION,
            DB_COLLECTION_NAME if is_mongodb => DB_MONGODB_COLLECTION,
            DB_COLLECTION_NAME => DB_SQL_TABLE,
            SERVER_ADDRESS => NET_PEER_NAME,
            SERVER_PORT => NET_PEER_PORT,
            _ => return None,
        };
        Some(KeyValue::new(name, attribute.value.clone()))
    };
    let older: Vec<_> = attributes.iter().filter_map(older_name).collect();
    attributes.extend(older);
}
