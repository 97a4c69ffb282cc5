use super::passed::Piece;
use super::watched::Watched;
use bytes::Buf;
use http_body::{Body, Frame, SizeHint};
use pin_project_lite::pin_project;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

pin_project! {
    /// The body of a request that is traced: it counts and captures what is read of it, and changes
    /// nothing.
    #[derive(Debug, Default)]
    pub struct RequestBody<B> {
        #[pin]
        inner: B,
        watched: Watched,
    }
}

/// Who wants to know what passes of a request's body.
#[derive(Clone, Debug, Default)]
pub struct BodyWatch(pub(super) Watched);

impl BodyWatch {
    /// Whether there is anybody.
    pub fn is_some(&self) -> bool {
        self.0.is_shared()
    }
}

impl<B> RequestBody<B> {
    /// A body of which somebody wants to know what passes.
    pub fn watched(inner: B, BodyWatch(watched): BodyWatch) -> Self {
        Self { inner, watched }
    }

    /// A body that nobody watches.
    pub fn unwatched(inner: B) -> Self {
        Self::watched(inner, BodyWatch::default())
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
        if this.watched.is_shared() {
            // All that is the host's code runs before the lock is taken.
            let is_last = !matches!(frame, Some(Ok(_))) || this.inner.is_end_stream();
            let piece = data(&frame).map(Piece::of);
            let has_failed = matches!(frame, Some(Err(_)));
            this.watched.update(|passed| {
                if let Some(piece) = piece {
                    passed.push(piece);
                }
                if has_failed {
                    passed.fail();
                }
                if is_last {
                    passed.end();
                }
            });
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
