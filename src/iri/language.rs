//! Language tags: [`language`] takes what feeds write (`en_us`, `EN-us`) and gives the tag as BCP 47
//! (RFC 5646) spells it, if it is well-formed. It does not ask the registry whether the language exists.

/// Tags older than the grammar that it does not cover, in their customary case (RFC 5646, 2.1: irregular).
const IRREGULAR: &[&str] = &[
    "en-GB-oed",
    "i-ami",
    "i-bnn",
    "i-default",
    "i-enochian",
    "i-hak",
    "i-klingon",
    "i-lux",
    "i-mingo",
    "i-navajo",
    "i-pwn",
    "i-tao",
    "i-tay",
    "i-tsu",
    "sgn-BE-FR",
    "sgn-BE-NL",
    "sgn-CH-DE",
];

/// The well-formed BCP 47 tag that `text` means, in customary case; `None` where it means none.
pub fn language(text: &str) -> Option<String> {
    let tag = text.trim().replace('_', "-");
    if let Some(known) = IRREGULAR.iter().find(|known| known.eq_ignore_ascii_case(&tag)) {
        return Some((*known).to_owned());
    }
    let subtags: Vec<&str> = tag.split('-').collect();
    let well_shaped =
        |subtag: &&str| (1..=8).contains(&subtag.len()) && subtag.bytes().all(|b| b.is_ascii_alphanumeric());
    (subtags.iter().all(well_shaped) && is_well_formed(&subtags)).then(|| in_customary_case(&subtags))
}

/// `language ["-" script] ["-" region] *("-" variant) *("-" extension) ["-" privateuse]`, or private use
/// alone.
fn is_well_formed(subtags: &[&str]) -> bool {
    let [first, rest @ ..] = subtags else { return false };
    if first.eq_ignore_ascii_case("x") {
        return !rest.is_empty();
    }
    if !(is_alphabetic(first) && first.len() > 1) {
        return false;
    }
    // Extended languages (`zh-yue`) stand behind a language of two or three letters, at most three of them.
    let extended =
        if first.len() <= 3 { leading(rest, |s| s.len() == 3 && is_alphabetic(s)).min(3) } else { 0 };
    let rest = &rest[extended..];
    let rest = &rest[leading(rest, |s| s.len() == 4 && is_alphabetic(s)).min(1)..];
    let rest = &rest[leading(rest, is_region).min(1)..];
    let (variants, rest) = rest.split_at(leading(rest, is_variant));
    all_differ(variants) && are_extensions(rest)
}

/// Extensions each begin with a letter or digit of their own and have at least one subtag; behind `x` all is
/// private.
fn are_extensions(subtags: &[&str]) -> bool {
    let mut seen = Vec::new();
    let mut rest = subtags;
    while let [singleton, behind @ ..] = rest {
        if singleton.len() != 1 {
            return false;
        }
        if singleton.eq_ignore_ascii_case("x") {
            return !behind.is_empty() && all_differ(&seen);
        }
        let length = leading(behind, |s| s.len() > 1);
        if length == 0 {
            return false;
        }
        seen.push(*singleton);
        rest = &behind[length..];
    }
    all_differ(&seen)
}

fn is_region(subtag: &str) -> bool {
    (subtag.len() == 2 && is_alphabetic(subtag))
        || (subtag.len() == 3 && subtag.bytes().all(|b| b.is_ascii_digit()))
}

fn is_variant(subtag: &str) -> bool {
    subtag.len() >= 5 || (subtag.len() == 4 && subtag.starts_with(|c: char| c.is_ascii_digit()))
}

fn is_alphabetic(subtag: &str) -> bool {
    subtag.bytes().all(|byte| byte.is_ascii_alphabetic())
}

/// How many of the first `subtags` are of one `kind`.
fn leading(subtags: &[&str], kind: impl Fn(&str) -> bool) -> usize {
    subtags.iter().take_while(|subtag| kind(subtag)).count()
}

fn all_differ(subtags: &[&str]) -> bool {
    let mut sorted: Vec<String> = subtags.iter().map(|subtag| subtag.to_ascii_lowercase()).collect();
    sorted.sort_unstable();
    sorted.windows(2).all(|pair| pair[0] != pair[1])
}

/// RFC 5646, 2.1.1: capitals for regions, a capital first letter for scripts, neither behind a singleton.
fn in_customary_case(subtags: &[&str]) -> String {
    let mut tag = String::new();
    let mut extended = false;
    for (at, subtag) in subtags.iter().enumerate() {
        if at > 0 {
            tag.push('-');
        }
        let lower = subtag.to_ascii_lowercase();
        match lower.len() {
            2 if at > 0 && !extended => tag.push_str(&lower.to_ascii_uppercase()),
            4 if at > 0 && !extended => {
                tag.push_str(&lower[..1].to_ascii_uppercase());
                tag.push_str(&lower[1..]);
            }
            _ => tag.push_str(&lower),
        }
        extended |= subtag.len() == 1;
    }
    tag
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn tags_take_their_customary_case() {
        for (given, tag) in [
            ("en", "en"),
            ("EN", "en"),
            ("en_us", "en-US"),
            (" en-us\n", "en-US"),
            ("zh-hant-tw", "zh-Hant-TW"),
            ("zh_Hans", "zh-Hans"),
            ("es-419", "es-419"),
            ("de-ch-1996", "de-CH-1996"),
            ("sl-rozaj-biske", "sl-rozaj-biske"),
            ("zh-yue-hk", "zh-yue-HK"),
            ("de-de-u-co-phonebk", "de-DE-u-co-phonebk"),
            ("en-US-x-twain-ab", "en-US-x-twain-ab"),
            ("X-WHATEVER", "x-whatever"),
            ("I-KLINGON", "i-klingon"),
            ("en-gb-OED", "en-GB-oed"),
            ("zh-min-nan", "zh-min-nan"),
            ("art-lojban", "art-lojban"),
            ("ca-valencia", "ca-valencia"),
        ] {
            assert_eq!(language(given).as_deref(), Some(tag), "{given}");
        }
    }

    #[test]
    fn other_texts_are_no_tags() {
        for text in [
            "",
            "-",
            "e",
            "en-",
            "-en",
            "en--us",
            "en us",
            "en, fr",
            "en-us-",
            "english language",
            "9",
            "en-u",
            "x",
            "en-a-bb-a-cc",
            "de-1996-1996",
            "en-us-gb",
            "überdeutsch",
            "en-US.UTF-8",
            "abcdefghi",
            "q-xx",
            "en-latn-latn",
        ] {
            assert_eq!(language(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn a_tag_stays_as_it_is(text in "[a-zA-Z]{1,8}([-_][a-zA-Z0-9]{1,8}){0,4}") {
            if let Some(tag) = language(&text) {
                prop_assert_eq!(language(&tag), Some(tag));
            }
        }

        #[test]
        fn no_text_makes_it_panic(text in ".{0,20}") {
            language(&text);
        }
    }
}
