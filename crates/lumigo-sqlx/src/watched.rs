use crate::call::QueryCall;
use crate::driver::{Driver, Step};
use crate::recorder::{Plan, Recorder};
use futures_core::Stream;
use futures_core::stream::BoxStream;
use sqlx_core::Either;
use sqlx_core::error::Error;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

/// The outcome of a query that goes straight to a connection. Its span begins when it is first asked for, and
/// ends with it.
pub(crate) struct Watched<'e, DB: Driver> {
    steps: BoxStream<'e, Step<DB>>,
    /// What there is to begin still.
    plan: Option<(Plan, Arc<Recorder>)>,
    call: Option<QueryCall<DB>>,
}

impl<'e, DB: Driver> Watched<'e, DB> {
    pub(crate) fn new(
        steps: BoxStream<'e, Step<DB>>,
        plan: Option<Plan>,
        recorder: &Arc<Recorder>,
    ) -> Self {
        Self {
            steps,
            plan: plan.map(|plan| (plan, Arc::clone(recorder))),
            call: None,
        }
    }
}

impl<DB: Driver> Stream for Watched<'_, DB> {
    type Item = Step<DB>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if let Some((plan, recorder)) = self.plan.take() {
            self.call = Some(plan.begin(&recorder));
        }
        let this = &mut *self;
        let polled = this.steps.as_mut().poll_next(cx);
        if let Some(call) = &mut this.call {
            match &polled {
                Poll::Ready(Some(step)) => call.see(step),
                Poll::Ready(None) => call.end(Ok(())),
                Poll::Pending => {}
            }
            call.set_awaited(polled.is_pending());
        }
        polled
    }
}

pin_project_lite::pin_project! {
    /// What is of one kind in the outcome of a query.
    pub(crate) struct Only<S, F> {
        #[pin]
        steps: S,
        pick: F,
    }
}

/// The rows alone.
pub(crate) fn rows<DB: Driver, S>(steps: S) -> impl Stream<Item = Result<DB::Row, Error>>
where
    S: Stream<Item = Step<DB>>,
{
    Only {
        steps,
        pick: |step: Step<DB>| step.map(Either::right).transpose(),
    }
}

/// The ends of statements alone.
pub(crate) fn results<DB: Driver, S>(steps: S) -> impl Stream<Item = Result<DB::QueryResult, Error>>
where
    S: Stream<Item = Step<DB>>,
{
    Only {
        steps,
        pick: |step: Step<DB>| step.map(Either::left).transpose(),
    }
}

impl<S, F, T> Stream for Only<S, F>
where
    S: Stream,
    F: Fn(S::Item) -> Option<T>,
{
    type Item = T;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let mut this = self.project();
        loop {
            let Some(step) = ready!(this.steps.as_mut().poll_next(cx)) else {
                return Poll::Ready(None);
            };
            if let Some(picked) = (this.pick)(step) {
                return Poll::Ready(Some(picked));
            }
        }
    }
}
