//! What a server can do to hold up a run, to fill its memory or to pass off half a document: each is a
//! failure of its feed in words, costs none of its entries, and no other feed anything.

use std::io::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use crate::support::Site;
use crate::support::document::{post, rss};
use crate::support::server::{Reply, Server};

/// What is served under a path once all goes wrong, and what is said of it.
type Trouble = (&'static str, fn() -> Reply, &'static str);

const TROUBLES: [Trouble; 26] = [
    ("/large", || Reply::ok(vec![b' '; 300_000]), "larger than 200000 bytes"),
    ("/large-chunked", || Reply::ok(vec![b' '; 300_000]).chunked(), "larger than 200000 bytes"),
    ("/large-until-close", || Reply::ok(vec![b' '; 300_000]).until_close(), "larger than 200000 bytes"),
    ("/gzip-bomb", || Reply::ok(bomb()).gzip(), "larger than 200000 bytes"),
    ("/brotli-bomb", || Reply::ok(bomb()).brotli(), "larger than 200000 bytes"),
    ("/zstd-bomb", || Reply::ok(bomb()).zstd(), "larger than 200000 bytes"),
    ("/deflate-bomb", || Reply::ok(bomb()).deflate(), "larger than 200000 bytes"),
    (
        "/long-way",
        || Reply::ok(gzip_of_a_long_name()).header("Content-Encoding", "gzip"),
        "larger than 200000 bytes",
    ),
    ("/long-header", || news().header("X-Long", vec![b'x'; 100_000]), "headers of"),
    (
        "/many-headers",
        || (0..500).fold(news(), |reply, n| reply.header(&format!("X-{n}"), "x")),
        "headers of",
    ),
    ("/cut", || news().cut_at(300), "broke off"),
    ("/reset", || news().reset_at(300), "broke off"),
    ("/without-last-chunk", || news().chunked_without_end(), "broke off"),
    ("/half-until-close", || Reply::ok(half()).until_close(), "broke off"),
    (
        "/half-until-close-and-mislabelled",
        || Reply::ok(half()).header("Content-Encoding", "gzip").until_close(),
        "broke off",
    ),
    (
        "/half-until-close-as-it-is",
        || Reply::ok(half()).header("Transfer-Encoding", "identity").until_close(),
        "broke off",
    ),
    (
        "/half-until-close-behind-junk",
        || Reply::ok(format!("Notice: x in y.php\n{}", half())).until_close(),
        "broke off",
    ),
    ("/half-of-utf-16-until-close", || Reply::ok(utf_16(&half())).until_close(), "broke off"),
    ("/half-of-gzip", || Reply::ok(half_of_gzip()).header("Content-Encoding", "gzip"), "Content-Encoding"),
    ("/half-a-head", || Reply::raw("HTTP/1.1 200 OK\r\nContent-Le"), "broke off"),
    ("/no-head", Reply::close_at_once, "broke off"),
    ("/no-http", || Reply::raw("SSH-2.0-OpenSSH_9.9\r\n"), "does not speak HTTP"),
    ("/silent", Reply::hang, "did not answer within 2.0 s"),
    ("/silent-after-head", || news().hang_after_head(), "sends too slowly"),
    ("/dripping", || news().drip(Duration::from_millis(100)), "sends too slowly"),
    // Each step is quick enough, and all together they are not.
    ("/0", || Reply::redirect(302, "/1").after(STEP), "did not answer within 2.0 s"),
];

const STEP: Duration = Duration::from_millis(400);

fn document(number: usize) -> String {
    rss("Blog", "http://blog.example", &[post("http://blog.example", number)])
}

fn news() -> Reply {
    Reply::ok(document(4))
}

fn half() -> String {
    let document = document(4);
    document[..document.len() * 2 / 3].to_owned()
}

fn utf_16(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_be_bytes).collect()
}

fn bomb() -> Vec<u8> {
    vec![b' '; 20_000_000]
}

/// More on the wire than what comes out of it.
fn gzip_of_a_long_name() -> Vec<u8> {
    let named = flate2::GzBuilder::new().filename(vec![b'n'; 300_000]);
    let mut encoder = named.write(Vec::new(), flate2::Compression::default());
    encoder.write_all(document(4).as_bytes()).unwrap();
    encoder.finish().unwrap()
}

fn half_of_gzip() -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(document(4).as_bytes()).unwrap();
    let whole = encoder.finish().unwrap();
    whole[..whole.len() / 2].to_vec()
}

/// Serves a document under every path, and its troubles once `is_bad`.
fn serve(path: &str, is_bad: bool) -> Reply {
    let trouble = TROUBLES.iter().find(|(its, ..)| *its == path).filter(|_| is_bad);
    match (trouble, path[1..].parse::<u32>()) {
        (Some((_, reply, _)), _) => reply(),
        (None, Ok(n)) if is_bad => Reply::redirect(302, format!("/{}", n + 1)).after(STEP),
        (None, _) if is_bad => news(),
        (None, _) => Reply::ok(document(3)),
    }
}

#[test]
fn no_server_holds_up_blows_up_or_deceives_a_run() {
    let is_bad = Arc::new(AtomicBool::new(false));
    let server = Server::start({
        let is_bad = Arc::clone(&is_bad);
        move |asked| serve(&asked.path(), is_bad.load(Ordering::SeqCst))
    });
    let mut site = Site::new();
    for path in TROUBLES.iter().map(|(path, ..)| *path).chain(["/good"]) {
        site = site.feed(path, &server.url(path));
    }
    site.reconfigure("[fetch]", "[fetch]\ntimeout = \"2s\"\nmax_size = \"200kB\"\nper_host = 30");
    site.build().silent();

    is_bad.store(true, Ordering::SeqCst);
    site.at("2026-11-26T14:00:00Z").build_with(&["--force"]);
    let status = site.status();
    for ((path, _, words), feed) in TROUBLES.iter().zip(status["feeds"].as_array().unwrap()) {
        let error = feed["last_error"].as_str().unwrap_or_default();
        assert!(error.contains(words), "{path}: {error:?}");
        assert_eq!((&feed["health"], &feed["entries"]), (&"failing".into(), &1.into()), "{path}");
    }
    let good = &status["feeds"][TROUBLES.len()];
    assert_eq!((&good["health"], &good["entries"]), (&"ok".into(), &2.into()), "{good}");
    assert_eq!(site.titles(), ["Post 4", "Post 3"]);
}

type Change = fn(Reply) -> Reply;

#[test]
fn every_coding_is_read_however_its_end_is_told() {
    let codings: [(&str, Change); 5] = [
        ("plain", |reply| reply),
        ("gzip", Reply::gzip),
        ("brotli", Reply::brotli),
        ("zstd", Reply::zstd),
        ("deflate", Reply::deflate),
    ];
    let ways: [(&str, Change); 3] =
        [("length", |reply| reply), ("chunks", Reply::chunked), ("close", Reply::until_close)];
    let document_at = |path: &str| {
        let home = format!("http://blog.example{path}");
        rss("Blog", &home, &(1..=20).map(|n| post(&home, n)).collect::<Vec<_>>())
    };
    let server = Server::start(move |asked| {
        let path = asked.path();
        let [coding, way] = path[1..].split('/').collect::<Vec<_>>()[..] else { return Reply::new(404) };
        let (_, code) = codings.iter().find(|(name, _)| *name == coding).unwrap();
        let (_, send) = ways.iter().find(|(name, _)| *name == way).unwrap();
        send(code(Reply::ok(document_at(&path))))
    });
    let mut site = Site::new().publish("limit = 1000");
    for (coding, _) in codings {
        for (way, _) in ways {
            site = site.feed(&format!("{coding}-{way}"), &server.url(&format!("/{coding}/{way}")));
        }
    }
    site.build_with(&["--report", "report.json"]).silent();
    assert_eq!(site.titles().len(), 15 * 20);
    let report: serde_json::Value = serde_json::from_str(&site.read("report.json")).unwrap();
    for feed in report["feeds"].as_array().unwrap() {
        let name = feed["name"].as_str().unwrap();
        let whole = document_at(&format!("/{}", name.replace('-', "/"))).len() as u64;
        let (wire, decoded) = (&feed["request"]["wire_bytes"], &feed["request"]["decoded_bytes"]);
        assert_eq!(decoded.as_u64(), Some(whole), "{name}");
        assert_eq!(wire.as_u64() < Some(whole), !name.starts_with("plain"), "{name}");
    }
}

#[test]
fn what_scripts_print_before_a_document_does_not_make_it_half_a_one() {
    let junk = "<br />\n<b>Warning</b>: foo() in <b>x.php</b> on line <b>3</b><br />\n";
    let server = Server::with([("/feed", Reply::ok(format!("{junk}{}", document(4))).until_close())]);
    let site = Site::new().feed("blog", &server.url("/feed"));
    site.build().silent();
    assert_eq!(site.titles(), ["Post 4"]);
}
