//! Languages as feeds may name them: [`iso639_language`].
//!
//! BCP 47 took in the thousands of languages of ISO 639-3; RSS 2.0 is older, and the W3C feed validator has
//! ISO 639-1 and 639-2 only, in RSS and in Atom. What these do not know goes by the larger language that it is a
//! part of, where there is one.

use super::registry::registered_language;

/// Codes of ISO 639-2, without those for which ISO 639-1 has a shorter one; sorted, without a gap.
const ISO_639_2: &str = "\
    aceachadaadyafaafhainakkalealgaltanganpapaarcarnarpartarwastathausawabadbaibalbanbasbatbejbemberbho\
    bikbinblabntbrabtkbuabugbyncadcaicarcaucebcelchbchgchkchmchnchochpchrchycmccopcpecpfcppcrhcrpcsbcus\
    dakdardaydeldendgrdindoidradsbduadumdyuefiegyekaelxenmewofanfatfilfiufonfrmfrofrrfrsfurgaagaygbagem\
    gezgilgmhgohgongorgotgrbgrcgswgwihaihawhilhimhithmnhsbhupibaijoiloincineinhirairojbojprjrbkaakabkac\
    kamkarkawkbdkhakhikhokmbkokkoskpekrckrlkrokrukumkutladlahlamlezlollozlualuilunluolusmadmagmaimakman\
    mapmasmdfmdrmenmgamicminmismkhmncmnimnomohmosmulmunmusmwlmwrmynmyvnahnainapndsnewnianicniunognonnso\
    nubnwcnymnynnyonziosaotaotopaapalpampappaupeophiphnponpraprorajraprarroaromrupsadsahsaisalsamsassat\
    scnscoselsemsgasgnshnsidsiositslasmasmismjsmnsmssnksogsonsrnsrrssasuksussuxsyrtaitemtertettigtivtkl\
    tlhtlitmhtogtpitsitumtuptuttvltyvudmugaumbundvaivotwakwalwarwaswenxalyaoyapypkzapzenzndzun";

/// Languages with a prefix under which the registry also has them (RFC 5646, 2.2.2: `zh-yue` is `yue`).
const EXTENDED: [(&str, &[&str]); 2] = [
    (
        "ar",
        &[
            "abv", "acm", "acq", "acw", "acx", "acy", "adf", "aeb", "aec", "afb", "apc", "apd", "arb", "arq",
            "ars", "ary", "arz", "auz", "avl", "ayh", "ayl", "ayn", "ayp", "shu", "ssh",
        ],
    ),
    (
        "zh",
        &["cdo", "cjy", "cmn", "cpx", "czh", "czo", "gan", "hak", "hsn", "lzh", "mnp", "nan", "wuu", "yue"],
    ),
];

/// Languages that are a part of a larger one (the registry's `Macrolanguage`).
const LARGER: [(&str, &str); 9] = [
    ("ckb", "ku"),
    ("ekk", "et"),
    ("kmr", "ku"),
    ("lvs", "lv"),
    ("pes", "fa"),
    ("prs", "fa"),
    ("sdh", "ku"),
    ("uzn", "uz"),
    ("zsm", "ms"),
];

/// The tag of ISO 639-1 or 639-2 that comes nearest to `tag`; `None` where there is none.
pub fn iso639_language(tag: &str) -> Option<String> {
    let tag = registered_language(without_prefix(tag))?;
    let (language, rest) = tag.split_at(tag.find('-').unwrap_or(tag.len()));
    if language.len() == 2 || is_iso_639_2(language) {
        return Some(tag);
    }
    if let Some((prefix, _)) = EXTENDED.iter().find(|(_, languages)| languages.contains(&language)) {
        return Some(format!("{prefix}-{language}{rest}"));
    }
    let larger = LARGER.iter().find(|(part, _)| *part == language);
    larger.map(|(_, whole)| format!("{whole}{rest}"))
}

/// `yue` of `zh-yue`.
fn without_prefix(tag: &str) -> &str {
    let Some((prefix, rest)) = tag.split_once('-') else { return tag };
    let language = rest.split('-').next().unwrap_or_default();
    let is_extended =
        EXTENDED.iter().any(|(known, languages)| *known == prefix && languages.contains(&language));
    if is_extended { rest } else { tag }
}

fn is_iso_639_2(language: &str) -> bool {
    language.len() == 3 && ISO_639_2.as_bytes().chunks(3).any(|code| code == language.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_codes_are_sorted_and_without_a_gap() {
        let codes: Vec<&[u8]> = ISO_639_2.as_bytes().chunks(3).collect();
        assert!(codes.is_sorted() && codes.iter().all(|code| code.len() == 3));
        for code in codes.iter().map(|code| std::str::from_utf8(code).unwrap()) {
            assert_eq!(registered_language(code).as_deref(), Some(code));
        }
    }

    #[test]
    fn what_iso_639_does_not_know_goes_by_what_it_is_part_of() {
        for (given, tag) in [
            ("en-US", Some("en-US")),
            ("nds", Some("nds")),
            ("gsw-CH", Some("gsw-CH")),
            ("und", Some("und")),
            ("yue", Some("zh-yue")),
            ("yue-Hant-HK", Some("zh-yue-Hant-HK")),
            ("zh-yue", Some("zh-yue")),
            ("zh-nan-TW", Some("zh-nan-TW")),
            ("en-nan", Some("en")),
            ("arz", Some("ar-arz")),
            ("ckb-IQ", Some("ku-IQ")),
            ("bar", None),
            ("zxx", None),
            ("jp", None),
        ] {
            assert_eq!(iso639_language(given).as_deref(), tag, "{given}");
        }
        for (_, languages) in EXTENDED {
            for language in languages {
                let published = iso639_language(language).unwrap();
                assert_eq!(iso639_language(&published), Some(published));
            }
        }
        assert!(LARGER.iter().all(|(part, whole)| registered_language(part).is_some() && whole.len() == 2));
    }
}
