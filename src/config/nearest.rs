//! The known name that a misspelt one was probably meant to be.

use strsim::osa_distance;

/// The nearest of `known` to `written`, if it is near enough to be worth suggesting.
/// `maxAge`, `max-age` and `MAX_AGE` are as near to `max_age` as can be.
pub fn nearest<'a>(written: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let written = folded(written)?;
    known
        .into_iter()
        .filter_map(|name| Some((osa_distance(&written, &folded(name)?), name)))
        .filter(|(distance, name)| *distance <= tolerance(&written, name))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}

/// No key of ours is longer; what is, is not compared.
const LONGEST: usize = 40;

/// Without case, `-` and `_`.
fn folded(name: &str) -> Option<String> {
    let letters = name.chars().take(LONGEST + 1).filter(|c| !matches!(c, '-' | '_' | ' '));
    let folded: String = letters.flat_map(char::to_lowercase).collect();
    (folded.chars().count() <= LONGEST).then_some(folded)
}

/// A third of the letters, so that `fetc` is `fetch` and `id` is not `url`; a beginning or an
/// ending (`refresh_interval`, `desc`) is near whatever its length.
fn tolerance(written: &str, name: &str) -> usize {
    let name = name.replace('_', "");
    let part = written.len() >= 3 && name.starts_with(written) || name.len() >= 4 && written.ends_with(&name);
    if part { LONGEST } else { name.len().max(written.len()).div_ceil(3).min(3) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn misspelt_keys_find_their_original() {
        let known = ["title", "link", "max_age", "interval", "description", "url", "timeout", "per_host"];
        let cases = [
            ("titel", Some("title")),
            ("tittle", Some("title")),
            ("maxAge", Some("max_age")),
            ("max-age", Some("max_age")),
            ("desc", Some("description")),
            ("refresh_interval", Some("interval")),
            ("uri", Some("url")),
            ("time_out", Some("timeout")),
            ("color", None),
            ("", None),
            ("x", None),
        ];
        for (written, expected) in cases {
            assert_eq!(nearest(written, known), expected, "{written}");
        }
    }

    #[test]
    fn a_huge_key_costs_nothing() {
        assert_eq!(nearest(&"t".repeat(1_000_000), ["title"]), None);
    }
}
