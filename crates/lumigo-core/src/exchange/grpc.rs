//! gRPC, which tells its outcome behind the body.

use super::observation::Observation;
use super::side::Side;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, HeaderValue, Method};
use opentelemetry::KeyValue;
use opentelemetry_semantic_conventions::attribute::RPC_METHOD;
use std::fmt;

/// The names that backends know by now; those to come are no more stable.
#[expect(deprecated, reason = "their successors are in development")]
mod keys {
    use opentelemetry_semantic_conventions::attribute;

    pub(super) const SYSTEM: &str = attribute::RPC_SYSTEM;
    pub(super) const SERVICE: &str = attribute::RPC_SERVICE;
    pub(super) const STATUS_CODE: &str = attribute::RPC_GRPC_STATUS_CODE;
}

/// The names of the status codes, by number.
const CODES: [&str; 17] = [
    "OK",
    "CANCELLED",
    "UNKNOWN",
    "INVALID_ARGUMENT",
    "DEADLINE_EXCEEDED",
    "NOT_FOUND",
    "ALREADY_EXISTS",
    "PERMISSION_DENIED",
    "RESOURCE_EXHAUSTED",
    "FAILED_PRECONDITION",
    "ABORTED",
    "OUT_OF_RANGE",
    "UNIMPLEMENTED",
    "INTERNAL",
    "UNAVAILABLE",
    "DATA_LOSS",
    "UNAUTHENTICATED",
];
/// What is answered, by a router or a layer, without asking any method: `PERMISSION_DENIED`,
/// `RESOURCE_EXHAUSTED`, `UNIMPLEMENTED`, `UNAVAILABLE` and `UNAUTHENTICATED`.
const UNASKED: [i64; 5] = [7, 8, 12, 14, 16];

/// A call by gRPC.
pub(super) struct Grpc {
    /// `package.Service/Method`, until the span is named by it.
    name: Option<Box<str>>,
    has_status: bool,
}

impl Grpc {
    /// The call that a request is, if it is one.
    pub(super) fn of(method: &Method, path: &str, headers: &HeaderMap) -> Option<Self> {
        if *method != Method::POST || !is_grpc(headers) {
            return None;
        }
        let name = path.strip_prefix('/').unwrap_or(path);
        let is_call = name.split_once('/').is_some_and(|(service, method)| {
            !service.is_empty() && !method.is_empty() && !method.contains('/')
        });
        Some(Self {
            name: is_call.then(|| name.into()),
            has_status: false,
        })
    }

    /// `rpc.system`.
    pub(super) fn system() -> KeyValue {
        KeyValue::new(keys::SYSTEM, "grpc")
    }
}

impl Observation {
    /// Takes the head of the response to a call.
    pub(super) fn respond_with_grpc(&mut self, headers: &HeaderMap) {
        if self.grpc.is_none() {
            return;
        }
        let status = status(headers);
        if self.side == Side::Server {
            if !is_grpc(headers) && status.is_none() {
                // Only the client took this for gRPC.
                self.grpc = None;
                return;
            }
            self.set(Grpc::system());
            if self.is_known(status) {
                self.name_call();
            }
        }
        self.set_grpc_status(status);
    }

    /// Takes what followed the response's body.
    pub(super) fn end_with(&mut self, trailers: &HeaderMap) {
        self.set_grpc_status(status(trailers));
    }

    /// Whether the call can be told by its name. That comes from the path, so a caller may have made it up
    /// when nobody has looked the method up before answering.
    fn is_known(&self, status: Option<i64>) -> bool {
        let Some(name) = self.grpc.as_ref().and_then(|call| call.name.as_deref()) else {
            return false;
        };
        let calls = self.core.known_calls();
        if status.is_some_and(|status| UNASKED.contains(&status)) {
            return calls.contains(name);
        }
        calls.learn(name);
        true
    }

    pub(super) fn name_call(&mut self) {
        let Some(name) = self.grpc.as_mut().and_then(|call| call.name.take()) else {
            return;
        };
        if let Some((service, method)) = name.split_once('/') {
            self.set(KeyValue::new(keys::SERVICE, service.to_owned()));
            self.set(KeyValue::new(RPC_METHOD, method.to_owned()));
        }
        self.span.rename(String::from(name));
    }

    fn set_grpc_status(&mut self, status: Option<i64>) {
        let (Some(call), Some(status)) = (&mut self.grpc, status) else {
            return;
        };
        if std::mem::replace(&mut call.has_status, true) {
            return;
        }
        self.set(KeyValue::new(keys::STATUS_CODE, status));
        if status != 0 {
            let index = usize::try_from(status).ok();
            let name = index.and_then(|index| CODES.get(index));
            // Numbers that are none of gRPC's are not told apart.
            self.span.set_error(*name.unwrap_or(&"_OTHER"));
        }
    }
}

fn status(headers: &HeaderMap) -> Option<i64> {
    headers.get("grpc-status")?.to_str().ok()?.parse().ok()
}

/// Not gRPC-Web, whose status is within its body.
fn is_grpc(headers: &HeaderMap) -> bool {
    let content_type = headers.get(CONTENT_TYPE).map(HeaderValue::as_bytes);
    let rest = content_type.and_then(|text| text.strip_prefix(b"application/grpc"));
    rest.is_some_and(|rest| matches!(rest.first(), None | Some(b'+' | b';' | b' ')))
}

impl fmt::Debug for Grpc {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Grpc").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn call(method: &str, path: &str, content_type: &'static str) -> Option<Grpc> {
        let method = Method::from_bytes(method.as_bytes()).unwrap();
        let content_type = HeaderValue::from_static(content_type);
        Grpc::of(
            &method,
            path,
            &HeaderMap::from_iter([(CONTENT_TYPE, content_type)]),
        )
    }

    #[test]
    fn a_call_is_posted_with_its_content_type() {
        for (method, content_type, expected) in [
            ("POST", "application/grpc", true),
            ("POST", "application/grpc+proto", true),
            ("POST", "application/grpc;charset=utf-8", true),
            ("POST", "application/grpc-web", false),
            ("POST", "application/grpcx", false),
            ("POST", "application/json", false),
            ("GET", "application/grpc", false),
        ] {
            let found = call(method, "/a.B/C", content_type);
            assert_eq!(found.is_some(), expected, "{method} {content_type}");
        }
    }

    #[test]
    fn a_call_is_named_by_service_and_method() {
        for (path, expected) in [
            ("/a.B/C", Some("a.B/C")),
            ("/B/C", Some("B/C")),
            ("/B", None),
            ("/B/", None),
            ("//C", None),
            ("/B/C/D", None),
            ("*", None),
        ] {
            let found = call("POST", path, "application/grpc").unwrap();
            assert_eq!(found.name.as_deref(), expected, "{path}");
        }
    }

    #[test]
    fn a_status_is_a_number() {
        for (text, expected) in [("0", Some(0)), ("14", Some(14)), ("x", None), ("", None)] {
            let headers = HeaderMap::from_iter([(
                http::HeaderName::from_static("grpc-status"),
                HeaderValue::from_static(text),
            )]);
            assert_eq!(status(&headers), expected, "{text}");
        }
    }
}
