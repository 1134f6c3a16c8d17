//! Turns what reqwest, hyper, rustls and the operating system say into a [`FetchError`]. Their own
//! words go out only where they hold no URL.

use std::error::Error;
use std::io;

use rustls::CertificateError;

use super::error::FetchError;
use super::guard::Refused;
use super::resolver::Unresolved;

/// The HTTP libraries refuse larger heads themselves, some 400 KB; see `MAX_HEADERS`.
const HEAD_TOO_LARGE: [&str; 3] = ["message head is too large", "header list too large", "too many headers"];

/// Why the head of an answer did not come from `host`.
pub fn sending(error: &reqwest::Error, host: &str) -> FetchError {
    let host = host.to_owned();
    if let Some(refused) = find::<Refused>(error) {
        return refused.clone().into();
    }
    if let Some(unresolved) = find::<Unresolved>(error) {
        return FetchError::Dns { host, reason: unresolved.reason.clone() };
    }
    if let Some(tls) = find::<rustls::Error>(error) {
        return without_tls(tls, host);
    }
    let reason = words(error);
    if HEAD_TOO_LARGE.iter().any(|text| reason.contains(text)) {
        return FetchError::HeadersTooLarge { host, limit: super::MAX_HEADERS };
    }
    match (error.is_connect(), find::<io::Error>(error).is_some()) {
        (true, _) => FetchError::Connect { host, reason },
        (_, true) => FetchError::Truncated { host, reason },
        _ if reason.contains("closed before") => FetchError::Truncated { host, reason },
        _ => FetchError::Protocol { host, reason },
    }
}

/// Why the body from `host` did not come to its end.
pub fn reading(error: &reqwest::Error, host: &str) -> FetchError {
    FetchError::Truncated { host: host.to_owned(), reason: words(error) }
}

/// The first `E` among the causes. An `io::Error` hides its content from `source`.
fn find<'a, E: Error + 'static>(error: &'a (dyn Error + 'static)) -> Option<&'a E> {
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(found) = error.downcast_ref::<E>() {
            return Some(found);
        }
        let inner = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
        if let Some(found) = inner.and_then(|inner| find::<E>(inner)) {
            return Some(found);
        }
        next = error.source();
    }
    None
}

/// The innermost cause in few words, fit for a terminal.
fn words(error: &reqwest::Error) -> String {
    if let Some(io) = find::<io::Error>(error)
        && let Some(words) = io_words(io.kind())
    {
        return words.to_owned();
    }
    let mut innermost: &dyn Error = error;
    while let Some(source) = innermost.source() {
        innermost = source;
    }
    // reqwest's own message would end in the URL, and it has a cause in every case that is known.
    let words = if innermost.is::<reqwest::Error>() { "it failed".to_owned() } else { innermost.to_string() };
    words.chars().map(|c| if c.is_control() { ' ' } else { c }).take(200).collect()
}

fn io_words(kind: io::ErrorKind) -> Option<&'static str> {
    use io::ErrorKind as Kind;
    Some(match kind {
        Kind::ConnectionRefused => "connection refused",
        Kind::ConnectionReset => "connection reset",
        Kind::ConnectionAborted | Kind::BrokenPipe => "connection closed",
        Kind::TimedOut => "connection timed out",
        Kind::HostUnreachable => "host unreachable",
        Kind::NetworkUnreachable | Kind::NetworkDown => "network unreachable",
        Kind::AddrNotAvailable => "no address to connect from",
        Kind::UnexpectedEof => "connection closed too early",
        _ => return None,
    })
}

/// Where the server would not speak TLS at all, there is nothing to trust or not.
fn without_tls(error: &rustls::Error, host: String) -> FetchError {
    use rustls::Error as Tls;
    let reason = match error {
        Tls::AlertReceived(alert) => format!("the server refused the TLS handshake ({alert:?})"),
        Tls::InvalidMessage(_) | Tls::InappropriateMessage { .. } => {
            "the server does not speak TLS".to_owned()
        }
        Tls::InvalidCertificate(error) => return FetchError::Tls { host, reason: certificate_words(error) },
        Tls::PeerIncompatible(_) => {
            let reason = "the server speaks only TLS versions or ciphers that are no longer safe".to_owned();
            return FetchError::Tls { host, reason };
        }
        other => return FetchError::Tls { host, reason: other.to_string() },
    };
    FetchError::Connect { host, reason }
}

fn certificate_words(error: &CertificateError) -> String {
    let words = match error {
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => "its certificate has expired",
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
            "its certificate is not valid yet (is this machine's clock right?)"
        }
        CertificateError::Revoked => "its certificate was revoked",
        CertificateError::UnknownIssuer => {
            "its certificate comes from an issuer that this system does not know; \
             if all hosts fail so, install the system's CA certificates"
        }
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            "its certificate is for another host"
        }
        other => return format!("its certificate is not valid ({other})"),
    };
    words.to_owned()
}
