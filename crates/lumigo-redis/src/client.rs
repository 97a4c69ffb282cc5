use crate::{INSTRUMENTATION, LumigoConnection};
use lumigo_core::{Binding, Lumigo};
use redis::aio::{ConnectionLike, MultiplexedConnection};
#[cfg(feature = "connection-manager")]
use redis::aio::{ConnectionManager, ConnectionManagerConfig};
use redis::{AsyncConnectionConfig, Client, RedisResult};
use std::ops::Deref;

/// A client whose asynchronous connections make spans.
///
/// What a connection needs to know of the server comes from the client. All else that a [`Client`] has is there
/// too, since this dereferences to one; connections that come from it by other ways make no spans.
///
/// ```no_run
/// use lumigo_redis::LumigoClient;
/// use redis::AsyncCommands;
///
/// # async fn order() -> redis::RedisResult<()> {
/// let client = LumigoClient::from(redis::Client::open("redis://cache.internal/")?);
/// let mut connection = client.get_multiplexed_async_connection().await?;
/// let order: Option<String> = connection.get("order:7").await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct LumigoClient {
    inner: Client,
    binding: Binding,
}

impl LumigoClient {
    /// The same client bound to one distribution, whichever is registered: for tests, and for hosts with two
    /// pipelines. Hold `lumigo` as long as its connections: nothing is recorded after it is dropped.
    pub fn bind(lumigo: &Lumigo, client: Client) -> Self {
        Self {
            inner: client,
            binding: Binding::to(&INSTRUMENTATION, lumigo),
        }
    }

    /// The client within, whose connections make no spans.
    pub fn into_inner(self) -> Client {
        self.inner
    }

    /// [`Client::get_multiplexed_async_connection`].
    ///
    /// # Errors
    ///
    /// Those of the client.
    pub async fn get_multiplexed_async_connection(
        &self,
    ) -> RedisResult<LumigoConnection<MultiplexedConnection>> {
        let connection = self.inner.get_multiplexed_async_connection().await?;
        Ok(self.wrap(connection))
    }

    /// [`Client::get_multiplexed_async_connection_with_config`].
    ///
    /// # Errors
    ///
    /// Those of the client.
    pub async fn get_multiplexed_async_connection_with_config(
        &self,
        config: &AsyncConnectionConfig,
    ) -> RedisResult<LumigoConnection<MultiplexedConnection>> {
        let client = &self.inner;
        let connection = client.get_multiplexed_async_connection_with_config(config);
        Ok(self.wrap(connection.await?))
    }

    /// [`Client::get_connection_manager`].
    ///
    /// # Errors
    ///
    /// Those of the client.
    #[cfg(feature = "connection-manager")]
    #[cfg_attr(docsrs, doc(cfg(feature = "connection-manager")))]
    pub async fn get_connection_manager(&self) -> RedisResult<LumigoConnection<ConnectionManager>> {
        Ok(self.wrap(self.inner.get_connection_manager().await?))
    }

    /// [`Client::get_connection_manager_with_config`].
    ///
    /// # Errors
    ///
    /// Those of the client.
    #[cfg(feature = "connection-manager")]
    #[cfg_attr(docsrs, doc(cfg(feature = "connection-manager")))]
    pub async fn get_connection_manager_with_config(
        &self,
        config: ConnectionManagerConfig,
    ) -> RedisResult<LumigoConnection<ConnectionManager>> {
        let manager = self.inner.get_connection_manager_with_config(config);
        Ok(self.wrap(manager.await?))
    }

    /// [`Client::get_connection_manager_lazy`].
    ///
    /// # Errors
    ///
    /// Those of the client.
    #[cfg(feature = "connection-manager")]
    #[cfg_attr(docsrs, doc(cfg(feature = "connection-manager")))]
    pub fn get_connection_manager_lazy(
        &self,
        config: ConnectionManagerConfig,
    ) -> RedisResult<LumigoConnection<ConnectionManager>> {
        Ok(self.wrap(self.inner.get_connection_manager_lazy(config)?))
    }

    fn wrap<C: ConnectionLike>(&self, connection: C) -> LumigoConnection<C> {
        let info = self.inner.get_connection_info();
        LumigoConnection::with_binding(self.binding.clone(), connection, Some(info))
    }
}

impl From<Client> for LumigoClient {
    fn from(inner: Client) -> Self {
        Self {
            inner,
            binding: Binding::registered(&INSTRUMENTATION),
        }
    }
}

impl Deref for LumigoClient {
    type Target = Client;

    fn deref(&self) -> &Client {
        &self.inner
    }
}
