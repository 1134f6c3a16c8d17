//! Pictures, frames, and what a script or a style sheet would show or hide.

use super::{base, publishing, reading};
use crate::markup::{Policy, SafeHtml};

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
    insta::assert_snapshot!(
        trusted("<iframe src='https://player.vimeo.com/video/1'></iframe>"),
        @r#"<iframe src="https://player.vimeo.com/video/1" title="Vimeo" loading="lazy" allowfullscreen=""></iframe>"#
    );
    insta::assert_snapshot!(trusted(youtube), @r#"<iframe src="https://www.youtube.com/embed/abc" width="560" title="A talk" loading="lazy" allowfullscreen=""></iframe>"#);
    assert_eq!(trusted(unknown), publishing(unknown));
}
