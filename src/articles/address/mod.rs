//! Where an article is published.
//!
//! [`name()`] reads what the name of its file says. [`of`] decides the address: what the article or the pattern
//! of its site gives for it (`permalink`), else what `[articles] url` makes of the name, else a page of ours.

mod name;
mod permalink;
mod spelling;

use chrono::Datelike;
use url::Url;

pub use name::{Name, NameDate, name, split_language};
pub use permalink::Filling;
use spelling::slugified;
pub use spelling::{encoded, part, percent_decoded};

/// Where the article is, and where feedmill writes its page if it does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    pub link: Url,
    /// Relative to the output folder.
    pub page: Option<String>,
    pub slug: String,
}

/// Where articles are published.
#[derive(Debug, Clone, Copy)]
pub struct Web<'a> {
    /// `[articles] url`.
    pub template: Option<&'a str>,
    /// Where the output folder is served.
    pub base: &'a Url,
    /// The path below which the settings of a generator's site say that it is served.
    pub below: &'a str,
}

/// Decides the address. An article's own comes first, which may be the pattern of its site.
pub fn of(with: Filling<'_>, canonical: Option<&str>, web: Web<'_>) -> Address {
    let Filling { front, name, .. } = with;
    let slug = with.own_slug().unwrap_or_else(|| name.slug.clone());
    if let Some(link) = front.url.as_deref().or(canonical).and_then(absolute) {
        return Address { link, page: None, slug };
    }
    let own = front.url.as_deref().map(|pattern| permalink::filled(pattern, with));
    let Some(template) = web.template else {
        let slug = own.as_deref().and_then(last_part).unwrap_or(slug);
        let slug = name.language.as_ref().map(|language| format!("{language}-{slug}")).unwrap_or(slug);
        return own_page(&slug, web.base);
    };
    let root = Url::parse(&template.replace(['{', '}'], "")).unwrap_or_else(|_| web.base.clone());
    let link = own
        .and_then(|own| below_root(&root, below(template, web.below), &own))
        .unwrap_or_else(|| by_template(template, with, &slug, root));
    Address { link, page: None, slug }
}

/// `[articles] url`, filled in; `root` is what is left of it without the marks of its placeholders.
fn by_template(template: &str, Filling { front, name, day, .. }: Filling<'_>, slug: &str, root: Url) -> Url {
    let path = match (&front.slug, name.path.rsplit_once('/')) {
        (Some(_), Some((folders, _))) => &format!("{folders}/{slug}"),
        (Some(_), None) => slug,
        (None, _) => &name.path,
    };
    let filled = template
        .replace("{path}", &encoded(path))
        .replace("{slug}", &encoded(slug))
        .replace("{year}", &format!("{:04}", day.year()))
        .replace("{month}", &format!("{:02}", day.month()))
        .replace("{day}", &format!("{:02}", day.day()));
    Url::parse(&filled).or_else(|_| root.join(&encoded(path))).unwrap_or(root)
}

/// `path` of a site as an address.
fn below_root(root: &Url, path_of_site: &str, path: &str) -> Option<Url> {
    let slash = if path.starts_with('/') { "" } else { "/" };
    root.join(&encoded(&format!("{path_of_site}{slash}{path}"))).ok()
}

/// A site below a path counts its addresses from there, if `[articles] url` says so as well: then `below`, else
/// nothing.
pub fn below<'a>(template: &str, below: &'a str) -> &'a str {
    let root = Url::parse(&template.replace(['{', '}'], ""));
    let is_below = |root: &Url| root.path().strip_prefix(below).is_some_and(|rest| rest.starts_with('/'));
    if root.is_ok_and(|root| is_below(&root)) { below } else { "" }
}

/// The page that feedmill would write at `link`.
pub fn page_at(link: &Url, base: &Url) -> Option<String> {
    let folder = base.join("articles/").ok()?;
    let rest = link.as_str().strip_prefix(folder.as_str())?;
    let slug = rest.strip_suffix("index.html").unwrap_or(rest).trim_end_matches('/');
    let slug = percent_decoded(slug);
    let Address { page, slug: own, .. } = own_page(&slug, base);
    page.filter(|_| own == slug)
}

/// The page that feedmill writes.
pub fn own_page(slug: &str, base: &Url) -> Address {
    let slug = slugified(slug);
    let link = base.join(&format!("articles/{}/", encoded(&slug))).unwrap_or_else(|_| base.clone());
    Address { link, page: Some(format!("articles/{slug}/index.html")), slug }
}

/// `text` as an address on the web, if it is a whole one.
pub fn absolute(text: &str) -> Option<Url> {
    let lower = text.get(..8)?.to_ascii_lowercase();
    if !lower.starts_with("http://") && !lower.starts_with("https://") {
        return None;
    }
    Url::parse(text).ok().filter(Url::has_host)
}

/// The last part of an address that names something, without its extension.
fn last_part(url: &str) -> Option<String> {
    let path = url.split(['?', '#']).next().unwrap_or_default();
    let is_name = |part: &&str| !part.is_empty() && !part.contains(':') && *part != "index.html";
    let last = path.split('/').rfind(is_name)?;
    Some(last.rsplit_once('.').map_or(last, |(stem, _)| stem).to_owned())
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::*;
    use crate::articles::keys::Front;
    use crate::articles::site::Layout;

    fn filling<'a>(front: &'a Front, name: &'a Name, day: NaiveDate) -> Filling<'a> {
        Filling { front, name, title: "T", day, layout: Layout::Plain, inside: "", collection: "" }
    }

    #[test]
    fn addresses() {
        let base = Url::parse("https://p.org/x/").unwrap();
        let day = NaiveDate::from_ymd_opt(2026, 1, 31).unwrap();
        let name = Name {
            path: "blog/My Post".into(),
            inner: "blog/My Post".into(),
            slug: "my-post".into(),
            date: None,
            title: String::new(),
            language: None,
        };
        let link = |front: &Front, template: Option<&str>| {
            let with = filling(front, &name, day);
            let address = of(with, None, Web { template, base: &base, below: "/x" });
            format!("{} {}", address.link, address.page.unwrap_or_default())
        };
        let plain = Front::default();
        assert_eq!(link(&plain, None), "https://p.org/x/articles/my-post/ articles/my-post/index.html");
        assert_eq!(link(&plain, Some("https://e.org/{path}/")), "https://e.org/blog/My%20Post/ ");
        assert_eq!(
            link(&plain, Some("https://e.org/{year}/{month}/{day}/{slug}.html")),
            "https://e.org/2026/01/31/my-post.html "
        );
        let slug = Front { slug: Some("s".into()), ..Front::default() };
        assert_eq!(link(&slug, Some("https://e.org/{path}/")), "https://e.org/blog/s/ ");
        let slug = Front { slug: Some("My & Slug!".into()), ..Front::default() };
        let hugo = Filling { layout: Layout::Hugo, ..filling(&slug, &name, day) };
        let web = Web { template: Some("https://e.org/{path}/"), base: &base, below: "" };
        assert_eq!(of(hugo, None, web).link.as_str(), "https://e.org/blog/my-slug/");
        let url = |text: &str| Front { url: Some(text.into()), ..Front::default() };
        assert_eq!(link(&url("/about/"), Some("https://e.org/{path}/")), "https://e.org/about/ ");
        assert_eq!(
            link(&url("/about.html"), None),
            "https://p.org/x/articles/about/ articles/about/index.html"
        );
        assert_eq!(link(&url("https://o.org/p"), None), "https://o.org/p ");
        assert_eq!(link(&url("pretty"), Some("https://e.org/{path}")), "https://e.org/2026/01/31/My-Post/ ");
        assert_eq!(
            link(&url("/:year/:title/"), None),
            "https://p.org/x/articles/my-post/ articles/my-post/index.html"
        );
        assert_eq!(link(&url("/about/"), Some("https://e.org/x/{path}/")), "https://e.org/x/about/ ");
        assert_eq!(link(&url("/about/"), Some("https://e.org/xy/{path}/")), "https://e.org/about/ ");
        assert_eq!(
            link(&url("../../../etc/passwd"), None),
            "https://p.org/x/articles/passwd/ articles/passwd/index.html"
        );
    }

    #[test]
    fn the_page_of_an_index_is_named_for_its_folder() {
        assert_eq!(last_part("/posts/hello/index.html").as_deref(), Some("hello"));
        assert_eq!(last_part("/:year/hello.html").as_deref(), Some("hello"));
        assert_eq!(last_part("/index.html"), None);
    }
}
