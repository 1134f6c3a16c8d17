//! Liquid, as Jekyll has it in texts.

use super::marks::Code;
use super::values::Values;
use super::{Meaning, link};

/// `{% post_url … %}`, `{% link … %}`.
pub fn tag(code: &Code<'_>) -> Meaning {
    let target = code.inner.split_whitespace().nth(1).unwrap_or_default();
    match code.name {
        "post_url" => {
            let (folder, name) = target.rsplit_once('/').unwrap_or(("", target));
            let slash = if folder.is_empty() { "" } else { "/" };
            Meaning::Text(format!("@/{}{slash}_posts/{name}.md", folder.trim_matches('/')))
        }
        "link" => Meaning::Text(format!("@/{target}")),
        "gist" => link(&format!("https://gist.github.com/{target}")),
        "youtube" => link(&format!("https://www.youtube.com/watch?v={target}")),
        name if name.starts_with("end") || matches!(name, "else" | "elsif" | "assign") => Meaning::NOTHING,
        _ => Meaning::Unknown,
    }
}

/// `{{ site.baseurl }}`, `{{ "/x" | relative_url }}`, `{{ page.title }}`; other values are known to Jekyll alone.
pub fn value(inner: &str, values: Values<'_>) -> Meaning {
    let (value, filter) =
        inner.split_once('|').map_or((inner, ""), |(value, filter)| (value.trim(), filter.trim()));
    match value {
        "site.baseurl" => return Meaning::Text(values.base_url()),
        "site.url" => return Meaning::NOTHING,
        _ => {}
    }
    let literal = ['"', '\''].into_iter().find_map(|quote| value.strip_prefix(quote)?.strip_suffix(quote));
    match (literal, filter) {
        (Some(path), "relative_url" | "absolute_url") => {
            Meaning::Text(format!("{}/{}", values.base_url(), path.trim_start_matches('/')))
        }
        (Some(text), "") => Meaning::Text(text.to_owned()),
        (None, "") => values.liquid(value).map_or(Meaning::AsWritten, Meaning::Text),
        _ => Meaning::AsWritten,
    }
}
