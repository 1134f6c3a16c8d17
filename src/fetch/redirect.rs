//! Where redirects lead: pure decisions about the chain that one feed's request walks along.

use reqwest::header::{HeaderMap, LOCATION};
use url::{Origin, Url};

use super::error::FetchError;
use crate::config::SecretUrl;
use crate::printable::shortened;

/// What browsers follow is 20; what feeds need is two or three.
pub const MOST_REDIRECTS: usize = 10;

/// What servers take of an address, as a rule: nobody is led to a longer one on purpose.
const LONGEST_ADDRESS: usize = 8192;

/// The addresses of one request, the first as configured.
#[derive(Debug)]
pub struct Trail<'a> {
    configured: &'a SecretUrl,
    /// Without users, passwords and fragments; never empty.
    walked: Vec<Url>,
    /// How many of the first addresses are linked by permanent redirects only.
    permanent: usize,
    secret: Option<SecretPart>,
}

/// The part of the configured address that holds a `${NAME}`.
#[derive(Debug, PartialEq, Eq)]
enum SecretPart {
    /// The query; or what stands before the path, which goes nowhere else anyway.
    NotPath,
    Path {
        /// The folders before it, from slash to slash.
        public: String,
    },
}

impl<'a> Trail<'a> {
    pub fn new(configured: &'a SecretUrl) -> Trail<'a> {
        let walked = vec![bare(configured.reveal().clone())];
        Trail { configured, walked, permanent: 0, secret: secret_part(configured.shown()) }
    }

    /// The address to ask now.
    pub fn here(&self) -> &Url {
        self.walked.last().expect("a trail begins with an address and only grows")
    }

    /// Whether the user's own headers and password may be sent to where the trail has led.
    pub fn is_at_home(&self) -> bool {
        self.here().origin() == self.home()
    }

    /// Whether this is the feed's own address, or the one to which it has moved for good.
    pub fn is_lasting(&self) -> bool {
        self.permanent + 1 == self.walked.len()
    }

    /// Takes the step that a redirect of this `status` asks for, or says why it is none to take.
    pub fn step(&mut self, status: u16, headers: &HeaderMap) -> Result<(), FetchError> {
        let bad = || FetchError::BadRedirect { status };
        let location = headers.get(LOCATION).ok_or_else(bad)?;
        // Servers send UTF-8 where only ASCII is allowed.
        let location = String::from_utf8_lossy(location.as_bytes());
        let to = bare(self.here().join(location.trim()).map_err(|_| bad())?);
        if to.as_str().len() > LONGEST_ADDRESS {
            return Err(bad());
        }
        if self.here().scheme() == "https" && to.scheme() == "http" {
            return Err(FetchError::Downgrade { to: self.shown(&to) });
        }
        if let Some(start) = self.walked.iter().position(|url| *url == to) {
            let circle = self.walked[start..].iter().chain([&to]);
            return Err(FetchError::RedirectLoop { urls: circle.map(|url| self.shown(url)).collect() });
        }
        if self.walked.len() > MOST_REDIRECTS {
            return Err(FetchError::TooManyRedirects { limit: MOST_REDIRECTS, last: self.shown(&to) });
        }
        if is_permanent(status) && self.is_lasting() {
            self.permanent += 1;
        }
        self.walked.push(to);
        Ok(())
    }

    /// Where permanent redirects alone have led, if it may be written down and asked instead of the
    /// configured address: not where that holds a secret, or a user who would be lost, nor, with
    /// headers of the user's (`has_headers`), at an origin that they are not for.
    pub fn permanent_url(&self, has_headers: bool) -> Option<Url> {
        let to = self.walked.get(self.permanent).filter(|_| self.permanent > 0)?;
        let configured = self.configured.reveal();
        let has_user = !configured.username().is_empty() || configured.password().is_some();
        let goes_abroad = has_headers && to.origin() != self.home();
        (!goes_abroad && !has_user && self.secret.is_none()).then(|| to.clone())
    }

    /// The base for relative references, without anything secret: these end up in entries.
    pub fn base(&self) -> Url {
        let mut url = self.here().clone();
        match &self.secret {
            None => {}
            Some(SecretPart::NotPath) => url.set_query(None),
            Some(SecretPart::Path { public }) => {
                url.set_query(None);
                // A redirect may have put the secret anywhere in its path.
                url.set_path(if self.walked.len() == 1 { public } else { "/" });
            }
        }
        url
    }

    /// `url` as it may stand in a message. Where the configured address holds a secret, any
    /// address of the chain may echo it.
    pub fn shown(&self, url: &Url) -> String {
        if *url == self.walked[0] {
            return self.configured.shown().to_owned();
        }
        if self.secret.is_some() {
            return format!("{}/…", url.origin().ascii_serialization());
        }
        shortened(url.as_str()).into_owned()
    }

    fn home(&self) -> Origin {
        self.walked[0].origin()
    }
}

/// Finds the first `${NAME}` in an address as written.
fn secret_part(written: &str) -> Option<SecretPart> {
    // The braces are percent-encoded where a password was masked.
    let secret = written.find("${").or_else(|| written.find("$%7B"))?;
    let authority = written.find("://").map_or(0, |at| at + 3);
    let path = written[authority..].find('/').map(|at| authority + at);
    let query = written.find('?');
    Some(match path {
        _ if query.is_some_and(|query| query < secret) => SecretPart::NotPath,
        Some(path) if secret < path => SecretPart::NotPath,
        Some(path) => {
            let public = &written[path..secret];
            SecretPart::Path { public: public[..=public.rfind('/').unwrap_or(0)].to_owned() }
        }
        None => SecretPart::Path { public: "/".to_owned() },
    })
}

/// Whether a status asks for another address.
pub fn is_redirect(status: u16) -> bool {
    matches!(status, 301 | 302 | 303 | 307 | 308)
}

fn is_permanent(status: u16) -> bool {
    matches!(status, 301 | 308)
}

/// Without what is not part of a request's target, so that two spellings of one target are equal.
fn bare(mut url: Url) -> Url {
    url.set_fragment(None);
    // Both fail only for URLs that cannot have either.
    let _ = url.set_username("");
    let _ = url.set_password(None);
    url
}

#[cfg(test)]
mod tests {
    use super::*;

    fn feed(url: &str) -> SecretUrl {
        SecretUrl::from(url.parse::<Url>().unwrap())
    }

    fn to(location: &str) -> HeaderMap {
        [(LOCATION, location.parse().unwrap())].into_iter().collect()
    }

    #[test]
    fn relative_targets_keep_the_origin_and_lose_the_fragment() {
        let start = feed("https://user:pw@example.org/a/feed?x=1#top");
        let mut trail = Trail::new(&start);
        assert_eq!(trail.here().as_str(), "https://example.org/a/feed?x=1");
        trail.step(302, &to("../b#c")).unwrap();
        assert_eq!(trail.here().as_str(), "https://example.org/b");
        assert!(trail.is_at_home());
        trail.step(302, &to("//example.org:8443/b")).unwrap();
        assert!(!trail.is_at_home(), "another port is another origin");
    }

    #[test]
    fn only_an_unbroken_row_of_permanent_redirects_counts() {
        let start = feed("http://a.example/1");
        let permanent = |steps: &[(u16, &str)]| {
            let mut trail = Trail::new(&start);
            for (status, location) in steps {
                trail.step(*status, &to(location)).unwrap();
            }
            trail.permanent_url(false).map(String::from)
        };
        let some = |url: &str| Some(url.to_owned());
        assert_eq!(permanent(&[]), None);
        assert_eq!(permanent(&[(302, "/2"), (301, "/3")]), None);
        assert_eq!(permanent(&[(301, "/2"), (308, "/3")]), some("http://a.example/3"));
        assert_eq!(
            permanent(&[(301, "https://a.example/2"), (307, "/3"), (301, "/4")]),
            some("https://a.example/2")
        );
    }

    #[test]
    fn circles_are_named_long_chains_end_and_https_does_not_fall() {
        let start = feed("https://a.example/1");
        let mut trail = Trail::new(&start);
        trail.step(301, &to("/2")).unwrap();
        let circle = trail.step(302, &to("https://a.example/1#x")).unwrap_err();
        assert_eq!(
            circle.to_string(),
            "the redirects go in a circle: https://a.example/1 → https://a.example/2 → https://a.example/1"
        );
        let fall = trail.step(301, &to("http://a.example/3")).unwrap_err();
        assert_eq!(fall, FetchError::Downgrade { to: "http://a.example/3".into() });
        for n in 3..=MOST_REDIRECTS + 1 {
            trail.step(302, &to(&format!("/{n}"))).unwrap();
        }
        assert!(matches!(trail.step(302, &to("/99")), Err(FetchError::TooManyRedirects { .. })));
    }

    #[test]
    fn a_redirect_to_nowhere_is_an_error() {
        let start = feed("https://a.example/1");
        let mut trail = Trail::new(&start);
        assert_eq!(trail.step(302, &HeaderMap::new()), Err(FetchError::BadRedirect { status: 302 }));
        assert_eq!(trail.step(302, &to("http://[")), Err(FetchError::BadRedirect { status: 302 }));
    }

    #[test]
    fn secrets_are_neither_shown_nor_adopted_nor_a_base() {
        let value = "https://a.example/feed?token=s3cret".parse().unwrap();
        let start = SecretUrl::new("https://a.example/feed?token=${TOKEN}", value);
        let mut trail = Trail::new(&start);
        assert_eq!(trail.shown(trail.here()), "https://a.example/feed?token=${TOKEN}");
        trail.step(301, &to("/new?token=s3cret")).unwrap();
        assert_eq!(trail.shown(trail.here()), "https://a.example/…");
        assert_eq!(trail.permanent_url(false), None);
        assert_eq!(trail.base().as_str(), "https://a.example/new");
    }

    #[test]
    fn a_secret_is_found_wherever_it_stands() {
        let path = |public: &str| Some(SecretPart::Path { public: public.into() });
        for (written, part) in [
            ("https://a.example/feed", None),
            ("https://a.example/feed?key=${K}", Some(SecretPart::NotPath)),
            ("https://a.example?key=${K}/x", Some(SecretPart::NotPath)),
            ("https://${U}:***@a.example/feed", Some(SecretPart::NotPath)),
            ("https://$%7BU%7D:***@a.example/feed", Some(SecretPart::NotPath)),
            ("https://a.example/${K}/feed.xml?a=${K}", path("/")),
            ("https://a.example/x/y-${K}/feed.xml", path("/x/")),
            ("${URL}", path("/")),
        ] {
            assert_eq!(secret_part(written), part, "{written}");
        }
    }

    #[test]
    fn a_secret_in_the_path_is_not_in_the_base() {
        let value = "https://a.example/u/s3cret/feed".parse().unwrap();
        let start = SecretUrl::new("https://a.example/u/${TOKEN}/feed", value);
        let mut trail = Trail::new(&start);
        assert_eq!(trail.base().as_str(), "https://a.example/u/");
        trail.step(302, &to("/s3cret/new")).unwrap();
        assert_eq!(trail.base().as_str(), "https://a.example/");
    }

    #[test]
    fn a_user_in_the_address_is_not_lost_by_a_move() {
        let start = feed("https://user@a.example/1");
        let mut trail = Trail::new(&start);
        trail.step(301, &to("/2")).unwrap();
        assert_eq!(trail.permanent_url(false), None);
    }

    #[test]
    fn credentials_are_not_moved_to_another_origin() {
        let start = feed("https://a.example/1");
        let mut trail = Trail::new(&start);
        trail.step(301, &to("https://b.example/1")).unwrap();
        assert_eq!(trail.permanent_url(true), None);
        assert!(trail.permanent_url(false).is_some());
    }
}
