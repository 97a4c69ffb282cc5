//! The names that HTTP attributes had before they were stable: those that the Python distribution sends.
#![expect(deprecated, reason = "the older names are asked for")]

use super::side::Side;
use opentelemetry::{KeyValue, StringValue, Value};
use opentelemetry_semantic_conventions::attribute::{
    HTTP_FLAVOR, HTTP_HOST, HTTP_METHOD, HTTP_REQUEST_METHOD, HTTP_RESPONSE_STATUS_CODE,
    HTTP_SCHEME, HTTP_SERVER_NAME, HTTP_STATUS_CODE, HTTP_TARGET, HTTP_URL, HTTP_USER_AGENT,
    NET_HOST_PORT, NET_PEER_IP, NET_PEER_NAME, NET_PEER_PORT, NETWORK_PEER_ADDRESS,
    NETWORK_PEER_PORT, NETWORK_PROTOCOL_VERSION, SERVER_ADDRESS, SERVER_PORT, URL_FULL, URL_PATH,
    URL_QUERY, URL_SCHEME, USER_AGENT_ORIGINAL,
};

/// The attribute under its older name, if it has one that means the same.
pub(super) fn older_name(side: Side, attribute: &KeyValue) -> Option<KeyValue> {
    let name = match (side, attribute.key.as_str()) {
        (_, HTTP_REQUEST_METHOD) => HTTP_METHOD,
        (_, HTTP_RESPONSE_STATUS_CODE) => HTTP_STATUS_CODE,
        (_, NETWORK_PROTOCOL_VERSION) => HTTP_FLAVOR,
        (Side::Server, URL_SCHEME) => HTTP_SCHEME,
        (Side::Server, USER_AGENT_ORIGINAL) => HTTP_USER_AGENT,
        (Side::Server, SERVER_PORT) => NET_HOST_PORT,
        (Side::Server, NETWORK_PEER_ADDRESS) => NET_PEER_IP,
        (Side::Server, NETWORK_PEER_PORT) => NET_PEER_PORT,
        (Side::Client, URL_FULL) => HTTP_URL,
        (Side::Client, SERVER_ADDRESS) => NET_PEER_NAME,
        (Side::Client, SERVER_PORT) => NET_PEER_PORT,
        _ => return None,
    };
    Some(KeyValue::new(name, attribute.value.clone()))
}

/// Adds to the stable attributes that a span starts with what they were before. Nothing else is looked at:
/// what is masked stays masked.
pub(super) fn push_older_names(side: Side, attributes: &mut Vec<KeyValue>) {
    let renamed = attributes.iter().filter_map(|one| older_name(side, one));
    let mut older: Vec<_> = renamed.collect();
    match side {
        Side::Server => push_composed(attributes, &mut older),
        Side::Client => {
            let host = attributes
                .iter()
                .find(|one| one.key.as_str() == SERVER_ADDRESS);
            older.extend(host.map(|host| KeyValue::new(HTTP_HOST, host.value.clone())));
        }
    }
    attributes.append(&mut older);
}

/// What a server's request was called as a whole: now in parts.
fn push_composed(stable: &[KeyValue], older: &mut Vec<KeyValue>) {
    let target = text(stable, URL_PATH).map(|path| match text(stable, URL_QUERY) {
        Some(query) => [path, "?", query].concat(),
        None => path.to_owned(),
    });
    let host = host(stable);
    if let (Some(scheme), Some(host), Some(target)) = (text(stable, URL_SCHEME), &host, &target) {
        // That of `OPTIONS *` is no part of a URL.
        let target = if target.starts_with('/') { target } else { "" };
        let url = [scheme, "://", host, target].concat();
        older.push(KeyValue::new(HTTP_URL, url));
    }
    if let Some(host) = host {
        let host = StringValue::from(host);
        older.push(KeyValue::new(HTTP_HOST, host.clone()));
        older.push(KeyValue::new(HTTP_SERVER_NAME, host));
    }
    older.extend(target.map(|target| KeyValue::new(HTTP_TARGET, target)));
}

/// The host as it stands in a URL, with its port unless that goes without saying.
fn host(stable: &[KeyValue]) -> Option<String> {
    let address = text(stable, SERVER_ADDRESS)?;
    let host = if address.contains(':') {
        ["[", address, "]"].concat()
    } else {
        address.to_owned()
    };
    let default = match text(stable, URL_SCHEME) {
        Some("https") => 443,
        _ => 80,
    };
    Some(match value(stable, SERVER_PORT) {
        Some(Value::I64(port)) if *port != default => format!("{host}:{port}"),
        _ => host,
    })
}

fn text<'a>(attributes: &'a [KeyValue], key: &str) -> Option<&'a str> {
    match value(attributes, key)? {
        Value::String(text) => Some(text.as_str()),
        _ => None,
    }
}

fn value<'a>(attributes: &'a [KeyValue], key: &str) -> Option<&'a Value> {
    let found = attributes.iter().find(|one| one.key.as_str() == key);
    found.map(|one| &one.value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use opentelemetry_semantic_conventions::attribute::{
        CLIENT_ADDRESS, HTTP_REQUEST_RESEND_COUNT, HTTP_ROUTE,
    };

    /// The older names that are added to these attributes, sorted.
    fn added(side: Side, stable: &[(&'static str, Value)]) -> Vec<(String, Value)> {
        let stable = stable.iter().cloned();
        let stable: Vec<_> = stable
            .map(|(key, value)| KeyValue::new(key, value))
            .collect();
        let mut all = stable.clone();
        push_older_names(side, &mut all);
        let older = all.split_off(stable.len());
        assert_eq!(all, stable, "the stable ones stay as they are");
        let pair = |one: KeyValue| (one.key.to_string(), one.value);
        let mut older: Vec<_> = older.into_iter().map(pair).collect();
        older.sort_by(|one, next| one.0.cmp(&next.0));
        older
    }

    fn sorted(older: &[(&str, Value)]) -> Vec<(String, Value)> {
        let older = older.iter().cloned();
        let mut older: Vec<_> = older.map(|(key, value)| (key.to_owned(), value)).collect();
        older.sort_by(|one, next| one.0.cmp(&next.0));
        older
    }

    #[test]
    fn a_server_has_the_names_that_the_python_distribution_sends() {
        let stable = [
            (HTTP_REQUEST_METHOD, "GET".into()),
            (URL_SCHEME, "http".into()),
            (URL_PATH, "/hello".into()),
            (URL_QUERY, "user=ada&password=****".into()),
            (HTTP_ROUTE, "/hello".into()),
            (SERVER_ADDRESS, "127.0.0.1".into()),
            (SERVER_PORT, 28080.into()),
            (CLIENT_ADDRESS, "203.0.113.9".into()),
            (NETWORK_PEER_ADDRESS, "127.0.0.1".into()),
            (NETWORK_PEER_PORT, 50000.into()),
            (NETWORK_PROTOCOL_VERSION, "1.1".into()),
            (USER_AGENT_ORIGINAL, "parity-client/1.0".into()),
        ];
        let url = "http://127.0.0.1:28080/hello?user=ada&password=****";
        let older = [
            ("http.method", "GET".into()),
            ("http.scheme", "http".into()),
            ("http.target", "/hello?user=ada&password=****".into()),
            ("http.url", url.into()),
            ("http.host", "127.0.0.1:28080".into()),
            ("http.server_name", "127.0.0.1:28080".into()),
            ("net.host.port", 28080.into()),
            ("net.peer.ip", "127.0.0.1".into()),
            ("net.peer.port", 50000.into()),
            ("http.flavor", "1.1".into()),
            ("http.user_agent", "parity-client/1.0".into()),
        ];
        assert_eq!(added(Side::Server, &stable), sorted(&older));
    }

    #[test]
    fn a_client_has_the_names_that_the_python_distribution_sends() {
        let stable = [
            (HTTP_REQUEST_METHOD, "GET".into()),
            (URL_FULL, "http://****:****@a.example/text?sig=****".into()),
            (SERVER_ADDRESS, "a.example".into()),
            (SERVER_PORT, 80.into()),
            (HTTP_REQUEST_RESEND_COUNT, 1.into()),
            (USER_AGENT_ORIGINAL, "parity-client/1.0".into()),
        ];
        let older = [
            ("http.method", "GET".into()),
            (
                "http.url",
                "http://****:****@a.example/text?sig=****".into(),
            ),
            ("http.host", "a.example".into()),
            ("net.peer.name", "a.example".into()),
            ("net.peer.port", 80.into()),
        ];
        assert_eq!(added(Side::Client, &stable), sorted(&older));
    }

    #[test]
    fn the_url_of_a_server_is_one_that_could_be_asked_for() {
        for (scheme, address, port, path, expected) in [
            (
                "http",
                "a.example",
                Some(80),
                "/",
                Some("http://a.example/"),
            ),
            (
                "https",
                "a.example",
                Some(443),
                "/",
                Some("https://a.example/"),
            ),
            (
                "https",
                "a.example",
                Some(80),
                "/",
                Some("https://a.example:80/"),
            ),
            ("http", "a.example", None, "/a", Some("http://a.example/a")),
            ("http", "::1", Some(8080), "/a", Some("http://[::1]:8080/a")),
            ("http", "a.example", Some(80), "*", Some("http://a.example")),
            ("http", "a.example", Some(80), "", Some("http://a.example")),
            ("http", "", None, "/a", None),
        ] {
            let mut stable = vec![(URL_SCHEME, scheme.into()), (URL_PATH, path.into())];
            if !address.is_empty() {
                stable.push((SERVER_ADDRESS, address.into()));
            }
            stable.extend(port.map(|port: i64| (SERVER_PORT, port.into())));
            let older = added(Side::Server, &stable);
            let url = older.iter().find(|(key, _)| key == "http.url");
            let expected = expected.map(Value::from);
            assert_eq!(url.map(|(_, url)| url), expected.as_ref(), "{stable:?}");
        }
    }

    #[test]
    fn what_is_set_later_has_its_older_name_too() {
        for (side, stable, older) in [
            (
                Side::Server,
                HTTP_RESPONSE_STATUS_CODE,
                Some("http.status_code"),
            ),
            (
                Side::Client,
                HTTP_RESPONSE_STATUS_CODE,
                Some("http.status_code"),
            ),
            (Side::Client, NETWORK_PROTOCOL_VERSION, Some("http.flavor")),
            (Side::Server, HTTP_ROUTE, None),
            (Side::Client, NETWORK_PEER_ADDRESS, None),
            (Side::Client, USER_AGENT_ORIGINAL, None),
            (Side::Server, "mine", None),
        ] {
            let older = older.map(|older| KeyValue::new(older, 7));
            let stable = KeyValue::new(stable, 7);
            assert_eq!(older_name(side, &stable), older, "{side:?} {stable:?}");
        }
    }

    #[test]
    fn nothing_comes_of_nothing() {
        for side in [Side::Server, Side::Client] {
            assert!(added(side, &[]).is_empty());
            assert!(added(side, &[("mine", true.into())]).is_empty());
        }
    }
}
