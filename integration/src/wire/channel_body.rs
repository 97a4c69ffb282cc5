use bytes::Bytes;
use http_body::{Body, Frame};
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use tokio::sync::mpsc;

/// What a [`ChannelBody`] is fed with.
pub type Chunks = mpsc::UnboundedSender<io::Result<&'static str>>;

/// A response body of unknown length, which ends when its [`Chunks`] are dropped.
#[derive(Debug)]
pub struct ChannelBody {
    chunks: mpsc::UnboundedReceiver<io::Result<&'static str>>,
}

impl ChannelBody {
    /// A body, and what feeds it.
    pub fn channel() -> (Chunks, Self) {
        let (sender, chunks) = mpsc::unbounded_channel();
        (sender, Self { chunks })
    }
}

impl Body for ChannelBody {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        let chunk = self.chunks.poll_recv(cx);
        chunk.map(|chunk| Some(chunk?.map(|text| Frame::data(Bytes::from_static(text.as_bytes())))))
    }
}
