//! Pictures that only tell a third party who reads what. Parameters of links that do are known to the caller:
//! see [`Tracking`](super::Tracking).

use url::Url;

use super::tokens::Tag;

/// Hosts, with the beginning of the path where the host serves more than pixels. A leading dot
/// takes every host under it.
const COUNTERS: [(&str, &str); 28] = [
    ("feeds.feedburner.com", "/~r/"),
    ("feeds.feedburner.com", "/~ff/"),
    ("feeds2.feedburner.com", "/~r/"),
    ("feedads.g.doubleclick.net", "/"),
    (".doubleclick.net", "/"),
    ("pixel.wp.com", "/"),
    ("stats.wordpress.com", "/"),
    ("stats.wp.com", "/"),
    ("feeds.wordpress.com", "/1.0/"),
    ("www.google-analytics.com", "/"),
    ("ssl.google-analytics.com", "/"),
    ("pagead2.googlesyndication.com", "/"),
    ("blogger.googleusercontent.com", "/tracker/"),
    ("www.facebook.com", "/tr"),
    ("px.ads.linkedin.com", "/"),
    ("pixel.quantserve.com", "/"),
    ("b.scorecardresearch.com", "/"),
    ("sb.scorecardresearch.com", "/"),
    (".met.vgwort.de", "/"),
    ("track.hubspot.com", "/"),
    ("medium.com", "/_/stat"),
    ("da.feedsportal.com", "/"),
    ("res.feedsportal.com", "/"),
    (".pheedo.com", "/"),
    ("feeds.feedblitz.com", "/~/i/"),
    ("pixel.newsit.es", "/"),
    ("tracking.feedpress.it", "/"),
    ("tracking.feedpress.com", "/"),
];

/// Paths under which self-hosted counters answer, whatever the host.
const COUNTER_PATHS: [&str; 3] = ["/matomo.php", "/piwik.php", "/count.gif"];

/// Whether the `img` only counts: it is not larger than a point, or comes from a known counter.
pub(super) fn is_pixel(img: &Tag<'_>, address: Option<&str>) -> bool {
    is_a_point(img)
        || address.and_then(|address| Url::parse(address).ok()).is_some_and(|url| is_counter(&url))
}

/// Whether a frame is not to be seen. WordPress puts a hidden one behind a link to the same article, which a script
/// shows in its place.
pub(super) fn is_hidden(frame: &Tag<'_>) -> bool {
    let style = frame.get("style").unwrap_or_default().replace(' ', "").to_ascii_lowercase();
    let is_styled_away =
        ["display:none", "visibility:hidden", "clip:rect(1px"].iter().any(|way| style.contains(way));
    let doubles_a_link = frame.get("class").is_some_and(|class| class.contains("wp-embedded-content"));
    frame.get("hidden").is_some() || is_styled_away || doubles_a_link || is_a_point(frame)
}

fn is_a_point(img: &Tag<'_>) -> bool {
    let tiny = |value: &str| matches!(value.trim().trim_end_matches("px"), "0" | "1");
    let style = img.decoded("style").unwrap_or_default();
    let side = |name: &str| {
        let styled = style.split(';').filter_map(|declaration| declaration.split_once(':'));
        let styled =
            styled.filter(|(property, _)| property.trim().eq_ignore_ascii_case(name)).map(|(_, value)| value);
        img.get(name).into_iter().chain(styled).any(tiny)
    };
    side("width") && side("height")
}

pub(super) fn is_counter(url: &Url) -> bool {
    let Some(host) = url.host_str() else { return false };
    let listed = |(known, path): &(&str, &str)| {
        (host == *known || known.starts_with('.') && host.ends_with(known)) && url.path().starts_with(path)
    };
    COUNTERS.iter().any(listed) || COUNTER_PATHS.iter().any(|path| url.path().ends_with(path))
}

#[cfg(test)]
mod tests {
    use super::super::tokens::{Token, Tokens};
    use super::*;

    #[test]
    fn pixels_are_known_by_size_or_by_host() {
        for (html, want) in [
            (r#"<img src="https://a.test/x.gif" width=1 height="1px">"#, true),
            (r#"<img src="https://a.test/x.gif" style="width:1px;height:0">"#, true),
            (r#"<img src="https://pixel.wp.com/b.gif?blog=1">"#, true),
            (r#"<img src="https://vg07.met.vgwort.de/na/abc">"#, true),
            (r#"<img src="https://stats.a.test/matomo.php?idsite=1">"#, true),
            (r#"<img src="https://a.test/x.gif" width=1 height=200>"#, false),
            (r#"<img src="https://www.facebook.com/photo.jpg">"#, false),
            (r#"<img src="https://a.test/x.jpg" width=600 height=400>"#, false),
        ] {
            let Some(Token::Start(img)) = Tokens::new(html).next() else { panic!("no tag in {html}") };
            assert_eq!(is_pixel(&img, img.get("src")), want, "{html}");
        }
    }
}
