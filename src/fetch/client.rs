//! The reqwest clients, all of whose defaults that matter are set here: no redirects, no
//! cookies, no Referer, no decoding, guarded resolving, bounded headers, TLS verified.

use std::env;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use reqwest::{ClientBuilder, NoProxy, Proxy, redirect};
use url::Url;

use super::error::FetchError;
use super::guard::Reach;
use super::phases::TimeConnecting;
use super::resolver::Resolver;
use crate::config::{self, Secret};

/// What a stream may send ahead of us while its body waits for the budget.
const HTTP2_STREAM_WINDOW: u32 = 256 * 1024;
const HTTP2_CONNECTION_WINDOW: u32 = 1024 * 1024;

/// For all addresses of a host together: one that swallows packets must not cost the whole deadline.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// Read by reqwest; here only for the names of the hosts in them.
const PROXY_VARIABLES: [&str; 6] =
    ["http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"];

/// How long a connection waits for a further request: the next to its host starts in a fraction of that.
const KEPT: Duration = Duration::from_secs(3);

/// What becomes of a connection when its answer is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Connection {
    /// Other feeds of the host will use it.
    Kept,
    /// Nobody else asks its host: kept open, connections would be as many as there are feeds.
    Closed,
}

/// The clients of a run. A client hands its open connections to whoever asks for the same host, so
/// that each reach has its own.
#[derive(Debug)]
pub struct Clients {
    config: config::Fetch,
    /// The hosts of the proxies in use.
    proxies: Arc<[String]>,
    public: Pair,
    anywhere: Pair,
}

/// Reading the system's certificates takes a while: not before a client is needed.
#[derive(Debug, Default)]
struct Pair {
    keeping: OnceLock<Result<reqwest::Client, FetchError>>,
    closing: OnceLock<Result<reqwest::Client, FetchError>>,
}

impl Clients {
    pub fn new(config: &config::Fetch, proxies: Arc<[String]>) -> Clients {
        Clients { config: config.clone(), proxies, public: Pair::default(), anywhere: Pair::default() }
    }

    /// The client that reaches as far as `reach`.
    pub fn get(&self, reach: Reach, connection: Connection) -> Result<&reqwest::Client, FetchError> {
        let pair = match reach {
            Reach::Public => &self.public,
            Reach::Anywhere => &self.anywhere,
        };
        let (client, most_idle) = match connection {
            Connection::Kept => (&pair.keeping, self.config.per_host),
            Connection::Closed => (&pair.closing, 0),
        };
        client.get_or_init(|| self.build(reach, most_idle)).as_ref().map_err(Clone::clone)
    }

    fn build(&self, reach: Reach, most_idle: usize) -> Result<reqwest::Client, FetchError> {
        // An error says that another provider is installed already: as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
        // Without any CA certificate in the system TLS cannot be set up. Plain http works all the
        // same, and https then fails host by host and says why.
        let client = self.builder(reach, most_idle)?.build();
        client.or_else(|_| self.builder(reach, most_idle)?.tls_certs_only([]).build().map_err(client_error))
    }

    fn builder(&self, reach: Reach, most_idle: usize) -> Result<ClientBuilder, FetchError> {
        let builder = reqwest::Client::builder()
            .redirect(redirect::Policy::none())
            .referer(false)
            .http1_title_case_headers()
            // As browsers and curl have it: a header that is none costs that header, not the feed.
            .http1_ignore_invalid_headers_in_responses(true)
            .http1_allow_obsolete_multiline_headers_in_responses(true)
            .http1_allow_spaces_after_header_name_in_responses(true)
            .http2_max_header_list_size(u32::try_from(super::MAX_HEADERS).unwrap_or(u32::MAX))
            .http2_initial_stream_window_size(HTTP2_STREAM_WINDOW)
            .http2_initial_connection_window_size(HTTP2_CONNECTION_WINDOW)
            .connect_timeout(CONNECT_TIMEOUT.min(self.config.timeout))
            .pool_max_idle_per_host(most_idle)
            .pool_idle_timeout(KEPT)
            // A connection does not outlive the deadlines of its requests, which find out sooner than
            // keep-alive does that nobody is there: five system calls less for each.
            .tcp_keepalive(None)
            .tcp_keepalive_interval(None)
            .tcp_keepalive_retries(None)
            .dns_resolver(Resolver { reach, proxies: Arc::clone(&self.proxies) })
            .connector_layer(TimeConnecting);
        match &self.config.proxy {
            // As curl has it: NO_PROXY counts whoever named the proxy.
            Some(proxy) => Ok(builder.proxy(proxy_from(proxy)?.no_proxy(NoProxy::from_env()))),
            None => Ok(builder),
        }
    }
}

fn client_error(error: reqwest::Error) -> FetchError {
    FetchError::Client { reason: error.without_url().to_string() }
}

fn proxy_from(proxy: &Secret) -> Result<Proxy, FetchError> {
    Proxy::all(proxy.reveal()).map_err(|_| {
        let reason = format!("{proxy} is no address such as http://host:3128 or socks5://host:1080");
        FetchError::Proxy { reason }
    })
}

/// The hosts of the proxies in use: the user chose them, wherever they stand.
pub fn proxy_hosts(configured: Option<&Secret>) -> Arc<[String]> {
    match configured {
        Some(proxy) => host_of(proxy.reveal()).into_iter().collect(),
        None => PROXY_VARIABLES.iter().filter_map(|name| host_of(&env::var(name).ok()?)).collect(),
    }
}

/// curl and reqwest take `host:port` for http.
fn host_of(proxy: &str) -> Option<String> {
    let with_scheme = if proxy.contains("://") { proxy.to_owned() } else { format!("http://{proxy}") };
    Url::parse(&with_scheme).ok()?.host_str().map(str::to_lowercase)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hosts_of_proxies() {
        for (proxy, host) in [
            ("socks5://127.0.0.1:9050", Some("127.0.0.1")),
            ("http://user:pw@Proxy.Example:3128/", Some("proxy.example")),
            ("proxy.example:3128", Some("proxy.example")),
            ("", None),
        ] {
            assert_eq!(host_of(proxy).as_deref(), host, "{proxy}");
        }
    }

    #[test]
    fn a_proxy_that_is_none_is_shown_as_written() {
        let proxy = Secret::new("ftp://${P}@", "ftp://s3cret@");
        let error = proxy_from(&proxy).unwrap_err().to_string();
        assert!(error.contains("${P}") && !error.contains("s3cret"), "{error}");
    }
}
