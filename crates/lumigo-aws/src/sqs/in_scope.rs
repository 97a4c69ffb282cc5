use super::origin::Origin;
use super::turns::Awaited;
use opentelemetry::Context;
use pin_project_lite::pin_project;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{self, Poll};

pin_project! {
    /// A future in the scope of a message, made by [`ScopedMessage::in_scope`](super::ScopedMessage::in_scope).
    #[derive(Debug)]
    #[must_use = "futures do nothing unless polled"]
    pub struct InScope<F> {
        #[pin]
        future: F,
        scope: Scope,
        awaited: Awaited,
    }
}

#[derive(Debug)]
enum Scope {
    /// Nothing was polled yet.
    Of(Option<Arc<Origin>>),
    Found(Option<Context>),
}

impl<F> InScope<F> {
    pub(super) fn new(future: F, origin: Option<Arc<Origin>>, turn: Option<u64>) -> Self {
        Self {
            future,
            scope: Scope::Of(origin),
            awaited: Awaited::of(turn),
        }
    }
}

impl<F: Future> Future for InScope<F> {
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, cx: &mut task::Context<'_>) -> Poll<F::Output> {
        let this = self.project();
        if let Scope::Of(origin) = this.scope {
            *this.scope = Scope::Found(origin.take().and_then(|origin| origin.scope()));
        }
        let attached = match this.scope {
            Scope::Found(Some(context)) => Some(context.clone().attach()),
            _ => None,
        };
        let outcome = this.future.poll(cx);
        drop(attached);
        if outcome.is_pending() {
            this.awaited.wait();
        }
        outcome
    }
}
