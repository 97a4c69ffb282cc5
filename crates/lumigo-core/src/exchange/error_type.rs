//! What kind of failure an HTTP client's error is.

use std::error::Error;
use std::fmt::Write;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::{io, iter};

/// How far errors are followed to their cause: one that names itself as its source has no end.
const DEPTH: usize = 32;

/// What errors say of themselves whose types nobody can name without depending on their makers. Where
/// a maker changes its words, its errors are told by what they are caused by, or less exactly.
const TEXTS: [(&str, &str); 8] = [
    // hyper-util's connector, for reqwest and tonic too.
    ("dns error", "name_resolution_error"),
    // The `Elapsed` of tower and of tokio, tonic's channel, reqwest.
    ("request timed out", "timeout"),
    ("deadline has elapsed", "timeout"),
    ("Timeout expired", "timeout"),
    ("operation timed out", "timeout"),
    // hyper. The caller's own body fails for reasons that are none of the connection's.
    (
        "connection closed before message completed",
        "connection_closed",
    ),
    ("connection closed", "connection_closed"),
    ("error from user's Body stream", "body"),
];

/// The `error.type` of an error of an HTTP client, by what has caused it: `timeout`,
/// `name_resolution_error`, `tls_error`, `connection_refused`, `connection_reset`,
/// `connection_closed`, `connect` (other failures to connect) or `body` (the request's own body has
/// failed). `None` when it is none of these.
///
/// ```
/// use std::io;
///
/// let error = io::Error::other(io::Error::from(io::ErrorKind::ConnectionReset));
/// assert_eq!(lumigo_core::error_type(&error), Some("connection_reset"));
/// ```
pub fn error_type(error: &(dyn Error + 'static)) -> Option<&'static str> {
    iter::successors(Some(error), |error| cause(*error))
        .take(DEPTH)
        .find_map(kind)
}

/// The next error towards the root. The `source` of an `io::Error` leaves out the error within it.
fn cause<'a>(error: &'a (dyn Error + 'static)) -> Option<&'a (dyn Error + 'static)> {
    match error
        .downcast_ref::<io::Error>()
        .and_then(io::Error::get_ref)
    {
        Some(within) => Some(within),
        None => error.source(),
    }
}

fn kind(error: &(dyn Error + 'static)) -> Option<&'static str> {
    if let Some(error) = error.downcast_ref::<io::Error>() {
        return io_kind(error.kind());
    }
    if error.is::<rustls::Error>() {
        return Some("tls_error");
    }
    let mut text = String::new();
    // An error of the host's may fail or panic where it should say what it is.
    catch_unwind(AssertUnwindSafe(|| write!(text, "{error}")))
        .ok()?
        .ok()?;
    let known = TEXTS.iter().find(|(known, _)| *known == text);
    known.map(|(_, kind)| *kind)
}

fn io_kind(kind: io::ErrorKind) -> Option<&'static str> {
    use io::ErrorKind;

    Some(match kind {
        ErrorKind::TimedOut => "timeout",
        ErrorKind::ConnectionRefused => "connection_refused",
        ErrorKind::ConnectionReset | ErrorKind::ConnectionAborted => "connection_reset",
        // A connection of HTTP/2 ends with a broken pipe, in whichever way.
        ErrorKind::UnexpectedEof | ErrorKind::BrokenPipe => "connection_closed",
        ErrorKind::AddrNotAvailable
        | ErrorKind::HostUnreachable
        | ErrorKind::NetworkDown
        | ErrorKind::NetworkUnreachable => "connect",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fmt;

    /// Says what it is told to, and names its source.
    #[derive(Debug)]
    struct Told(&'static str, Option<Box<dyn Error>>);

    impl fmt::Display for Told {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str(self.0)
        }
    }

    impl Error for Told {
        fn source(&self) -> Option<&(dyn Error + 'static)> {
            self.1.as_deref()
        }
    }

    fn because(source: impl Error + 'static) -> Told {
        Told("it failed", Some(Box::new(source)))
    }

    #[test]
    fn the_cause_is_found_at_any_depth() {
        for (kind, expected) in [
            (io::ErrorKind::TimedOut, Some("timeout")),
            (io::ErrorKind::ConnectionRefused, Some("connection_refused")),
            (io::ErrorKind::ConnectionReset, Some("connection_reset")),
            (io::ErrorKind::BrokenPipe, Some("connection_closed")),
            (io::ErrorKind::UnexpectedEof, Some("connection_closed")),
            (io::ErrorKind::HostUnreachable, Some("connect")),
            (io::ErrorKind::PermissionDenied, None),
        ] {
            let error = || io::Error::from(kind);
            assert_eq!(error_type(&error()), expected, "{kind:?}");
            assert_eq!(error_type(&because(because(error()))), expected, "{kind:?}");
        }
    }

    #[test]
    fn errors_within_errors_of_the_standard_library_are_seen() {
        let tls = rustls::Error::HandshakeNotComplete;
        let tls = io::Error::new(io::ErrorKind::InvalidData, tls);
        assert_eq!(error_type(&io::Error::other(tls)), Some("tls_error"));
        let data = io::Error::new(io::ErrorKind::InvalidData, "not a chunk");
        assert_eq!(error_type(&data), None);
    }

    #[test]
    fn the_outermost_kind_wins() {
        let reset = io::Error::from(io::ErrorKind::ConnectionReset);
        let body = Told("error from user's Body stream", Some(Box::new(reset)));
        assert_eq!(error_type(&because(body)), Some("body"));
    }

    #[test]
    fn an_error_that_cannot_say_what_it_is_is_none_of_these() {
        #[derive(Debug)]
        struct Speechless(fn() -> fmt::Result);

        impl fmt::Display for Speechless {
            fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0()
            }
        }

        impl Error for Speechless {}

        let fails = Speechless(|| Err(fmt::Error));
        let panics = Speechless(|| panic!("on purpose"));
        for error in [fails, panics] {
            assert_eq!(error_type(&because(error)), None);
        }
    }

    #[test]
    fn an_error_without_end_has_an_end() {
        #[derive(Debug)]
        struct Own;

        impl fmt::Display for Own {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("my own cause")
            }
        }

        impl Error for Own {
            fn source(&self) -> Option<&(dyn Error + 'static)> {
                Some(self)
            }
        }

        assert_eq!(error_type(&Own), None);
    }
}
