use super::{ExecutionTags, merged};
use opentelemetry::{Context, KeyValue};
use pin_project_lite::pin_project;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context as TaskContext, Poll};

pin_project! {
    /// A future under execution tags; made by [`with_execution_tags`](crate::with_execution_tags).
    #[derive(Debug)]
    pub struct Tagged<F> {
        #[pin]
        inner: F,
        tags: Vec<KeyValue>,
    }
}

impl<F> Tagged<F> {
    pub(super) fn new(inner: F, tags: Vec<KeyValue>) -> Self {
        Self { inner, tags }
    }
}

impl<F: Future> Future for Tagged<F> {
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, cx: &mut TaskContext<'_>) -> Poll<Self::Output> {
        let this = self.project();
        // The span that is current now is the parent, wherever the future was made.
        let context = Context::current();
        let tags = merged(&context, this.tags);
        let _attached = context.with_value(ExecutionTags(tags.into())).attach();
        this.inner.poll(cx)
    }
}
