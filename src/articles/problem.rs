//! What an author should know of a file, and the words for it.

use std::fmt;

/// Something about a file that its author should know.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    /// Relative to the folder.
    pub path: String,
    /// From 1.
    pub line: Option<usize>,
    pub severity: Severity,
    pub message: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The article is left out, or stays as it was.
    Error,
    /// A part of the article is left out.
    Loss,
    /// A part of the article is not as its author meant it.
    Warning,
    /// Good to know.
    Note,
}

impl Problem {
    pub fn new(severity: Severity, path: &str, line: Option<usize>, message: impl Into<String>) -> Problem {
        Problem { path: path.to_owned(), line, severity, message: message.into() }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.path.escape_debug())?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
        }
        write!(f, ": {}", self.message)
    }
}

/// Collects the problems of one file while it is read.
#[derive(Debug, Clone)]
pub struct Findings {
    path: String,
    pub problems: Vec<Problem>,
}

impl Findings {
    pub fn of(path: &str) -> Findings {
        Findings { path: path.to_owned(), problems: Vec::new() }
    }

    pub fn error(&mut self, line: Option<usize>, message: impl Into<String>) {
        self.push(Severity::Error, line, message);
    }

    pub fn lose(&mut self, line: Option<usize>, message: impl Into<String>) {
        self.push(Severity::Loss, line, message);
    }

    pub fn warn(&mut self, line: Option<usize>, message: impl Into<String>) {
        self.push(Severity::Warning, line, message);
    }

    pub fn note(&mut self, line: Option<usize>, message: impl Into<String>) {
        self.push(Severity::Note, line, message);
    }

    fn push(&mut self, severity: Severity, line: Option<usize>, message: impl Into<String>) {
        self.problems.push(Problem::new(severity, &self.path, line, message));
    }
}

/// Something out of a file as it may stand in a message: quoted, escaped, not too long.
pub fn quoted(text: &str) -> String {
    const SHOWN: usize = 80;
    let mut shown: String = text.chars().take(SHOWN).collect();
    if shown.len() < text.len() {
        shown.push('…');
    }
    format!("'{}'", shown.escape_debug().to_string().replace("\\'", "'").replace("\\\"", "\""))
}

/// How many lines of `text` end before the byte offset `at`.
pub fn lines_before(text: &str, at: usize) -> usize {
    memchr::memchr_iter(b'\n', &text.as_bytes()[..at]).count()
}
