use crate::INSTRUMENTATION;
use crate::operation::{of_command, of_pipeline, procedure};
use crate::outcome::{end_command, end_pipeline};
use crate::recorder::Recorder;
use crate::server::server;
use lumigo_core::{Binding, Lumigo};
use redis::aio::ConnectionLike;
use redis::{Cmd, ConnectionInfo, Pipeline, RedisFuture, Value};
use std::ops::{Deref, DerefMut};
use std::sync::Arc;

/// A connection that makes a `CLIENT` span of every command and pipeline.
///
/// It is used as the one within is: with `AsyncCommands`, `Cmd::query_async`, pipelines and scripts; clones
/// share what the ones within share. All else that the one within has is there too, since this dereferences
/// to it; what is sent by methods of its own, such as `subscribe` or `send_packed_command`, has no span.
///
/// Finds the registered distribution when a command is made, so `init` may run before or after the connection
/// is. Without one, commands pass through as if this were not there.
///
/// ```no_run
/// use lumigo_redis::LumigoConnection;
/// use redis::AsyncCommands;
///
/// # async fn order() -> redis::RedisResult<()> {
/// let client = redis::Client::open("redis://cache.internal/")?;
/// let connection = client.get_multiplexed_async_connection().await?;
/// let mut connection = LumigoConnection::new(connection, client.get_connection_info());
/// let order: Option<String> = connection.get("order:7").await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct LumigoConnection<C> {
    inner: C,
    recorder: Arc<Recorder>,
}

impl<C: ConnectionLike> LumigoConnection<C> {
    /// Wraps a connection to the server that `info` tells. With `None`, as for a cluster, spans have no
    /// `server.address`.
    ///
    /// ```no_run
    /// use lumigo_redis::LumigoConnection;
    /// use redis::aio::ConnectionLike;
    ///
    /// fn watched(cluster: impl ConnectionLike) -> impl ConnectionLike {
    ///     LumigoConnection::new(cluster, None)
    /// }
    /// ```
    pub fn new<'a>(connection: C, info: impl Into<Option<&'a ConnectionInfo>>) -> Self {
        let binding = Binding::registered(&INSTRUMENTATION);
        Self::with_binding(binding, connection, info.into())
    }

    /// The same bound to one distribution, whichever is registered: for tests, and for hosts with two
    /// pipelines. Hold `lumigo` as long as the connection: nothing is recorded after it is dropped.
    pub fn bind<'a>(
        lumigo: &Lumigo,
        connection: C,
        info: impl Into<Option<&'a ConnectionInfo>>,
    ) -> Self {
        let binding = Binding::to(&INSTRUMENTATION, lumigo);
        Self::with_binding(binding, connection, info.into())
    }

    pub(crate) fn with_binding(binding: Binding, inner: C, info: Option<&ConnectionInfo>) -> Self {
        let server = server(inner.get_db(), info);
        Self {
            inner,
            recorder: Arc::new(Recorder { binding, server }),
        }
    }
}

impl<C> LumigoConnection<C> {
    /// The connection within, which makes no spans.
    pub fn into_inner(self) -> C {
        self.inner
    }
}

impl<C> Deref for LumigoConnection<C> {
    type Target = C;

    fn deref(&self) -> &C {
        &self.inner
    }
}

impl<C> DerefMut for LumigoConnection<C> {
    fn deref_mut(&mut self) -> &mut C {
        &mut self.inner
    }
}

impl<C: ConnectionLike> ConnectionLike for LumigoConnection<C> {
    fn req_packed_command<'a>(&'a mut self, cmd: &'a Cmd) -> RedisFuture<'a, Value> {
        let sent = self.inner.req_packed_command(cmd);
        let Some(plan) = self.recorder.plan() else {
            return sent;
        };
        Box::pin(async move {
            let operation = of_command(plan.core(), cmd);
            let procedure = procedure(plan.core(), cmd);
            let mut call = plan.begin(operation);
            if let Some(procedure) = procedure {
                call.set_attribute(procedure);
            }
            let result = sent.await;
            end_command(call, &result);
            result
        })
    }

    fn req_packed_commands<'a>(
        &'a mut self,
        pipeline: &'a Pipeline,
        offset: usize,
        count: usize,
    ) -> RedisFuture<'a, Vec<Value>> {
        let sent = self.inner.req_packed_commands(pipeline, offset, count);
        let Some(plan) = self.recorder.plan() else {
            return sent;
        };
        Box::pin(async move {
            let operation = of_pipeline(plan.core(), pipeline);
            let call = plan.begin(operation);
            let result = sent.await;
            end_pipeline(call, &result);
            result
        })
    }

    fn get_db(&self) -> i64 {
        self.inner.get_db()
    }
}
