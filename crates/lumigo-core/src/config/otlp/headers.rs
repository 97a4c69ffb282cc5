use crate::config::error::ConfigError;
use crate::config::reader::{Reader, members};
use http::header::{CONNECTION, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, HOST, TE};
use http::header::{TRANSFER_ENCODING, UPGRADE};
use http::{HeaderMap, HeaderName, HeaderValue};
use percent_encoding::percent_decode_str;

/// What the exporter has to say itself, or a post would not be understood.
const OURS: [HeaderName; 8] = [
    CONNECTION,
    CONTENT_ENCODING,
    CONTENT_LENGTH,
    CONTENT_TYPE,
    HOST,
    TE,
    TRANSFER_ENCODING,
    UPGRADE,
];

/// Reads `key=value` pairs, separated by commas, the values percent-encoded. Members that cannot be used
/// are among the problems.
pub(super) fn headers(reader: &mut Reader<'_>, name: &'static str) -> HeaderMap {
    let text = reader.text(name).unwrap_or_default();
    let mut headers = HeaderMap::new();
    for (position, member) in members(&text) {
        match header(member) {
            Some((name, value)) => {
                headers.insert(name, value);
            }
            None => reader.problems.push(ConfigError::InvalidMember {
                name,
                position,
                expected: "a header as key=value, percent-encoded, and none that the exporter sets",
            }),
        }
    }
    headers
}

fn header(member: &str) -> Option<(HeaderName, HeaderValue)> {
    let (name, value) = member.split_once('=')?;
    let name = HeaderName::try_from(name.trim()).ok()?;
    let value: Vec<u8> = percent_decode_str(value.trim()).collect();
    let mut value = HeaderValue::try_from(value).ok()?;
    value.set_sensitive(true);
    let is_grpcs = name.as_str().starts_with("grpc-") || name.as_str().ends_with("-bin");
    // Other bytes mean nothing to gRPC.
    let is_text = value.to_str().is_ok();
    (is_text && !is_grpcs && !OURS.contains(&name)).then_some((name, value))
}
