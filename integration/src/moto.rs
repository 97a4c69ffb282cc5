//! A server that speaks the protocols of AWS, and the configuration of clients for it.

use crate::services::{MOTO, Server};
use aws_sdk_sqs::config::retry::RetryConfig;
use aws_sdk_sqs::config::timeout::TimeoutConfig;
use aws_sdk_sqs::config::{BehaviorVersion, Credentials, Region, SharedCredentialsProvider};
use aws_smithy_http_client::Builder as HttpClient;
use aws_types::SdkConfig;
use std::sync::OnceLock;
use std::time::Duration;

/// A moto server of its own. It ends when this is dropped, and with the process of the test, however that
/// ends.
#[derive(Debug)]
pub struct Moto {
    server: Server,
}

impl Moto {
    /// Starts one without any data on a free port. It takes connections when this returns.
    ///
    /// # Panics
    ///
    /// When there is none to be started, or when it ends at once.
    #[must_use]
    #[track_caller]
    pub fn start() -> Self {
        Self {
            server: MOTO.start(),
        }
    }

    /// The one that all tests of this process share: it is started by the first that asks. What they keep in
    /// there must have names of their own.
    ///
    /// # Panics
    ///
    /// As [`start`](Self::start) does.
    #[must_use]
    #[track_caller]
    pub fn shared() -> &'static Self {
        static SHARED: OnceLock<Moto> = OnceLock::new();
        SHARED.get_or_init(Self::start)
    }

    /// The URL of every service, such as `http://127.0.0.1:40123`.
    #[must_use]
    pub fn endpoint(&self) -> String {
        self.server.url()
    }

    /// What clients need to call it: see [`sdk_config`].
    #[must_use]
    pub fn config(&self) -> SdkConfig {
        sdk_config(&self.endpoint())
    }

    /// Ends it in the middle of whatever it does. Its port refuses connections when this returns.
    pub fn kill(&self) {
        self.server.kill();
    }

    /// Starts it again where it was, with nothing of what it knew.
    ///
    /// # Panics
    ///
    /// As [`start`](Self::start) does.
    #[track_caller]
    pub fn restart(&self) {
        self.server.restart();
    }
}

/// The configuration of clients for this endpoint: with credentials that nobody checks, without TLS, with
/// three attempts that follow each other at once, and with time-outs that only a call without an end meets.
#[must_use]
pub fn sdk_config(endpoint: &str) -> SdkConfig {
    let credentials = Credentials::new("AKIAEXAMPLE", "a secret key", None, None, "tests");
    let timeouts = TimeoutConfig::builder()
        .connect_timeout(Duration::from_secs(5))
        .operation_timeout(Duration::from_secs(60));
    let retries = RetryConfig::standard().with_initial_backoff(Duration::from_millis(1));
    SdkConfig::builder()
        .behavior_version(BehaviorVersion::latest())
        .credentials_provider(SharedCredentialsProvider::new(credentials))
        .endpoint_url(endpoint)
        .http_client(HttpClient::new().build_http())
        .region(Region::from_static("us-east-1"))
        .retry_config(retries)
        .timeout_config(timeouts.build())
        .build()
}
