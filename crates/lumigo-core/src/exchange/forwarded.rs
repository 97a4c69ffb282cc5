//! What proxies say of a request, as far as they are believed.

mod element;

use element::{Element, outside_quotes};
use http::HeaderMap;
use http::uri::Authority;
use std::borrow::Cow;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

const FORWARDED: &str = "forwarded";
const X_FORWARDED_FOR: &str = "x-forwarded-for";
const X_FORWARDED_HOST: &str = "x-forwarded-host";
const X_FORWARDED_PROTO: &str = "x-forwarded-proto";

/// What a client has asked for, and who it is, by the word of the proxies in between. Everything is `None`
/// when nobody says it or nobody who says it is believed.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Forwarded<'a> {
    /// The nearest address that is not one of our own network; if all are, the farthest.
    pub(super) client: Option<IpAddr>,
    /// The host that the client has named, perhaps with a port, as it stands there.
    pub(super) host: Option<Cow<'a, str>>,
    /// `http` or `https`.
    pub(super) scheme: Option<&'static str>,
}

impl<'a> Forwarded<'a> {
    /// Reads each part from its own `X-Forwarded-` header, and from `Forwarded` (RFC 7239) when that one is
    /// absent: most proxies write only the former, and pass on a `Forwarded` that the client made up. For the
    /// same reason one that cannot be read is not replaced by the other.
    /// Anybody can send these headers: they are believed only of a peer in our own network.
    pub(super) fn read(headers: &'a HeaderMap, peer: Option<IpAddr>) -> Self {
        if !peer.is_some_and(is_private) {
            return Self::default();
        }
        let mut read = Self::standard(headers);
        let customary = Self::customary(headers);
        if headers.contains_key(X_FORWARDED_FOR) {
            read.client = customary.client;
        }
        if headers.contains_key(X_FORWARDED_HOST) {
            read.host = customary.host;
        }
        if headers.contains_key(X_FORWARDED_PROTO) {
            read.scheme = customary.scheme;
        }
        read
    }

    fn standard(headers: &'a HeaderMap) -> Self {
        let elements = || elements(headers, FORWARDED, || outside_quotes(','));
        let elements = || elements().map(|text| Element::parse(text?));
        let first = elements().next().flatten().unwrap_or_default();
        Self {
            client: client(elements().map(|element| address(&element?.node?))),
            host: first.host.filter(|host| is_host(host)),
            scheme: first.proto.and_then(|proto| scheme(&proto)),
        }
    }

    fn customary(headers: &'a HeaderMap) -> Self {
        let elements = |name| elements(headers, name, || |letter| letter == ',');
        let first = |name| elements(name).next().flatten();
        let host = first(X_FORWARDED_HOST).filter(|host| is_host(host));
        Self {
            client: client(elements(X_FORWARDED_FOR).map(|text| address(text?))),
            host: host.map(Cow::Borrowed),
            scheme: first(X_FORWARDED_PROTO).and_then(scheme),
        }
    }
}

/// The elements of a list that may be spread over several headers; `None` for one that is no text.
fn elements<'a, Separates: FnMut(char) -> bool + 'a>(
    headers: &'a HeaderMap,
    name: &'static str,
    separates: impl Fn() -> Separates + 'a,
) -> impl Iterator<Item = Option<&'a str>> {
    let lines = headers.get_all(name).iter();
    let elements = lines.flat_map(move |line| {
        let mut separates = separates();
        let bytes = line.as_bytes();
        bytes.split(move |byte| separates(char::from(*byte)))
    });
    let elements = elements.map(<[u8]>::trim_ascii);
    let elements = elements.filter(|element| !element.is_empty());
    elements.map(|element| std::str::from_utf8(element).ok())
}

/// Each proxy adds the address that it was called from at the end, so a list is to be believed from its end
/// up to the first address that is not private, and not beyond one that cannot be read.
fn client(addresses: impl Iterator<Item = Option<IpAddr>>) -> Option<IpAddr> {
    addresses.fold(None, |client, address| match (client, address?) {
        (Some(client), address) if is_private(address) => Some(client),
        (_, address) => Some(address),
    })
}

/// An address as proxies write it: an IPv6 one perhaps in brackets, and perhaps with a port.
fn address(text: &str) -> Option<IpAddr> {
    let address: IpAddr = if let Some(rest) = text.strip_prefix('[') {
        let (address, rest) = rest.split_once(']')?;
        let is_whole = rest.is_empty() || rest.strip_prefix(':').is_some_and(is_port);
        let address: Ipv6Addr = address.parse().ok().filter(|_| is_whole)?;
        address.into()
    } else if let Ok(address) = text.parse() {
        address
    } else {
        let (address, port) = text.split_once(':')?;
        let address: Ipv4Addr = address.parse().ok().filter(|_| is_port(port))?;
        address.into()
    };
    Some(address.to_canonical())
}

/// A number, or what RFC 7239 lets a proxy write that hides it.
fn is_port(text: &str) -> bool {
    text.parse::<u16>().is_ok() || text.starts_with('_')
}

/// Whether this can be a host: no credentials, and no text that would be anything at all.
fn is_host(text: &str) -> bool {
    let is_named = |authority: Authority| !authority.host().is_empty();
    !text.contains('@') && text.parse().is_ok_and(is_named)
}

fn scheme(text: &str) -> Option<&'static str> {
    let mut known = ["https", "http"].into_iter();
    known.find(|scheme| scheme.eq_ignore_ascii_case(text))
}

/// Whether an address is of a network of one's own.
fn is_private(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(address) => {
            let is_shared = matches!(address.octets(), [100, 64..=127, ..]);
            address.is_loopback() || address.is_private() || address.is_link_local() || is_shared
        }
        IpAddr::V6(address) => {
            address.is_loopback() || address.is_unique_local() || address.is_unicast_link_local()
        }
    }
}

#[cfg(test)]
mod tests;
