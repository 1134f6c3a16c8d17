//! Values into which the environment's secrets were put: used as they are, shown as written.

use std::fmt;

use url::Url;

/// A value in which `${NAME}` was replaced: `Debug` and `Display` show it as written in the file.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret {
    written: String,
    value: String,
}

impl Secret {
    pub fn new(written: impl Into<String>, value: impl Into<String>) -> Secret {
        Secret { written: written.into(), value: value.into() }
    }

    /// The value itself: for the wire, never for a message.
    pub fn reveal(&self) -> &str {
        &self.value
    }
}

/// A URL in which `${NAME}` was replaced; shown as written, a password aside.
#[derive(Clone, PartialEq, Eq)]
pub struct SecretUrl {
    written: String,
    value: Url,
}

impl SecretUrl {
    pub fn new(written: impl Into<String>, value: Url) -> SecretUrl {
        SecretUrl { written: written.into(), value }
    }

    /// The address itself: for the wire, never for a message.
    pub fn reveal(&self) -> &Url {
        &self.value
    }

    /// The address as it may be shown and published.
    pub fn shown(&self) -> String {
        match Url::parse(&self.written) {
            Ok(mut url) if url.password().is_some() => {
                // Fails only for URLs that cannot have a password, and this one has one.
                let _ = url.set_password(Some("***"));
                url.into()
            }
            _ => self.written.clone(),
        }
    }
}

impl From<Url> for SecretUrl {
    fn from(url: Url) -> SecretUrl {
        SecretUrl { written: url.as_str().to_owned(), value: url }
    }
}

impl fmt::Display for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.written)
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Secret({:?})", self.written)
    }
}

impl fmt::Display for SecretUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.shown())
    }
}

impl fmt::Debug for SecretUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SecretUrl({:?})", self.shown())
    }
}
