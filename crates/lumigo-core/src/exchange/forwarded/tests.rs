use super::*;
use http::{HeaderName, HeaderValue};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

const PROXY: &str = "10.0.0.1";
const PUBLIC: &str = "203.0.113.9";
const NOTHING: (&str, &str, &str) = ("", "", "");
const CLIENT: (&str, &str, &str) = (PUBLIC, "", "");
const ALL: [(&str, &str); 4] = [
    (FORWARDED, "for=198.51.100.1;host=a.example;proto=https"),
    (X_FORWARDED_FOR, "198.51.100.2"),
    (X_FORWARDED_HOST, "b.example"),
    (X_FORWARDED_PROTO, "http"),
];

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

/// The same of several values of one header, whose lines are several headers of that name.
#[track_caller]
fn assert_each(name: &str, expected: (&str, &str, &str), values: &[(&str, &str)]) {
    for (value, why) in values {
        let lines: Vec<_> = value.split('\n').map(|line| (name, line)).collect();
        assert_read(&lines, expected, why);
    }
}

#[test]
fn only_a_peer_of_our_own_network_is_believed() {
    let own = "127.0.0.1 10.255.0.1 172.16.0.1 172.31.255.255 192.168.1.1 169.254.1.1 100.64.0.1 \
        100.127.255.255 ::1 fd00::1 fe80::1 ::ffff:10.0.0.1";
    let others = "::ffff:203.0.113.9 203.0.113.9 172.15.0.1 172.32.0.1 100.63.0.1 100.128.0.1 \
        0.0.0.0 :: 2001:db8::1";
    for (peers, is_believed) in [(own, true), (others, false)] {
        let peers = peers
            .split(' ')
            .flat_map(|peer| ALL.map(|line| (peer, line)));
        for (peer, line) in peers {
            let headers = headers(&[line]);
            let read = Forwarded::read(&headers, Some(ip(peer)));
            let is_read = read != Forwarded::default();
            assert_eq!(is_read, is_believed, "{peer}: {line:?}");
        }
    }
    let headers = headers(&ALL);
    assert_eq!(Forwarded::read(&headers, None), Forwarded::default());
}

#[test]
fn the_standard_header_is_read_in_every_form() {
    let clients = [
        ("for=203.0.113.9", "a token"),
        ("for=\"203.0.113.9:80\"", "a port"),
        ("for=203.0.113.9:80", "a port without quotes"),
        ("for=\"203.0.113.9:_x\"", "a hidden port"),
        ("for=\"[::ffff:203.0.113.9]\"", "one address has one text"),
        (" for = \"203.0.113.9\" ; ; ,, ", "stray separators"),
        ("for=\"\\203.0.113\\.9\"", "escapes"),
    ];
    assert_each(FORWARDED, CLIENT, &clients);
    let assert = |value, expected| assert_each(FORWARDED, expected, &[(value, "")]);
    let names_in_any_case = "For=\"[2001:db8::1]:4711\";PROTO=HTTPS;hOsT=a.example";
    assert(names_in_any_case, ("2001:db8::1", "a.example", "https"));
    let quotes = "host=\"a.example:8080\";proto=\"http\"";
    assert(quotes, ("", "a.example:8080", "http"));
    let quoted_separators = "for=203.0.113.9;by=\"a,b;c\\\"\";host=a.example";
    assert(quoted_separators, (PUBLIC, "a.example", ""));
    let lines = "for=198.51.100.1;host=a.example, for=203.0.113.9\nfor=10.0.0.7;host=inner";
    assert(lines, (PUBLIC, "a.example", ""));
    let first_scheme = "for=203.0.113.9;proto=https, for=10.0.0.3;proto=http";
    assert(first_scheme, (PUBLIC, "", "https"));
    let private = "for=10.0.0.3, for=10.0.0.4";
    assert(private, ("10.0.0.3", "", ""));
}

#[test]
fn what_the_standard_header_cannot_say_is_not_believed() {
    let nothing = [
        ("for=unknown", "says nothing"),
        ("for=_hidden", "hides the address"),
        ("for=", "no value"),
        ("for", "no pair"),
        ("203.0.113.9", "another header's form"),
        ("for=[2001:db8::1", "an open bracket"),
        ("for=\"[2001:db8::1]80\"", "a port without a colon"),
        ("for=\"[203.0.113.9]\"", "brackets are IPv6's"),
        ("for=203.0.113.9:99999", "no port has that number"),
        ("for=203.0.113.9:port", "no port is a word"),
        ("for=203.0.113", "three quarters of an address"),
        ("for=\"203.0.113.9", "an open quote"),
        ("for=\"203.0.113.9\"x", "text behind the quote"),
        ("for=\"203.0.113.9\\\"", "the quote is escaped"),
        ("for=20\"3.0.113.9", "a quote inside of a token"),
        ("for=203.0.113.9;for=203.0.113.9", "said twice"),
        ("for=203.0.113.9;x", "a part that is no pair"),
        ("for=198.51.100.1;x=\", for=203.0.113.9", "an open quote"),
        ("for=198.51.100.1;\", for=203.0.113.9", "also before a name"),
        ("for=198.51.100.1, proto=https", "not beyond a nameless one"),
    ];
    assert_each(FORWARDED, NOTHING, &nothing);
    let hosts = [
        ("proto=https;host=\"a b\"", "a host has no space"),
        ("proto=https;host=\"u:p@a.example\"", "credentials"),
        ("proto=https;host=\":80\"", "a port alone"),
        ("proto=https;host=\"\"", "nothing at all"),
        ("proto=https;host=\"a/b\"", "a path"),
    ];
    assert_each(FORWARDED, ("", "", "https"), &hosts);
    let scheme = ("proto=gopher;host=a.example", "no scheme of HTTP");
    assert_each(FORWARDED, ("", "a.example", ""), &[scheme]);
    let list = ("for=198.51.100.1, for=unknown, for=10.0.0.3", "not beyond");
    assert_each(FORWARDED, ("10.0.0.3", "", ""), &[list]);
}

#[test]
fn the_client_is_the_nearest_address_that_is_not_our_own() {
    let clients = [
        ("203.0.113.9", "one"),
        ("198.51.100.1, 203.0.113.9", "anybody can say the first"),
        ("198.51.100.1,203.0.113.9,10.0.0.2 ,\t127.0.0.1", "proxies"),
        ("198.51.100.1\n203.0.113.9\n10.0.0.2", "lines are one list"),
        ("203.0.113.9:4711", "a port"),
        ("::ffff:203.0.113.9", "IPv4 inside of IPv6"),
        ("203.0.113.9, ::ffff:10.0.0.1, fd00::1, 100.64.0.1", "own"),
        (", 203.0.113.9,,", "stray separators"),
        ("\"\n203.0.113.9", "a quote ends with its line"),
    ];
    assert_each(X_FORWARDED_FOR, CLIENT, &clients);
    let nobody = [
        ("203.0.113.9, unknown", "nobody knows who said the first"),
        ("\"203.0.113.9\"", "no quotes here"),
        ("1.2.3.4.5", "five quarters"),
        ("203.0.113.9:", "a colon alone"),
        ("fe80::1%eth0", "another machine's interface"),
        ("", "no element"),
    ];
    assert_each(X_FORWARDED_FOR, NOTHING, &nobody);
    let longer = [
        ("2001:db8::1", "without brackets"),
        ("[2001:db8::1]", "with brackets"),
        ("[2001:DB8:0::1]:5", "with a port"),
    ];
    assert_each(X_FORWARDED_FOR, ("2001:db8::1", "", ""), &longer);
    let private = [
        ("10.0.0.3, 10.0.0.2", "all private"),
        ("203.0.113.9, ?, 10.0.0.3, 10.0.0.2", "the last before it"),
    ];
    assert_each(X_FORWARDED_FOR, ("10.0.0.3", "", ""), &private);
    let name = ("203.0.113.9, a.example, 198.51.100.1", "not beyond a name");
    assert_each(X_FORWARDED_FOR, ("198.51.100.1", "", ""), &[name]);
}

#[test]
fn the_host_and_scheme_are_the_first_ones() {
    for (value, host, why) in [
        ("a.example:8443, inner", "a.example:8443", "a list"),
        ("a.example\ninner", "a.example", "several lines"),
        (" ,[::1]:80", "[::1]:80", "a stray separator"),
        ("a b, c.example", "", "the first one is none"),
        ("user:secret@a.example", "", "credentials"),
    ] {
        assert_each(X_FORWARDED_HOST, ("", host, ""), &[(value, why)]);
    }
    let https = [("HTTPS,http", "a list")];
    assert_each(X_FORWARDED_PROTO, ("", "", "https"), &https);
    let other = [("wss, https", "no scheme of HTTP")];
    assert_each(X_FORWARDED_PROTO, NOTHING, &other);
}

#[test]
fn the_standard_header_is_asked_only_for_what_has_no_header_of_its_own() {
    const SENT: &str = "for=8.8.8.8;host=a.host;proto=http";
    for (name, value, expected) in [
        (X_FORWARDED_FOR, PUBLIC, (PUBLIC, "a.host", "http")),
        (X_FORWARDED_FOR, "unknown", ("", "a.host", "http")),
        (X_FORWARDED_FOR, "", ("", "a.host", "http")),
        (X_FORWARDED_HOST, "b", ("8.8.8.8", "b", "http")),
        (X_FORWARDED_HOST, "b c", ("8.8.8.8", "", "http")),
        (X_FORWARDED_HOST, "", ("8.8.8.8", "", "http")),
        (X_FORWARDED_PROTO, "https", ("8.8.8.8", "a.host", "https")),
        (X_FORWARDED_PROTO, "wss", ("8.8.8.8", "a.host", "")),
        (X_FORWARDED_PROTO, "", ("8.8.8.8", "a.host", "")),
        ("x-real-ip", PUBLIC, ("8.8.8.8", "a.host", "http")),
    ] {
        assert_read(&[(FORWARDED, SENT), (name, value)], expected, "");
    }
    for (forwarded, scheme) in [("for=unknown", ""), ("proto=https", "https")] {
        let lines = [(FORWARDED, forwarded), (X_FORWARDED_FOR, PUBLIC)];
        assert_read(&lines, (PUBLIC, "", scheme), "each for itself");
    }
    let all = [FORWARDED, X_FORWARDED_FOR, X_FORWARDED_HOST];
    let all: Vec<_> = all.into_iter().zip(["proto=https", PUBLIC, "b"]).collect();
    assert_read(&all, (PUBLIC, "b", "https"), "each for itself");
}

#[test]
fn without_the_headers_nothing_is_said() {
    let lines = [("host", "a.example"), ("x-forwarded-server", "b")];
    assert_read(&lines, NOTHING, "other headers");
}

#[test]
fn a_long_list_is_read_to_its_end() {
    let list = "198.51.100.1,".repeat(100_000) + PUBLIC;
    assert_read(&[(X_FORWARDED_FOR, &list)], CLIENT, "a long list");
}

fn line() -> impl Strategy<Value = Vec<u8>> {
    let bytes = (32u8..=255).prop_filter("a header", |byte| *byte != 127);
    let parts = "for= host= proto=https \" \\ , ; [::1]:80 198.51.100.1 10.0.0.3".split(' ');
    let parts = select(parts.collect::<Vec<_>>());
    prop_oneof![
        vec(bytes, 0..60),
        vec(parts, 0..20).prop_map(|parts| parts.concat().into_bytes()),
    ]
}

proptest! {
    #[test]
    fn no_headers_break_anything(
        lines in vec((select(&ALL[..]).prop_map(|(name, _)| name), line()), 0..6),
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
    fn a_standard_header_changes_nothing_where_the_others_are(
        sent in line(),
        others in [line(), line(), line()],
    ) {
        let names = ALL.iter().map(|(name, _)| *name);
        let lines: Vec<_> = names.zip([vec![sent], others.to_vec()].concat()).collect();
        let (both, alone) = (headers(&lines), headers(&lines[1..]));
        let peer = Some(ip(PROXY));
        prop_assert_eq!(Forwarded::read(&both, peer), Forwarded::read(&alone, peer));
    }

    #[test]
    fn the_client_is_found_as_from_the_right(
        list in vec(select(&["?", PUBLIC, "198.51.100.1", "10.0.0.3", "10.0.0.4"][..]), 0..8),
    ) {
        let believed: Vec<_> = list.iter().rev().map_while(|text| address(text)).collect();
        let public = believed.iter().find(|address| !is_private(**address));
        let expected = public.or(believed.last()).copied();
        let headers = headers(&[(X_FORWARDED_FOR, list.join(","))]);
        prop_assert_eq!(Forwarded::read(&headers, Some(ip(PROXY))).client, expected);
    }
}
