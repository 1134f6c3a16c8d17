//! Values into which the environment's secrets were put: used as they are, shown as written, and
//! what was written into the file in plain not at all.

use std::fmt;

use url::Url;

/// A value in which `${NAME}` was replaced: `Debug` and `Display` show it as written in the file,
/// or `***` where the file has the secret itself.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret {
    written: String,
    value: String,
    put_in: Vec<String>,
}

impl Secret {
    pub fn new(written: impl Into<String>, value: impl Into<String>) -> Secret {
        Secret { written: written.into(), value: value.into(), put_in: Vec::new() }
    }

    /// The same, with the values that were put in from the environment.
    #[must_use]
    pub fn holding(self, put_in: Vec<String>) -> Secret {
        Secret { put_in, ..self }
    }

    /// What must not be found in what a server answers: what was put in from the environment.
    pub fn to_conceal(&self) -> impl Iterator<Item = &str> {
        self.put_in.iter().map(String::as_str)
    }

    /// The value itself: for the wire, never for a message.
    pub fn reveal(&self) -> &str {
        &self.value
    }

    /// Addresses of proxies and databases tell more than their password.
    fn shown(&self) -> String {
        match Url::parse(&self.written) {
            Ok(url) if url.has_host() => without_password(url),
            _ if self.written.contains("${") => self.written.clone(),
            _ => "***".to_owned(),
        }
    }
}

/// A URL in which `${NAME}` was replaced; shown as written, a password aside.
#[derive(Clone, PartialEq, Eq)]
pub struct SecretUrl {
    shown: String,
    value: Url,
    put_in: Vec<String>,
}

impl SecretUrl {
    pub fn new(written: impl Into<String>, value: Url) -> SecretUrl {
        let written = written.into();
        let shown = match written.contains('@').then(|| Url::parse(&written)) {
            Some(Ok(url)) if url.password().is_some() => without_password(url),
            _ => written,
        };
        SecretUrl { shown, value, put_in: Vec::new() }
    }

    /// The same, with the values that were put in from the environment.
    #[must_use]
    pub fn holding(self, put_in: Vec<String>) -> SecretUrl {
        SecretUrl { put_in, ..self }
    }

    /// What must not be found in what a server answers: the password, and what was put in from the
    /// environment. A user's name may be: he may be the author.
    pub fn to_conceal(&self) -> impl Iterator<Item = &str> {
        let values = self.put_in.iter().map(String::as_str).filter(|value| *value != self.value.username());
        values.chain(self.value.password())
    }

    /// The address itself: for the wire, never for a message.
    pub fn reveal(&self) -> &Url {
        &self.value
    }

    /// The address as it may be shown and published.
    pub fn shown(&self) -> &str {
        &self.shown
    }
}

fn without_password(mut url: Url) -> String {
    if url.password().is_some() {
        // Fails only for URLs that cannot have a password, and this one has one.
        let _ = url.set_password(Some("***"));
    }
    url.into()
}

impl From<Url> for SecretUrl {
    fn from(url: Url) -> SecretUrl {
        SecretUrl::new(url.as_str().to_owned(), url)
    }
}

impl fmt::Display for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.shown())
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Secret({:?})", self.shown())
    }
}

impl fmt::Display for SecretUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.shown())
    }
}

impl fmt::Debug for SecretUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SecretUrl({:?})", self.shown())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_secret_is_not_shown() {
        let cases = [
            ("Bearer ${TOKEN}", "Bearer ${TOKEN}"),
            ("Bearer abc", "***"),
            ("socks5://127.0.0.1:9050", "socks5://127.0.0.1:9050"),
            ("postgres://ann:pass@localhost/feeds", "postgres://ann:***@localhost/feeds"),
            ("postgres://ann:${PASS}@localhost/feeds", "postgres://ann:***@localhost/feeds"),
        ];
        for (written, shown) in cases {
            assert_eq!(Secret::new(written, "hidden").to_string(), shown);
        }
        let url = SecretUrl::new(
            "https://ann:pass@example.org/",
            Url::parse("https://ann:pass@example.org/").unwrap(),
        );
        assert_eq!(
            format!("{url} {url:?}"),
            "https://ann:***@example.org/ SecretUrl(\"https://ann:***@example.org/\")"
        );
    }
}
