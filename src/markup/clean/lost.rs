//! What refers to a part of the document that did not come through.
//!
//! Whether it will is not known before the end, so both look at what was written.

use std::collections::HashSet;

use super::super::references::decode_attribute;
use super::super::urls::Addresses;
use super::write::push_escaped;

/// Where a link begins that stays within the page: before the number sign of its address.
const LINKS: [&str; 2] = [" href=\"", " cite=\""];

/// What an `a` says of the page that it leads to, and not without one.
const OF_LINKED_PAGE: [&str; 4] = [" href=\"", " type=\"", " hreflang=\"", " rel=\""];

/// `html`, as it is written here, without links to places that are not in it: such a link leads to that place
/// in the entry's page, or, where that is not known, nowhere. Ids have the prefix `id_prefix` here only.
pub(super) fn without_lost_places(html: String, page: Addresses<'_>, id_prefix: &str) -> String {
    if !LINKS.iter().any(|link| html.contains(&format!("{link}#"))) {
        return html;
    }
    let ids: HashSet<&str> = tags(&html, "<").filter_map(|(tag, _)| value(tag, " id=\"")).collect();
    let mut out = String::with_capacity(html.len());
    out.push_str(&html[..html.find('<').unwrap_or(html.len())]);
    for (tag, after) in tags(&html, "<") {
        out.push('<');
        let within = |link| Some((link, value(tag, link)?.strip_prefix('#')?));
        match LINKS.into_iter().find_map(within).filter(|(_, id)| !ids.contains(id)) {
            Some((link, id)) => out.push_str(&led_to_page(tag, link, id, page, id_prefix)),
            None => out.push_str(tag),
        }
        out.push_str(after);
    }
    out
}

fn led_to_page(tag: &str, link: &str, id: &str, page: Addresses<'_>, id_prefix: &str) -> String {
    let place = decode_attribute(id);
    let place = place.strip_prefix(id_prefix).unwrap_or(&place);
    let Some(address) = page.followed(&format!("#{place}")) else {
        // An area is nothing but its link.
        let gone: &[&str] = match link {
            " cite=\"" => &[" cite=\""],
            _ if tag.starts_with("area ") => &[],
            _ => &OF_LINKED_PAGE,
        };
        return gone.iter().fold(tag.to_owned(), |tag, start| without(&tag, start));
    };
    let (before, rest) = tag.split_once(&format!("{link}#")).unwrap_or((tag, ""));
    let mut out = format!("{before}{link}");
    push_escaped(&mut out, &address);
    out.push_str(&rest[id.len()..]);
    out
}

/// `html`, as it is written here, without references to maps that are not in it.
pub(super) fn without_lost_maps(html: String) -> String {
    const REFERENCE: &str = " usemap=\"#";
    if !html.contains(REFERENCE) {
        return html;
    }
    let names: HashSet<&str> = tags(&html, "<map").filter_map(|(tag, _)| value(tag, "name=\"")).collect();
    let mut out = String::with_capacity(html.len());
    let first = html.find("<img").unwrap_or(html.len());
    out.push_str(&html[..first]);
    for (tag, after) in tags(&html, "<img") {
        out.push_str("<img");
        match value(tag, REFERENCE) {
            Some(name) if !names.contains(name) => out.push_str(&without(tag, REFERENCE)),
            _ => out.push_str(tag),
        }
        out.push_str(after);
    }
    out
}

/// Each tag of `html` that begins with `start`, without that, and what follows up to the next.
fn tags<'h>(html: &'h str, start: &'h str) -> impl Iterator<Item = (&'h str, &'h str)> {
    html.split(start).skip(1).map(|part| part.split_at(part.find('>').unwrap_or(part.len())))
}

/// `tag` without the attribute that begins with `start`.
fn without(tag: &str, start: &str) -> String {
    let Some((before, rest)) = tag.split_once(start) else { return tag.to_owned() };
    let after = rest.split_once('"').map_or("", |(_, after)| after);
    format!("{before}{after}")
}

/// The value in `tag` behind `start`, which is the beginning of an attribute up to its value.
fn value<'t>(tag: &'t str, start: &str) -> Option<&'t str> {
    tag.split_once(start)?.1.split_once('"').map(|(value, _)| value)
}

#[cfg(test)]
mod tests {
    use url::Url;

    use super::super::super::policy::Policy;
    use super::super::super::urls::Growth;
    use super::*;

    #[test]
    fn references_to_maps_that_are_not_there_go_and_text_stays() {
        let lost = "a usemap=\"#x\"<img usemap=\"#x\" alt=\"\" />b<img alt=\" usemap=&quot;#x\" />c";
        let want = "a usemap=\"#x\"<img alt=\"\" />b<img alt=\" usemap=&quot;#x\" />c";
        assert_eq!(without_lost_maps(lost.to_owned()), want);
        let kept = "<map title=\"t\" name=\"x\"></map><img src=\"s\" usemap=\"#x\" />";
        assert_eq!(without_lost_maps(kept.to_owned()), kept);
    }

    #[test]
    fn a_link_to_a_place_that_is_not_there_leads_to_the_page() {
        let html =
            "<a href=\"#e-x&amp;y\" rel=\"tag\">1</a> <a href=\"#e-z\">2</a> <p id=\"e-z\">href=\"#e-q\"</p>";
        let base = Url::parse("https://blog.example/post?a=1&b=2#top").unwrap();
        let (policy, growth) = (Policy::quiet(), Growth::of(html));
        let without_lost_places = |html: &str, base| {
            let page = Addresses { base, policy: &policy, growth: &growth };
            super::without_lost_places(html.to_owned(), page, "e-")
        };
        assert_eq!(
            without_lost_places(html, Some(&base)),
            "<a href=\"https://blog.example/post?a=1&amp;b=2#x&amp;y\" rel=\"tag\">1</a> <a href=\"#e-z\">2</a> <p id=\"e-z\">href=\"#e-q\"</p>"
        );
        assert_eq!(
            without_lost_places(html, None),
            "<a>1</a> <a href=\"#e-z\">2</a> <p id=\"e-z\">href=\"#e-q\"</p>"
        );
        let quote = "<q cite=\"#e-x\">1</q><q id=\"e-y\" cite=\"#e-y\">2</q>";
        let on_page =
            "<q cite=\"https://blog.example/post?a=1&amp;b=2#x\">1</q><q id=\"e-y\" cite=\"#e-y\">2</q>";
        assert_eq!(without_lost_places(quote, Some(&base)), on_page);
        assert_eq!(without_lost_places(quote, None), "<q>1</q><q id=\"e-y\" cite=\"#e-y\">2</q>");
    }
}
