//! Laws for any input.

use proptest::prelude::*;

use super::hostile::danger;
use super::{base, publishing, reading};
use crate::markup::{Policy, SafeHtml, clean, gate, summary, text};

/// Pieces that make interesting documents when strung together.
#[rustfmt::skip]
const PIECES: [&str; 90] = [
    "<p>", "</p>", "<b>", "</b>", "<i id=x>", "</i>", "<a href=/a>", "<a href=#x>", "</a>", "<div>", "</div>",
    "<table>", "</table>", "<tr>", "<td>", "</td>", "<caption>", "<ul>", "<li>", "</ul>", "</li>", "<dl>",
    "<dt>", "<dd>", "<h1>", "</h1>", "<pre>", "\n", "</pre>", "<math>", "<mtext>", "<mi>", "</math>", "<svg>",
    "</svg>", "<style>", "</style>", "<script>", "</script>", "<textarea>", "</textarea>", "<title>",
    "</title>", "<!--", "-->", "<![CDATA[", "]]>", "<img src=x onerror=y>", "<img src='", "'>", "\">", "\"",
    "<br>", "<hr/>", "<ruby>", "<rt>", "<details>", "<summary>", "</details>", "<form>", "<select>",
    "</select>", "<template>", "</template>", "<noscript>", "&lt;", "&amp;lt;", "&#1;", "&nbsp;", "&", "<",
    "x", " ", "<span style='color:red;position:fixed'>", "</span>",
    "<iframe src=https://www.youtube.com/embed/x>", "</iframe>", "<video>", "<source src=x>", "</video>",
    "<picture>", "<font color=red>", "</font>", "<center>", "</center>", "\u{0}", "é", "<annotation>",
    "<colgroup>", "<col>",
];

/// Pieces that make documents without anything doubtful, and more of what may go wrong in them.
#[rustfmt::skip]
const ORDINARY: [&str; 56] = [
    "<p>", "</p>", "<b>", "</b>", "<i id=x>", "</i>", "<a href=/a>", "<a href=#x>", "</a>", "<div>", "</div>", "<ul>",
    "<ol>", "<li>", "</ul>", "</li>", "<dl>", "<dt>", "<dd>", "</dl>", "<h1>", "</h1>", "<h2>", "</h3>", "<pre>", "\n",
    "</pre>", "<img src=x>", "<br>", "</br>", "<hr/>", "<details>", "<summary>", "</details>", "&lt;", "&amp;lt;",
    "&#10;", "&#13;", "\r\n", "&nbsp;", "&copy", "&", "<", "x", " ", "\"", "<font color=red>", "</font>", "<center>", "</center>",
    "<address>", "<blockquote>", "</blockquote>", "<video>", "<source src=x>", "</video>",
];

fn ordinary_soup() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(&ORDINARY[..]), 0..16).prop_map(|pieces| pieces.concat())
}

fn soup() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(&PIECES[..]), 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn whatever_comes_in_what_goes_out_is_safe_xml(html in prop_oneof![soup(), any::<String>(), "[<>/a-c \"'=!&;-]{0,60}"]) {
        for safe in [reading(&html), publishing(&html)] {
            prop_assert_eq!(danger(&safe), None, "became {}", safe);
        }
    }

    #[test]
    fn plain_text_holds_no_control_character_and_is_read_the_same_escaped(html in prop_oneof![soup(), any::<String>()]) {
        let plain = text(&html);
        prop_assert!(!plain.contains(|c: char| c.is_control()));
        prop_assert_eq!(text(SafeHtml::from_text(&plain).as_str()), plain);
    }

    #[test]
    fn a_summary_is_a_beginning_and_keeps_to_its_length(plain in prop_oneof![any::<String>(), "([a-zé]{1,9}[ .!?\n]{1,2}){0,40}"], max in 0_usize..200) {
        let short = summary(&plain, max);
        prop_assert!(short.chars().count() <= max);
        prop_assert!(plain.trim().starts_with(short.trim_end_matches('…')));
    }
}

proptest! {
    /// The argument for leaving the second gate out, with that gate as the judge.
    #[test]
    fn what_is_not_doubtful_is_read_by_a_parser_as_it_is_written(html in prop_oneof![4 => ordinary_soup(), 1 => soup(), 1 => any::<String>(), 1 => "[<>/a-c \"'=!&;\r\n-]{0,60}"]) {
        for policy in [Policy::reading(), Policy::quiet(), Policy::trusting()] {
            let cleaned = clean::clean(&html, Some(&base()), &policy);
            if !cleaned.is_doubtful {
                prop_assert_eq!(gate::pass(&cleaned.html, policy.frames), cleaned.html);
            }
        }
    }
}

proptest! {
    #[test]
    fn reading_twice_changes_nothing(html in ordinary_soup()) {
        let once = reading(&html);
        prop_assert_eq!(reading(&once), once);
    }

    /// What conforms is what a parser expects: nothing is left for it to mend.
    #[test]
    fn what_is_published_is_read_as_it_is_written_and_published_the_same_again(html in soup()) {
        let policy = Policy::quiet().with_id_prefix("e1-");
        let cleaned = clean::clean(&html, Some(&base()), &policy).html;
        prop_assert_eq!(gate::pass(&cleaned, policy.frames), &*cleaned, "a parser's, from {}", html);
        prop_assert_eq!(publishing(&cleaned), cleaned, "from {}", html);
    }

    /// What a tree builder makes of nesting is not always read again as it was (WHATWG HTML 13.3),
    /// so that a second time may nest doubtful markup otherwise; it never adds or loses text.
    #[test]
    fn reading_doubtful_markup_twice_loses_no_text(html in soup()) {
        let letters = |html: &str| text(html).split_whitespace().collect::<String>();
        let once = reading(&html);
        let twice = reading(&once);
        prop_assert_eq!(danger(&twice), None, "became {}", twice);
        prop_assert_eq!(letters(&twice), letters(&once), "{} became {}", once, twice);
    }
}
