//! Digests by which services tell one thing from another.

use aws_sdk_sqs::types::MessageAttributeValue;
use md5::{Digest, Md5};
use std::collections::{BTreeMap, HashMap};

const TEXT: u8 = 1;
const BINARY: u8 = 2;

/// The digest of bytes, in hexadecimal.
pub(super) fn of(bytes: &[u8]) -> String {
    hex(Md5::new_with_prefix(bytes))
}

/// The digest by which SQS confirms a message's attributes, in hexadecimal; `None` when there are none.
/// As [SQS] makes it: names, types and values in the order of the names, each after its length.
///
/// [SQS]: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html
pub(super) fn of_attributes(attributes: &HashMap<String, MessageAttributeValue>) -> Option<String> {
    if attributes.is_empty() {
        return None;
    }
    let mut digest = Md5::new();
    let sorted: BTreeMap<_, _> = attributes.iter().collect();
    for (name, attribute) in sorted {
        update(&mut digest, name.as_bytes());
        update(&mut digest, attribute.data_type.as_bytes());
        if let Some(text) = &attribute.string_value {
            digest.update([TEXT]);
            update(&mut digest, text.as_bytes());
        } else if let Some(bytes) = &attribute.binary_value {
            digest.update([BINARY]);
            update(&mut digest, bytes.as_ref());
        }
    }
    Some(hex(digest))
}

fn hex(digest: Md5) -> String {
    let digits = digest
        .finalize()
        .into_iter()
        .flat_map(|byte| [byte >> 4, byte & 15]);
    let digits = digits.filter_map(|digit| char::from_digit(digit.into(), 16));
    let mut text = String::with_capacity(32);
    text.extend(digits);
    text
}

fn update(digest: &mut Md5, part: &[u8]) {
    let length = u32::try_from(part.len()).unwrap_or(u32::MAX);
    digest.update(length.to_be_bytes());
    digest.update(part);
}
