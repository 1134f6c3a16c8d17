//! The rules of JSON Feed 1.1.

use std::collections::BTreeSet;

use serde_json::{Map, Value};
use url::Url;

use super::value::{is_count, is_iri, is_language_tag, is_media_type, is_rfc3339_date, is_uri};
use super::{At, Report, html, quoted};

const FEED: &[&str] = &[
    "version",
    "title",
    "home_page_url",
    "feed_url",
    "description",
    "user_comment",
    "next_url",
    "icon",
    "favicon",
    "authors",
    "language",
    "expired",
    "hubs",
    "items",
];
const ITEM: &[&str] = &[
    "id",
    "url",
    "external_url",
    "title",
    "content_html",
    "content_text",
    "summary",
    "image",
    "banner_image",
    "date_published",
    "date_modified",
    "authors",
    "tags",
    "language",
    "attachments",
];

pub fn check(bytes: &[u8], address: Option<&Url>, report: &mut Report<'_>) {
    let feed = match serde_json::from_slice::<Value>(bytes) {
        Ok(Value::Object(feed)) => feed,
        Ok(_) => return report.error(&place("document"), "root-element", "is no JSON object"),
        Err(error) => return report.error(&place("document"), "well-formed", error.to_string()),
    };
    only_known(&feed, FEED, "", report);
    if feed.get("version").and_then(Value::as_str) != Some("https://jsonfeed.org/version/1.1") {
        report.error(&place("version"), "root-element", "is not that of JSON Feed 1.1");
    }
    require_text(&feed, "title", "", report);
    for name in ["home_page_url", "feed_url", "icon", "favicon"] {
        string_is(&feed, name, "", "uri", is_uri, report);
    }
    self_link(&feed, address, report);
    string_is(&feed, "language", "", "language", is_language_tag, report);
    authors(&feed, "", report);
    for (index, hub) in array(&feed, "hubs", "", report).iter().enumerate() {
        let path = format!("hubs[{index}]");
        members(hub, &path, report, |hub, report| {
            require_text(hub, "type", &path, report);
            string_is(hub, "url", &path, "uri", is_uri, report);
        });
    }
    items(&feed, report);
}

fn self_link(feed: &Map<String, Value>, address: Option<&Url>, report: &mut Report<'_>) {
    match (feed.get("feed_url").and_then(Value::as_str), address) {
        (None, _) => report.warning(&place("feed_url"), "self-link", "is missing"),
        (Some(own), Some(address)) if Url::parse(own).ok().as_ref() != Some(address) => {
            report.warning(
                &place("feed_url"),
                "self-link",
                format!("says {} and not where the file is", quoted(own)),
            );
        }
        _ => {}
    }
}

fn items(feed: &Map<String, Value>, report: &mut Report<'_>) {
    let Some(Value::Array(items)) = feed.get("items") else {
        return report.error(&place("items"), "required-element", "is missing or no array");
    };
    let mut ids = BTreeSet::new();
    for (index, value) in items.iter().enumerate() {
        report.item = Some(index);
        let path = format!("items[{index}]");
        members(value, &path, report, |object, report| {
            item(object, &path, report);
            if let Some(id) = object.get("id").and_then(Value::as_str)
                && !ids.insert(id.to_owned())
            {
                let place = format!("{path}.id");
                let at = At { line: 0, place: &place };
                report.error(&at, "duplicate-id", format!("is that of another item: {}", quoted(id)));
            }
        });
    }
    report.item = None;
}

fn item(item: &Map<String, Value>, path: &str, report: &mut Report<'_>) {
    only_known(item, ITEM, path, report);
    require_text(item, "id", path, report);
    string_is(item, "id", path, "uri", is_iri, report);
    for name in ["url", "external_url", "image", "banner_image"] {
        string_is(item, name, path, "uri", is_uri, report);
    }
    for name in ["date_published", "date_modified"] {
        string_is(item, name, path, "date", is_rfc3339_date, report);
    }
    string_is(item, "language", path, "language", is_language_tag, report);
    authors(item, path, report);
    content(item, path, report);
    for tag in array(item, "tags", path, report) {
        if tag.as_str().is_none_or(|tag| tag.trim().is_empty()) {
            fault(path, "tags", "not-blank", "holds no text", report);
        }
    }
    for (index, value) in array(item, "attachments", path, report).iter().enumerate() {
        let path = format!("{path}.attachments[{index}]");
        members(value, &path, report, |object, report| attachment(object, &path, report));
    }
}

fn content(item: &Map<String, Value>, path: &str, report: &mut Report<'_>) {
    let html = item.get("content_html").and_then(Value::as_str);
    if html.is_none() && item.get("content_text").and_then(Value::as_str).is_none() {
        fault(path, "content_html", "required-element", "is missing, and content_text is too", report);
    }
    if let Some(html) = html {
        let place = format!("{path}.content_html");
        html::check_fragment(html, &At { line: 0, place: &place }, report);
    }
    for name in ["title", "summary", "content_text"] {
        string_is(item, name, path, "not-blank", |text| !text.trim().is_empty(), report);
    }
}

fn attachment(object: &Map<String, Value>, path: &str, report: &mut Report<'_>) {
    require_text(object, "url", path, report);
    require_text(object, "mime_type", path, report);
    string_is(object, "url", path, "uri", is_uri, report);
    string_is(object, "mime_type", path, "media-type", is_media_type, report);
    if object.get("size_in_bytes").is_some_and(|size| !is_count(&size.to_string())) {
        fault(path, "size_in_bytes", "integer", "is no number of bytes", report);
    }
    let duration = object.get("duration_in_seconds");
    if duration.is_some_and(|value| value.as_f64().is_none_or(|seconds| seconds < 0.0)) {
        fault(path, "duration_in_seconds", "number", "is no number of seconds", report);
    }
}

fn authors(object: &Map<String, Value>, path: &str, report: &mut Report<'_>) {
    for (index, value) in array(object, "authors", path, report).iter().enumerate() {
        let path = joined(path, &format!("authors[{index}]"));
        members(value, &path, report, |author, report| {
            if ["name", "url", "avatar"].iter().all(|name| author.get(*name).is_none()) {
                fault(&path, "name", "required-element", "is missing", report);
            }
            string_is(author, "name", &path, "not-blank", |name| !name.trim().is_empty(), report);
            string_is(author, "url", &path, "uri", is_uri, report);
        });
    }
}

/// Members that are not of the format begin with an underscore and hold objects, or strings
/// where their parent is a leaf.
fn only_known(object: &Map<String, Value>, known: &[&str], path: &str, report: &mut Report<'_>) {
    for name in object.keys().filter(|name| !name.starts_with('_') && !known.contains(&name.as_str())) {
        fault(path, name, "undefined-element", "is not known to JSON Feed", report);
    }
}

fn require_text(object: &Map<String, Value>, name: &str, path: &str, report: &mut Report<'_>) {
    if object.get(name).and_then(Value::as_str).is_none_or(|text| text.trim().is_empty()) {
        fault(path, name, "required-element", "is missing or empty", report);
    }
}

fn string_is(
    object: &Map<String, Value>,
    name: &str,
    path: &str,
    rule: &'static str,
    test: impl Fn(&str) -> bool,
    report: &mut Report<'_>,
) {
    match object.get(name) {
        None => {}
        Some(Value::String(found)) if test(found) => {}
        Some(other) => fault(path, name, rule, &format!("is {}", quoted(&other.to_string())), report),
    }
}

fn array<'a>(object: &'a Map<String, Value>, name: &str, path: &str, report: &mut Report<'_>) -> &'a [Value] {
    match object.get(name) {
        None => &[],
        Some(Value::Array(values)) => values,
        Some(_) => {
            fault(path, name, "json-type", "is no array", report);
            &[]
        }
    }
}

fn members(
    value: &Value,
    path: &str,
    report: &mut Report<'_>,
    check: impl FnOnce(&Map<String, Value>, &mut Report<'_>),
) {
    match value {
        Value::Object(object) => check(object, report),
        _ => report.error(&place(path), "json-type", "is no object"),
    }
}

fn fault(path: &str, name: &str, rule: &'static str, message: &str, report: &mut Report<'_>) {
    report.error(&place(&joined(path, name)), rule, message);
}

fn joined(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
}

fn place(place: &str) -> At<'_> {
    At { line: 0, place }
}
