//! A server may echo what it was asked with, in a page of errors or in the feed's link to itself. The
//! secrets of a request are taken out of what it brought before anybody reads, stores or publishes it.

use memchr::memmem;
use url::form_urlencoded;

use super::exchange::Request;

/// Stands in the place of a secret.
const MASK: &[u8] = b"***";

/// What is shorter is found everywhere by chance, and is no secret to rely on.
const SHORTEST: usize = 6;

/// `bytes` without what `request` must not tell.
pub fn secrets(request: &Request, mut bytes: Vec<u8>) -> Vec<u8> {
    let of_headers = request.headers.iter().flat_map(|(_, value)| value.to_conceal());
    let values = request.url.to_conceal().chain(of_headers).filter(|value| value.len() >= SHORTEST);
    for form in values.flat_map(forms) {
        if memmem::find(&bytes, form.as_bytes()).is_some() {
            bytes = masked(&bytes, form.as_bytes());
        }
    }
    bytes
}

/// As it is, in a URL, in XML and in JSON.
fn forms(value: &str) -> [String; 4] {
    let in_url = form_urlencoded::byte_serialize(value.as_bytes()).collect();
    let in_xml = value.replace('&', "&amp;").replace('<', "&lt;");
    [value.to_owned(), in_url, in_xml, value.replace('/', "\\/")]
}

fn masked(bytes: &[u8], secret: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    let mut rest = 0;
    for at in memmem::find_iter(bytes, secret) {
        out.extend_from_slice(&bytes[rest..at]);
        out.extend_from_slice(MASK);
        rest = at + secret.len();
    }
    out.extend_from_slice(&bytes[rest..]);
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Secret, SecretUrl};

    fn concealed(text: &str) -> String {
        let value = "https://john-smith:p%40ssword@a.example/?key=to/ken%26more".parse().unwrap();
        let put_in = ["john-smith", "to/ken&more", "abc"].map(str::to_owned).to_vec();
        let url = SecretUrl::new("https://${USER}:p@a.example/?key=${TOKEN}", value).holding(put_in);
        let header =
            Secret::new("Bearer ${KEY}", "Bearer k3y-of-mine").holding(vec!["k3y-of-mine".to_owned()]);
        let request = Request { headers: vec![("X-Key".to_owned(), header)], ..Request::new("feed", url) };
        String::from_utf8(secrets(&request, text.as_bytes().to_vec())).unwrap()
    }

    #[test]
    fn secrets_are_masked_in_every_form_in_which_they_come_back() {
        let cases = [
            ("<a>to/ken&amp;more</a>", "<a>***</a>"),
            ("?key=to%2Fken%26more&x", "?key=***&x"),
            ("{\"a\": \"to\\/ken&more\"}", "{\"a\": \"***\"}"),
            ("k3y-of-minek3y-of-mine", "******"),
            ("p%40ssword", "***"),
            ("by john-smith, abc", "by john-smith, abc"),
            ("", ""),
        ];
        for (text, expected) in cases {
            assert_eq!(concealed(text), expected);
        }
    }
}
