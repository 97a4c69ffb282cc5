use crate::LumigoTransaction;
use crate::connection::LumigoConnection;
use crate::driver::Driver;
use sqlx_core::error::Error;
use std::ops::{Deref, DerefMut};

/// A connection of a [`LumigoPool`](crate::LumigoPool), which goes back to it when this is dropped.
///
/// `&mut *connection` is an executor as with sqlx, and so is `&mut connection`.
#[derive(Debug)]
pub struct LumigoPoolConnection<DB: Driver>(LumigoConnection<'static, DB>);

impl<DB: Driver> LumigoPoolConnection<DB> {
    pub(crate) fn new(connection: LumigoConnection<'static, DB>) -> Self {
        Self(connection)
    }

    /// Begins a transaction, as [`LumigoConnection::begin`] does.
    ///
    /// # Errors
    ///
    /// Those of [`LumigoConnection::begin`].
    // With sqlx's `Acquire` in scope its method would come before that of the connection.
    pub async fn begin(&mut self) -> Result<LumigoTransaction<'_, DB>, Error> {
        self.0.begin().await
    }

    /// Closes the connection, as [`PoolConnection::close`] does.
    ///
    /// # Errors
    ///
    /// Those of [`PoolConnection::close`].
    ///
    /// [`PoolConnection::close`]: sqlx_core::pool::PoolConnection::close
    pub async fn close(self) -> Result<(), Error> {
        self.0.close().await
    }

    /// Has it closed instead of given back, as [`PoolConnection::close_on_drop`] does.
    ///
    /// [`PoolConnection::close_on_drop`]: sqlx_core::pool::PoolConnection::close_on_drop
    pub fn close_on_drop(&mut self) {
        self.0.close_on_drop();
    }

    /// Takes it from the pool for good, as [`PoolConnection::detach`] does.
    ///
    /// [`PoolConnection::detach`]: sqlx_core::pool::PoolConnection::detach
    pub fn detach(self) -> LumigoConnection<'static, DB> {
        self.0.detach()
    }
}

impl<DB: Driver> AsMut<LumigoConnection<'static, DB>> for LumigoPoolConnection<DB> {
    fn as_mut(&mut self) -> &mut LumigoConnection<'static, DB> {
        &mut self.0
    }
}

impl<DB: Driver> Deref for LumigoPoolConnection<DB> {
    type Target = LumigoConnection<'static, DB>;

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl<DB: Driver> DerefMut for LumigoPoolConnection<DB> {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.0
    }
}
