//! Shortcodes of Hugo and Zola and Liquid tags of Jekyll, which stand in the text of articles and
//! mean nothing to a reader.
//!
//! [`expand`] is the function to call. The common ones become what they stand for (references,
//! figures, code, a link to a video); of any other the mark goes, its content stays, and a note
//! tells it. In a plain folder nothing is touched: there `{{` is text.

use std::sync::LazyLock;

use regex::Regex;

use super::findings::{Findings, quoted};
use super::markdown;
use super::site::Layout;
use super::values::Values;
use crate::markup::escaped;

/// Text with its shortcodes expanded; `line` is that of its beginning in the file.
pub fn expand(
    text: &str,
    layout: Layout,
    values: Values<'_>,
    line: usize,
    findings: &mut Findings,
) -> String {
    let delimiters: &'static [Delimiters] = match layout {
        Layout::Plain => return text.to_owned(),
        Layout::Hugo => &[("{{<", ">}}"), ("{{%", "%}}")],
        Layout::Jekyll | Layout::Zola => &[("{%", "%}"), ("{{", "}}")],
    };
    let mut marks = Marks { text, delimiters, closes: vec![0; delimiters.len()] };
    let mut out = String::with_capacity(text.len());
    let (mut at, mut is_told, mut may_close) = (0, false, true);
    while let Some(mark) = marks.next(at) {
        out.push_str(&text[at..mark.start]);
        at = mark.end;
        let code = Code::parse(mark.inner);
        if let Some(end) = end_of_verbatim(layout, &code).filter(|_| may_close) {
            if let Some(found) = end.find(&text[at..]) {
                out.push_str(&verbatim(&code, &text[at..at + found.start()]));
                at += found.end();
                continue;
            }
            // None follows, so the next such mark need not look for it.
            may_close = false;
        }
        match replacement(layout, mark.open, &code, values) {
            Meaning::Text(shown) => out.push_str(&shown),
            Meaning::AsWritten => out.push_str(&text[mark.start..mark.end]),
            // One example is enough of what may stand in every paragraph.
            Meaning::Unknown if is_told => {}
            Meaning::Unknown => {
                is_told = true;
                let line = line + memchr::memchr_iter(b'\n', &text.as_bytes()[..mark.start]).count();
                let shown = quoted(code.name);
                findings.note(
                    Some(line),
                    format!("the shortcode {shown} is not known: left out, its content kept"),
                );
            }
        }
    }
    out.push_str(&text[at..]);
    out
}

type Delimiters = (&'static str, &'static str);

struct Mark<'a> {
    open: &'static str,
    inner: &'a str,
    start: usize,
    end: usize,
}

/// The marks of a text. Where the next end is, is remembered for each kind, so that openings
/// without an end cost nothing.
struct Marks<'a> {
    text: &'a str,
    delimiters: &'static [Delimiters],
    closes: Vec<usize>,
}

impl<'a> Marks<'a> {
    fn next(&mut self, mut at: usize) -> Option<Mark<'a>> {
        /// A mark is a line or two; an opening one far from any end is text.
        const LONGEST: usize = 4096;
        loop {
            at += memchr::memchr(b'{', &self.text.as_bytes()[at..])?;
            let kind = self.delimiters.iter().position(|(open, _)| self.text[at..].starts_with(open));
            if let Some(kind) = kind {
                let (open, close) = self.delimiters[kind];
                let start = at + open.len();
                let end = self.close(kind, start);
                if end - start <= LONGEST && end < self.text.len() {
                    let inner = &self.text[start..end];
                    return Some(Mark { open, inner, start: at, end: end + close.len() });
                }
            }
            at += 1;
        }
    }

    fn close(&mut self, kind: usize, start: usize) -> usize {
        if self.closes[kind] < start {
            let found =
                memchr::memmem::find(&self.text.as_bytes()[start..], self.delimiters[kind].1.as_bytes());
            self.closes[kind] = found.map_or(self.text.len(), |length| start + length);
        }
        self.closes[kind]
    }
}

/// A name and its arguments: `figure src="a.png" alt=x`, `youtube(id="x")`, `post_url name`.
struct Code<'a> {
    name: &'a str,
    closing: bool,
    arguments: Vec<(Option<&'a str>, String)>,
    inner: &'a str,
}

impl<'a> Code<'a> {
    fn parse(inner: &'a str) -> Code<'a> {
        let inner = inner.trim().trim_matches('-').trim();
        let (closing, rest) =
            inner.strip_prefix('/').map_or((false, inner), |rest| (true, rest.trim_start()));
        let end = rest.find(|c: char| !(c.is_alphanumeric() || "_-./".contains(c))).unwrap_or(rest.len());
        let arguments = rest[end..].trim().trim_start_matches('(').trim_end_matches([')', '/']);
        Code { name: &rest[..end], closing, arguments: parse_arguments(arguments), inner }
    }

    fn named(&self, name: &str) -> Option<&str> {
        self.arguments.iter().find(|(key, _)| *key == Some(name)).map(|(_, value)| value.as_str())
    }

    fn first(&self) -> Option<&str> {
        self.arguments.iter().find(|(key, _)| key.is_none()).map(|(_, value)| value.as_str())
    }

    fn any(&self, name: &str) -> &str {
        self.named(name).or(self.first()).unwrap_or_default()
    }
}

fn parse_arguments(text: &str) -> Vec<(Option<&str>, String)> {
    let mut all = Vec::new();
    let mut rest = text.trim_start_matches([' ', ',', '\n', '\t']);
    while !rest.is_empty() {
        let word = rest.find(|c: char| c.is_whitespace() || ",=".contains(c)).unwrap_or(rest.len());
        let key = rest[word..].trim_start().strip_prefix('=').filter(|_| !rest.starts_with(['"', '\'', '`']));
        let name = key.map(|_| rest[..word].trim());
        let value = key.map_or(rest, str::trim_start);
        let quote = value.chars().next().filter(|c| matches!(c, '"' | '\'' | '`'));
        let (taken, after) = match quote {
            Some(quote) => value[1..].split_once(quote).unwrap_or((&value[1..], "")),
            None => {
                value.split_at(value.find(|c: char| c.is_whitespace() || c == ',').unwrap_or(value.len()))
            }
        };
        all.push((name, taken.to_owned()));
        let next = after.trim_start_matches([' ', ',', '\n', '\t']);
        // An empty value does not move on; what is left then says nothing.
        rest = if next.len() < rest.len() { next } else { "" };
    }
    all
}

/// The end of marks whose content is not text of the article: code, comments, quotations.
fn end_of_verbatim(layout: Layout, code: &Code<'_>) -> Option<&'static Regex> {
    static ENDS: LazyLock<[Regex; 4]> = LazyLock::new(|| {
        [r"\{\{[<%]\s*/\s*highlight\s*[>%]\}\}", "endhighlight", "endraw", "endcomment"].map(|end| {
            let pattern =
                if end.starts_with("end") { format!(r"\{{%-?\s*{end}\s*-?%\}}") } else { end.to_owned() };
            Regex::new(&pattern).expect("the pattern is constant and compiled in the tests")
        })
    });
    match (layout, code.name, code.closing) {
        (Layout::Hugo, "highlight", false) => Some(&ENDS[0]),
        (Layout::Jekyll, "highlight", false) => Some(&ENDS[1]),
        (Layout::Jekyll, "raw", false) => Some(&ENDS[2]),
        (Layout::Jekyll, "comment", false) => Some(&ENDS[3]),
        _ => None,
    }
}

fn verbatim(code: &Code<'_>, inner: &str) -> String {
    match code.name {
        "comment" => String::new(),
        "raw" => inner.to_owned(),
        _ => format!("\n```{}\n{}\n```\n", code.first().unwrap_or_default(), inner.trim_matches('\n')),
    }
}

enum Meaning {
    Text(String),
    /// No shortcode at all.
    AsWritten,
    Unknown,
}

fn replacement(layout: Layout, open: &str, code: &Code<'_>, values: Values<'_>) -> Meaning {
    match layout {
        Layout::Hugo => match code.inner.strip_prefix("/*").and_then(|rest| rest.strip_suffix("*/")) {
            Some(quoted) => {
                Meaning::Text(format!("{open}{quoted}{}", if open == "{{<" { ">}}" } else { "%}}" }))
            }
            None => shortcode(code, values),
        },
        Layout::Zola if open == "{{" || code.inner.contains('(') => {
            if code.inner.contains('(') {
                shortcode(code, values)
            } else {
                Meaning::AsWritten
            }
        }
        Layout::Zola => {
            if code.name == "end" {
                Meaning::Text(String::new())
            } else {
                Meaning::Unknown
            }
        }
        Layout::Jekyll if open == "{{" => liquid_value(code.inner, values),
        Layout::Jekyll => liquid_tag(code),
        Layout::Plain => Meaning::AsWritten,
    }
}

fn link(url: &str) -> Meaning {
    Meaning::Text(format!("<a href=\"{0}\">{0}</a>", escaped(url)))
}

fn shortcode(code: &Code<'_>, values: Values<'_>) -> Meaning {
    match code.name {
        _ if code.closing => Meaning::Text(String::new()),
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

fn liquid_tag(code: &Code<'_>) -> Meaning {
    let target = code.inner.split_whitespace().nth(1).unwrap_or_default();
    match code.name {
        "post_url" => {
            let (folder, name) =
                target.rsplit_once('/').map_or(("", target), |(folder, name)| (folder, name));
            let folder =
                if folder.is_empty() { String::new() } else { format!("{}/", folder.trim_matches('/')) };
            Meaning::Text(format!("@/{folder}_posts/{name}.md"))
        }
        "link" => Meaning::Text(format!("@/{target}")),
        "gist" => link(&format!("https://gist.github.com/{target}")),
        "youtube" => link(&format!("https://www.youtube.com/watch?v={target}")),
        name if name.starts_with("end") || matches!(name, "else" | "elsif" | "assign") => {
            Meaning::Text(String::new())
        }
        _ => Meaning::Unknown,
    }
}

/// `{{ site.baseurl }}`, `{{ "/x" | relative_url }}`, `{{ page.title }}`; other values are known to Jekyll alone.
fn liquid_value(inner: &str, values: Values<'_>) -> Meaning {
    let (value, filter) =
        inner.split_once('|').map_or((inner, ""), |(value, filter)| (value.trim(), filter.trim()));
    match value {
        "site.baseurl" => return Meaning::Text(values.base_url()),
        "site.url" => return Meaning::Text(String::new()),
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

#[cfg(test)]
mod tests {
    use serde_json::{Map, json};

    use super::*;

    fn expanded(text: &str, layout: Layout) -> String {
        let page =
            Map::from_iter([("title".to_owned(), "T".into()), ("params".to_owned(), json!({"a": "b"}))]);
        let site = Map::from_iter([("title".to_owned(), "S".into())]);
        let values = Values { page: Some(&page), site: Some(&site) };
        expand(text, layout, values, 1, &mut Findings::of("a.md"))
    }

    #[test]
    fn hugo() {
        let cases = [
            ("[a]({{< ref \"posts/a.md#x\" >}}) [b]({{% relref \"b\" %}})", "[a](/posts/a.md#x) [b](b.md)"),
            (
                "{{< figure src=\"i.png\" caption='A & B' >}}",
                "<figure><img src=\"i.png\" alt=\"A &amp; B\"><figcaption>A &amp; B</figcaption></figure>",
            ),
            (
                "{{< youtube abc >}}",
                "<a href=\"https://www.youtube.com/watch?v=abc\">https://www.youtube.com/watch?v=abc</a>",
            ),
            ("{{< highlight go >}}\nx := {{ y }}\n{{< /highlight >}}", "\n```go\nx := {{ y }}\n```\n"),
            ("{{< note >}}inner{{< /note >}}", "inner"),
            ("{{< param a >}}, {{% param \"title\" %}}, {{< param none >}}", "b, T, "),
            ("{{</* ref \"x\" */>}}", "{{< ref \"x\" >}}"),
            ("{{ .Title }} {{< open", "{{ .Title }} {{< open"),
        ];
        for (text, expected) in cases {
            assert_eq!(expanded(text, Layout::Hugo), expected, "{text}");
        }
    }

    #[test]
    fn jekyll() {
        let cases = [
            (
                "[a]({% post_url 2026-01-31-a %}) [b]({% link _posts/b.md %})",
                "[a](@/_posts/2026-01-31-a.md) [b](@/_posts/b.md)",
            ),
            (
                "![i]({{ site.baseurl }}/i.png) ![j]({{ \"i.png\" | relative_url }})",
                "![i](/i.png) ![j](/i.png)",
            ),
            ("{% highlight ruby %}\nputs 1\n{% endhighlight %}", "\n```ruby\nputs 1\n```\n"),
            ("{% raw %}{{ x }}{% endraw %} {{ page.x }}", "{{ x }} {{ page.x }}"),
            (
                "{% gist ann/1 %}",
                "<a href=\"https://gist.github.com/ann/1\">https://gist.github.com/ann/1</a>",
            ),
            ("{{page.title}} {{ site.title }} {{ page.title | upcase }}", "T S {{ page.title | upcase }}"),
            ("a{% comment %}b{% endcomment %}c{% include d.html %}", "ac"),
        ];
        for (text, expected) in cases {
            assert_eq!(expanded(text, Layout::Jekyll), expected, "{text}");
        }
    }

    #[test]
    fn zola_and_plain() {
        let zola = "{{ youtube(id=\"abc\") }} {% quote(author=\"A\") %}inner{% end %} {{ x }}";
        let expected = "<a href=\"https://www.youtube.com/watch?v=abc\">https://www.youtube.com/watch?v=abc</a> inner {{ x }}";
        assert_eq!(expanded(zola, Layout::Zola), expected);
        assert_eq!(expanded(zola, Layout::Plain), zola);
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_expanded(text in "[{}%<>/*() =\"'`,a-z|é\n]{0,120}") {
            for layout in [Layout::Hugo, Layout::Jekyll, Layout::Zola] {
                let _ = expanded(&text, layout);
            }
        }
    }
}
