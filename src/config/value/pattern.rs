//! Regular expressions: linear in time, bounded in size, and shown with the place of their fault.

use regex::{Regex, RegexBuilder};

use super::Wrong;

/// A compiled pattern takes at most so much memory: `(a{1000}){1000}` must not take it all.
const MAX_PATTERN_BYTES: usize = 2 << 20;

/// A regular expression of the `regex` crate, which matches in linear time.
pub fn pattern(text: &str) -> Result<Regex, Wrong> {
    RegexBuilder::new(text).size_limit(MAX_PATTERN_BYTES).build().map_err(|error| match error {
        regex::Error::CompiledTooBig(limit) => format!(
            "the regular expression `{text}` takes more than {} MiB: shorten it, or lower its repetitions",
            limit >> 20
        ),
        regex::Error::Syntax(report) => {
            format!("the regular expression `{text}` is wrong{}", place_and_fault(&report))
        }
        other => format!("the regular expression `{text}` cannot be used ({other})"),
    })
}

/// The last line of the report of the `regex` crate names the fault, and the first `^` of its
/// drawing, which is indented by four characters, the place.
fn place_and_fault(report: &str) -> String {
    let fault = report.lines().last().unwrap_or_default().trim_start_matches("error: ");
    let drawing = report.lines().skip(1).map(|line| line.strip_prefix("    ").unwrap_or(line));
    let place =
        drawing.filter(|line| line.trim_matches([' ', '^']).is_empty()).find_map(|line| line.find('^'));
    match place {
        Some(column) => format!(" at character {}: {fault}", column + 1),
        None => format!(": {fault}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fail<T: std::fmt::Debug>(result: Result<T, Wrong>) -> String {
        result.unwrap_err()
    }

    #[test]
    fn a_wrong_pattern_is_shown_with_the_place() {
        assert_eq!(
            fail(pattern("rust(")),
            "the regular expression `rust(` is wrong at character 5: unclosed group"
        );
        assert!(fail(pattern("(a{1000}){1000}")).contains("takes more than 2 MiB"));
        assert!(fail(pattern("a\n(b")).contains("unclosed group"));
        assert!(fail(pattern("(?=x)")).contains("look-around"));
    }
}
