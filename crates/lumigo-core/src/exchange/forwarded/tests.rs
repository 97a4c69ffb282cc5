use super::*;
use http::{HeaderName, HeaderValue};
use proptest::prelude::*;

const PROXY: &str = "10.0.0.1";
const PUBLIC: &str = "203.0.113.9";

fn headers<V: AsRef<[u8]>>(lines: &[(&str, V)]) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for (name, value) in lines {
        let name: HeaderName = name.parse().unwrap();
        headers.append(name, HeaderValue::from_bytes(value.as_ref()).unwrap());
    }
    headers
}

fn ip(text: &str) -> IpAddr {
    text.parse().unwrap()
}

/// Client, host and scheme, as a trusted proxy says them.
#[track_caller]
fn assert_read(lines: &[(&str, &str)], expected: (&str, &str, &str), why: &str) {
    let headers = headers(lines);
    let read = Forwarded::read(&headers, Some(ip(PROXY)));
    let client = read.client.map(|client| client.to_string());
    let found = (
        client.as_deref().unwrap_or_default(),
        read.host.as_deref().unwrap_or_default(),
        read.scheme.unwrap_or_default(),
    );
    assert_eq!(found, expected, "{lines:?}: {why}");
}

#[test]
fn only_a_peer_of_our_own_network_is_believed() {
    let said = [
        ("forwarded", "for=198.51.100.1;host=a.example;proto=https"),
        ("x-forwarded-for", "198.51.100.2"),
        ("x-forwarded-host", "b.example"),
        ("x-forwarded-proto", "http"),
    ];
    for (peer, is_believed) in [
        ("127.0.0.1", true),
        ("10.255.0.1", true),
        ("172.16.0.1", true),
        ("172.31.255.255", true),
        ("192.168.1.1", true),
        ("169.254.1.1", true),
        ("100.64.0.1", true),
        ("100.127.255.255", true),
        ("::1", true),
        ("fd00::1", true),
        ("fe80::1", true),
        ("::ffff:10.0.0.1", true),
        ("::ffff:203.0.113.9", false),
        ("203.0.113.9", false),
        ("172.15.0.1", false),
        ("172.32.0.1", false),
        ("100.63.0.1", false),
        ("100.128.0.1", false),
        ("0.0.0.0", false),
        ("::", false),
        ("2001:db8::1", false),
    ] {
        for line in said {
            let headers = headers(&[line]);
            let read = Forwarded::read(&headers, Some(ip(peer)));
            assert_eq!(
                read != Forwarded::default(),
                is_believed,
                "{peer}: {line:?}"
            );
        }
    }
    let headers = headers(&said);
    assert_eq!(Forwarded::read(&headers, None), Forwarded::default());
}

#[test]
fn the_standard_header_is_read_in_every_form() {
    for (lines, expected, why) in [
        (&["for=203.0.113.9"][..], (PUBLIC, "", ""), "a token"),
        (
            &["For=\"[2001:db8::1]:4711\";PROTO=HTTPS;hOsT=a.example"],
            ("2001:db8::1", "a.example", "https"),
            "names in any case",
        ),
        (&["for=\"203.0.113.9:80\""], (PUBLIC, "", ""), "a port"),
        (
            &["for=203.0.113.9:80"],
            (PUBLIC, "", ""),
            "a port without quotes",
        ),
        (
            &["for=\"203.0.113.9:_x\""],
            (PUBLIC, "", ""),
            "a hidden port",
        ),
        (
            &["for=\"[::ffff:203.0.113.9]\""],
            (PUBLIC, "", ""),
            "one address has one text",
        ),
        (
            &[" for = \"203.0.113.9\" ; ; ,, "],
            (PUBLIC, "", ""),
            "stray separators",
        ),
        (&["for=\"\\203.0.113\\.9\""], (PUBLIC, "", ""), "escapes"),
        (
            &["host=\"a.example:8080\";proto=\"http\""],
            ("", "a.example:8080", "http"),
            "quotes",
        ),
        (
            &["for=203.0.113.9;by=\"a,b;c\\\"\";host=a.example"],
            (PUBLIC, "a.example", ""),
            "separators inside of quotes",
        ),
        (
            &[
                "for=198.51.100.1;host=a.example, for=203.0.113.9",
                "for=10.0.0.7;host=inner",
            ],
            (PUBLIC, "a.example", ""),
            "one list over several lines",
        ),
        (
            &["for=203.0.113.9;proto=https, for=10.0.0.3;proto=http"],
            (PUBLIC, "", "https"),
            "the first element's scheme",
        ),
        (
            &["for=10.0.0.3, for=10.0.0.4"],
            ("10.0.0.3", "", ""),
            "private ones alone",
        ),
    ] {
        let lines: Vec<_> = lines.iter().map(|line| (FORWARDED, *line)).collect();
        assert_read(&lines, expected, why);
    }
}

#[test]
fn what_the_standard_header_cannot_say_is_not_believed() {
    for (line, expected, why) in [
        ("for=unknown", ("", "", ""), "says nothing"),
        ("for=_hidden", ("", "", ""), "hides the address"),
        ("for=", ("", "", ""), "no value"),
        ("for", ("", "", ""), "no pair"),
        ("203.0.113.9", ("", "", ""), "another header's form"),
        ("for=[2001:db8::1", ("", "", ""), "an open bracket"),
        (
            "for=\"[2001:db8::1]80\"",
            ("", "", ""),
            "a port without a colon",
        ),
        ("for=\"[203.0.113.9]\"", ("", "", ""), "brackets are IPv6's"),
        (
            "for=203.0.113.9:99999",
            ("", "", ""),
            "no port has that number",
        ),
        ("for=203.0.113.9:port", ("", "", ""), "no port is a word"),
        (
            "for=203.0.113",
            ("", "", ""),
            "three quarters of an address",
        ),
        ("for=\"203.0.113.9", ("", "", ""), "an open quote"),
        (
            "for=\"203.0.113.9\"x",
            ("", "", ""),
            "text behind the quote",
        ),
        (
            "for=\"203.0.113.9\\\"",
            ("", "", ""),
            "the quote is escaped",
        ),
        (
            "for=20\"3.0.113.9",
            ("", "", ""),
            "a quote inside of a token",
        ),
        (
            "for=203.0.113.9;for=203.0.113.9",
            ("", "", ""),
            "said twice",
        ),
        ("for=203.0.113.9;x", ("", "", ""), "a part that is no pair"),
        (
            "proto=gopher;host=a.example",
            ("", "a.example", ""),
            "no scheme of HTTP",
        ),
        (
            "proto=https;host=\"a b\"",
            ("", "", "https"),
            "a host has no space",
        ),
        (
            "proto=https;host=\"u:p@a.example\"",
            ("", "", "https"),
            "credentials",
        ),
        (
            "proto=https;host=\":80\"",
            ("", "", "https"),
            "a port alone",
        ),
        ("proto=https;host=\"\"", ("", "", "https"), "nothing at all"),
        ("proto=https;host=\"a/b\"", ("", "", "https"), "a path"),
        (
            "for=198.51.100.1;x=\", for=203.0.113.9",
            ("", "", ""),
            "a quote left open must not hide what follows",
        ),
        (
            "for=198.51.100.1;\", for=203.0.113.9",
            ("", "", ""),
            "nor one in front of a name",
        ),
        (
            "for=198.51.100.1, for=unknown, for=10.0.0.3",
            ("10.0.0.3", "", ""),
            "not beyond",
        ),
        (
            "for=198.51.100.1, proto=https",
            ("", "", ""),
            "not beyond one that names nobody",
        ),
    ] {
        assert_read(&[(FORWARDED, line)], expected, why);
    }
}

#[test]
fn the_client_is_the_nearest_address_that_is_not_our_own() {
    for (lines, expected, why) in [
        (&["203.0.113.9"][..], PUBLIC, "one"),
        (
            &["198.51.100.1, 203.0.113.9"],
            PUBLIC,
            "what comes first anybody can say",
        ),
        (
            &["198.51.100.1,203.0.113.9,10.0.0.2 ,\t127.0.0.1"],
            PUBLIC,
            "proxies are skipped",
        ),
        (
            &["198.51.100.1", "203.0.113.9", "10.0.0.2"],
            PUBLIC,
            "several lines are one list",
        ),
        (&["203.0.113.9:4711"], PUBLIC, "a port"),
        (&["2001:db8::1"], "2001:db8::1", "IPv6 without brackets"),
        (&["[2001:db8::1]"], "2001:db8::1", "with brackets"),
        (&["[2001:DB8:0::1]:5"], "2001:db8::1", "with a port"),
        (&["::ffff:203.0.113.9"], PUBLIC, "IPv4 inside of IPv6"),
        (
            &["203.0.113.9, ::ffff:10.0.0.1, fd00::1, 100.64.0.1"],
            PUBLIC,
            "private in any form",
        ),
        (&["10.0.0.3, 10.0.0.2"], "10.0.0.3", "all private"),
        (&[", 203.0.113.9,,"], PUBLIC, "stray separators"),
        (
            &["203.0.113.9, unknown"],
            "",
            "nobody knows who has said the first",
        ),
        (
            &["203.0.113.9, ?, 10.0.0.3, 10.0.0.2"],
            "10.0.0.3",
            "the last before it",
        ),
        (
            &["203.0.113.9, a.example, 198.51.100.1"],
            "198.51.100.1",
            "a name is no address",
        ),
        (&["\"203.0.113.9\""], "", "no quotes here"),
        (&["1.2.3.4.5"], "", "five quarters"),
        (&["203.0.113.9:"], "", "a colon alone"),
        (&["fe80::1%eth0"], "", "another machine's interface"),
        (&["\"", "203.0.113.9"], PUBLIC, "a quote ends with its line"),
    ] {
        let lines: Vec<_> = lines.iter().map(|line| (X_FORWARDED_FOR, *line)).collect();
        assert_read(&lines, (expected, "", ""), why);
    }
}

#[test]
fn the_host_and_scheme_are_the_first_ones() {
    for (lines, expected, why) in [
        (
            &[
                (X_FORWARDED_HOST, "a.example:8443, inner"),
                (X_FORWARDED_PROTO, "HTTPS,http"),
            ][..],
            ("", "a.example:8443", "https"),
            "lists",
        ),
        (
            &[(X_FORWARDED_HOST, "a.example"), (X_FORWARDED_HOST, "inner")],
            ("", "a.example", ""),
            "several lines",
        ),
        (
            &[(X_FORWARDED_HOST, " ,[::1]:80")],
            ("", "[::1]:80", ""),
            "a stray separator",
        ),
        (
            &[(X_FORWARDED_HOST, "a b, c.example")],
            ("", "", ""),
            "the first one is none",
        ),
        (
            &[(X_FORWARDED_HOST, "user:secret@a.example")],
            ("", "", ""),
            "credentials",
        ),
        (
            &[(X_FORWARDED_PROTO, "wss, https")],
            ("", "", ""),
            "no scheme of HTTP",
        ),
        (
            &[(FORWARDED, "for=unknown"), (X_FORWARDED_FOR, PUBLIC)],
            (PUBLIC, "", ""),
            "the standard one says nothing",
        ),
        (
            &[
                (FORWARDED, "proto=https"),
                (X_FORWARDED_FOR, PUBLIC),
                (X_FORWARDED_HOST, "b"),
            ],
            ("", "", "https"),
            "the standard one says something",
        ),
    ] {
        assert_read(lines, expected, why);
    }
}

#[test]
fn without_the_headers_nothing_is_said() {
    let headers = headers(&[("host", "a.example"), ("x-forwarded-server", "b")]);
    let read = Forwarded::read(&headers, Some(ip(PROXY)));
    assert_eq!(read, Forwarded::default());
}

#[test]
fn a_long_list_is_read_to_its_end() {
    let list = "198.51.100.1,".repeat(100_000) + PUBLIC;
    assert_read(&[(X_FORWARDED_FOR, &list)], (PUBLIC, "", ""), "a long list");
}

fn line() -> impl Strategy<Value = Vec<u8>> {
    let bytes = (32u8..=255).prop_filter("a header", |byte| *byte != 127);
    let parts = prop_oneof![
        Just("for=".to_owned()),
        Just("host=".to_owned()),
        Just("\"".to_owned()),
        Just("\\".to_owned()),
        Just(",".to_owned()),
        Just(";".to_owned()),
        Just("[::1]:80".to_owned()),
        Just("198.51.100.1".to_owned()),
        Just("10.0.0.3".to_owned()),
    ];
    prop_oneof![
        proptest::collection::vec(bytes, 0..60),
        proptest::collection::vec(parts, 0..20).prop_map(|parts| parts.concat().into_bytes()),
    ]
}

proptest! {
    #[test]
    fn no_headers_break_anything(
        lines in proptest::collection::vec(
            (prop_oneof![
                Just(FORWARDED),
                Just(X_FORWARDED_FOR),
                Just(X_FORWARDED_HOST),
                Just(X_FORWARDED_PROTO),
            ], line()),
            0..6,
        ),
    ) {
        let headers = headers(&lines);
        let read = Forwarded::read(&headers, Some(ip(PROXY)));
        if let Some(host) = &read.host {
            prop_assert!(host.parse::<Authority>().is_ok() && !host.contains('@'));
        }
        for stranger in [None, Some(ip(PUBLIC)), Some(ip("2001:db8::1"))] {
            prop_assert_eq!(Forwarded::read(&headers, stranger), Forwarded::default());
        }
    }

    #[test]
    fn nothing_that_a_client_sends_hides_what_the_proxy_adds(sent in line()) {
        let with = |added: &str| [&sent[..], b", ", added.as_bytes()].concat();
        let added = headers(&[(X_FORWARDED_FOR, with(PUBLIC))]);
        let read = Forwarded::read(&added, Some(ip(PROXY)));
        prop_assert_eq!(read.client, Some(ip(PUBLIC)));
        // In the standard header an open quote can spoil the whole, but not lend it another meaning.
        for form in [
            "for=203.0.113.9",
            "for=\"203.0.113.9:80\";host=\"a.example\";proto=https",
            "host=\"a.example:80\";for=203.0.113.9, for=\"[fd00::1]:80\"",
        ] {
            let added = headers(&[(FORWARDED, with(form))]);
            let read = Forwarded::read(&added, Some(ip(PROXY)));
            prop_assert!(read.client.is_none_or(|client| client == ip(PUBLIC)), "{}", form);
        }
    }

    #[test]
    fn the_client_is_found_as_from_the_right(
        list in proptest::collection::vec(
            prop_oneof![Just("?"), Just(PUBLIC), Just("198.51.100.1"), Just("10.0.0.3"), Just("10.0.0.4")],
            0..8,
        ),
    ) {
        let believed = list.iter().rev().map_while(|text| address(text));
        let believed: Vec<_> = believed.collect();
        let public = believed.iter().find(|address| !is_private(**address));
        let expected = public.or(believed.last()).copied();
        let headers = headers(&[(X_FORWARDED_FOR, list.join(","))]);
        prop_assert_eq!(Forwarded::read(&headers, Some(ip(PROXY))).client, expected);
    }
}
