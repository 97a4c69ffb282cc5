use super::observation::Observation;
use super::request_body::data;
use super::side::Side;
use super::{Exchange, State};
use http_body::{Body, Frame, SizeHint};
use pin_project_lite::pin_project;
use std::any::type_name;
use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

pin_project! {
    /// The body of a response that is traced. Its end is the span's end: complete, failed or dropped.
    pub struct ResponseBody<B>
    where
        B: Body,
    {
        #[pin]
        inner: B,
        exchange: Option<Exchange>,
        error_type: fn(&B::Error) -> &'static str,
    }
}

impl<B: Body> ResponseBody<B> {
    /// Ends the exchange with this body; without one it only passes the body on.
    pub fn new(inner: B, exchange: Option<Exchange>) -> Self {
        let mut body = Self {
            inner,
            exchange,
            error_type: |_| type_name::<B::Error>(),
        };
        if body.inner.is_end_stream() {
            // Nobody polls an empty body.
            end(&mut body.exchange);
        }
        body
    }

    /// Says what kind of error the body's is, as `error.type` tells it; else it is the name of its type.
    #[must_use]
    pub fn with_error_type(self, error_type: fn(&B::Error) -> &'static str) -> Self {
        Self { error_type, ..self }
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
        let Some(exchange) = this.exchange else {
            return this.inner.poll_frame(cx);
        };
        let frame = ready!(exchange.poll_body(|| this.inner.as_mut().poll_frame(cx)));
        // Servers poll past neither the last byte of a known length nor trailers.
        let is_last = !is_data(&frame) || this.inner.is_end_stream();
        if let Some(observation) = exchange.watched() {
            if let Some(data) = data(&frame) {
                observation.pass(data, is_last);
            }
            observation.learn_rest(&this.inner.size_hint());
            match &frame {
                Some(Ok(frame)) => {
                    if let Some(trailers) = frame.trailers_ref() {
                        observation.end_with(trailers);
                    }
                }
                Some(Err(error)) => observation.fail((this.error_type)(error)),
                None => {}
            }
        }
        if is_last {
            end(this.exchange);
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

fn end(exchange: &mut Option<Exchange>) {
    if let Some(Exchange(State::Watched(observation))) = exchange.take() {
        observation.complete();
    }
}

/// Whether more may follow.
fn is_data<D, E>(frame: &Option<Result<Frame<D>, E>>) -> bool {
    matches!(frame, Some(Ok(frame)) if frame.is_data())
}

impl Exchange {
    fn poll_body<T>(&mut self, poll: impl FnOnce() -> T) -> T {
        let Some(observation) = self.watched() else {
            return self.in_scope(poll);
        };
        if std::mem::take(&mut observation.must_end) {
            observation.span.reopen();
        }
        match observation.side {
            Side::Server => self.in_scope(poll),
            // The connection's own work.
            Side::Client => poll(),
        }
    }
}

impl Observation {
    /// Servers do not poll a body of HTTP/1 that has no more bytes. Trailers may follow all the same.
    fn learn_rest(&mut self, rest: &SizeHint) {
        if rest.exact() == Some(0) {
            self.span.finish();
        }
    }
}

impl<B: Body + Default> Default for ResponseBody<B> {
    fn default() -> Self {
        Self::new(B::default(), None)
    }
}

impl<B: Body + fmt::Debug> fmt::Debug for ResponseBody<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ResponseBody")
            .field("inner", &self.inner)
            .field("exchange", &self.exchange)
            .finish_non_exhaustive()
    }
}
