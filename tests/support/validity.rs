//! What goes out is valid, whatever came in: [`faults_in`] has our own validator look at every
//! file of an output folder, as it lies on the disk.
//!
//! The kind of a file is told by its content and not by what the build believed to write.

use std::fs;
use std::path::Path;

use feedmill::publish::Kind;
use feedmill::publish::validate::{self, Fault};
use url::Url;

use super::files_below;

/// Errors and warnings in all files below `output`, which is served at `base`. Files of another
/// kind, such as the pictures of articles, are passed over.
pub fn faults_in(output: &Path, base: &str) -> Vec<Fault> {
    let base = Url::parse(base).unwrap();
    if !output.exists() {
        return Vec::new(); // a dry run
    }
    let mut faults = Vec::new();
    for path in files_below(output) {
        let bytes = fs::read(&path).unwrap();
        let name = path.strip_prefix(output).unwrap();
        if let Some(kind) = kind_of(name, &bytes) {
            let address = base.join(name.to_str().unwrap()).unwrap();
            faults.extend(validate::document(name, kind, &bytes, Some(&address)));
        }
    }
    faults
}

fn kind_of(name: &Path, bytes: &[u8]) -> Option<Kind> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(2_000)]).into_owned();
    match name.extension()?.to_str()? {
        "html" => Some(Kind::Page),
        "json" if head.contains("https://jsonfeed.org/version/") => Some(Kind::JsonFeed),
        "xml" | "opml" if head.contains("<rss") => Some(Kind::Rss),
        "xml" | "opml" if head.contains("<feed") => Some(Kind::Atom),
        "xml" | "opml" if head.contains("<opml") => Some(Kind::Opml),
        "xml" | "opml" => panic!("{} is none of our formats: {head}", name.display()),
        _ => None,
    }
}
