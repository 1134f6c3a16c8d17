//! Collects the problems of one file while it is read.

use super::{Problem, Severity};

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
        self.push(Severity::Error, line, message.into());
    }

    pub fn lose(&mut self, line: Option<usize>, message: impl Into<String>) {
        self.push(Severity::Loss, line, message.into());
    }

    pub fn warn(&mut self, line: Option<usize>, message: impl Into<String>) {
        self.push(Severity::Warning, line, message.into());
    }

    pub fn note(&mut self, line: Option<usize>, message: impl Into<String>) {
        self.push(Severity::Note, line, message.into());
    }

    fn push(&mut self, severity: Severity, line: Option<usize>, message: String) {
        self.problems.push(Problem { path: self.path.clone(), line, severity, message });
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
