use crate::driver::{Driver, Step};
use crate::error_type::fail;
use crate::values::RowsText;
use lumigo_core::attributes::{DB_CONNECTION_WAIT_TIME, DB_RESPONSE_BODY};
use lumigo_core::{DatabaseCall, MaskingContext, Sql};
use opentelemetry::KeyValue;
use sqlx_core::Either;
use sqlx_core::error::Error;
use std::marker::PhantomData;
use std::sync::Arc;
use std::time::Duration;

/// A query under way, and what has come of it so far. Dropped while somebody waits for it, it was given up.
#[derive(Debug)]
pub(crate) struct QueryCall<DB: Driver> {
    /// `None` once it has ended.
    call: Option<DatabaseCall>,
    sql: Arc<Sql>,
    rows: u64,
    affected: Option<u64>,
    shown: Option<RowsText>,
    is_awaited: bool,
    database: PhantomData<fn(DB)>,
}

impl<DB: Driver> QueryCall<DB> {
    pub(crate) fn new(call: DatabaseCall, sql: Arc<Sql>, shows_rows: bool) -> Self {
        let core = call.core();
        let shown =
            (shows_rows && core.captures_payloads()).then(|| RowsText::new(core.payload_length()));
        Self {
            call: Some(call),
            sql,
            rows: 0,
            affected: None,
            shown,
            is_awaited: true,
            database: PhantomData,
        }
    }

    /// Has waited that long for a connection.
    pub(crate) fn set_waited(&mut self, waited: Duration) {
        if let Some(call) = &mut self.call {
            let seconds = waited.as_secs_f64();
            call.set_attribute(KeyValue::new(DB_CONNECTION_WAIT_TIME, seconds));
        }
    }

    /// Takes a part of the outcome on its way to whoever asks.
    pub(crate) fn see(&mut self, step: &Step<DB>) {
        match step {
            Ok(Either::Right(row)) => self.see_row(row),
            Ok(Either::Left(result)) => {
                let affected = self.affected.get_or_insert(0);
                *affected = affected.saturating_add(DB::rows_affected(result));
            }
            Err(error) => self.end::<()>(Err(error)),
        }
    }

    pub(crate) fn see_row(&mut self, row: &DB::Row) {
        self.rows = self.rows.saturating_add(1);
        if let (Some(shown), Some(call)) = (&mut self.shown, &self.call) {
            let core = call.core();
            shown.push::<DB>(row, &self.sql, |name| {
                core.is_secret(MaskingContext::ResponseBody, name)
            });
        }
    }

    /// Whether an answer is waited for from now on.
    pub(crate) fn set_awaited(&mut self, is_awaited: bool) {
        self.is_awaited = is_awaited;
    }

    /// Has its outcome. The first one stays.
    pub(crate) fn end<T>(&mut self, outcome: Result<T, &Error>) {
        let is_empty = self.rows == 0 && self.sql.reads();
        let Some(call) = self.tell() else {
            return;
        };
        match outcome {
            Ok(_) if is_empty => call.set_returned_rows(0),
            Ok(_) => {}
            Err(error) => fail(call, error),
        }
        call.finish();
        self.call = None;
    }

    /// Tells the call all that is known.
    fn tell(&mut self) -> Option<&mut DatabaseCall> {
        let call = self.call.as_mut()?;
        if self.rows > 0 {
            call.set_returned_rows(self.rows);
        }
        let is_told = self.sql.writes_rows();
        if let Some(affected) = self.affected.filter(|_| is_told) {
            call.set_affected_rows(affected);
        }
        let shown = self.shown.take().and_then(RowsText::finish);
        let shown = shown.and_then(|text| {
            call.core()
                .payload_text(MaskingContext::ResponseBody, &text)
        });
        if let Some(shown) = shown {
            call.set_attribute(KeyValue::new(DB_RESPONSE_BODY, shown));
        }
        Some(call)
    }
}

impl<DB: Driver> Drop for QueryCall<DB> {
    fn drop(&mut self) {
        let is_awaited = self.is_awaited;
        if let Some(call) = self.tell()
            && !is_awaited
        {
            call.finish();
        }
    }
}
