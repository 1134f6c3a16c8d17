//! Realistic feeds, the same at every run: blogs in RSS 2.0 with whole posts, Atom with escaped HTML,
//! podcasts, video channels. 60 KB in the mean.

use std::fmt::Write;

/// What kind of publisher a feed is by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// RSS 2.0 as blog software writes it: content:encoded in CDATA, Dublin Core, slash, wfw.
    Blog,
    /// Atom 1.0 with escaped HTML.
    Atom,
    /// RSS 2.0 with the iTunes and Podcasting 2.0 namespaces.
    Podcast,
    /// Atom 1.0 with Media RSS groups.
    Video,
}

impl Kind {
    /// Of ten feeds five are blogs, three Atom, one a podcast, one a video channel.
    pub fn of(number: u64) -> Kind {
        match number % 10 {
            0..=4 => Kind::Blog,
            5..=7 => Kind::Atom,
            8 => Kind::Podcast,
            _ => Kind::Video,
        }
    }
}

/// The feed with this number; numbers give different hosts, ids and texts.
pub fn feed(number: u64) -> String {
    let mut prose = Prose::new(number);
    match Kind::of(number) {
        Kind::Blog => blog(number, &mut prose),
        Kind::Atom => atom(number, &mut prose),
        Kind::Podcast => podcast(number, &mut prose),
        Kind::Video => video(number, &mut prose),
    }
}

const DATES: [&str; 4] = ["Mon, 05 Jan 2026", "Tue, 09 Dec 2025", "Wed, 19 Nov 2025", "Fri, 03 Oct 2025"];
const DAYS: [&str; 4] = ["2026-01-05", "2025-12-09", "2025-11-19", "2025-10-03"];

fn blog(number: u64, prose: &mut Prose) -> String {
    let host = format!("blog-{number}.example.org");
    let mut out = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><rss version=\"2.0\"\n\txmlns:content=\"http://purl.org/rss/1.0/modules/content/\"\n\t\
         xmlns:wfw=\"http://wellformedweb.org/CommentAPI/\"\n\txmlns:dc=\"http://purl.org/dc/elements/1.1/\"\n\t\
         xmlns:atom=\"http://www.w3.org/2005/Atom\"\n\txmlns:sy=\"http://purl.org/rss/1.0/modules/syndication/\"\n\t\
         xmlns:slash=\"http://purl.org/rss/1.0/modules/slash/\"\n\t>\n<channel>\n\t<title>{}</title>\n\t\
         <atom:link href=\"https://{host}/feed/\" rel=\"self\" type=\"application/rss+xml\" />\n\t<link>https://{host}</link>\n\t\
         <description>{}</description>\n\t<lastBuildDate>Mon, 05 Jan 2026 10:00:00 +0000</lastBuildDate>\n\t<language>en-US</language>\n\t\
         <sy:updatePeriod>hourly</sy:updatePeriod>\n\t<sy:updateFrequency>1</sy:updateFrequency>\n",
        prose.title(),
        prose.sentence()
    );
    for entry in 0..10 {
        let slug = prose.slug();
        let body = prose.html(5);
        let _ = write!(
            out,
            "\t<item>\n\t\t<title>{}</title>\n\t\t<link>https://{host}/2026/01/{slug}/</link>\n\t\t\
             <comments>https://{host}/2026/01/{slug}/#comments</comments>\n\t\t<dc:creator><![CDATA[{}]]></dc:creator>\n\t\t\
             <pubDate>{} 10:{entry:02}:00 +0000</pubDate>\n\t\t<category><![CDATA[{}]]></category>\n\t\t\
             <category><![CDATA[{}]]></category>\n\t\t<guid isPermaLink=\"false\">https://{host}/?p={}</guid>\n\t\t\
             <description><![CDATA[<p>{} &#8230;</p>]]></description>\n\t\t<content:encoded><![CDATA[{body}]]></content:encoded>\n\t\t\
             <wfw:commentRss>https://{host}/2026/01/{slug}/feed/</wfw:commentRss>\n\t\t<slash:comments>{entry}</slash:comments>\n\t</item>\n",
            prose.title(),
            prose.name(),
            DATES[entry % 4],
            prose.word(),
            prose.word(),
            entry + 1,
            prose.sentence(),
        );
    }
    out + "</channel>\n</rss>\n"
}

fn atom(number: u64, prose: &mut Prose) -> String {
    let host = format!("journal-{number}.example.net");
    let mut out = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" xmlns:thr=\"http://purl.org/syndication/thread/1.0\">\n\
         <title>{}</title>\n<subtitle>{}</subtitle>\n<link href=\"https://{host}/atom.xml\" rel=\"self\"/>\n<link href=\"https://{host}/\"/>\n\
         <updated>2026-01-05T10:00:00Z</updated>\n<id>https://{host}/</id>\n<author>\n<name>{}</name>\n</author>\n\
         <generator uri=\"https://generator.example.com/\" version=\"4.2\">Generator</generator>\n",
        prose.title(),
        prose.sentence(),
        prose.name()
    );
    for entry in 0..15 {
        let slug = prose.slug();
        let body = escaped(&prose.html(4));
        let _ = write!(
            out,
            "<entry>\n<title type=\"html\">{}</title>\n<link href=\"https://{host}/{slug}/\"/>\n\
             <link rel=\"replies\" type=\"application/atom+xml\" href=\"https://{host}/{slug}/comments\" thr:count=\"{entry}\"/>\n\
             <id>tag:{host},2026:{slug}</id>\n<published>{}T08:{entry:02}:00+01:00</published>\n<updated>{}T09:{entry:02}:30.5Z</updated>\n\
             <author><name>{}</name><uri>https://{host}/about</uri></author>\n<category term=\"{}\" label=\"{}\"/>\n\
             <summary type=\"html\">{}</summary>\n<content type=\"html\">{body}</content>\n</entry>\n",
            prose.title(),
            DAYS[entry % 4],
            DAYS[entry % 4],
            prose.name(),
            prose.word(),
            prose.word(),
            prose.sentence(),
        );
    }
    out + "</feed>\n"
}

fn podcast(number: u64, prose: &mut Prose) -> String {
    let host = format!("cast-{number}.example.com");
    let mut out = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rss version=\"2.0\" xmlns:itunes=\"http://www.itunes.com/dtds/podcast-1.0.dtd\" \
         xmlns:podcast=\"https://podcastindex.org/namespace/1.0\" xmlns:content=\"http://purl.org/rss/1.0/modules/content/\">\n<channel>\n\
         <title>{}</title>\n<link>https://{host}</link>\n<description>{}</description>\n<itunes:author>{}</itunes:author>\n\
         <itunes:owner><itunes:name>{}</itunes:name><itunes:email>cast@{host}</itunes:email></itunes:owner>\n\
         <itunes:image href=\"https://{host}/cover.jpg\"/>\n<itunes:category text=\"Technology\"><itunes:category text=\"Gadgets\"/></itunes:category>\n\
         <itunes:explicit>false</itunes:explicit>\n",
        prose.title(),
        prose.sentence(),
        prose.name(),
        prose.name()
    );
    for entry in 0..25 {
        let slug = prose.slug();
        let body = prose.html(2);
        let _ = write!(
            out,
            "<item>\n<title>{}</title>\n<link>https://{host}/{slug}</link>\n<guid isPermaLink=\"false\">{host}-{entry}</guid>\n\
             <pubDate>{} 06:{entry:02}:00 GMT</pubDate>\n<enclosure url=\"https://media.{host}/{slug}.mp3\" length=\"3145{entry}728\" type=\"audio/mpeg\"/>\n\
             <itunes:duration>01:0{}:30</itunes:duration>\n<itunes:episode>{entry}</itunes:episode>\n<itunes:season>2</itunes:season>\n\
             <itunes:episodeType>full</itunes:episodeType>\n<itunes:explicit>no</itunes:explicit>\n<itunes:summary>{}</itunes:summary>\n\
             <podcast:transcript url=\"https://{host}/{slug}.vtt\" type=\"text/vtt\"/>\n<podcast:chapters url=\"https://{host}/{slug}.json\" type=\"application/json+chapters\"/>\n\
             <podcast:person role=\"guest\" href=\"https://{host}/guests\">{}</podcast:person>\n<description>{}</description>\n\
             <content:encoded><![CDATA[{body}]]></content:encoded>\n</item>\n",
            prose.title(),
            DATES[entry % 4],
            entry % 10,
            prose.sentence(),
            prose.name(),
            escaped(&format!("<p>{}</p>", prose.sentence())),
        );
    }
    out + "</channel>\n</rss>\n"
}

fn video(number: u64, prose: &mut Prose) -> String {
    let host = format!("tube-{number}.example.com");
    let mut out = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<feed xmlns:yt=\"http://www.youtube.com/xml/schemas/2015\" \
         xmlns:media=\"http://search.yahoo.com/mrss/\" xmlns=\"http://www.w3.org/2005/Atom\">\n <link rel=\"self\" href=\"https://{host}/feed\"/>\n \
         <id>tag:{host}:channel</id>\n <title>{}</title>\n <link rel=\"alternate\" href=\"https://{host}/channel\"/>\n <author>\n  <name>{}</name>\n  \
         <uri>https://{host}/channel</uri>\n </author>\n <published>2015-01-01T00:00:00+00:00</published>\n",
        prose.title(),
        prose.name()
    );
    for entry in 0..30 {
        let slug = prose.slug();
        let _ = write!(
            out,
            " <entry>\n  <id>tag:{host}:video:{slug}</id>\n  <yt:videoId>{slug}</yt:videoId>\n  <title>{}</title>\n  \
             <link rel=\"alternate\" href=\"https://{host}/watch?v={slug}\"/>\n  <author>\n   <name>{}</name>\n   <uri>https://{host}/channel</uri>\n  </author>\n  \
             <published>{}T15:{entry:02}:00+00:00</published>\n  <updated>{}T16:{entry:02}:12+00:00</updated>\n  <media:group>\n   <media:title>{}</media:title>\n   \
             <media:content url=\"https://{host}/v/{slug}?version=3\" type=\"video/mp4\" width=\"640\" height=\"390\"/>\n   \
             <media:thumbnail url=\"https://i.{host}/{slug}/hq.jpg\" width=\"480\" height=\"360\"/>\n   <media:description>{}\n\n{}\n\nhttps://{host}/{slug}</media:description>\n   \
             <media:community>\n    <media:starRating count=\"{entry}7\" average=\"5.00\" min=\"1\" max=\"5\"/>\n    <media:statistics views=\"{entry}42\"/>\n   \
             </media:community>\n  </media:group>\n </entry>\n",
            prose.title(),
            prose.name(),
            DAYS[entry % 4],
            DAYS[entry % 4],
            prose.title(),
            prose.paragraph(),
            prose.paragraph(),
        );
    }
    out + "</feed>\n"
}

fn escaped(html: &str) -> String {
    html.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

const WORDS: [&str; 64] = [
    "mill",
    "water",
    "river",
    "stone",
    "grain",
    "wheel",
    "paper",
    "letter",
    "reader",
    "feed",
    "entry",
    "archive",
    "the",
    "of",
    "and",
    "to",
    "in",
    "that",
    "a",
    "with",
    "from",
    "for",
    "morning",
    "garden",
    "winter",
    "notes",
    "field",
    "machine",
    "pattern",
    "language",
    "caf\u{e9}",
    "na\u{ef}ve",
    "\u{201c}quoted\u{201d}",
    "gr\u{f6}\u{df}e",
    "server",
    "network",
    "small",
    "large",
    "quiet",
    "slow",
    "fast",
    "open",
    "build",
    "write",
    "publish",
    "follow",
    "collect",
    "sort",
    "between",
    "under",
    "through",
    "again",
    "always",
    "never",
    "question",
    "answer",
    "picture",
    "window",
    "street",
    "market",
    "bridge",
    "harbour",
    "island",
    "don\u{2019}t",
];

/// Text out of a fixed list of words by a small generator of numbers (xorshift).
struct Prose(u64);

impl Prose {
    fn new(seed: u64) -> Prose {
        Prose(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % limit
    }

    fn word(&mut self) -> &'static str {
        WORDS[usize::try_from(self.below(64)).unwrap_or(0)]
    }

    fn words(&mut self, count: u64) -> String {
        (0..count).map(|_| self.word()).collect::<Vec<_>>().join(" ")
    }

    fn title(&mut self) -> String {
        let length = 3 + self.below(6);
        let mut title = self.words(length);
        if self.below(8) == 0 {
            title.push_str(" &amp; more");
        }
        title
    }

    fn name(&mut self) -> String {
        self.words(2)
    }

    fn slug(&mut self) -> String {
        format!("{:x}-{:x}", self.below(1 << 20), self.below(1 << 30))
    }

    fn sentence(&mut self) -> String {
        let length = 8 + self.below(12);
        self.words(length) + "."
    }

    fn paragraph(&mut self) -> String {
        let sentences = 3 + self.below(4);
        (0..sentences).map(|_| self.sentence()).collect::<Vec<_>>().join(" ")
    }

    /// Paragraphs with links, emphasis, an image and now and then a list.
    fn html(&mut self, paragraphs: u64) -> String {
        let mut out = String::new();
        for _ in 0..paragraphs + self.below(paragraphs) {
            let _ = match self.below(6) {
                0 => writeln!(
                    out,
                    "<p><a href=\"https://example.org/{}?a=1&amp;b=2\">{}</a> {}</p>",
                    self.slug(),
                    self.words(3),
                    self.paragraph()
                ),
                1 => writeln!(
                    out,
                    "<figure><img src=\"/images/{}.jpg\" alt=\"{}\" width=\"640\" height=\"480\"/></figure>",
                    self.slug(),
                    self.words(4)
                ),
                2 => writeln!(out, "<ul><li>{}</li><li>{}</li></ul>", self.sentence(), self.sentence()),
                _ => writeln!(
                    out,
                    "<p>{} <em>{}</em> {} &#8217; {}</p>",
                    self.paragraph(),
                    self.words(2),
                    self.paragraph(),
                    self.paragraph()
                ),
            };
        }
        out
    }
}
