//! Where the marks of shortcodes stand in a text, and what is in them.

/// How a mark begins and ends.
pub type Delimiters = (&'static str, &'static str);

pub struct Mark<'a> {
    pub delimiters: Delimiters,
    /// What stands between them.
    pub inner: &'a str,
    pub start: usize,
    pub end: usize,
}

/// The marks of a text. Where the next end is, is remembered for each kind, so that openings
/// without an end cost nothing.
pub struct Marks<'a> {
    text: &'a str,
    delimiters: &'static [Delimiters],
    closes: Vec<usize>,
}

impl<'a> Marks<'a> {
    pub fn of(text: &'a str, delimiters: &'static [Delimiters]) -> Marks<'a> {
        Marks { text, delimiters, closes: vec![0; delimiters.len()] }
    }

    /// The first mark at or after `at`.
    pub fn next(&mut self, mut at: usize) -> Option<Mark<'a>> {
        /// A mark is a line or two; an opening one far from any end is text.
        const LONGEST: usize = 4096;
        loop {
            at += memchr::memchr(b'{', &self.text.as_bytes()[at..])?;
            let kind = self.delimiters.iter().position(|(open, _)| self.text[at..].starts_with(open));
            if let Some(kind) = kind {
                let delimiters @ (open, close) = self.delimiters[kind];
                let start = at + open.len();
                let end = self.close(kind, start);
                if end - start <= LONGEST && end < self.text.len() {
                    let inner = &self.text[start..end];
                    return Some(Mark { delimiters, inner, start: at, end: end + close.len() });
                }
            }
            at += 1;
        }
    }

    fn close(&mut self, kind: usize, start: usize) -> usize {
        if self.closes[kind] < start {
            let found =
                memchr::memmem::find(&self.text.as_bytes()[start..], self.delimiters[kind].1.as_bytes());
            self.closes[kind] = found.map_or(self.text.len(), |length| start + length);
        }
        self.closes[kind]
    }
}

/// A name and its arguments: `figure src="a.png" alt=x`, `youtube(id="x")`, `post_url name`.
pub struct Code<'a> {
    pub name: &'a str,
    /// It ends what an earlier mark of this name began.
    pub closing: bool,
    pub arguments: Vec<(Option<&'a str>, String)>,
    /// All of it.
    pub inner: &'a str,
}

impl<'a> Code<'a> {
    pub fn parse(inner: &'a str) -> Code<'a> {
        let inner = inner.trim().trim_matches('-').trim();
        let (closing, rest) =
            inner.strip_prefix('/').map_or((false, inner), |rest| (true, rest.trim_start()));
        let end = rest.find(|c: char| !(c.is_alphanumeric() || "_-./".contains(c))).unwrap_or(rest.len());
        let arguments = rest[end..].trim().trim_start_matches('(').trim_end_matches([')', '/']);
        Code { name: &rest[..end], closing, arguments: parse_arguments(arguments), inner }
    }

    pub fn named(&self, name: &str) -> Option<&str> {
        self.arguments.iter().find(|(key, _)| *key == Some(name)).map(|(_, value)| value.as_str())
    }

    /// The first argument without a name.
    pub fn first(&self) -> Option<&str> {
        self.arguments.iter().find(|(key, _)| key.is_none()).map(|(_, value)| value.as_str())
    }

    /// The argument of this name, else the first without one.
    pub fn any(&self, name: &str) -> &str {
        self.named(name).or(self.first()).unwrap_or_default()
    }
}

fn parse_arguments(text: &str) -> Vec<(Option<&str>, String)> {
    let mut all = Vec::new();
    let mut rest = text.trim_start_matches([' ', ',', '\n', '\t']);
    while !rest.is_empty() {
        let word = rest.find(|c: char| c.is_whitespace() || ",=".contains(c)).unwrap_or(rest.len());
        let key = rest[word..].trim_start().strip_prefix('=').filter(|_| !rest.starts_with(['"', '\'', '`']));
        let name = key.map(|_| rest[..word].trim());
        let value = key.map_or(rest, str::trim_start);
        let quote = value.chars().next().filter(|c| matches!(c, '"' | '\'' | '`'));
        let (taken, after) = match quote {
            Some(quote) => value[1..].split_once(quote).unwrap_or((&value[1..], "")),
            None => {
                value.split_at(value.find(|c: char| c.is_whitespace() || c == ',').unwrap_or(value.len()))
            }
        };
        all.push((name, taken.to_owned()));
        let next = after.trim_start_matches([' ', ',', '\n', '\t']);
        // An empty value does not move on; what is left then says nothing.
        rest = if next.len() < rest.len() { next } else { "" };
    }
    all
}
