//! Punctuation of printers, as the parser of Markdown makes it of what a keyboard has.

use std::ops::Range;

use pulldown_cmark::{CowStr, Event};

/// The inches of `a 12" record`, and quotes without a fellow: behind a letter the parser's opening quote closes.
pub fn with_closing_quotes<'a>(
    source: &'a str,
    events: impl Iterator<Item = (Event<'a>, Range<usize>)>,
) -> impl Iterator<Item = (Event<'a>, Range<usize>)> {
    events.map(move |(event, place)| {
        let closes = matches!(&event, Event::Text(text) if &**text == "“")
            && source.get(..place.start).is_some_and(|before| before.ends_with(char::is_alphanumeric));
        (if closes { Event::Text(CowStr::from("”")) } else { event }, place)
    })
}

/// As a keyboard has it.
pub fn typed(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '‘' | '’' => out.push('\''),
            '“' | '”' => out.push('"'),
            '–' => out.push_str("--"),
            '—' => out.push_str("---"),
            '…' => out.push_str("..."),
            other => out.push(other),
        }
    }
    out
}
