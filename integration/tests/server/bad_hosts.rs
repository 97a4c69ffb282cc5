//! `Host` headers: the server's address is what can be read as one, or is left out.

use crate::twins::ask;
use integration::spans::text;

/// The `server.address` and `server.port` of a request with these lines as its headers.
async fn server(version: &str, headers: &[u8]) -> (Option<String>, Option<i64>) {
    let mut request = format!("GET /orders/7 HTTP/{version}\r\n").into_bytes();
    request.extend_from_slice(headers);
    request.extend_from_slice(b"Connection: close\r\n\r\n");
    let twins = ask(request).await;
    assert_eq!(twins.status, 200, "{}", headers.escape_ascii());
    let span = twins.span.unwrap();
    assert_eq!(span.name, "GET /orders/{id}");
    let port = span.attribute("server.port");
    (
        text(&span, "server.address").map(str::to_owned),
        port.map(|port| port.as_i64().unwrap()),
    )
}

#[tokio::test]
async fn a_host_is_the_server_s_address() {
    for (host, address, port) in [
        ("shop.example", "shop.example", None),
        ("shop.example:8080", "shop.example", Some(8080)),
        (" shop.example ", "shop.example", None),
        ("127.0.0.1:80", "127.0.0.1", Some(80)),
        ("[::1]", "::1", None),
        ("[::1]:80", "::1", Some(80)),
        ("shop.example:", "shop.example", None),
        ("shop.example:99999", "shop.example", None),
        ("ada:hunter2@shop.example:81", "shop.example", Some(81)),
    ] {
        let found = server("1.1", format!("Host: {host}\r\n").as_bytes()).await;
        assert_eq!(found, (Some(address.to_owned()), port), "{host}");
    }
}

#[tokio::test]
async fn what_cannot_be_read_as_a_host_is_left_out() {
    let long = [b"Host: a b".as_slice(), &[b'x'; 8 * 1024], b"\r\n"].concat();
    let cases: [&[u8]; 13] = [
        b"",
        b"Host:\r\n",
        b"Host: \r\n",
        b"Host: :80\r\n",
        b"Host: ada@\r\n",
        b"Host: [x\r\n",
        b"Host: a b\r\n",
        b"Host: a/b\r\n",
        b"Host: http://a/\r\n",
        b"Host: a:b:c\r\n",
        b"Host: caf\xc3\xa9\r\n",
        b"Host: \x80\xff\r\n",
        &long,
    ];
    for headers in cases {
        for version in ["1.0", "1.1"] {
            let found = server(version, headers).await;
            assert_eq!(found, (None, None), "{}", headers.escape_ascii());
        }
    }
}

#[tokio::test]
async fn of_several_hosts_the_first_counts() {
    for (headers, address) in [
        ("Host: a.example\r\nHost: b.example\r\n", Some("a.example")),
        ("Host: a b\r\nHost: b.example\r\n", None),
    ] {
        let (found, _) = server("1.1", headers.as_bytes()).await;
        assert_eq!(found.as_deref(), address, "{headers}");
    }
}
