//! What a system tells the programs that it starts.

/// Variables by which a system leads a program to a proxy, or tells it whom to trust.
pub const OF_THE_SYSTEM: [&str; 10] = [
    "http_proxy",
    "HTTP_PROXY",
    "https_proxy",
    "HTTPS_PROXY",
    "all_proxy",
    "ALL_PROXY",
    "no_proxy",
    "NO_PROXY",
    "SSL_CERT_FILE",
    "SSL_CERT_DIR",
];
