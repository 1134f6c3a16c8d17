//! Shortcodes of Hugo and Zola and Liquid tags of Jekyll, which stand in the text of articles and
//! mean nothing to a reader.
//!
//! [`expand`] is the function to call. The common ones become what they stand for (references,
//! figures, code, a link to a video); of any other the mark goes, its content stays, and a note
//! tells it. In a plain folder nothing is touched: there `{{` is text. `marks` finds them, `named` and
//! `liquid` know what they stand for, and `values` what an article and its site say.

mod liquid;
mod marks;
mod named;
pub mod values;

use std::borrow::Cow;
use std::sync::LazyLock;

use regex::Regex;

use super::problem::{Findings, lines_before, quoted};
use super::site::Layout;
use crate::markup::escaped;
use marks::{Code, Delimiters, Mark, Marks};
use values::Values;

/// Text with its shortcodes expanded; `line` is that of its beginning in the file.
pub fn expand<'t>(
    text: &'t str,
    layout: Layout,
    values: Values<'_>,
    line: usize,
    findings: &mut Findings,
) -> Cow<'t, str> {
    let delimiters: &'static [Delimiters] = match layout {
        Layout::Plain => return Cow::Borrowed(text),
        Layout::Hugo => &[("{{<", ">}}"), ("{{%", "%}}")],
        Layout::Jekyll | Layout::Zola => &[("{%", "%}"), ("{{", "}}")],
    };
    let mut marks = Marks::of(text, delimiters);
    let mut out = String::with_capacity(text.len());
    let (mut at, mut is_told) = (0, false);
    let mut without_end: Vec<&str> = Vec::new();
    while let Some(mark) = marks.next(at) {
        out.push_str(&text[at..mark.start]);
        at = mark.end;
        let code = Code::parse(mark.inner);
        if let Some(end) = end_of_verbatim(layout, &code).filter(|_| !without_end.contains(&code.name)) {
            if let Some(found) = end.find(&text[at..]) {
                out.push_str(&verbatim(&code, &text[at..at + found.start()]));
                at += found.end();
                continue;
            }
            // None follows, so the next such mark need not look for it.
            without_end.push(code.name);
        }
        match meaning(layout, &mark, &code, values) {
            Meaning::Text(shown) => out.push_str(&shown),
            Meaning::AsWritten => out.push_str(&text[mark.start..mark.end]),
            // One example is enough of what may stand in every paragraph.
            Meaning::Unknown if is_told => {}
            Meaning::Unknown => {
                is_told = true;
                let shown = quoted(code.name);
                findings.note(
                    Some(line + lines_before(text, mark.start)),
                    format!("the shortcode {shown} is not known: left out, its content kept"),
                );
            }
        }
    }
    out.push_str(&text[at..]);
    Cow::Owned(out)
}

/// What stands for a mark.
enum Meaning {
    Text(String),
    /// No shortcode at all.
    AsWritten,
    Unknown,
}

impl Meaning {
    const NOTHING: Meaning = Meaning::Text(String::new());
}

fn meaning(layout: Layout, mark: &Mark<'_>, code: &Code<'_>, values: Values<'_>) -> Meaning {
    let (open, close) = mark.delimiters;
    let is_value = open == "{{";
    match layout {
        Layout::Plain => Meaning::AsWritten,
        Layout::Hugo => match code.inner.strip_prefix("/*").and_then(|rest| rest.strip_suffix("*/")) {
            Some(quoted) => Meaning::Text(format!("{open}{quoted}{close}")),
            None => named::meaning(code, values),
        },
        Layout::Zola if code.inner.contains('(') => named::meaning(code, values),
        Layout::Zola if is_value => Meaning::AsWritten,
        Layout::Zola if code.name == "end" => Meaning::NOTHING,
        Layout::Zola => Meaning::Unknown,
        Layout::Jekyll if is_value => liquid::value(code.inner, values),
        Layout::Jekyll => liquid::tag(code),
    }
}

fn link(url: &str) -> Meaning {
    Meaning::Text(format!("<a href=\"{0}\">{0}</a>", escaped(url)))
}

/// The end of a mark whose content is not text of the article: code, comments, quotations.
fn end_of_verbatim(layout: Layout, code: &Code<'_>) -> Option<&'static Regex> {
    static OF_HUGO: LazyLock<Regex> = LazyLock::new(|| compiled(r"\{\{[<%]\s*/\s*highlight\s*[>%]\}\}"));
    static OF_LIQUID: LazyLock<[(&str, Regex); 3]> = LazyLock::new(|| {
        ["highlight", "raw", "comment"].map(|name| (name, compiled(&format!(r"\{{%-?\s*end{name}\s*-?%\}}"))))
    });
    match layout {
        Layout::Hugo if code.name == "highlight" && !code.closing => Some(&OF_HUGO),
        Layout::Jekyll if !code.closing => {
            OF_LIQUID.iter().find(|(name, _)| *name == code.name).map(|(_, end)| end)
        }
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

fn compiled(pattern: &str) -> Regex {
    Regex::new(pattern).expect("the pattern is constant and compiled in the tests")
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
        expand(text, layout, values, 1, &mut Findings::of("a.md")).into_owned()
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
            ("{% raw %}a{% comment %}b{% endcomment %}c", "ac"),
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
