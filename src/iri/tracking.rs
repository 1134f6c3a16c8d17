//! Parameters that say how a reader came to a page, not which page it is. [`strip_tracking`] takes them off
//! links that are published, those inside of contents too; [`canonical`](super::canonical()) asks [`is_tracking`] for its key. A parameter is
//! listed only where no site is known to choose a page by it.

use url::Url;

/// Whole families: Google and its imitators (Matomo, Vero, Olytics and others).
const PREFIXES: &[&str] =
    &["utm_", "mtm_", "matomo_", "piwik_", "hsa_", "__hs", "at_custom", "vero_", "oly_", "fb_action_"];

const NAMES: &[&str] = &[
    // click ids of advertising networks
    "fbclid",
    "gclid",
    "gclsrc",
    "gbraid",
    "wbraid",
    "dclid",
    "srsltid",
    "msclkid",
    "yclid",
    "ymclid",
    "twclid",
    "ttclid",
    "li_fat_id",
    "igshid",
    "igsh",
    "epik",
    "rb_clickid",
    "irclickid",
    "_openstat",
    "wickedid",
    "_branch_match_id",
    // newsletters
    "mc_cid",
    "mc_eid",
    "mc_tc",
    "mkt_tok",
    "_hsenc",
    "_hsmi",
    "hsctatracking",
    "ml_subscriber",
    "ml_subscriber_hash",
    "_bta_c",
    "_bta_tid",
    "_ke",
    "sc_channel",
    "sc_campaign",
    "elqtrack",
    "elqtrackid",
    // campaigns, as Piwik and others name them
    "pk_campaign",
    "pk_source",
    "pk_medium",
    "pk_content",
    "pk_cid",
    "pk_kwd",
    "pk_keyword",
    "itm_source",
    "itm_medium",
    "itm_campaign",
    "itm_content",
    "itm_term",
    "stm_source",
    "stm_medium",
    "stm_campaign",
    "stm_content",
    "stm_term",
    // analytics of publishers and platforms
    "_ga",
    "_gl",
    "s_cid",
    "xtor",
    "at_medium",
    "at_campaign",
    "at_campaign_type",
    "at_link_id",
    "at_link_origin",
    "at_link_type",
    "at_format",
    "at_bbc_team",
    "at_ptr_name",
    "ns_mchannel",
    "ns_source",
    "ns_campaign",
    "ns_linkname",
    "ns_fee",
    "wt_mc",
    "wt_zmc",
    "spm",
    "cmpid",
    "ncid",
    "soc_src",
    "soc_trk",
    "guccounter",
    "guce_referrer",
    "guce_referrer_sig",
];

/// Names that mean something elsewhere and mark the feed only with these values.
const VALUES: &[(&str, &str)] = &[
    ("partner", "rss"),
    ("emc", "rss"),
    ("source", "rss"),
    ("ref", "rss"),
    ("from", "rss"),
    ("cmp", "rss"),
    ("mod", "rss"),
    ("ft", "rss"),
];

/// `url` without tracking parameters in its query, and without a fragment that is nothing else. What stays
/// keeps its bytes.
pub fn strip_tracking(mut url: Url) -> Url {
    if let Some(query) = url.query().filter(|query| query.split('&').any(is_tracking)) {
        let kept = without_tracking(query);
        url.set_query((!kept.is_empty()).then_some(&*kept));
    }
    if url.fragment().is_some_and(only_tracks) {
        url.set_fragment(None);
    }
    url
}

/// Whether the pair `name=value` of a query tracks its reader.
pub(super) fn is_tracking(pair: &str) -> bool {
    let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
    let name = unescaped(name);
    let begins =
        |prefix: &&str| name.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix));
    NAMES.iter().any(|known| name.eq_ignore_ascii_case(known))
        || PREFIXES.iter().any(begins)
        || VALUES
            .iter()
            .any(|(known, mark)| name.eq_ignore_ascii_case(known) && value.eq_ignore_ascii_case(mark))
        || is_medium_source(name, value)
}

/// `pair` without the `amp;` that an ampersand escaped twice leaves in front of it.
pub(super) fn unescaped(pair: &str) -> &str {
    pair.trim_start_matches("amp;")
}

fn without_tracking(query: &str) -> String {
    query.split('&').filter(|pair| !is_tracking(pair)).collect::<Vec<_>>().join("&")
}

/// `#xtor=RSS-1` and `#utm_source=feed&utm_medium=rss`, which publishers use to keep their caches whole.
fn only_tracks(fragment: &str) -> bool {
    fragment.split('&').all(|pair| pair.contains('=') && is_tracking(pair.trim_start_matches('?')))
}

/// Medium marks each link of its feeds with `source=rss----1a2b3c---4`.
fn is_medium_source(name: &str, value: &str) -> bool {
    name == "source" && value.starts_with("rss--")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn stripped(url: &str) -> String {
        strip_tracking(Url::parse(url).expect("a test gives whole addresses")).into()
    }

    #[test]
    fn what_tracks_goes_and_the_rest_keeps_its_bytes() {
        for (given, kept) in [
            ("https://x.org/p?utm_source=rss&utm_medium=feed", "https://x.org/p"),
            ("https://x.org/p?a=1&UTM_Source=rss&b=%7e+x", "https://x.org/p?a=1&b=%7e+x"),
            ("https://x.org/p?a=1&amp;utm_source=rss", "https://x.org/p?a=1"),
            ("https://x.org/p?fbclid=1&gclid=2&dclid=3&msclkid=4&yclid=5&igshid=6", "https://x.org/p"),
            ("https://x.org/p?mc_cid=1&mc_eid=2&_hsenc=3&_hsmi=4&mkt_tok=5&id=7", "https://x.org/p?id=7"),
            ("https://x.org/p?partner=rss&emc=rss", "https://x.org/p"),
            ("https://medium.com/p/x?source=rss----1a2b---4", "https://medium.com/p/x"),
            ("https://x.org/p?id=1#xtor=RSS-1", "https://x.org/p?id=1"),
            ("https://x.org/p#utm_source=a&utm_medium=b", "https://x.org/p"),
            ("https://x.org/p?utm_source=rss#part", "https://x.org/p#part"),
        ] {
            assert_eq!(stripped(given), kept, "{given}");
        }
    }

    #[test]
    fn what_chooses_a_page_stays() {
        for url in [
            "https://x.org/p?source=rss-guide",
            "https://x.org/p?ref=main&from=2020&partner=acme",
            "https://x.org/p?utmost=1&id=utm_source",
            "https://x.org/p?&&a&b=",
            "https://x.org/p?",
            "https://x.org/p#",
            "https://x.org/p#/utm_source=1",
            "mailto:a@x.org?subject=utm_source",
        ] {
            assert_eq!(stripped(url), url);
        }
    }

    proptest! {
        #[test]
        fn an_address_that_tracks_nobody_is_left_alone(query in "[a-d=&%;+é]{0,20}") {
            let url = Url::parse(&format!("https://x.org/?{query}")).expect("any query will do");
            prop_assert_eq!(strip_tracking(url.clone()), url);
        }

        #[test]
        fn stripping_twice_strips_no_more(query in "(utm_a|gclid|id|amp;|source)?(=|&|rss){0,6}.{0,8}") {
            let once = strip_tracking(Url::parse(&format!("https://x.org/?{query}")).expect("any query will do"));
            prop_assert_eq!(strip_tracking(once.clone()), once);
        }
    }
}
