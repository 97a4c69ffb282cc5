//! HTTP as the stable semantic conventions see it, once for servers and clients.

use http::{Method, Version};

/// The value of `http.request.method`: one of the methods that the conventions know, or `_OTHER`.
pub fn request_method(method: &Method) -> &'static str {
    match method.as_str() {
        "GET" => "GET",
        "POST" => "POST",
        "PUT" => "PUT",
        "DELETE" => "DELETE",
        "HEAD" => "HEAD",
        "OPTIONS" => "OPTIONS",
        "PATCH" => "PATCH",
        "TRACE" => "TRACE",
        "CONNECT" => "CONNECT",
        _ => OTHER_METHOD,
    }
}

/// What `http.request.method` says of a method that the conventions do not know.
pub const OTHER_METHOD: &str = "_OTHER";

/// The start of a span's name: the method, or `HTTP` for one that the conventions do not know.
pub fn span_name_method(method: &Method) -> &'static str {
    match request_method(method) {
        OTHER_METHOD => "HTTP",
        known => known,
    }
}

/// The value of `network.protocol.version`.
pub fn protocol_version(version: Version) -> Option<&'static str> {
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
        for (method, attribute, name) in [
            ("GET", "GET", "GET"),
            ("get", "_OTHER", "HTTP"),
            ("PURGE", "_OTHER", "HTTP"),
        ] {
            let method = Method::from_bytes(method.as_bytes()).unwrap();
            assert_eq!(request_method(&method), attribute);
            assert_eq!(span_name_method(&method), name);
        }
    }
}
