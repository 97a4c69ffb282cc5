use http::{HeaderName, HeaderValue};

use crate::sink::paths::Paths;
use crate::sink::tls::Tls;
use crate::{OtlpSink, TestAuthority, TestIdentity};

/// Sets up an [`OtlpSink`] that is more than plain HTTP at the usual paths.
#[derive(Debug, Default)]
#[must_use = "nothing happens before `start`"]
pub struct SinkBuilder {
    pub(super) is_grpc: bool,
    pub(super) paths: Paths,
    pub(super) required_header: Option<(HeaderName, HeaderValue)>,
    pub(super) tls: Option<Tls>,
    pub(super) counts_alone: bool,
}

impl SinkBuilder {
    /// Speaks gRPC, over HTTP/2 alone, instead of OTLP over HTTP/1.
    pub fn with_grpc(mut self) -> Self {
        self.is_grpc = true;
        self
    }

    /// Takes the signals at these paths of HTTP instead of `/v1/traces`, `/v1/metrics` and
    /// `/v1/logs`. Every other path is answered with 404.
    pub fn with_paths(mut self, traces: &str, metrics: &str, logs: &str) -> Self {
        self.paths = Paths {
            traces: traces.to_owned(),
            metrics: metrics.to_owned(),
            logs: logs.to_owned(),
        };
        self
    }

    /// Demands a header, or a key of gRPC's metadata, with this value. Requests without it are
    /// answered with 401, over gRPC with `UNAUTHENTICATED`.
    pub fn with_required_header(mut self, name: &'static str, value: &'static str) -> Self {
        self.required_header = Some((
            HeaderName::from_static(name),
            HeaderValue::from_static(value),
        ));
        self
    }

    /// Listens with TLS and shows this certificate.
    pub fn with_tls(mut self, server: &TestIdentity) -> Self {
        self.tls = Some(Tls::new(server, None));
        self
    }

    /// Listens with TLS, and turns away clients without a certificate of this authority.
    pub fn with_mutual_tls(mut self, server: &TestIdentity, clients: &TestAuthority) -> Self {
        self.tls = Some(Tls::new(server, Some(clients)));
        self
    }

    /// Keeps none of what comes, for loads that would fill the memory:
    /// [`tally`](OtlpSink::tally), [`span_ids`](OtlpSink::span_ids) and
    /// [`requests`](OtlpSink::requests), these without their bodies, tell of it.
    ///
    /// # Examples
    ///
    /// ```
    /// let sink = lumigo_testing::OtlpSink::builder().with_counts_alone().start();
    /// // ... point an exporter at `sink.endpoint()`, make 100,000 spans, flush, then:
    /// let tally = sink.tally();
    /// assert_eq!((tally.distinct, tally.needless), (0, 0));
    /// ```
    pub fn with_counts_alone(mut self) -> Self {
        self.counts_alone = true;
        self
    }

    /// Starts the sink on a free port. It can be connected to when this returns.
    ///
    /// # Panics
    ///
    /// When there is no free port or no thread to be had.
    #[must_use]
    #[track_caller]
    pub fn start(self) -> OtlpSink {
        OtlpSink::start_with(self)
    }
}
