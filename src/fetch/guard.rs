//! Which addresses may be connected to. A feed's URL, or a redirect, must not make feedmill ask
//! the network it stands in: [`check_url`] judges what a URL says by itself, the resolver every
//! address that a name leads to, at the moment of connecting.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use thiserror::Error;
use url::{Host, Url};

use super::error::FetchError;

/// How far a client may reach.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// The public internet only.
    Public,
    /// `allow_private = true`.
    Anywhere,
}

/// An address that feeds are not fetched from.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("will not connect to {host}, {kind}; if it is meant, set allow_private = true for this feed")]
pub struct Refused {
    pub host: String,
    /// With its article: `a private address`.
    pub kind: &'static str,
}

/// Refuses schemes other than http and https, and private addresses written out. `url` has
/// parsed decimal, octal and hexadecimal spellings already (WHATWG URL).
pub fn check_url(url: &Url, reach: Reach) -> Result<(), FetchError> {
    if !matches!(url.scheme(), "http" | "https") {
        return Err(FetchError::Scheme { scheme: url.scheme().to_owned() });
    }
    let kind = match (reach, url.host()) {
        (Reach::Anywhere, _) | (_, None) => None,
        (_, Some(Host::Ipv4(ip))) => kind_of_v4(ip),
        (_, Some(Host::Ipv6(ip))) => kind_of_v6(ip),
        (_, Some(Host::Domain(name))) => is_localhost(name).then_some("this machine"),
    };
    let host = url.host_str().unwrap_or_default().to_owned();
    kind.map_or(Ok(()), |kind| Err(Refused { host, kind }.into()))
}

/// Refuses the host of a proxy of the user's, which may stand anywhere: what is meant for the
/// proxy is not for feeds.
pub fn check_no_proxy(url: &Url, reach: Reach, proxies: &[String]) -> Result<(), FetchError> {
    let host = url.host_str().unwrap_or_default();
    if reach == Reach::Anywhere || !proxies.iter().any(|proxy| proxy == host) {
        return Ok(());
    }
    Err(Refused { host: host.to_owned(), kind: "the host of a proxy" }.into())
}

/// Whether a host, written as a parsed URL has it, with or without a port, is an address of the user's own
/// network.
pub fn is_own_network(host: &str) -> bool {
    let is_port = |port: &str| port.bytes().all(|byte| byte.is_ascii_digit());
    let name = host.rsplit_once(':').filter(|(_, port)| is_port(port)).map_or(host, |(name, _)| name);
    let ip = match name.strip_prefix('[') {
        Some(v6) => v6.trim_end_matches(']').parse().map(IpAddr::V6),
        None => name.parse().map(IpAddr::V4),
    };
    ip.map_or_else(|_| is_localhost(name), |ip| kind_of(ip).is_some())
}

/// RFC 6761: `localhost` and all below it. Checked by name, as a proxy may be the one to resolve it.
fn is_localhost(name: &str) -> bool {
    let name = name.trim_end_matches('.');
    name == "localhost" || name.ends_with(".localhost")
}

/// What is wrong with an address; `None`: it is public.
pub fn kind_of(ip: IpAddr) -> Option<&'static str> {
    match ip {
        IpAddr::V4(ip) => kind_of_v4(ip),
        IpAddr::V6(ip) => kind_of_v6(ip),
    }
}

/// The IANA special-purpose registry for IPv4.
fn kind_of_v4(ip: Ipv4Addr) -> Option<&'static str> {
    match ip.octets() {
        [0, ..] => Some("an unspecified address"),
        [127, ..] => Some("a loopback address"),
        [10, ..] | [172, 16..=31, ..] | [192, 168, ..] => Some("a private address"),
        [169, 254, ..] => Some("a link-local address"),
        [100, 64..=127, ..] => Some("a carrier's shared address"),
        [224..=239, ..] => Some("a multicast address"),
        [192, 0, 0 | 2, _] | [198, 18 | 19, ..] | [198, 51, 100, _] | [203, 0, 113, _] | [240..=255, ..] => {
            Some("a reserved address")
        }
        _ => None,
    }
}

/// The same for IPv6. Forms that hold an IPv4 address are judged by it, since that is where the
/// packets go.
fn kind_of_v6(ip: Ipv6Addr) -> Option<&'static str> {
    let last_four = |ip: Ipv6Addr| {
        let [.., a, b, c, d] = ip.octets();
        Ipv4Addr::new(a, b, c, d)
    };
    match ip.segments() {
        [0, 0, 0, 0, 0, 0, 0, 0] => Some("an unspecified address"),
        [0, 0, 0, 0, 0, 0, 0, 1] => Some("a loopback address"),
        // IPv4-mapped (RFC 4291), IPv4-translated (RFC 7915), NAT64 (RFC 6052).
        [0, 0, 0, 0, 0, 0xffff, ..] | [0, 0, 0, 0, 0xffff, 0, ..] | [0x64, 0xff9b, 0, 0, 0, 0, ..] => {
            kind_of_v4(last_four(ip))
        }
        [0, 0, 0, 0, 0, 0, ..] => Some("a reserved address"),
        // 6to4 (RFC 3056).
        [0x2002, high, low, ..] => {
            let [a, b] = high.to_be_bytes();
            let [c, d] = low.to_be_bytes();
            kind_of_v4(Ipv4Addr::new(a, b, c, d))
        }
        // Teredo, ORCHID, benchmarking and their kin; documentation; discard.
        [0x2001, 0..=0x01ff | 0xdb8, ..] | [0x3fff, 0..=0x0fff, ..] | [0x100, 0, 0, 0, ..] | [0x5f00, ..] => {
            Some("a reserved address")
        }
        // Unique local, site-local of old, NAT64 prefixes of a network's own (RFC 8215).
        [0xfc00..=0xfdff | 0xfec0..=0xfeff, ..] | [0x64, 0xff9b, 1, ..] => Some("a private address"),
        [0xfe80..=0xfebf, ..] => Some("a link-local address"),
        [0xff00..=0xffff, ..] => Some("a multicast address"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn refused(url: &str) -> bool {
        let url: Url = url.parse().unwrap();
        assert!(check_url(&url, Reach::Anywhere).is_ok());
        check_url(&url, Reach::Public).is_err()
    }

    #[test]
    fn every_spelling_of_a_private_address_is_refused() {
        for host in [
            "127.0.0.1",
            "127.1",
            "2130706433",
            "0x7f000001",
            "0177.0.0.1",
            "0x7f.1",
            "127.0.0.1.",
            "１２７.0.0.1",
            "0",
            "0.0.0.0",
            "10.0.0.1",
            "172.16.0.1",
            "172.31.255.255",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "100.127.255.255",
            "224.0.0.1",
            "239.255.255.255",
            "255.255.255.255",
            "240.0.0.1",
            "192.0.0.8",
            "192.0.2.1",
            "198.18.0.1",
            "198.19.255.255",
            "198.51.100.1",
            "203.0.113.9",
            "[::]",
            "[::1]",
            "[::ffff:127.0.0.1]",
            "[::ffff:a00:1]",
            "[::ffff:0:10.0.0.1]",
            "[::127.0.0.1]",
            "[64:ff9b::10.0.0.1]",
            "[64:ff9b:1::8.8.8.8]",
            "[2002:7f00:1::]",
            "[2001::1]",
            "[2001:db8::1]",
            "[100::1]",
            "[fc00::1]",
            "[fdff::1]",
            "[fe80::1]",
            "[febf::1]",
            "[fec0::1]",
            "[ff02::1]",
            "localhost",
            "LOCALHOST",
            "localhost.",
            "a.localhost",
        ] {
            assert!(refused(&format!("http://{host}/")), "{host}");
        }
    }

    #[test]
    fn public_addresses_and_names_pass() {
        for host in [
            "8.8.8.8",
            "100.63.255.255",
            "100.128.0.1",
            "172.15.0.1",
            "172.32.0.1",
            "192.169.0.1",
            "11.0.0.1",
            "[2606:4700::1111]",
            "[::ffff:8.8.8.8]",
            "[64:ff9b::8.8.8.8]",
            "[2002:808:808::]",
            "[2a00::1]",
            "example.org",
            "localhost.example.org",
            "10.example.org",
        ] {
            assert!(!refused(&format!("https://{host}/")), "{host}");
        }
    }

    #[test]
    fn the_users_own_network_is_known_with_a_port_too() {
        for (host, own) in [
            ("127.0.0.1", true),
            ("127.0.0.1:8080", true),
            ("[::1]:8080", true),
            ("[::1]", true),
            ("localhost:1", true),
            ("[2a00::1]:80", false),
            ("[fd00::80]", true),
            ("8.8.8.8:53", false),
            ("example.org", false),
            ("", false),
        ] {
            assert_eq!(is_own_network(host), own, "{host}");
        }
    }

    #[test]
    fn only_http_and_https() {
        for url in ["ftp://example.org/", "file:///etc/passwd", "gopher://example.org/", "data:text/xml,x"] {
            let error = check_url(&url.parse().unwrap(), Reach::Anywhere).unwrap_err();
            assert!(matches!(error, FetchError::Scheme { .. }), "{url}: {error}");
        }
    }
}
