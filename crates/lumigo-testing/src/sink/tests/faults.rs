use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;
use std::thread;
use std::time::{Duration, SystemTime};

use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceResponse;
use prost::Message;

use super::{HEAD, export, names, post, request, send, status};
use crate::{Answer, Lost, OtlpSink, RetryAfter};

/// All that is answered, and whether the connection is reset after it.
fn answer(mut stream: TcpStream) -> (Vec<u8>, bool) {
    let mut answer = Vec::new();
    let end = stream.read_to_end(&mut answer);
    let is_reset = end.is_err_and(|error| error.kind() == ErrorKind::ConnectionReset);
    (answer, is_reset)
}

/// The answer to an export of these spans, with what only this connection says left out.
fn answered(sink: &OtlpSink, names: &[&str]) -> (String, bool) {
    let (bytes, is_reset) = answer(send(sink, HEAD, &export(names)));
    (String::from_utf8_lossy(&bytes).into_owned(), is_reset)
}

#[test]
fn a_connection_fails_in_the_way_that_is_asked_for() {
    let in_body = "HTTP/1.1 200 OK\r\ncontent-type: application/x-protobuf\r\n\
                   content-length: 20\r\n\r\n\n";
    for (wanted, text, is_reset, is_kept) in [
        (Answer::Reset, "", true, false),
        (Answer::ResetRequest, "", true, false),
        (
            Answer::Garbage,
            "\0\u{fffd}no HTTP at all\r\n\r\n",
            false,
            false,
        ),
        (Answer::Lost(Lost::Whole), "", true, true),
        (Answer::Lost(Lost::InBody), in_body, false, true),
    ] {
        let sink = OtlpSink::start();
        sink.answer_next([wanted]);
        let found = answered(&sink, &["a"]);
        assert_eq!(found, (text.to_owned(), is_reset), "{wanted:?}");
        assert_eq!(sink.spans().len(), usize::from(is_kept), "{wanted:?}");
        assert_eq!(sink.requests()[0].status, None, "{wanted:?}");
        assert_eq!(post(&sink, &["b"]), Some(200), "{wanted:?}");
    }
}

/// Whether its first bytes are still read depends on how fast the reset is.
#[test]
fn an_answer_can_be_lost_in_its_head() {
    let sink = OtlpSink::start();
    sink.answer_with(Answer::Lost(Lost::InHead));
    let (text, is_reset) = answered(&sink, &["a"]);
    assert!(is_reset && "HTTP/1.1 20".starts_with(&text), "{text}");
    assert_eq!(names(&sink), ["a"]);
}

#[test]
fn a_request_is_reset_before_it_has_come() {
    let sink = OtlpSink::start();
    sink.answer_with(Answer::ResetRequest);
    let mut stream = TcpStream::connect(sink.address).unwrap();
    write!(
        stream,
        "{HEAD}Host: sink\r\nContent-Length: 1000\r\n\r\nthe first part"
    )
    .unwrap();
    assert_eq!(answer(stream), (Vec::new(), true));
    assert!(sink.requests()[0].body.is_empty());
}

#[test]
fn answers_are_given_one_by_one() {
    let sink = OtlpSink::start();
    sink.answer_with(Answer::Status(500));
    sink.answer_next([Answer::Status(429), Answer::Accept]);
    sink.answer_next([Answer::Status(503)]);
    let answers: Vec<_> = (0..4).map(|_| post(&sink, &["a"]).unwrap()).collect();
    assert_eq!(answers, [429, 200, 503, 500]);
    sink.answer_next([Answer::Status(503)]);
    sink.answer_with(Answer::Accept);
    assert_eq!(post(&sink, &["a"]), Some(200));
}

#[test]
fn a_client_can_be_told_when_to_come_back() {
    let sink = OtlpSink::start();
    let date = SystemTime::UNIX_EPOCH + Duration::from_millis(784_111_777_500);
    for (when, header) in [
        (RetryAfter::Seconds(7), "7"),
        (RetryAfter::At(date), "Sun, 06 Nov 1994 08:49:37 GMT"),
        (RetryAfter::Text("soon"), "soon"),
    ] {
        sink.answer_with(Answer::ComeBack(429, when));
        let (text, _) = answered(&sink, &["a"]);
        assert!(text.starts_with("HTTP/1.1 429 "), "{text}");
        assert!(
            text.contains(&format!("\r\nretry-after: {header}\r\n")),
            "{text}"
        );
    }
    assert!(sink.spans().is_empty());
}

#[test]
fn a_part_of_an_export_can_be_rejected() {
    let sink = OtlpSink::start();
    sink.answer_with(Answer::Partial {
        rejected: 2,
        message: "too much",
    });
    let (bytes, _) = answer(send(&sink, HEAD, &export(&["a", "b", "c"])));
    let end = bytes
        .windows(4)
        .position(|four| four == b"\r\n\r\n")
        .unwrap();
    let reply = ExportTraceServiceResponse::decode(&bytes[end + 4..]).unwrap();
    let partial = reply.partial_success.unwrap();
    assert_eq!(
        (partial.rejected_spans, &*partial.error_message),
        (2, "too much")
    );
    assert_eq!(names(&sink), ["a"]);

    // No more is rejected than there is; in JSON it reads like this.
    let json = serde_json::to_vec(&request(&["d"])).unwrap();
    let head = HEAD.replace("x-protobuf", "json");
    let (bytes, _) = answer(send(&sink, &head, &json));
    let text = String::from_utf8(bytes).unwrap();
    let expected = r#"{"partialSuccess":{"rejectedSpans":1,"errorMessage":"too much"}}"#;
    assert!(text.ends_with(expected), "{text}");
    assert_eq!(sink.tally().distinct, 1);
}

#[test]
fn refused_connections_come_back_to_the_same_port() {
    let sink = OtlpSink::start();
    assert_eq!(post(&sink, &["a"]), Some(200));
    let idle = TcpStream::connect(sink.address).unwrap();
    sink.come_back(); // it is there already
    for _ in 0..2 {
        sink.refuse();
        let refused = TcpStream::connect(sink.address).unwrap_err();
        assert_eq!(refused.kind(), ErrorKind::ConnectionRefused);
    }
    assert_eq!(status(idle), None);
    sink.come_back();
    assert_eq!(post(&sink, &["b"]), Some(200));
    assert_eq!(names(&sink), ["a", "b"]);
}

#[test]
fn requests_on_their_way_are_counted() {
    let sink = OtlpSink::start();
    sink.answer_with(Answer::Never);
    let waiting: Vec<_> = (0..3).map(|_| send(&sink, HEAD, &export(&["a"]))).collect();
    while sink.requests().len() < 3 {
        thread::yield_now();
    }
    assert_eq!(sink.most_in_flight(), 3);
    drop(waiting);
    sink.answer_with(Answer::Accept);
    post(&sink, &["b"]);
    assert!(sink.most_in_flight() <= 4);
}

#[test]
fn spans_are_told_apart_by_their_ids() {
    let one = |id: u8| {
        let mut request = request(&["a"]);
        request.resource_spans[0].scope_spans[0].spans[0].span_id = vec![id; 8];
        request.encode_to_vec()
    };
    let lost = Answer::Lost(Lost::Whole);
    for sink in [
        OtlpSink::start(),
        OtlpSink::builder().with_counts_alone().start(),
    ] {
        sink.answer_next([
            Answer::Status(503),
            lost,
            Answer::Accept,
            lost,
            Answer::Accept,
        ]);
        for id in [1, 1, 1, 2, 3, 3] {
            answer(send(&sink, HEAD, &one(id)));
        }
        let tally = sink.tally();
        assert_eq!((tally.kept, tally.distinct), (5, 3));
        assert_eq!((tally.told, tally.needless), (2, 1));
        let ids: Vec<_> = sink
            .span_ids()
            .into_iter()
            .map(|id| id.to_bytes()[0])
            .collect();
        assert_eq!(ids, [1, 2, 3]);
    }
}

#[test]
fn a_sink_that_only_counts_keeps_nothing() {
    let sink = OtlpSink::builder().with_counts_alone().start();
    assert_eq!(post(&sink, &["a", "b"]), Some(200));
    assert!(sink.spans().is_empty() && sink.exports().is_empty());
    let requests = sink.requests();
    assert_eq!((requests.len(), requests[0].body.len()), (1, 0));
    // Both have the same id.
    assert_eq!((sink.tally().kept, sink.tally().distinct), (2, 1));
}
