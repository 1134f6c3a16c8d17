//! Documents made to cost more than their size: a beginning, and a unit that is repeated for as long as it takes.

const RSS: &str = "<rss version=\"2.0\"><channel><title>t</title><link>http://e.example/</link>";
const ITEM: &str = "<rss version=\"2.0\"><channel><item><description>";
const ATOM: &str = "<feed xmlns=\"http://www.w3.org/2005/Atom\"><title>t</title><id>urn:a</id>";
const JSON: &str = "{\"version\":\"https://jsonfeed.org/version/1.1\",\"items\":[";

/// Name, beginning, unit.
pub const SHAPES: [(&str, &str, &str); 26] = [
    ("elements that are never closed", RSS, "<a>"),
    ("end tags of nothing", RSS, "</x>"),
    ("crossed tags", ITEM, "<b><i></b></i>"),
    ("tags that are never closed", RSS, "<item "),
    ("attributes without end", "<rss><channel><item ", "a "),
    ("quotes that are never closed", RSS, "<item a=\""),
    ("<", ITEM, "<"),
    ("&", ITEM, "&"),
    ("references to nothing", ITEM, "&abcdefghijklmnopqrstuvwxyz"),
    ("]]>", ITEM, "]]>"),
    ("CDATA that is never closed", ITEM, "<![CDATA["),
    ("comments that are never closed", ITEM, "<!--"),
    ("instructions that are never closed", ITEM, "<?"),
    ("document types", "", "<!DOCTYPE ["),
    ("entities that are never closed", "<!DOCTYPE rss [", "<!ENTITY a \""),
    ("entities without a name", "<!DOCTYPE rss [", "<!ENTITY"),
    ("items inside items", RSS, "<item><item></item>"),
    ("dates that are none", RSS, "<item><pubDate>Mon, 99 Jun 20x4 99:99 ZZZ</pubDate></item>"),
    ("bases upon bases", ATOM, "<entry xml:base=\"x/\"><link href=\"a\"/>"),
    ("links up and down", ATOM, "<entry><link href=\"../../../../a/b/../c\"/></entry>"),
    ("escaped markup without end", ITEM, "&lt;b>"),
    ("addresses in markup", ITEM, "&lt;img srcset=\"a 1x, b 2x\" src=\"c\">"),
    ("arrays in arrays", JSON, "["),
    (
        "escapes of half characters",
        "{\"version\":\"https://jsonfeed.org/version/1.1\",\"title\":\"",
        "\\ud800",
    ),
    ("junk before the document", "", "junk <b> "),
    ("carriage returns", ITEM, "&\r\n"),
];

/// A document of this shape, `size` bytes long.
pub fn document((_, beginning, unit): (&str, &str, &str), size: usize) -> Vec<u8> {
    let mut document = beginning.to_owned();
    while document.len() < size {
        document.push_str(unit);
    }
    document.into_bytes()
}
