use crate::config::Posts;
use http::{HeaderMap, Uri};
use std::fmt;
use ureq::tls::{Certificate, ClientCert};

/// Where the records of a signal go by OTLP, and how.
#[derive(Clone)]
pub(crate) struct Destination {
    /// What reports call it. Never the address itself: it may hold credentials.
    pub(crate) name: String,
    pub(crate) endpoint: String,
    pub(crate) protocol: Protocol,
    pub(crate) headers: HeaderMap,
    /// What is refused when the answer is that this client may not do this.
    pub(crate) credentials: String,
    /// What to think of when the answer is that there is nothing.
    pub(crate) path: &'static str,
    pub(crate) posts: Posts,
    pub(crate) tls: Tls,
}

/// The forms of OTLP.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Protocol {
    HttpProtobuf,
    #[cfg(feature = "http-json")]
    HttpJson,
    #[cfg(feature = "grpc")]
    Grpc,
}

/// Whom to trust, and how to show who we are. The defaults are the public authorities, and not at all.
#[derive(Clone, Default)]
pub(crate) struct Tls {
    pub(crate) authorities: Option<Pem<Vec<Certificate<'static>>>>,
    pub(crate) client: Option<Pem<ClientCert>>,
}

/// What a file holds, as it is and read.
#[derive(Clone)]
pub(crate) struct Pem<T> {
    #[cfg_attr(
        not(feature = "grpc"),
        expect(dead_code, reason = "read for the feature")
    )]
    pub(crate) text: Vec<u8>,
    pub(crate) content: T,
}

/// Of an endpoint that a signal's path was appended to.
pub(crate) const APPENDED: &str = "the path of the signal was appended to it";
/// Of an endpoint that is used as it is.
pub(crate) const AS_IT_IS: &str = "it is used as it is, no path is appended";

impl Protocol {
    /// What the variables call it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::HttpProtobuf => "http/protobuf",
            #[cfg(feature = "http-json")]
            Self::HttpJson => "http/json",
            #[cfg(feature = "grpc")]
            Self::Grpc => "grpc",
        }
    }

    /// Whether each signal has a path of its own.
    pub(crate) fn has_paths(self) -> bool {
        match self {
            #[cfg(feature = "grpc")]
            Self::Grpc => false,
            _ => true,
        }
    }

    pub(super) fn content_type(self) -> &'static str {
        match self {
            #[cfg(feature = "http-json")]
            Self::HttpJson => "application/json",
            _ => "application/x-protobuf",
        }
    }
}

impl Destination {
    /// The host and port that are posted to.
    pub(crate) fn address(&self) -> Option<(String, u16)> {
        address(&self.endpoint.parse().ok()?)
    }
}

/// The host of a URL, in lower case, and its port, which its scheme may imply.
pub(crate) fn address(url: &Uri) -> Option<(String, u16)> {
    let default_port = match url.scheme_str() {
        Some("http") => 80,
        _ => 443,
    };
    let port = url.port_u16().unwrap_or(default_port);
    Some((url.host()?.to_ascii_lowercase(), port))
}

impl fmt::Debug for Destination {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Neither the endpoint nor the headers: they may hold secrets.
        f.debug_struct("Destination")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}
