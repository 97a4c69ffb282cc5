//! HTTP/2 frames made by hand, with an `:authority` that no client library would send.

use crate::twins::echo;
use integration::spans::{mentions, text};
use integration::wire::{TestServer, connect, soon};
use lumigo_opentelemetry::LumigoLayer;
use lumigo_testing::{SpanRecorder, TestSpan};
use tokio::io::AsyncReadExt;
use tokio::net::TcpStream;

const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
const HEADERS: u8 = 1;
const RST_STREAM: u8 = 3;
const SETTINGS: u8 = 4;
const GOAWAY: u8 = 7;
const END_STREAM: u8 = 1;
const END_HEADERS: u8 = 4;

fn frame(kind: u8, flags: u8, stream: u8, payload: &[u8]) -> Vec<u8> {
    let length = u32::try_from(payload.len()).unwrap().to_be_bytes();
    let head = [
        length[1], length[2], length[3], kind, flags, 0, 0, 0, stream,
    ];
    [&head, payload].concat()
}

/// A header field by name and value, neither compressed nor indexed.
fn field(name: &str, value: &[u8]) -> Vec<u8> {
    let mut field = vec![0];
    for text in [name.as_bytes(), value] {
        // Seven bits of length, then seven more in each byte that follows.
        match u8::try_from(text.len()) {
            Ok(length @ 0..127) => field.push(length),
            _ => {
                let mut rest = text.len() - 127;
                field.push(127);
                while rest >= 128 {
                    field.push(u8::try_from(rest % 128).unwrap() | 128);
                    rest /= 128;
                }
                field.push(u8::try_from(rest).unwrap());
            }
        }
        field.extend_from_slice(text);
    }
    field
}

/// What is answered on stream 1, frame by frame.
async fn answer(server: &TestServer, fields: &[(&str, &[u8])]) -> Vec<String> {
    let block: Vec<u8> = fields
        .iter()
        .flat_map(|(name, value)| field(name, value))
        .collect();
    let request = [
        PREFACE,
        &frame(SETTINGS, 0, 0, &[]),
        &frame(HEADERS, END_STREAM | END_HEADERS, 1, &block),
    ];
    let mut stream = connect(server.address(), request.concat()).await;
    let mut frames = Vec::new();
    while let Some((kind, flags, number, payload)) = next_frame(&mut stream).await {
        if number == 1 || kind == GOAWAY {
            frames.push(format!("{kind} {flags} {}", payload.escape_ascii()));
        }
        let is_last = number == 1 && flags & END_STREAM != 0 && kind <= HEADERS;
        if is_last || kind == RST_STREAM || kind == GOAWAY {
            break;
        }
    }
    frames
}

async fn next_frame(stream: &mut TcpStream) -> Option<(u8, u8, u8, Vec<u8>)> {
    let mut head = [0; 9];
    soon(stream.read_exact(&mut head)).await.ok()?;
    let mut payload = vec![0; usize::from(u16::from_be_bytes([head[1], head[2]]))];
    soon(stream.read_exact(&mut payload)).await.ok()?;
    Some((head[3], head[4], head[8], payload))
}

/// The span of a request with these fields, which is answered as without the layer.
async fn span(fields: &[(&str, &[u8])]) -> Option<TestSpan> {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let with = TestServer::start(echo().layer(LumigoLayer::bind(&lumigo))).await;
    let without = TestServer::start(echo()).await;
    let frames = answer(&with, fields).await;
    assert!(!frames.is_empty());
    assert_eq!(frames, answer(&without, fields).await);
    with.stop().await;
    without.stop().await;
    recorder.spans().pop()
}

/// The fields of a `GET` with this authority.
fn get(authority: &[u8]) -> [(&str, &[u8]); 4] {
    [
        (":method", b"GET"),
        (":scheme", b"http"),
        (":path", b"/orders/7"),
        (":authority", authority),
    ]
}

#[tokio::test]
async fn an_odd_authority_is_the_server_s_address_as_far_as_it_is_one() {
    for (authority, address, port) in [
        ("shop.example", Some("shop.example"), None),
        ("[::1]:80", Some("::1"), Some(80)),
        ("shop.example:", Some("shop.example"), None),
        ("shop.example:99999", Some("shop.example"), None),
        (
            "ada:hunter2@shop.example:81",
            Some("shop.example"),
            Some(81),
        ),
        ("_~!$&'()*+,;=", Some("_~!$&'()*+,;="), None),
        (":80", None, None),
    ] {
        let span = span(&get(authority.as_bytes())).await;
        let span = span.unwrap_or_else(|| panic!("no span for {authority}"));
        let found = text(&span, "server.address");
        assert_eq!(found, address, "{authority}");
        let found = span
            .attribute("server.port")
            .map(|value| value.as_i64().unwrap());
        assert_eq!(found, port.map(i64::from), "{authority}");
        assert_eq!(span.name, "GET /orders/{id}");
        assert!(!mentions(&span, "hunter2"));
    }
}

#[tokio::test]
async fn what_h2_refuses_never_comes_to_the_layer() {
    let long = [b'['; 200];
    let cases: [&[u8]; 7] = [b"[x", b"a b", b"a/b", b"\x80\xff", b"a:b:c", b"\"", &long];
    for authority in cases {
        let found = span(&get(authority)).await;
        assert!(found.is_none(), "{}", authority.escape_ascii());
    }
}

#[tokio::test]
async fn without_an_authority_the_host_counts() {
    let [method, scheme, path, _] = get(b"");
    for (headers, address) in [
        (vec![], None),
        (
            vec![("host", &b"shop.example:81"[..])],
            Some("shop.example"),
        ),
        (vec![("host", &b"\x80"[..])], None),
    ] {
        let fields = [vec![method, scheme, path], headers].concat();
        let span = span(&fields).await.unwrap();
        let found = text(&span, "server.address");
        assert_eq!(found, address);
    }
}
