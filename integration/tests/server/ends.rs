//! Each way in which an answer comes to its end, through each server and version of HTTP: one span,
//! with the right outcome.

use crate::clients::{empty, http1, http2, read};
use crate::host::Host;
use crate::support::{error, stream};
use axum::body::Body;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Request, StatusCode};
use http_body::{Frame, SizeHint};
use http_body_util::StreamBody;
use hyper::body::Incoming;
use integration::spans::error_type;
use integration::wire::{TestServer, exchange, soon};
use lumigo_opentelemetry::LumigoLayer;
use lumigo_testing::{SpanRecorder, TestSpan};
use std::any::type_name;
use std::convert::Infallible;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use tokio::task::JoinSet;

/// What is asked and answered, and what the span says then.
struct End {
    name: &'static str,
    method: &'static str,
    respond: fn() -> Response,
    status: u16,
    error: Option<&'static str>,
    /// The size of the body, if there is one.
    size: Option<u64>,
    /// Whether the time of its first byte is told.
    is_streamed: bool,
    /// Whether the client notices that something is wrong.
    breaks: bool,
}

const END: End = End {
    name: "",
    method: "GET",
    respond: || "whole".into_response(),
    status: 200,
    error: None,
    size: Some(5),
    is_streamed: false,
    breaks: false,
};

/// The last one breaks its connection off.
fn all() -> Vec<End> {
    vec![
        End {
            name: "whole",
            ..END
        },
        End {
            name: "empty",
            respond: || ().into_response(),
            size: None,
            ..END
        },
        End {
            name: "streamed",
            respond: || Body::new(stream(["first", "second", "third"])).into_response(),
            size: Some(16),
            is_streamed: true,
            ..END
        },
        End {
            name: "in-one-frame",
            respond: || Body::new(stream(["first"])).into_response(),
            ..END
        },
        End {
            name: "declared",
            respond: || {
                let body = Body::new(stream(["first", "second"]));
                ([("content-length", "11")], body).into_response()
            },
            size: Some(11),
            is_streamed: true,
            ..END
        },
        End {
            name: "of-known-size",
            respond: || Body::new(OfKnownSize(Some("whole"))).into_response(),
            ..END
        },
        End {
            name: "of-known-size-zero",
            respond: || Body::new(OfKnownSize(None)).into_response(),
            size: None,
            ..END
        },
        End {
            name: "trailers",
            respond: with_trailers,
            ..END
        },
        End {
            name: "head",
            method: "HEAD",
            respond: || "x".repeat(100_000).into_response(),
            size: None,
            ..END
        },
        End {
            name: "head-streamed",
            method: "HEAD",
            respond: || Body::new(stream(["first", "second"])).into_response(),
            size: None,
            ..END
        },
        End {
            name: "no-content",
            respond: || StatusCode::NO_CONTENT.into_response(),
            status: 204,
            size: None,
            ..END
        },
        End {
            name: "not-modified",
            respond: || (StatusCode::NOT_MODIFIED, [("content-length", "700")]).into_response(),
            status: 304,
            size: None,
            ..END
        },
        End {
            name: "not-found",
            respond: || (StatusCode::NOT_FOUND, "where?").into_response(),
            status: 404,
            size: Some(6),
            ..END
        },
        End {
            name: "failed",
            respond: || {
                let body = Body::new(stream(["sorry, ", "no"]));
                (StatusCode::SERVICE_UNAVAILABLE, body).into_response()
            },
            status: 503,
            error: Some("503"),
            size: Some(9),
            is_streamed: true,
            ..END
        },
        End {
            name: "broken",
            respond: || {
                let frames = [Ok("first"), Ok("second"), Err(error())];
                let frames = frames.map(|frame| frame.map(|text| Frame::data(text.into())));
                let frames = tokio_stream::iter(frames);
                Body::new(StreamBody::new(frames)).into_response()
            },
            error: Some(type_name::<axum::Error>()),
            size: Some(11),
            is_streamed: true,
            breaks: true,
            ..END
        },
    ]
}

/// Knows its size from the start, and not that it is over: the server then stops asking.
struct OfKnownSize(Option<&'static str>);

impl http_body::Body for OfKnownSize {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        let text = self.0.take();
        Poll::Ready(text.map(|text| Ok(Frame::data(text.into()))))
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.0.map_or(0, str::len) as u64)
    }
}

fn ends(host: Host, version: &str) -> Vec<End> {
    let mut ends = all();
    // hyper leaves it to services to send no body in answer to a `HEAD` of HTTP/2.
    ends.retain(|end| (host, version, end.method) != (Host::Hyper, "2", "HEAD"));
    ends
}

fn with_trailers() -> Response {
    let trailers = HeaderMap::from_iter([(
        http::HeaderName::from_static("x-checksum"),
        HeaderValue::from_static("7"),
    )]);
    let frames = [
        Frame::data(Bytes::from_static(b"whole")),
        Frame::trailers(trailers),
    ];
    let frames = tokio_stream::iter(frames.map(Ok::<_, io::Error>));
    (
        [("trailer", "x-checksum")],
        Body::new(StreamBody::new(frames)),
    )
        .into_response()
}

/// Answers as the query says.
async fn respond(request: Request<Body>) -> Response {
    let name = request.uri().query().unwrap();
    let ends = all();
    let end = ends.iter().find(|end| end.name == name);
    (end.unwrap().respond)()
}

#[track_caller]
fn assert_ended(host: Host, version: &str, spans: &[TestSpan]) {
    let ends = ends(host, version);
    assert_eq!(spans.len(), ends.len(), "{spans:#?}");
    for end in ends {
        let mut matching = spans
            .iter()
            .filter(|span| span.attributes["url.query"] == end.name);
        let what = format!("{host:?} {version} {}", end.name);
        let span = matching.next().unwrap_or_else(|| panic!("{what}: no span"));
        assert_eq!(span.name, host.name(end.method), "{what}");
        assert_eq!(span.attributes["network.protocol.version"], version);
        let status = &span.attributes["http.response.status_code"];
        assert_eq!(*status, end.status, "{what}");
        assert_eq!(error_type(span), end.error, "{what}");
        let size = span.attribute("http.response.body.size");
        assert_eq!(size.and_then(|size| size.as_u64()), end.size, "{what}");
        assert_started(span, end.is_streamed, &what);
    }
}

#[track_caller]
fn assert_started(span: &TestSpan, is_streamed: bool, what: &str) {
    let names: Vec<_> = span.events.iter().map(|event| &*event.name).collect();
    let expected: &[&str] = if is_streamed { &["responseStart"] } else { &[] };
    assert_eq!(names, expected, "{what}");
    for event in &span.events {
        let within = span.start_unix_nano..=span.end_unix_nano;
        assert!(within.contains(&event.unix_nano), "{what}");
    }
}

/// The client sees what the span says.
async fn assert_answered(
    response: impl Future<Output = hyper::Result<http::Response<Incoming>>>,
    end: &End,
) {
    let answer = async {
        let response = soon(response).await?;
        assert_eq!(response.status(), end.status);
        read(response).await
    };
    assert_eq!(answer.await.is_err(), end.breaks, "{}", end.name);
}

/// A server of all these ends, and what it recorded after `ask` has asked for each.
async fn spans(host: Host, ask: impl AsyncFnOnce(&TestServer)) -> Vec<TestSpan> {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let server = host.serve(LumigoLayer::bind(&lumigo), respond).await;
    ask(&server).await;
    server.stop().await;
    recorder.spans()
}

#[tokio::test]
async fn over_http_1_0() {
    for host in Host::ALL {
        let spans = spans(host, async |server| {
            for end in ends(host, "1.0") {
                let request = format!("{} /?{} HTTP/1.0\r\n\r\n", end.method, end.name);
                exchange(server.address(), request).await;
            }
        });
        assert_ended(host, "1.0", &spans.await);
    }
}

#[tokio::test]
async fn on_one_connection_of_http_1_1() {
    for host in Host::ALL {
        let spans = spans(host, async |server| {
            let mut client = http1(server).await;
            for end in ends(host, "1.1") {
                soon(client.ready()).await.unwrap();
                let request = empty(end.method, &format!("/?{}", end.name));
                assert_answered(client.send_request(request), &end).await;
            }
        });
        assert_ended(host, "1.1", &spans.await);
    }
}

#[tokio::test]
async fn in_concurrent_streams_of_http_2() {
    for host in Host::ALL {
        let spans = spans(host, async |server| {
            let client = http2(server).await;
            let mut streams = JoinSet::new();
            for end in ends(host, "2") {
                let mut client = client.clone();
                streams.spawn(async move {
                    let uri = format!("http://shop.example/?{}", end.name);
                    let response = client.send_request(empty(end.method, &uri));
                    assert_answered(response, &end).await;
                });
            }
            streams.join_all().await;
        });
        assert_ended(host, "2", &spans.await);
    }
}
