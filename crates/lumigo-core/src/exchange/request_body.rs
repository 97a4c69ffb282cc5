use super::watched::Watched;
use bytes::Buf;
use http_body::{Body, Frame, SizeHint};
use pin_project_lite::pin_project;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

pin_project! {
    /// The body of a request that is traced: it counts and captures what is read of it, and changes
    /// nothing.
    ///
    /// A service that names its request's body names this one; one that is generic over
    /// [`http_body::Body`] does not notice it.
    #[derive(Debug, Default)]
    pub struct RequestBody<B> {
        #[pin]
        inner: B,
        watched: Watched,
    }
}

impl<B> RequestBody<B> {
    pub(super) fn new(inner: B, watched: Watched) -> Self {
        Self { inner, watched }
    }

    /// A body that nobody watches.
    pub fn unwatched(inner: B) -> Self {
        Self::new(inner, Watched::default())
    }

    /// The body as it came. What is read of it from now on is not captured.
    pub fn into_inner(self) -> B {
        self.inner
    }
}

impl<B: Body> Body for RequestBody<B> {
    type Data = B::Data;
    type Error = B::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<B::Data>, B::Error>>> {
        let mut this = self.project();
        let frame = ready!(this.inner.as_mut().poll_frame(cx));
        if let Some(mut passed) = this.watched.lock() {
            if let Some(data) = data(&frame) {
                passed.push(data);
            }
            if let Some(Err(_)) = &frame {
                passed.fail();
            }
            if !matches!(frame, Some(Ok(_))) || this.inner.is_end_stream() {
                passed.end();
            }
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

/// The bytes of a frame.
pub(super) fn data<D: Buf, E>(frame: &Option<Result<Frame<D>, E>>) -> Option<&D> {
    frame.as_ref()?.as_ref().ok()?.data_ref()
}
