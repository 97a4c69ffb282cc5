//! Whose word is taken for where a request comes from.

use crate::support::{answer, get};
use http::{Request, Response};
use http_body_util::Full;
use integration::spans::text;
use lumigo_opentelemetry::LumigoLayer;
use lumigo_opentelemetry::tower::PeerAddr;
use lumigo_testing::{SpanRecorder, TestSpan};
use std::convert::Infallible;
use std::net::{IpAddr, SocketAddr};
use tower::{ServiceBuilder, service_fn};

async fn ok<B>(_: Request<B>) -> Result<Response<Full<&'static [u8]>>, Infallible> {
    Ok(Response::default())
}

/// The span of a request with these headers from this peer.
async fn span(peer: Option<&str>, headers: &str) -> TestSpan {
    let recorder = SpanRecorder::new();
    let lumigo = recorder.lumigo();
    let peer = peer.map(|ip| PeerAddr(SocketAddr::new(ip.parse::<IpAddr>().unwrap(), 4711)));
    let service = ServiceBuilder::new()
        .map_request(move |mut request: Request<_>| {
            peer.map(|peer| request.extensions_mut().insert(peer));
            request
        })
        .layer(LumigoLayer::bind(&lumigo))
        .service(service_fn(ok));
    answer(service, get("/", headers)).await;
    recorder.only_span()
}

/// `client.address`, and the scheme, host and port that were asked.
fn told(span: &TestSpan) -> (Option<&str>, String) {
    let port = span.attribute("server.port").map(|port| format!(":{port}"));
    let url = [
        text(span, "url.scheme").unwrap(),
        "://",
        text(span, "server.address").unwrap(),
        &port.unwrap_or_default(),
    ];
    (text(span, "client.address"), url.concat())
}

const FORWARDED: &str = "X-Forwarded-For: 198.51.100.7\r\n\
    X-Forwarded-Host: shop.public:444\r\nX-Forwarded-Proto: https\r\n";

#[tokio::test]
async fn a_peer_is_the_client_s_address() {
    for (ip, shown) in [
        ("203.0.113.9", "203.0.113.9"),
        ("2001:db8::9", "2001:db8::9"),
    ] {
        let span = span(Some(ip), "").await;
        assert_eq!(told(&span), (Some(shown), "http://shop.example".to_owned()));
        assert_eq!(text(&span, "network.peer.address"), Some(shown));
        assert_eq!(span.attributes["network.peer.port"], 4711);
    }
}

#[tokio::test]
async fn a_private_peer_is_a_proxy_and_believed() {
    for peer in [
        "127.0.0.1",
        "127.255.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "172.31.255.254",
        "192.168.1.1",
        "169.254.1.1",
        "100.64.0.1",
        "100.127.255.254",
        "::1",
        "fe80::1",
        "fd12::1",
        "fc00::1",
        "::ffff:10.0.0.1",
    ] {
        let span = span(Some(peer), FORWARDED).await;
        let expected = (Some("198.51.100.7"), "https://shop.public:444".to_owned());
        assert_eq!(told(&span), expected, "{peer}");
        // The other end of the connection stays who it is.
        let ip: IpAddr = text(&span, "network.peer.address")
            .unwrap()
            .parse()
            .unwrap();
        assert_eq!(
            ip.to_canonical(),
            peer.parse::<IpAddr>().unwrap().to_canonical()
        );
    }
}

#[tokio::test]
async fn nobody_else_is() {
    for peer in [
        "203.0.113.9",
        "11.0.0.1",
        "172.15.255.255",
        "172.32.0.1",
        "192.169.0.1",
        "100.63.255.255",
        "100.128.0.1",
        "2001:db8::9",
        "fe00::1",
        "fec0::1",
        "::ffff:8.8.8.8",
    ] {
        let span = span(Some(peer), FORWARDED).await;
        let (client, url) = told(&span);
        let client: IpAddr = client.unwrap().parse().unwrap();
        assert_eq!(
            client.to_canonical(),
            peer.parse::<IpAddr>().unwrap().to_canonical()
        );
        assert_eq!(url, "http://shop.example", "{peer}");
    }
    let span = span(None, FORWARDED).await;
    assert_eq!(told(&span), (None, "http://shop.example".to_owned()));
}

#[tokio::test]
async fn the_last_address_that_is_not_private_is_the_client_s() {
    for (list, expected) in [
        ("198.51.100.7", "198.51.100.7"),
        // What stands before it was sent by the client, who can say anything.
        ("192.0.2.1, 198.51.100.7", "198.51.100.7"),
        (
            "192.0.2.1, 198.51.100.7, 10.0.0.2,192.168.0.1",
            "198.51.100.7",
        ),
        ("10.0.0.9, 10.0.0.2", "10.0.0.9"),
        ("unknown, 10.0.0.2", "10.0.0.2"),
        ("198.51.100.7:4711", "198.51.100.7"),
        ("2001:db8::7", "2001:db8::7"),
        ("[2001:db8::7]:4711", "2001:db8::7"),
        ("[2001:db8::7]", "2001:db8::7"),
        (" , 198.51.100.7 , ", "198.51.100.7"),
        ("unknown", "127.0.0.1"),
        ("", "127.0.0.1"),
        ("999.1.1.1", "127.0.0.1"),
        ("_hidden, \u{fc}", "127.0.0.1"),
    ] {
        let headers = format!("X-Forwarded-For: {list}\r\n");
        let span = span(Some("127.0.0.1"), &headers).await;
        assert_eq!(
            told(&span),
            (Some(expected), "http://shop.example".to_owned()),
            "{list}"
        );
    }
}

#[tokio::test]
async fn several_headers_are_one_list() {
    let headers = "X-Forwarded-For: 192.0.2.1\r\nX-Forwarded-For: 198.51.100.7\r\n\
        X-Forwarded-For: 10.0.0.2\r\n";
    let span = span(Some("10.0.0.1"), headers).await;
    assert_eq!(text(&span, "client.address"), Some("198.51.100.7"));
}

#[tokio::test]
async fn the_standard_header_is_believed_too() {
    for (forwarded, client, url) in [
        (
            "for=198.51.100.8;host=shop.public;proto=https",
            "198.51.100.8",
            "https://shop.public",
        ),
        (
            "For=\"[2001:db8::7]:4711\"; Host=\"shop.public:444\" ;PROTO=HTTPS",
            "2001:db8::7",
            "https://shop.public:444",
        ),
        (
            "for=198.51.100.8;host=first.public;proto=https, for=10.0.0.2;host=inner;proto=http",
            "198.51.100.8",
            "https://first.public",
        ),
        (
            "for=unknown;by=10.0.0.1",
            "127.0.0.1",
            "http://shop.example",
        ),
        ("for=\"_hidden\"", "127.0.0.1", "http://shop.example"),
        ("", "127.0.0.1", "http://shop.example"),
    ] {
        let line = format!("Forwarded: {forwarded}\r\n");
        let alone = span(Some("127.0.0.1"), &line).await;
        assert_eq!(told(&alone), (Some(client), url.to_owned()), "{forwarded}");
        // Most proxies pass it on as the client has sent it.
        let both = span(Some("127.0.0.1"), &(line + FORWARDED)).await;
        let expected = (Some("198.51.100.7"), "https://shop.public:444".to_owned());
        assert_eq!(told(&both), expected, "{forwarded}");
    }
}

#[tokio::test]
async fn the_standard_header_tells_only_what_no_other_header_is_there_for() {
    for (headers, client, url) in [
        (
            "X-Forwarded-For: 198.51.100.7",
            "198.51.100.7",
            "https://a.public",
        ),
        ("X-Forwarded-For: unknown", "127.0.0.1", "https://a.public"),
        ("X-Forwarded-For:", "127.0.0.1", "https://a.public"),
        ("X-Forwarded-Host: b.public", "8.8.8.8", "https://b.public"),
        ("X-Forwarded-Host: b c", "8.8.8.8", "https://shop.example"),
        ("X-Forwarded-Proto: http", "8.8.8.8", "http://a.public"),
        ("X-Forwarded-Proto: wss", "8.8.8.8", "http://a.public"),
    ] {
        let forwarded = "Forwarded: for=8.8.8.8;host=a.public;proto=https";
        let lines = format!("{forwarded}\r\n{headers}\r\n");
        let span = span(Some("127.0.0.1"), &lines).await;
        assert_eq!(told(&span), (Some(client), url.to_owned()), "{headers}");
    }
}

#[tokio::test]
async fn what_cannot_be_read_as_a_host_or_scheme_is_left_out() {
    for (headers, expected) in [
        ("X-Forwarded-Host: a b\r\n", "http://shop.example"),
        ("X-Forwarded-Host: \r\n", "http://shop.example"),
        ("X-Forwarded-Proto: <script>\r\n", "http://shop.example"),
        ("X-Forwarded-Proto: \r\n", "http://shop.example"),
        ("X-Forwarded-Proto: https, http\r\n", "https://shop.example"),
        ("X-Forwarded-Host: a.public, b.inner\r\n", "http://a.public"),
    ] {
        let span = span(Some("127.0.0.1"), headers).await;
        assert_eq!(
            told(&span),
            (Some("127.0.0.1"), expected.to_owned()),
            "{headers}"
        );
    }
}
