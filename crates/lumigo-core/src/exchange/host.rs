/// A host and its port, as nearly all requests name them; `None` for others, an address of IPv6 for one.
pub(super) fn plain_host(text: &str) -> Option<(&str, Option<u16>)> {
    let (host, port) = match text.split_once(':') {
        Some((host, port)) if port.starts_with(|digit: char| digit.is_ascii_digit()) => {
            (host, Some(port.parse().ok()?))
        }
        Some(_) => return None,
        None => (text, None),
    };
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_');
    (!host.is_empty() && host.bytes().all(is_plain)).then_some((host, port))
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::uri::Authority;
    use proptest::prelude::*;

    #[test]
    fn plain_hosts_need_no_more() {
        for (text, expected) in [
            ("a.b", Some(("a.b", None))),
            ("shop-1.example:8080", Some(("shop-1.example", Some(8080)))),
            ("127.0.0.1:0", Some(("127.0.0.1", Some(0)))),
            ("", None),
            (":80", None),
            ("a:", None),
            ("a:+80", None),
            ("a:99999", None),
            ("[::1]:80", None),
            ("ada@a.b", None),
            ("ada:x@a.b", None),
            ("a:1:2", None),
        ] {
            assert_eq!(plain_host(text), expected, "{text}");
        }
    }

    proptest! {
        #[test]
        fn a_plain_host_is_read_as_an_authority_is(text in "[a-c0-9A.:@\\[\\]_%+~-]{0,12}") {
            if let Some((host, port)) = plain_host(&text) {
                let authority: Authority = text.parse().unwrap();
                prop_assert_eq!((authority.host(), authority.port_u16()), (host, port));
            }
        }
    }
}
