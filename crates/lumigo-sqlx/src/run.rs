//! A query on a connection, from its first poll to its outcome.

use crate::call::QueryCall;
use crate::driver::{Driver, Step};
use futures_core::future::BoxFuture;
use futures_core::stream::BoxStream;
use futures_util::StreamExt;
use sqlx_core::Either;
use sqlx_core::error::Error;

pub(crate) async fn execute<DB: Driver>(
    mut steps: BoxStream<'_, Step<DB>>,
    call: &mut Option<QueryCall<DB>>,
) -> Result<DB::QueryResult, Error> {
    let mut whole = DB::QueryResult::default();
    while let Some(step) = next(&mut steps, call).await? {
        if let Either::Left(result) = step {
            whole.extend([result]);
        }
    }
    Ok(whole)
}

pub(crate) async fn fetch_all<DB: Driver>(
    mut steps: BoxStream<'_, Step<DB>>,
    call: &mut Option<QueryCall<DB>>,
) -> Result<Vec<DB::Row>, Error> {
    let mut rows = Vec::new();
    while let Some(step) = next(&mut steps, call).await? {
        rows.extend(step.right());
    }
    Ok(rows)
}

pub(crate) async fn fetch_optional<DB: Driver>(
    fetched: BoxFuture<'_, Result<Option<DB::Row>, Error>>,
    call: &mut Option<QueryCall<DB>>,
) -> Result<Option<DB::Row>, Error> {
    let outcome = fetched.await;
    if let Some(call) = call {
        if let Ok(Some(row)) = &outcome {
            call.see_row(row);
        }
        call.end(outcome.as_ref());
    }
    outcome
}

/// The next part of the outcome, which the call has seen.
pub(crate) async fn next<DB: Driver>(
    steps: &mut BoxStream<'_, Step<DB>>,
    call: &mut Option<QueryCall<DB>>,
) -> Result<Option<Either<DB::QueryResult, DB::Row>>, Error> {
    let step = steps.next().await;
    if let Some(call) = call {
        match &step {
            Some(step) => call.see(step),
            None => call.end(Ok(())),
        }
    }
    step.transpose()
}

pub(crate) async fn fetch_one<DB: Driver>(
    fetched: BoxFuture<'_, Result<Option<DB::Row>, Error>>,
    call: &mut Option<QueryCall<DB>>,
) -> Result<DB::Row, Error> {
    let row = fetch_optional(fetched, call).await?;
    row.ok_or(Error::RowNotFound)
}
