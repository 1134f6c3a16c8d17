//! What becomes of structures that HTML does not have: each class of error that the Nu checker knows of
//! what authors, or programs, write. That nothing else is left is for the soup in the validator's tests.

use url::Url;

use super::super::{Policy, SafeHtml};

fn published(html: &str) -> String {
    let base = Url::parse("https://a.test/").expect("a URL");
    SafeHtml::sanitise_with(html, Some(&base), &Policy::quiet().with_id_prefix("e-")).to_string()
}

fn are_mended(cases: &[(&str, &str)]) {
    for (html, want) in cases {
        assert_eq!(published(html), *want, "{html}");
    }
}

#[test]
fn descriptions_have_terms_and_groups_are_of_one_thing() {
    are_mended(&[
        ("<dl><div>a</div></dl>", "<dl><div><dt></dt><dd>a</dd></div></dl>"),
        (
            "<dl><div><dt>a<dd>b<dt>c<dd>d</div></dl>",
            "<dl><div><dt>a</dt><dd>b</dd></div><div><dt>c</dt><dd>d</dd></div></dl>",
        ),
        ("<dl>a<dt>b</dl>", "<dl><dt></dt><dd>a</dd><dt>b</dt><dd></dd></dl>"),
        ("<dl><div></div></dl>", "<dl></dl>"),
        (
            "<dt><h2>a</h2></dt><dl><dt><h2>b</h2><dd>c</dl>",
            "<div><h2>a</h2></div><dl><dt><div>b</div></dt><dd>c</dd></dl>",
        ),
    ]);
}

#[test]
fn a_block_ends_formatting_or_is_a_part_of_the_line_set_apart() {
    are_mended(&[
        ("<span>a<div>b</div>c</span>", "<span>a</span><div><span>b</span></div><span>c</span>"),
        ("<pre><b><span>a<div>b</div></span></b></pre>", "<pre><b><span>a\n<span>b</span></span></b></pre>"),
        (
            "<pre><code><div>a</div><div>b</div>c</code></pre>",
            "<pre><code><span>a</span>\n<span>b</span>\nc</code></pre>",
        ),
        (
            "<details><summary><p>a</p><p>b</p></summary>c</details>",
            "<details><summary><span>a</span> <span>b</span></summary>c</details>",
        ),
        ("<p><ins><div>a</div></ins></p>", "<p></p><div><ins>a</ins></div>"),
        ("<div><ins><p>a</p></ins></div>", "<div><ins><p>a</p></ins></div>"),
        ("<p>a<map name=m><div>b</div></map></p>", "<p>a<map name=\"e-m\"></map></p><div>b</div>"),
    ]);
}

#[test]
fn ruby_ends_with_an_annotation_between_parentheses_or_without() {
    are_mended(&[
        ("<ruby>a<rt>b</rt>c</ruby>d", "<ruby>a<rt>b</rt></ruby>cd"),
        ("<ruby>a<rp>(</rp><rt>b</ruby>", "<ruby>a<rp>(</rp><rt>b</rt><rp></rp></ruby>"),
        ("<ruby>a<rp>(</rp>b</ruby><ruby>c<rp>d</ruby>", "abcd"),
        (
            "<ruby><rb>a<rb>b<rt>c<rt>d</ruby>",
            "<ruby><span>a</span><span>b</span><rt>c</rt><rt>d</rt></ruby>",
        ),
        ("<rp>a</rp><rt>b</rt><rb>c</rb>", "ab<span>c</span>"),
    ]);
}

#[test]
fn the_parts_of_tables_and_figures_stand_in_order() {
    are_mended(&[
        (
            "<table><tfoot><tr><td>a<tfoot><tr><td>b<thead><tr><td>c</table>",
            "<table><tbody><tr><td>b</td></tr></tbody><tbody><tr><td>c</td></tr></tbody><tfoot><tr><td>a</td></tr></tfoot></table>",
        ),
        (
            "<table><tr><th><h2>a</h2><nav>b</nav></table>",
            "<table><tbody><tr><th><div>a</div><div>b</div></th></tr></tbody></table>",
        ),
        (
            "<table><caption>a<table><tr><td>b</table></caption></table>",
            "<table><caption>a<div>b</div></caption></table>",
        ),
        (
            "<figure>a<figcaption>b</figcaption>c<figcaption>d</figcaption></figure>",
            "<figure>ac<div>d</div><figcaption>b</figcaption></figure>",
        ),
        ("<figure><figcaption>a</figcaption>b</figure>", "<figure><figcaption>a</figcaption>b</figure>"),
    ]);
}

#[test]
fn a_heading_without_a_word_is_none() {
    are_mended(&[
        ("<h2><img src=/i></h2>", "<p><img src=\"https://a.test/i\" alt=\"\" /></p>"),
        ("<h2><img src=/i alt=a></h2>", "<h2><img src=\"https://a.test/i\" alt=\"a\" /></h2>"),
        ("<h2><a id=x></a></h2><h3><b>&#32;</b></h3>", "<p><a id=\"e-x\"></a></p>"),
        (
            "<details><summary>a<h2><img src=/i></h2></summary>d</details>",
            "<details><summary>a<img src=\"https://a.test/i\" alt=\"\" /></summary>d</details>",
        ),
        (
            "<details><summary>a<h2>b</h2><h3>c</h3></summary>d</details>",
            "<details><summary>a<h2>b</h2> <span>c</span></summary>d</details>",
        ),
    ]);
}

#[test]
fn a_link_holds_nothing_to_act_on() {
    are_mended(&[
        ("<h2><a href=/x><div>b</div></a></h2>", "<h2><a href=\"https://a.test/x\"><span>b</span></a></h2>"),
        (
            "<a href=/x>a<details><summary>b</summary></details></a>",
            "<a href=\"https://a.test/x\">a</a><details><summary><a href=\"https://a.test/x\">b</a></summary></details>",
        ),
        (
            "<a href=/x><div><details open><summary>b</summary>c</details></div></a>",
            "<a href=\"https://a.test/x\"><div><div><div>b</div>c</div></div></a>",
        ),
        (
            "<a href=/x><div><video controls src=/v></video></div></a>",
            "<a href=\"https://a.test/x\"><div><video src=\"https://a.test/v\"></video></div></a>",
        ),
        (
            "<a href=/x><table><tr><td><a href=/y>b</a></table></a>",
            "<a href=\"https://a.test/x\"><table><tbody><tr><td>b</td></tr></tbody></table></a>",
        ),
        (
            "<map name=m></map><a href=/x><img src=/i usemap=#m alt></a>",
            "<map name=\"e-m\"></map><a href=\"https://a.test/x\"><img src=\"https://a.test/i\" alt=\"\" /></a>",
        ),
    ]);
}

#[test]
fn players_and_pictures_have_their_sources_first() {
    are_mended(&[
        (
            "<video>a<source src=/v media=print><source src=/w></video>",
            "<video controls=\"\"><source src=\"https://a.test/v\" /><source src=\"https://a.test/w\" />a</video>",
        ),
        (
            "<video><source src=/a srcset=/b><track src=/t srclang=en default><track src=/u srclang=de default></video>",
            "<video controls=\"\"><source src=\"https://a.test/a\" /><track src=\"https://a.test/t\" srclang=\"en\" default=\"\" /><track src=\"https://a.test/u\" srclang=\"de\" /></video>",
        ),
        (
            "<picture><source srcset=/a><source srcset=/b><img src=/c srcset='/d 2x' alt></picture>",
            "<picture><source srcset=\"https://a.test/a\" /><img src=\"https://a.test/c\" alt=\"\" /></picture>",
        ),
        ("<picture><source srcset=/a><b>x</b></picture>", "<b>x</b>"),
        ("<img src=/a srcset='/b 1h' sizes=10px alt>", "<img src=\"https://a.test/a\" alt=\"\" />"),
        ("<source src=/a><track src=/t srclang=en>x", "x"),
    ]);
}

#[test]
fn formulas_hold_what_mathml_wants() {
    are_mended(&[
        (
            "<math><mi>a<b>b</b></mi><mfrac>c<mi>d</mi><mi>e</mi></mfrac><b>f</b></math>g",
            "<math><mi>ab</mi><mfrac><mtext>c</mtext><mi>d</mi></mfrac><mi>e</mi></math><b>f</b>g",
        ),
        (
            "<math><semantics><mi>x</mi><annotation encoding=tex>y</annotation></semantics><annotation>z</annotation></math>",
            "<math><semantics><mi>x</mi><annotation encoding=\"tex\">y</annotation></semantics></math>",
        ),
        ("<math><annotation>a</math>b<annotation>c", "<math></math>bc"),
        (
            "<math><mmultiscripts><mi>a</mi><mi>b</mi><mprescripts/><none/></mmultiscripts></math>",
            "<math><mmultiscripts><mi>a</mi><mi>b</mi><mrow></mrow><mprescripts></mprescripts><none></none><mrow></mrow></mmultiscripts></math>",
        ),
        (
            "<math><mtable><mtd>a</mtable></math>",
            "<math><mtable><mtr><mtd><mtext>a</mtext></mtd></mtr></mtable></math>",
        ),
        (
            "<mi>a</mi><math display=x id='a b'><mo stretchy=TRUE intent=x>+</mo></math>",
            "a<math><mo>+</mo></math>",
        ),
    ]);
}

#[test]
fn attributes_belong_to_what_is_written_and_point_to_what_is_there() {
    are_mended(&[
        (
            "<p><meter value=1 max=2>a</meter><b><details open>b</details></b>",
            "<p><span>a</span></p><details open=\"\"><summary>Details</summary><b>b</b></details>",
        ),
        ("<pre><ol start=3 reversed><li value=2>a</ol></pre>", "<pre><span><span>a</span></span></pre>"),
        ("<ul><li value=2>a</ul>", "<ul><li>a</li></ul>"),
        ("<img src=/i usemap=#n alt>usemap=\"#n\"", "<img src=\"https://a.test/i\" alt=\"\" />usemap=\"#n\""),
        (
            "<img src=/i usemap=#n alt><map title=t name=n id=n></map><map name=n></map>",
            "<img src=\"https://a.test/i\" usemap=\"#e-n\" alt=\"\" /><map title=\"t\" name=\"e-n\"></map>",
        ),
        ("<a href='/x[1]|2?[3]#[4]'>a</a>", "<a href=\"https://a.test/x%5B1%5D%7C2?%5B3%5D#%5B4%5D\">a</a>"),
        ("<a href='http://[::1]/'>a</a>", "<a href=\"http://[::1]/\">a</a>"),
    ]);
}
