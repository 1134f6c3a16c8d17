//! The shortcodes that Hugo and Zola have in common: `{{< figure src="a.png" >}}`, `{{ youtube(id="x") }}`.

use super::marks::Code;
use super::values::Values;
use super::{Meaning, link};
use crate::articles::markdown;
use crate::markup::escaped;

pub fn meaning(code: &Code<'_>, values: Values<'_>) -> Meaning {
    match code.name {
        _ if code.closing => Meaning::NOTHING,
        "ref" | "relref" => Meaning::Text(article_reference(code.any("path"))),
        "figure" | "image" | "img" => Meaning::Text(figure(code)),
        "youtube" => link(&format!("https://www.youtube.com/watch?v={}", code.any("id"))),
        "vimeo" => link(&format!("https://vimeo.com/{}", code.any("id"))),
        "gist" => {
            let parts: Vec<&str> = code.arguments.iter().map(|(_, value)| value.as_str()).take(2).collect();
            link(&format!("https://gist.github.com/{}", parts.join("/")))
        }
        "tweet" | "x" => {
            let status = format!("{}/status/{}", code.named("user").unwrap_or("i"), code.any("id"));
            link(&format!("https://x.com/{status}"))
        }
        "param" => Meaning::Text(values.param(code.any("name")).unwrap_or_default()),
        _ => Meaning::Unknown,
    }
}

/// Hugo names a page by its path from the content folder, or by its file name alone.
fn article_reference(path: &str) -> String {
    let (file, fragment) = path.split_at(path.find('#').unwrap_or(path.len()));
    if file.is_empty() {
        return fragment.to_owned();
    }
    let rooted =
        if file.contains('/') { format!("/{}", file.trim_start_matches('/')) } else { file.to_owned() };
    let is_file = rooted.rsplit('/').next().is_some_and(|name| name.contains('.'));
    format!("{rooted}{}{fragment}", if is_file { "" } else { ".md" })
}

fn figure(code: &Code<'_>) -> String {
    let attribute = |name: &str| code.named(name).filter(|value| !value.is_empty());
    let source =
        attribute("src").or(attribute("path")).or(attribute("url")).or(code.first()).unwrap_or_default();
    let alt = attribute("alt").or(attribute("caption")).unwrap_or_default();
    let image = format!("<img src=\"{}\" alt=\"{}\">", escaped(source), escaped(alt));
    let image = match attribute("link") {
        Some(link) => format!("<a href=\"{}\">{image}</a>", escaped(link)),
        None => image,
    };
    let title = attribute("title").map(escaped);
    let rest = ["caption", "attr"].into_iter().filter_map(attribute).map(markdown::phrase);
    let caption: Vec<String> = title.into_iter().chain(rest).collect();
    if caption.is_empty() {
        return format!("<figure>{image}</figure>");
    }
    format!("<figure>{image}<figcaption>{}</figcaption></figure>", caption.join(". "))
}
