//! Feed documents as publishers write them, for the loopback server to serve.

use std::fmt::Write;

/// One item of a feed to serve.
#[derive(Debug, Clone, Default)]
pub struct Post {
    pub guid: Option<String>,
    pub title: String,
    pub link: Option<String>,
    /// As written in the feed.
    pub date: Option<String>,
    pub body: String,
}

/// A post number `n` of a blog at `site`, published on a day of November 2026.
pub fn post(site: &str, n: usize) -> Post {
    Post {
        guid: Some(format!("{site}/?p={n}")),
        title: format!("Post {n}"),
        link: Some(format!("{site}/{n}/")),
        date: Some(rfc822_day(n)),
        body: format!("<p>The body of post {n}.</p>"),
    }
}

/// Noon of day `n` of November 2026.
pub fn rfc822_day(n: usize) -> String {
    format!("{n:02} Nov 2026 12:00:00 GMT")
}

/// An RSS 2.0 document.
pub fn rss(title: &str, site: &str, posts: &[Post]) -> String {
    let mut items = String::new();
    for post in posts {
        items.push_str("<item>");
        let _ = write!(items, "<title>{}</title>", escape(&post.title));
        if let Some(link) = &post.link {
            let _ = write!(items, "<link>{}</link>", escape(link));
        }
        if let Some(guid) = &post.guid {
            let _ = write!(items, "<guid isPermaLink=\"false\">{}</guid>", escape(guid));
        }
        if let Some(date) = &post.date {
            let _ = write!(items, "<pubDate>{}</pubDate>", escape(date));
        }
        let _ = write!(items, "<description>{}</description></item>", escape(&post.body));
    }
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rss version=\"2.0\"><channel><title>{}</title><link>{}/</link>\
         <description>About {0}</description>{items}</channel></rss>",
        escape(title),
        escape(site)
    )
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
