use crate::own::Own;
use bytes::Bytes;
use http_body::{Body, Frame};
use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};

/// How many rows there are.
pub(crate) const ROWS: usize = 4;
const ROW: &[u8] = b"{\"id\":1,\"card\":\"4111\"}\n";

/// A response body that comes row by row, each when it was asked for twice.
pub(super) struct Rows {
    own: Own,
    left: usize,
    is_ready: bool,
    ends: bool,
}

impl Rows {
    pub(super) fn all(own: Own) -> Self {
        Self {
            own,
            left: ROWS,
            is_ready: false,
            ends: true,
        }
    }

    /// One row, and then nothing for ever.
    pub(super) fn feed(own: Own) -> Self {
        Self {
            left: 1,
            ends: false,
            ..Self::all(own)
        }
    }
}

impl Body for Rows {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        self.own.check();
        if self.left == 0 {
            return if self.ends {
                Poll::Ready(None)
            } else {
                Poll::Pending
            };
        }
        if !std::mem::replace(&mut self.is_ready, true) {
            cx.waker().wake_by_ref();
            return Poll::Pending;
        }
        self.is_ready = false;
        self.left -= 1;
        Poll::Ready(Some(Ok(Frame::data(Bytes::from_static(ROW)))))
    }
}
