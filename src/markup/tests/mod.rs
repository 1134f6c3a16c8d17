//! The sanitiser from outside: what must not come through, what must, and laws for any input.

mod addresses;
mod bounds;
mod hostile;
mod laws;
mod nesting;
mod pictures;

use url::Url;

use super::{Policy, SafeHtml};

fn base() -> Url {
    Url::parse("https://example.org/blog/post").expect("a URL")
}

fn reading(html: &str) -> String {
    SafeHtml::sanitise(html, Some(&base())).to_string()
}

fn publishing(html: &str) -> String {
    SafeHtml::sanitise_with(html, Some(&base()), &Policy::quiet().with_id_prefix("e1-")).to_string()
}
