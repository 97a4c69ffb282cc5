use crate::ResponseBody;
use http::Response;
use lumigo_core::ActiveSpan;
use opentelemetry::KeyValue;
use opentelemetry_semantic_conventions::attribute::HTTP_RESPONSE_STATUS_CODE;
use pin_project_lite::pin_project;
use std::any::type_name;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

pin_project! {
    /// The future of [`LumigoService`](crate::LumigoService).
    #[derive(Debug)]
    pub struct ResponseFuture<F> {
        #[pin]
        inner: F,
        // `Some` until the response body takes it over.
        span: Option<ActiveSpan>,
    }
}

impl<F> ResponseFuture<F> {
    pub(crate) fn new(inner: F, span: Option<ActiveSpan>) -> Self {
        Self { inner, span }
    }
}

impl<F, B, E> Future for ResponseFuture<F>
where
    F: Future<Output = Result<Response<B>, E>>,
{
    type Output = Result<Response<ResponseBody<B>>, E>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.project();
        let inner = this.inner;
        let result = ready!(match this.span {
            Some(span) => span.in_scope(|| inner.poll(cx)),
            None => inner.poll(cx),
        });
        let span = this.span.take().map(|span| with_outcome(span, &result));
        Poll::Ready(result.map(|response| response.map(|body| ResponseBody::new(body, span))))
    }
}

fn with_outcome<B, E>(mut span: ActiveSpan, result: &Result<Response<B>, E>) -> ActiveSpan {
    span.finish();
    if !span.is_recording() {
        return span;
    }
    match result {
        Ok(response) => {
            let status = response.status();
            let code = KeyValue::new(HTTP_RESPONSE_STATUS_CODE, i64::from(status.as_u16()));
            span.set_attribute(code);
            if status.is_server_error() {
                span.set_error(status.as_str().to_owned());
            }
        }
        Err(_) => span.set_error(type_name::<E>()),
    }
    span
}
