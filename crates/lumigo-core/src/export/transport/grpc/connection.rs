use super::transport_error;
use crate::export::destination::Destination;
use crate::export::transport::USER_AGENT;
use std::future::Future;
use std::io;
use tokio::runtime::Runtime;
use tonic::Status;
use tonic::transport::{Certificate, Channel, ClientTlsConfig, Endpoint, Identity};

/// A channel, which connects when it is used, and the runtime that it lives in.
pub(super) struct Connection {
    channel: Channel,
    /// There until it is dropped.
    runtime: Option<Runtime>,
}

impl Connection {
    pub(super) fn to(destination: &Destination) -> Result<Self, Status> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(transport_error)?;
        let endpoint = &destination.endpoint;
        let mut channel = Endpoint::from_shared(endpoint.clone())
            .and_then(|channel| channel.user_agent(USER_AGENT))
            .map_err(transport_error)?
            .connect_timeout(destination.posts.timeout);
        if endpoint.to_ascii_lowercase().starts_with("https:") {
            channel = channel
                .tls_config(tls(destination))
                .map_err(transport_error)?;
        }
        let entered = runtime.enter();
        let channel = channel.connect_lazy();
        drop(entered);
        Ok(Self {
            channel,
            runtime: Some(runtime),
        })
    }

    pub(super) fn channel(&self) -> Channel {
        self.channel.clone()
    }

    pub(super) fn block_on<T>(&self, call: impl Future<Output = T>) -> Result<T, Status> {
        match &self.runtime {
            Some(runtime) => Ok(runtime.block_on(call)),
            None => Err(transport_error(io::Error::from(
                io::ErrorKind::NotConnected,
            ))),
        }
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            // The last handle may be dropped in async code of the host, where to wait is to panic.
            runtime.shutdown_background();
        }
    }
}

fn tls(destination: &Destination) -> ClientTlsConfig {
    let tls = &destination.tls;
    let config = match &tls.authorities {
        Some(authorities) => {
            ClientTlsConfig::new().ca_certificate(Certificate::from_pem(&authorities.text))
        }
        None => ClientTlsConfig::new().with_webpki_roots(),
    };
    match &tls.client {
        Some(client) => config.identity(Identity::from_pem(&client.text, &client.text)),
        None => config,
    }
}
