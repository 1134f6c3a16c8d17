//! What names a place or a person: addresses on the web, languages, e-mail.

use url::Url;

use super::Wrong;
use crate::iri;

/// An absolute http(s) address.
pub fn web_url(text: &str) -> Result<Url, Wrong> {
    let text = text.trim();
    let wrong = |why: &str| Err(format!("`{text}` {why}, expected an address as `https://example.org/`"));
    match Url::parse(text) {
        Ok(url) if matches!(url.scheme(), "http" | "https") => Ok(url),
        Ok(url) if url.scheme() == "feed" => {
            Err(format!("`{text}` is an address for feed readers: write it with `https:`"))
        }
        Ok(url) if url.scheme() == "file" => Err(format!("`{text}` is a local file: write `path = \"…\"`")),
        Ok(url) if url.has_host() => wrong(&format!("has the scheme `{}`", url.scheme())),
        Err(url::ParseError::RelativeUrlWithoutBase) | Ok(_) if looks_like_a_host(text) => {
            Err(format!("`{text}` has no scheme, did you mean `https://{text}`?"))
        }
        Err(url::ParseError::RelativeUrlWithoutBase) => wrong("has no scheme"),
        Ok(_) => wrong("is not on the web"),
        Err(error) => wrong(&format!("is no address ({error})")),
    }
}

fn looks_like_a_host(text: &str) -> bool {
    let host = text.split(['/', ':', '?']).next().unwrap_or_default();
    let Some((_, end)) = host.rsplit_once('.') else { return host == "localhost" };
    let is_file = FILES.iter().any(|extension| end.eq_ignore_ascii_case(extension));
    !is_file && !host.contains(char::is_whitespace) && !host.starts_with('.')
}

/// What people name without its host: `favicon.ico`. None of it is a top-level domain.
const FILES: [&str; 9] = ["ico", "png", "svg", "jpg", "jpeg", "gif", "webp", "xml", "html"];

/// A well-formed BCP 47 tag (RFC 5646, section 2.1) of a registered language: others would be left out of
/// what is published, as the checkers of feeds and pages object to them.
pub fn language(text: &str) -> Result<String, Wrong> {
    let text = text.trim();
    if is_language_tag(text) {
        let is_registered = iri::registered_language(text).is_some();
        let unknown = || {
            format!("`{text}` is no registered language (IANA), expected one as `en`, `de-AT` or `zh-Hant`")
        };
        return is_registered.then(|| text.to_owned()).ok_or_else(unknown);
    }
    let dashed = text.replace('_', "-");
    let dashed = dashed.split('.').next().unwrap_or_default();
    Err(if dashed != text && is_language_tag(dashed) {
        format!("`{text}` is no language tag, did you mean `{dashed}`?")
    } else {
        format!("`{text}` is no language tag, expected one as `en`, `de-AT` or `zh-Hant`")
    })
}

fn is_language_tag(tag: &str) -> bool {
    let mut subtags = tag.split('-');
    let primary = subtags.next().unwrap_or_default();
    let private = primary.eq_ignore_ascii_case("x");
    let known_form = (2..=8).contains(&primary.len()) && primary.chars().all(|c| c.is_ascii_alphabetic());
    let rest: Vec<&str> = subtags.collect();
    (known_form || private && !rest.is_empty())
        && rest.iter().all(|s| (1..=8).contains(&s.len()) && s.chars().all(|c| c.is_ascii_alphanumeric()))
        && rest
            .last()
            .is_none_or(|last| private || last.len() > 1 || rest.iter().any(|s| s.eq_ignore_ascii_case("x")))
}

/// An address as RSS and Atom take it: RFC 5322 without its rarities.
pub fn email(text: &str) -> Result<String, Wrong> {
    let text = text.trim();
    let is_atom = |part: &str, extra: &str| {
        !part.is_empty() && part.chars().all(|c| c.is_alphanumeric() || extra.contains(c))
    };
    let well_formed = text.rsplit_once('@').is_some_and(|(local, host)| {
        local.split('.').all(|part| is_atom(part, "!#$%&'*+-/=?^_`{|}~"))
            && host.split('.').all(|part| is_atom(part, "-"))
    });
    if well_formed {
        Ok(text.to_owned())
    } else {
        Err(format!("`{text}` is no e-mail address, expected one as `ann@example.org`"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fail<T: std::fmt::Debug>(result: Result<T, Wrong>) -> String {
        result.unwrap_err()
    }

    #[test]
    fn addresses_without_a_scheme_get_the_likely_one() {
        assert_eq!(
            fail(web_url("example.org/feed")),
            "`example.org/feed` has no scheme, did you mean `https://example.org/feed`?"
        );
        assert_eq!(
            fail(web_url("localhost:8080/feed")),
            "`localhost:8080/feed` has no scheme, did you mean `https://localhost:8080/feed`?"
        );
        assert!(fail(web_url("feed://example.org/x")).contains("with `https:`"));
        assert!(fail(web_url("file:///tmp/x")).contains("path ="));
        assert!(fail(web_url("ftp://example.org/x")).contains("scheme `ftp`"));
        assert!(fail(web_url("https://")).contains("no address"));
        assert!(fail(web_url("news")).contains("no scheme"));
        assert!(!fail(web_url("favicon.ico")).contains("did you mean"));
    }

    #[test]
    fn languages() {
        for tag in ["en", "de-AT", "zh-Hant-TW", "sl-rozaj-biske", "de-CH-1996", "en-x-a"] {
            assert_eq!(language(tag), Ok(tag.to_owned()));
        }
        for tag in ["", "e", "english language", "en-", "en--GB", "x", "en-u", "123", "de-verylongsubtag"] {
            assert!(language(tag).is_err(), "{tag}");
        }
        assert!(fail(language("jp")).contains("no registered language"));
        assert!(fail(language("x-klingon")).contains("no registered language"));
        assert_eq!(fail(language("en_GB.UTF-8")), "`en_GB.UTF-8` is no language tag, did you mean `en-GB`?");
    }

    #[test]
    fn emails() {
        for address in ["ann@example.org", "a.b+c@mail.example.co.uk", "root@localhost", "ä@exämple.org"] {
            assert!(email(address).is_ok(), "{address}");
        }
        for address in [
            "",
            "ann",
            "@example.org",
            "ann@",
            "a b@example.org",
            "ann@example..org",
            "ann@@x.org",
            "A <a@b.c>",
        ] {
            assert!(email(address).is_err(), "{address}");
        }
    }
}
