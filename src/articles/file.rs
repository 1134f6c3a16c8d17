//! One file: its bytes become front matter and document.
//!
//! [`read`] shows the way: decode the bytes, part the front matter from the text, complete it with what the
//! site has for the article, replace the shortcodes, and read the text by its format.

use std::borrow::Cow;
use std::fs::File;
use std::io::Read;
use std::path::Path;

use uuid::Uuid;

use super::address::{Name, NameDate, name};
use super::document::{Document, MORE};
use super::front_matter::{self, FrontMatter, FrontMatterError, headers};
use super::inheritance::Inheritance;
use super::keys::{Front, Terms, interpret};
use super::problem::Findings;
use super::shortcodes::values::Values;
use super::site::{Layout, Site};
use super::stamp::Stamp;
use super::survey::{ArticleFile, Format};
use super::{Problem, encoding, html, markdown, plain_text, shortcodes};

/// More text than any article has; a file beyond it is a log or a dump, and would cost memory.
const MAX_BYTES: u64 = 16 * 1024 * 1024;

/// What reading one file came to.
#[derive(Debug)]
pub enum Outcome<'a> {
    Parsed(Box<Parsed<'a>>),
    /// The content is as known, whatever the file times say.
    SameContent,
    /// Nothing that can be published, or not now: what is known of it stays.
    Unusable(Vec<Problem>),
}

/// What one file says.
#[derive(Debug)]
pub struct Parsed<'a> {
    pub file: &'a ArticleFile,
    pub name: Name,
    /// Of the content.
    pub hash: String,
    pub front: Front,
    pub document: Document,
    /// The file's text, to find the line of a reference in it.
    pub text: String,
    pub findings: Findings,
}

impl Parsed<'_> {
    pub fn title(&self) -> &str {
        let own = self.front.title.as_deref().or(self.document.title.as_deref());
        own.unwrap_or(&self.name.title)
    }
}

/// Reads `file` of the `site`. With `known` the content is compared first.
pub fn read<'a>(
    file: &'a ArticleFile,
    site: &Site,
    inheritance: &Inheritance<'_>,
    known: Option<&Stamp>,
) -> Outcome<'a> {
    let mut findings = Findings::of(&file.path);
    let bytes = match bounded(&file.full) {
        Ok(bytes) => bytes,
        Err(reason) => return unusable(findings, None, &reason),
    };
    let hash = hash(&bytes);
    if known.is_some_and(|known| known.hash == hash) {
        return Outcome::SameContent;
    }
    if bytes.iter().all(u8::is_ascii_whitespace) {
        findings.warn(None, "the file is empty: left out");
        return Outcome::Unusable(findings.problems);
    }
    let Some(decoded) = encoding::decode(&bytes) else {
        return unusable(
            findings,
            None,
            "the file is no text: left out; move it or give it another extension",
        );
    };
    if decoded.damaged {
        findings.warn(None, "some bytes mean nothing in the encoding of the file: save it as UTF-8");
    } else if let Some(encoding) = decoded.guessed {
        findings.note(None, format!("read as {encoding}, which is a guess: save the file as UTF-8"));
    }
    match parse(file, site, inheritance, &decoded.text, &mut findings) {
        Ok((front, document)) => {
            let name = name(file, site.layout, NameDate::of(site, front.date));
            let text = decoded.text;
            Outcome::Parsed(Box::new(Parsed { file, name, hash, front, document, text, findings }))
        }
        Err(error) => unusable(
            findings,
            Some(error.line()),
            &format!("{error}; the article is left out until this is mended"),
        ),
    }
}

fn unusable(mut findings: Findings, line: Option<usize>, message: &str) -> Outcome<'static> {
    findings.error(line, message);
    Outcome::Unusable(findings.problems)
}

/// The bytes of `path`, if they are not too many for a text.
pub fn bounded(path: &Path) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    File::open(path)
        .and_then(|file| file.take(MAX_BYTES + 1).read_to_end(&mut bytes))
        .map_err(|error| format!("cannot read the file: {error}"))?;
    if bytes.len() as u64 > MAX_BYTES {
        return Err(format!("the file is larger than {} MB: left out", MAX_BYTES >> 20));
    }
    Ok(bytes)
}

/// Of any content: the same for the same bytes, on every machine.
pub fn hash(bytes: &[u8]) -> String {
    Uuid::new_v5(&Uuid::NAMESPACE_OID, bytes).simple().to_string()
}

fn parse(
    file: &ArticleFile,
    site: &Site,
    inheritance: &Inheritance<'_>,
    text: &str,
    findings: &mut Findings,
) -> Result<(Front, Document), FrontMatterError> {
    let layout = site.words_of(&file.path);
    let mut parted = front_matter::split(text)?;
    if parted.matter.is_none() && layout == Layout::Plain && file.format == Format::Markdown {
        parted = headers::split(text).unwrap_or(parted);
    }
    let own = match layout {
        Layout::Jekyll => parted.matter.map(FrontMatter::with_timestamps_in_utc),
        Layout::Plain | Layout::Hugo | Layout::Zola => parted.matter,
    };
    let matter = inheritance.complete(file, own);
    let values = Values {
        page: matter.as_ref().map(|matter| &matter.values),
        site: site.settings().map(|own| &own.tree.values),
    };
    let expanded = |findings: &mut Findings| {
        let body = shortcodes::expand(parted.body, layout, values, parted.body_line, findings);
        match values.excerpt_separator().filter(|_| layout == Layout::Jekyll) {
            Some(separator) => Cow::Owned(body.replacen(&separator, MORE, 1)),
            None => body,
        }
    };
    // Jekyll parts a string of terms by white space.
    let terms = if layout == Layout::Jekyll { Terms::BySpace } else { Terms::ByComma };
    let front = matter.as_ref().map(|matter| interpret(matter, terms, findings)).unwrap_or_default();
    let title = front.title.as_deref();
    let document = match file.format {
        Format::Markdown => markdown::read(&expanded(findings), site.dialect(&file.path), title),
        Format::Html => html::read(&expanded(findings), title),
        Format::Text => plain_text::read(parted.body, title),
    };
    Ok((front, document))
}
