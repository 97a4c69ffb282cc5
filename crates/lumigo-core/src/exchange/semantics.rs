//! HTTP as the stable semantic conventions see it.

use crate::known::shared;
use http::{Method, Version};
use opentelemetry::KeyValue;
use opentelemetry_semantic_conventions::attribute::{
    HTTP_REQUEST_METHOD, HTTP_REQUEST_METHOD_ORIGINAL, NETWORK_PROTOCOL_VERSION, SERVER_ADDRESS,
    SERVER_PORT,
};

/// What `http.request.method` says of a method that the conventions do not know.
const OTHER_METHOD: &str = "_OTHER";

/// Adds `http.request.method`: one of the methods that the conventions know, or `_OTHER` and beside
/// it `http.request.method_original`.
pub(super) fn push_method(attributes: &mut Vec<KeyValue>, method: &Method) {
    let known = known_method(method);
    let name = known.unwrap_or(OTHER_METHOD);
    attributes.push(KeyValue::new(HTTP_REQUEST_METHOD, name));
    if known.is_none() {
        let original = method.as_str().to_owned();
        attributes.push(KeyValue::new(HTTP_REQUEST_METHOD_ORIGINAL, original));
    }
}

/// Adds `server.address` and `server.port`. An IPv6 address loses the brackets of its URL.
pub(super) fn push_server(attributes: &mut Vec<KeyValue>, host: &str, port: Option<u16>) {
    let unbracketed = host
        .strip_prefix('[')
        .and_then(|host| host.strip_suffix(']'));
    let address = unbracketed.unwrap_or(host);
    if address.is_empty() {
        return;
    }
    attributes.push(KeyValue::new(SERVER_ADDRESS, shared(address)));
    if let Some(port) = port {
        attributes.push(KeyValue::new(SERVER_PORT, i64::from(port)));
    }
}

/// The start of a span's name: the method, or `HTTP` for one that the conventions do not know.
pub(super) fn span_name_method(method: &Method) -> &'static str {
    known_method(method).unwrap_or("HTTP")
}

fn known_method(method: &Method) -> Option<&'static str> {
    Some(match *method {
        Method::GET => "GET",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::DELETE => "DELETE",
        Method::HEAD => "HEAD",
        Method::OPTIONS => "OPTIONS",
        Method::PATCH => "PATCH",
        Method::TRACE => "TRACE",
        Method::CONNECT => "CONNECT",
        _ if method.as_str() == "QUERY" => "QUERY",
        _ => return None,
    })
}

/// Adds `network.protocol.version`.
pub(super) fn push_version(attributes: &mut Vec<KeyValue>, version: Version) {
    if let Some(version) = protocol_version(version) {
        attributes.push(KeyValue::new(NETWORK_PROTOCOL_VERSION, version));
    }
}

/// The value of `network.protocol.version`.
pub(super) fn protocol_version(version: Version) -> Option<&'static str> {
    match version {
        Version::HTTP_09 => Some("0.9"),
        Version::HTTP_10 => Some("1.0"),
        Version::HTTP_11 => Some("1.1"),
        Version::HTTP_2 => Some("2"),
        Version::HTTP_3 => Some("3"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_methods_share_one_name() {
        for (text, attribute, original, name) in [
            ("GET", "GET", None, "GET"),
            ("QUERY", "QUERY", None, "QUERY"),
            ("get", "_OTHER", Some("get"), "HTTP"),
            ("PURGE", "_OTHER", Some("PURGE"), "HTTP"),
        ] {
            let method = Method::from_bytes(text.as_bytes()).unwrap();
            let mut attributes = Vec::new();
            push_method(&mut attributes, &method);
            let mut expected = vec![KeyValue::new(HTTP_REQUEST_METHOD, attribute)];
            expected.extend(original.map(|text| KeyValue::new(HTTP_REQUEST_METHOD_ORIGINAL, text)));
            assert_eq!(attributes, expected, "{text}");
            assert_eq!(span_name_method(&method), name, "{text}");
        }
    }

    #[test]
    fn an_address_has_no_brackets_and_is_never_empty() {
        let port = KeyValue::new(SERVER_PORT, 80);
        for (host, expected) in [
            ("a.b", Some("a.b")),
            ("[::1]", Some("::1")),
            ("[", Some("[")),
            ("[]", None),
            ("", None),
        ] {
            let mut attributes = Vec::new();
            push_server(&mut attributes, host, Some(80));
            let expected = expected.map(|address| KeyValue::new(SERVER_ADDRESS, address));
            let expected: Vec<_> = expected
                .into_iter()
                .flat_map(|one| [one, port.clone()])
                .collect();
            assert_eq!(attributes, expected, "{host:?}");
        }
    }
}
