//! What is made of an answer, by a server that says just these bytes.

use super::*;
use crate::config::Posts;
use crate::export::destination::{AS_IT_IS, Protocol};
use crate::export::service::TRACES;
use std::io::Write;
use std::net::TcpListener;

/// Posts to a server that answers every connection with these bytes and closes it.
fn answer_to(response: impl AsRef<[u8]>) -> Answer {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let endpoint = format!("http://{}/v1/traces", listener.local_addr().unwrap());
    let response = response.as_ref().to_vec();
    std::thread::spawn(move || {
        for connection in listener.incoming() {
            let mut connection = connection.unwrap();
            let mut request = Vec::new();
            while !request.ends_with(b"the body") {
                let mut bytes = [0; 1024];
                match connection.read(&mut bytes) {
                    Ok(0) | Err(_) => break,
                    Ok(count) => request.extend_from_slice(&bytes[..count]),
                }
            }
            let _ = connection.write_all(&response);
        }
    });
    let destination = Destination {
        name: "a backend".to_owned(),
        endpoint,
        protocol: Protocol::HttpProtobuf,
        headers: http::HeaderMap::new(),
        credentials: "the token".to_owned(),
        path: AS_IT_IS,
        posts: Posts {
            gzip: false,
            timeout: Duration::from_secs(20),
        },
        tls: Tls::default(),
    };
    let poster = HttpPoster::new(Box::new(destination), &TRACES);
    poster.post(&Bytes::from_static(b"the body"))
}

fn response(status: &str, headers: &str, body: &[u8]) -> Vec<u8> {
    let length = body.len();
    let head = format!("HTTP/1.1 {status}\r\ncontent-length: {length}\r\n{headers}\r\n");
    [head.as_bytes(), body].concat()
}

fn partly(rejected: u64, message: &str) -> Answer {
    Answer::Partly {
        rejected,
        message: message.to_owned(),
    }
}

#[test]
fn what_a_backend_has_left_out_is_read_in_both_forms() {
    const JSON: &str = "content-type: application/json; charset=utf-8\r\n";
    for (headers, body, expected) in [
        ("", &b""[..], Answer::Accepted),
        ("", b"\x0a\x04\x08\x02\x12\x00", partly(2, "")),
        ("", b"\x0a\x05\x08\x02\x12\x01x", partly(2, "x")),
        ("", b"\x0a\x03\x12\x01x", partly(0, "x")),
        ("", b"\x0a\x00", Answer::Accepted),
        // A number below 0.
        (
            "",
            b"\x0a\x0b\x08\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01",
            Answer::Accepted,
        ),
        (JSON, b"{}", Answer::Accepted),
        (
            JSON,
            br#"{"partialSuccess":{"rejectedSpans":"3","errorMessage":"x"}}"#,
            partly(3, "x"),
        ),
        (
            JSON,
            br#"{"partialSuccess":{"rejectedLogRecords":4}}"#,
            partly(4, ""),
        ),
        (
            JSON,
            br#"{"partialSuccess":{"errorMessage":"x"}}"#,
            partly(0, "x"),
        ),
        (
            JSON,
            br#"{"partialSuccess":{"rejectedSpans":-1}}"#,
            Answer::Accepted,
        ),
        (JSON, br#"{"partialSuccess":7}"#, Answer::Accepted),
    ] {
        let answer = answer_to(response("200 OK", headers, body));
        assert_eq!(answer, expected, "{:?}", String::from_utf8_lossy(body));
    }
}

#[test]
fn an_acceptance_stays_one_whatever_comes_after_it() {
    for body in [
        &b"<html>thanks</html>"[..],
        b"\x0a\xff",
        b"\x0a\x02\x08",
        b"\0\0\0",
    ] {
        assert_eq!(answer_to(response("200 OK", "", body)), Answer::Accepted);
    }
    let half_a_body = "HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf of it";
    assert_eq!(answer_to(half_a_body), Answer::Accepted);
    let half_a_chunk = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhalf";
    assert_eq!(answer_to(half_a_chunk), Answer::Accepted);
}

#[test]
fn what_may_succeed_later_says_when() {
    for status in ["429 Slow Down", "500 No", "502 No", "503 No", "504 No"] {
        for (header, expected) in [
            ("", None),
            ("retry-after: 7\r\n", Some(Duration::from_secs(7))),
            ("retry-after: soon\r\n", None),
            (
                "retry-after: Fri, 20 Nov 2020 10:00:00 GMT\r\n",
                Some(Duration::ZERO),
            ),
        ] {
            let answer = answer_to(response(status, header, b"no"));
            let Answer::Unavailable { retry_after, .. } = answer else {
                panic!("{status}, {header}: {answer:?}");
            };
            assert_eq!(retry_after, expected, "{status}, {header}");
        }
    }
}

#[test]
fn what_is_no_answer_may_be_one_later() {
    for bytes in [
        &b""[..],
        b"garbage",
        b"HTTP/1.1 ",
        b"HTTP/1.1 200 OK\r\ncontent-le",
        b"\x15\x03\x01\x00\x02\x02\x28",
        b"SSH-2.0-OpenSSH_9.2\r\n",
        &[0xff; 4096],
    ] {
        let answer = answer_to(bytes);
        assert!(
            matches!(answer, Answer::Unavailable { .. }),
            "{bytes:?}: {answer:?}"
        );
    }
}

#[test]
fn what_cannot_succeed_is_refused() {
    for (status, expected) in [
        ("301 Moved Permanently", "301 Moved Permanently"),
        ("400 Bad Request", "400 Bad Request"),
        (
            "401 Unauthorized",
            "the token was refused (401 Unauthorized)",
        ),
        ("403 Forbidden", "the token was refused (403 Forbidden)"),
        (
            "404 Not Found",
            "nothing there takes them (404 Not Found); it is used as it is, no path is appended",
        ),
        ("413 Payload Too Large", "413 Payload Too Large"),
        ("501 Not Implemented", "501 Not Implemented"),
    ] {
        let answer = answer_to(response(status, "retry-after: 1\r\n", b"no"));
        assert_eq!(answer, Answer::Refused(expected.to_owned()));
    }
}
