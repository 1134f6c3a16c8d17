//! How fast the parser is, as ratios to other readers over the same bytes in the same run.
//!
//! `cargo bench --bench parse [-- FOLDER]` measures the generated corpus, and the feeds of a folder if one is
//! given: against `feed-rs`, against the strict `rss` and `atom_syndication`, against bare quick-xml events with
//! text and attributes decoded, and against itself with every extension's namespace made unknown. Then documents made to cost
//! more than their size, at two sizes.

use std::hint::black_box;
use std::time::{Duration, Instant};

use feedmill::parse::{Transport, parse};
use quick_xml::events::Event;

#[path = "support/generator.rs"]
mod generator;
#[path = "support/hostile.rs"]
mod hostile;

/// Each reader gets its turns in rounds, so that a busy machine slows all of them alike.
const ROUNDS: usize = 40;

const FEEDS: u64 = 60;

type Read = fn(&[u8]);

struct Corpus {
    name: String,
    documents: Vec<Vec<u8>>,
}

fn main() {
    let generated = (0..FEEDS).map(|number| (number, generator::feed(number).into_bytes()));
    let (rss, atom): (Vec<_>, Vec<_>) =
        generated.partition(|(number, _)| is_rss(generator::Kind::of(*number)));
    let documents =
        |part: Vec<(u64, Vec<u8>)>| part.into_iter().map(|(_, document)| document).collect::<Vec<_>>();
    let (rss, atom) = (documents(rss), documents(atom));
    let mut corpora = vec![
        Corpus { name: "generated RSS".to_owned(), documents: rss },
        Corpus { name: "generated Atom".to_owned(), documents: atom },
    ];
    let folders = std::env::args().skip(1).filter(|argument| !argument.starts_with('-'));
    corpora.extend(folders.flat_map(|folder| read_folder(&folder)));
    report_hostile();
    let costs: Vec<Cost> = corpora.iter().filter_map(report).collect();
    let sum = |time: fn(&Cost) -> Duration| costs.iter().map(time).sum::<Duration>().as_secs_f64();
    #[expect(clippy::print_stdout, reason = "the result is for the one who ran the bench")]
    {
        let (all, none) = (sum(|cost| cost.with_extensions), sum(|cost| cost.without));
        println!("all of these: extensions cost {:.1} %", (all / none - 1.0) * 100.0);
    }
}

/// The shapes of [`hostile`], at 1 MB and at 10 MB: a reader whose time is linear takes ten times as long.
fn report_hostile() {
    const ONE: usize = 1_000_000;
    let mut worst = ("", 0.0);
    let mut slowest = ("", Duration::ZERO);
    for shape in hostile::SHAPES {
        let best = |size: usize| {
            let document = [hostile::document(shape, size)];
            (0..3).map(|_| time(&document, feedmill)).min().unwrap_or_default()
        };
        let (small, large) = (best(ONE), best(10 * ONE));
        let ratio = large.as_secs_f64() / small.as_secs_f64();
        if ratio > worst.1 {
            worst = (shape.0, ratio);
        }
        if large > slowest.1 {
            slowest = (shape.0, large);
        }
    }
    #[expect(clippy::print_stdout, reason = "the result is for the one who ran the bench")]
    {
        println!(
            "{} hostile shapes, 10 MB against 1 MB: at most {:.1} times ({})",
            hostile::SHAPES.len(),
            worst.1,
            worst.0
        );
        println!("  the slowest 10 MB: {:.0} ms ({})", slowest.1.as_secs_f64() * 1e3, slowest.0);
    }
}

/// The time that a corpus took, with every extension read and with none.
struct Cost {
    with_extensions: Duration,
    without: Duration,
}

fn is_rss(kind: generator::Kind) -> bool {
    matches!(kind, generator::Kind::Blog | generator::Kind::Podcast)
}

/// The feeds of a folder that the strict readers and quick-xml can read too.
fn read_folder(folder: &str) -> [Corpus; 2] {
    let mut parts = [("RSS", Vec::new()), ("Atom", Vec::new())];
    let mut paths: Vec<_> =
        std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    paths.sort();
    for bytes in paths.into_iter().filter_map(|path| std::fs::read(path).ok()) {
        if feed_rs::parser::parse(&bytes[..]).is_err() {
            continue;
        }
        if rss::Channel::read_from(&bytes[..]).is_ok() {
            parts[0].1.push(bytes);
        } else if atom_syndication::Feed::read_from(&bytes[..]).is_ok() {
            parts[1].1.push(bytes);
        }
    }
    parts.map(|(name, documents)| Corpus { name: format!("{folder} {name}"), documents })
}

fn report(corpus: &Corpus) -> Option<Cost> {
    let bytes: usize = corpus.documents.iter().map(Vec::len).sum();
    if bytes == 0 {
        return None;
    }
    let strange: Vec<Vec<u8>> =
        corpus.documents.iter().map(|document| without_extensions(document)).collect();
    let readers: [(&str, Read); 4] =
        [("feedmill", feedmill), ("feed-rs", feed_rs), ("strict", strict), ("bare quick-xml events", events)];
    let mut best = [Duration::MAX; 5];
    for _ in 0..ROUNDS {
        for (index, (_, read)) in readers.iter().enumerate() {
            best[index] = best[index].min(time(&corpus.documents, *read));
        }
        best[4] = best[4].min(time(&strange, feedmill));
    }
    let speed = |index: usize| megabytes_per_second(bytes, best[index]);
    #[expect(clippy::print_stdout, reason = "the result is for the one who ran the bench")]
    {
        println!("{}: {} feeds, {} KB", corpus.name, corpus.documents.len(), bytes / 1024);
        for (index, (name, _)) in readers.iter().enumerate() {
            println!(
                "  {name:<22} {:>7.1} MB/s   feedmill is {:.2} times that",
                speed(index),
                speed(0) / speed(index)
            );
        }
        println!(
            "  without extensions     {:>7.1} MB/s   all of them cost {:.1} %",
            speed(4),
            (speed(4) / speed(0) - 1.0) * 100.0
        );
    }
    Some(Cost { with_extensions: best[0], without: best[4] })
}

#[expect(clippy::cast_precision_loss, reason = "a few significant digits are shown")]
fn megabytes_per_second(bytes: usize, time: Duration) -> f64 {
    bytes as f64 / time.as_secs_f64() / 1e6
}

fn time(documents: &[Vec<u8>], read: Read) -> Duration {
    let start = Instant::now();
    for document in documents {
        read(document);
    }
    start.elapsed()
}

fn feedmill(document: &[u8]) {
    let _ = black_box(parse(black_box(document), &Transport::default()));
}

fn feed_rs(document: &[u8]) {
    let _ = black_box(feed_rs::parser::parse(black_box(document)));
}

fn strict(document: &[u8]) {
    if memchr::memmem::find(&document[..document.len().min(2048)], b"<feed").is_some() {
        let _ = black_box(atom_syndication::Feed::read_from(black_box(document)));
    } else {
        let _ = black_box(rss::Channel::read_from(black_box(document)));
    }
}

/// What any reader on quick-xml has to do at least: every event, every attribute and text decoded.
fn events(document: &[u8]) {
    let mut reader = quick_xml::Reader::from_reader(document);
    let mut buffer = Vec::new();
    loop {
        match reader.read_event_into(&mut buffer) {
            Ok(Event::Start(tag) | Event::Empty(tag)) => {
                for attribute in tag.attributes().flatten() {
                    let _ = black_box(attribute.normalized_value(quick_xml::XmlVersion::Implicit1_0));
                }
            }
            Ok(Event::Text(text)) => drop(black_box(text.xml10_content())),
            Ok(Event::CData(text)) => drop(black_box(text.xml10_content())),
            Ok(Event::GeneralRef(reference)) => drop(black_box(reference.resolve_char_ref())),
            Ok(Event::Eof) | Err(_) => break,
            Ok(_) => {}
        }
        buffer.clear();
    }
}

/// The same document, of the same length, with its prefixes and namespaces unknown.
fn without_extensions(document: &[u8]) -> Vec<u8> {
    let mut text = String::from_utf8_lossy(document).into_owned();
    for prefix in [
        "content",
        "dc",
        "sy",
        "slash",
        "wfw",
        "atom",
        "itunes",
        "podcast",
        "media",
        "thr",
        "georss",
        "feedburner",
    ] {
        let strange = "z".repeat(prefix.len());
        for before in ["<", "</", " "] {
            text = text.replace(&format!("{before}{prefix}:"), &format!("{before}{strange}:"));
        }
        text = text.replace(&format!("xmlns:{prefix}="), &format!("xmlns:{strange}="));
    }
    let namespaces = [
        "purl.org/rss/1.0/modules/",
        "purl.org/dc/",
        "purl.org/syndication/",
        "wellformedweb.org/",
        "www.itunes.com/",
        "podcastindex.org/",
        "search.yahoo.com/",
    ];
    for namespace in namespaces {
        text = text.replace(&format!("://{namespace}"), &format!("://{}/", "z".repeat(namespace.len() - 1)));
    }
    text.into_bytes()
}
