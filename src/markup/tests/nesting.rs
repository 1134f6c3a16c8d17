//! Elements and their attributes: what comes through, and what becomes of the rest.

use super::{publishing, reading};

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
