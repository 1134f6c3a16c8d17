//! What begins with `<!` or `<?`: CDATA sections, comments, instructions, the document type.

use std::borrow::Cow;

use memchr::{memchr, memchr_iter, memmem};

use super::structure::Reader;
use super::{Decoding, Piece, Token};

impl<'a> Reader<'a> {
    /// `<!`: a CDATA section gives text, everything else is passed over.
    pub(super) fn declaration(&mut self, at: usize) -> Option<Token<'a>> {
        let rest = &self.text.as_bytes()[at..];
        if rest.starts_with(b"<![CDATA[") {
            let from = at + "<![CDATA[".len();
            let (end, after) = self.end_of_cdata(from);
            self.at = after;
            let decoding = if self.has_returns { Decoding::LineEnds } else { Decoding::Nothing };
            return Some(Token::Text(Piece { raw: &self.text[from..end], decoding }));
        }
        if rest.starts_with(b"<!--") {
            self.at = self.after(at + "<!--".len(), "-->");
        } else if rest.len() >= 9 && rest[2..9].eq_ignore_ascii_case(b"DOCTYPE") {
            self.document_type(at);
        } else {
            self.problems.mended(
                "unknown-declaration",
                "a declaration that XML does not know was passed over",
                at,
            );
            self.at = self.after(at, ">");
        }
        None
    }

    /// Where a CDATA section ends, and where to go on. One that is never closed ends with the
    /// element that it stands in.
    fn end_of_cdata(&mut self, from: usize) -> (usize, usize) {
        if let Some(end) = self.find(from, "]]>") {
            return (end, end + "]]>".len());
        }
        let bytes = self.text.as_bytes();
        self.problems.mended("unclosed-cdata", "a CDATA section was never closed", from);
        let end_tag = format!("</{}", self.innermost());
        let end = memmem::find(&bytes[from..], end_tag.as_bytes()).map_or(bytes.len(), |found| from + found);
        (end, end)
    }

    /// Past the next `end`; where there is none, past the next `>`.
    pub(super) fn after(&mut self, from: usize, end: &'static str) -> usize {
        if let Some(found) = self.find(from, end) {
            return found + end.len();
        }
        self.problems.mended("unclosed-markup", "a comment or instruction was never closed", from);
        memchr(b'>', &self.text.as_bytes()[from..]).map_or(self.text.len(), |found| from + found + 1)
    }

    /// The next `end`. Once there is none, a document full of beginnings costs no further search.
    fn find(&mut self, from: usize, end: &'static str) -> Option<usize> {
        if self.missing.contains(&end) {
            return None;
        }
        let rest = &self.text.as_bytes()[from..];
        let mut starts = memchr_iter(end.as_bytes()[0], rest);
        let found = starts.find(|at| rest[*at..].starts_with(end.as_bytes()));
        if found.is_none() {
            self.missing.push(end);
        }
        found.map(|found| from + found)
    }

    /// Reads a document type, and of its internal subset the simple entities.
    fn document_type(&mut self, at: usize) {
        let bytes = self.text.as_bytes();
        let head_end = memchr::memchr2(b'[', b'>', &bytes[at..]).map_or(bytes.len(), |found| at + found);
        let head = &self.text[at..head_end];
        self.entities.external |= head.contains("PUBLIC") || head.contains("SYSTEM");
        if bytes.get(head_end) != Some(&b'[') {
            self.at = (head_end + 1).min(bytes.len());
            return;
        }
        let subset_end = memchr(b']', &bytes[head_end..]).map_or(bytes.len(), |found| head_end + found);
        self.entities.declare(&self.text[head_end..subset_end]);
        self.at = self.after(subset_end, ">");
    }
}

/// What stands in a CDATA section that was itself escaped, or put into another: publishers who take the section
/// for a part of the text write both.
pub fn unwrapped(text: Cow<'_, str>) -> Cow<'_, str> {
    // Every text comes by here, and hardly any begins so.
    if !(text.starts_with("<!") || text.starts_with("&lt;!")) {
        return text;
    }
    match text {
        Cow::Borrowed(text) => Cow::Borrowed(inside_section(text).unwrap_or(text)),
        Cow::Owned(text) => Cow::Owned(match inside_section(&text) {
            Some(inside) => inside.to_owned(),
            None => text,
        }),
    }
}

/// Of a text that is one section and nothing else; escaped where it stands beside markup.
fn inside_section(text: &str) -> Option<&str> {
    const SECTIONS: [(&str, &str); 2] = [("<![CDATA[", "]]>"), ("&lt;![CDATA[", "]]&gt;")];
    SECTIONS.iter().find_map(|(start, end)| {
        let inside = text.strip_prefix(start)?.strip_suffix(end)?;
        (!inside.contains(start)).then(|| inside.trim())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_section_that_was_escaped_is_unwrapped() {
        for (text, inside) in [
            ("<![CDATA[Hello & bye]]>", "Hello & bye"),
            ("<![CDATA[ <p>x</p> ]]>", "<p>x</p>"),
            ("&lt;![CDATA[<p>x</p>]]&gt;", "<p>x</p>"),
            ("<![CDATA[]]>", ""),
            ("What <![CDATA[x]]> means", "What <![CDATA[x]]> means"),
            ("<![CDATA[a]]> <![CDATA[b]]>", "<![CDATA[a]]> <![CDATA[b]]>"),
            ("<![CDATA[cut", "<![CDATA[cut"),
        ] {
            assert_eq!(unwrapped(Cow::Borrowed(text)), inside, "{text}");
            assert_eq!(unwrapped(Cow::Owned(text.to_owned())), inside, "{text}");
        }
    }
}
