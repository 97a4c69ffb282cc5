use http_body::{Body, Frame, SizeHint};
use lumigo_core::ActiveSpan;
use pin_project_lite::pin_project;
use std::any::type_name;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

pin_project! {
    /// The response body of [`LumigoService`](crate::LumigoService). Its end is the span's end.
    #[derive(Debug)]
    pub struct ResponseBody<B> {
        #[pin]
        inner: B,
        span: Option<ActiveSpan>,
    }
}

impl<B> ResponseBody<B> {
    pub(crate) fn new(inner: B, span: Option<ActiveSpan>) -> Self {
        Self { inner, span }
    }
}

impl<B: Body> Body for ResponseBody<B> {
    type Data = B::Data;
    type Error = B::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<B::Data>, B::Error>>> {
        let mut this = self.project();
        let frame = ready!(match this.span {
            Some(span) => span.in_scope(|| this.inner.as_mut().poll_frame(cx)),
            None => this.inner.as_mut().poll_frame(cx),
        });
        if let (Some(Err(_)), Some(span)) = (&frame, this.span.as_mut()) {
            span.set_error(type_name::<B::Error>());
        }
        // With an exact `Content-Length` the server never polls past the last byte.
        if !matches!(frame, Some(Ok(_))) || this.inner.is_end_stream() {
            *this.span = None;
        }
        Poll::Ready(frame)
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}

impl<B: Default> Default for ResponseBody<B> {
    fn default() -> Self {
        Self::new(B::default(), None)
    }
}
