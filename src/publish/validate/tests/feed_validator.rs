//! What the W3C feed validator asks beyond the standards: each class of its messages that could be about what we
//! write, by a document that breaks the rule and one that keeps it.

use super::super::value::{decoded_twice, is_feed_language, is_older_uri, is_public_address};
use super::super::*;
use super::{ATOM, OPML, RSS, WRITTEN, atom, fragment, rss, rules};

fn holds(found: &[(&'static str, Level)], rule: &'static str, level: Level, xml: &str) {
    assert!(found.contains(&(rule, level)), "{xml}: {found:?}");
}

#[test]
fn only_elements_and_attributes_that_it_knows_there_may_stand() {
    use Level::Error;
    for (xml, rule) in [
        ("<atom:source><atom:id>urn:ab:c</atom:id></atom:source>", "undefined-element"),
        ("<georss:box>1 2 3 4</georss:box>", "undefined-element"),
        ("<itunes:owner/>", "undefined-element"),
        (r#"<thr:total unit="1">3</thr:total>"#, "undefined-attribute"),
        (r#"<media:thumbnail url="https://e.org/1" alt="x"/>"#, "undefined-attribute"),
        (r#"<link rel="x">https://e.org/</link>"#, "undefined-attribute"),
    ] {
        holds(&rss("", xml), rule, Error, xml);
    }
    holds(&rss("<georss:point>1 2</georss:point>", ""), "undefined-element", Error, "a place of a channel");
    holds(&atom("", "<thr:count/>"), "undefined-element", Error, "an unknown element of RFC 4685");
    let docs = OPML.replace("</head>", "<docs>http://opml.org/spec2.opml</docs></head>");
    holds(
        &rules(Kind::Opml, &docs.replace("BODY", "<outline text='x'/>")),
        "undefined-element",
        Error,
        "docs",
    );
    let hint = OPML.replace("BODY", "<outline text='x' color='red'/>");
    holds(&rules(Kind::Opml, &hint), "undefined-attribute", Error, "a coloured outline");
    let wrapped = "<x:y><atom:source/></x:y>";
    assert_eq!(rss("", wrapped), [("unknown-namespace", Level::Warning)]);
}

#[test]
fn a_source_may_stand_in_a_statement_of_provenance_and_a_box_in_gml() {
    let declared = RSS.replace(
        "<rss ",
        "<rss xmlns:dcterms=\"http://purl.org/dc/terms/\" xmlns:gml=\"http://www.opengis.net/gml\" ",
    );
    let with = |item: &str| rules(Kind::Rss, &declared.replace("CHANNEL", "").replace("ITEM", item));
    let source =
        "<dcterms:provenance><atom:source><atom:id>urn:ab:c</atom:id></atom:source></dcterms:provenance>";
    assert_eq!(with(source), []);
    let area = |corners: &str| format!("<georss:where><gml:Envelope>{corners}</gml:Envelope></georss:where>");
    let corners = "<gml:lowerCorner>1 2</gml:lowerCorner><gml:upperCorner>3 4</gml:upperCorner>";
    assert_eq!(with(&area(corners)), []);
    holds(&with(&area("")), "required-element", Level::Error, "no corners");
    holds(&with(&area(&corners.replace("3 4", "3"))), "coordinates", Level::Error, "half a corner");
}

#[test]
fn an_entry_without_content_has_a_link() {
    let person = "<author><name>A</name></author>";
    let summary = format!("{person}<summary>S</summary>");
    holds(&atom("", &summary), "required-element", Level::Error, "neither content nor link");
    assert_eq!(atom("", &format!("{summary}<link href=\"https://e.org/\"/>")), []);
}

#[test]
fn plain_text_is_neither_markup_nor_badly_decoded() {
    for text in ["R&amp;D1", "&amp;copy 2005", "&amp;#38", "a &lt;b", "&lt;/p"] {
        let xml = format!("<copyright>{text}</copyright>");
        holds(&rss(&xml, ""), "contains-html", Level::Warning, text);
        let entry = format!("{WRITTEN}<rights>{text}</rights>");
        holds(&atom("", &entry), "contains-html", Level::Warning, text);
    }
    for text in ["R&#x26;D1", "&#x26;copy 2005", "1 &lt; 2 &amp; 3", "a &#x3C;b"] {
        assert_eq!(rss(&format!("<copyright>{text}</copyright>"), ""), [], "{text}");
    }
    let label = "<category term=\"x\" label=\"a &amp;amp; b\"/>";
    holds(&atom(label, WRITTEN), "contains-html", Level::Warning, label);
    let title = "<atom:link rel=\"via\" href=\"https://e.org/\" title=\"&lt;b&gt;\"/>";
    holds(&rss("", title), "contains-html", Level::Warning, title);
    let author = "<author><name>Jane &#x3C;007@example.org&gt;</name></author><content>x</content>";
    holds(&atom("", author), "contains-email", Level::Warning, author);
    holds(&rss("<copyright>CafÃ©</copyright>", ""), "characters", Level::Warning, "decoded twice");
    assert!(decoded_twice("Â©") && !decoded_twice("Café Â") && !decoded_twice("“Â©”"));
}

#[test]
fn podcast_directories_get_what_they_can_take() {
    use Level::{Error, Warning};
    let season = "<itunes:season>1</itunes:season>";
    let told = "<itunes:category text=\"News\"/><itunes:explicit>false</itunes:explicit>";
    holds(&rss(told, season), "itunes", Warning, "no language");
    assert_eq!(rss(&format!("<language>en</language>{told}"), season), []);
    let long = format!("<itunes:author>{}</itunes:author>", "x".repeat(256));
    holds(&rss(&long, ""), "too-long", Error, "a long author");
    let local = "<itunes:image href=\"http://localhost/a.png\"/>";
    holds(&rss("", local), "uri", Error, local);
    assert!(is_public_address("https://a-b.example:8080/x") && is_public_address("http://192.0.2.1/"));
    for address in
        ["http://u@e.org/", "http://a_b.example/", "http://e.org./", "http://[::1]/", "ftp://e.org/"]
    {
        assert!(!is_public_address(address), "{address}");
    }
}

#[test]
fn languages_are_those_of_iso_639() {
    for language in ["en-GB", "nds", "zh-yue", "und", "ku-IQ"] {
        assert!(is_feed_language(language), "{language}");
    }
    for language in ["bar", "yue", "zxx", "jp"] {
        holds(&rss(&format!("<language>{language}</language>"), ""), "language", Level::Error, language);
    }
    let feed =
        ATOM.replace("<feed ", "<feed xml:lang=\"ckb\" ").replace("FEED", "").replace("ENTRY", WRITTEN);
    assert_eq!(rules(Kind::Atom, &feed), [("language", Level::Error)]);
}

#[test]
fn ids_have_the_form_of_the_older_rfcs() {
    for id in ["https://e.org/a?b#c", "tag:e.org,2026:A", "urn:ab:c", "yt:video:1", "urn:isbn:x%2Fy"] {
        assert!(is_older_uri(id), "{id}");
    }
    for id in ["https://e.org/ä", "tag:E.org,2026:a", "urn:ab:c/d", "http://[::1]/"] {
        let scheme = format!("<category term=\"x\" scheme=\"{id}\"/>");
        holds(&atom("", &format!("{WRITTEN}{scheme}")), "uri-form", Level::Warning, id);
    }
}

#[test]
fn elements_of_rss_know_no_ipv6() {
    let literal = "http://[2001:db8::1]/a";
    for xml in [
        format!("<link>{literal}</link>"),
        format!("<comments>{literal}</comments>"),
        format!("<media:thumbnail url=\"{literal}\"/>"),
        format!("<source url=\"{literal}\">S</source>"),
    ] {
        holds(&rss("", &xml), "uri", Level::Error, &xml);
    }
    assert_eq!(rss("", &format!("<atom:link rel=\"alternate\" href=\"{literal}\"/>")), []);
}

#[test]
fn links_and_dates_stand_as_the_profile_has_them() {
    use Level::{Error, Warning};
    let strange = "<atom:link rel=\"shortlink\" href=\"https://e.org/\"/>";
    holds(&rss("", strange), "link-relation", Warning, strange);
    let typed = RSS.replace("rel=\"self\"", "rel=\"self\" type=\"text/html\"");
    holds(&rules(Kind::Rss, &typed.replace("CHANNEL", "").replace("ITEM", "")), "self-link", Error, "self");
    let late = RSS.replace("CHANNEL", "").replace("ITEM", "");
    let late = late.replace("</channel>", "<atom:link rel=\"hub\" href=\"https://h.example/\"/></channel>");
    holds(&rules(Kind::Rss, &late), "misplaced-item", Warning, "a link behind the items");
    let counted = RSS.replace("<rss ", "<rss xmlns:slash=\"http://purl.org/rss/1.0/modules/slash/\" ");
    let counted = counted.replace("CHANNEL", "").replace("ITEM", "<slash:comments>1</slash:comments>");
    holds(&rules(Kind::Rss, &counted), "comments-date", Warning, "comments");
}

#[test]
fn html_keeps_to_what_it_takes_for_safe() {
    for (html, rule) in [
        ("<bdo dir=\"rtl\">x</bdo>", "html-element"),
        ("<search>x</search>", "html-element"),
        ("<p role=\"note\">x</p>", "html-attribute"),
        ("<p style=\"max-width: 1px\">x</p>", "html-style"),
        ("<p style=\"color: rgba(1, 2, 3, 0.5)\">x</p>", "html-style"),
        ("<p style=\"font-family: 'A-B'\">x</p>", "html-style"),
        ("<p style=\"margin: 1rem\">x</p>", "html-style"),
        ("<p style=\"border: 1px groove red\">x</p>", "html-style"),
        ("<p style=\"color: rgb()\">x</p>", "html-style"),
    ] {
        let found = fragment(html);
        assert!(
            found.iter().any(|fault| fault.rule == rule && fault.level == Level::Warning),
            "{html}: {found:?}"
        );
    }
    let fine = "<p style=\"font-family: 'A B', sans-serif; color: rgb(1, 2, 3); border: 1px solid #ccc\" data-x=\"1\">x</p>";
    assert_eq!(fragment(fine), []);
    let outline = OPML.replace("BODY", "<outline text='I &lt;3 you'/>");
    assert_eq!(rules(Kind::Opml, &outline), [("contains-html", Level::Warning)]);
    assert_eq!(rules(Kind::Opml, &OPML.replace("BODY", "<outline text='Q&amp;A'/>")), []);
}
