use super::*;

/// day | updated | authors | source
fn shown(line: &str) -> String {
    let Some(credits) = read(line) else { return "prose".to_owned() };
    let people: Vec<String> = credits
        .authors
        .iter()
        .map(|person| {
            let email = person.email.as_ref().map(|email| format!("<{email}>"));
            [person.name.clone(), email].into_iter().flatten().collect::<Vec<_>>().join(" ")
        })
        .collect();
    format!(
        "{} | {} | {} | {}",
        credits.published.map(|date| date.shown.date().to_string()).unwrap_or_default(),
        credits.updated.map(|date| date.shown.date().to_string()).unwrap_or_default(),
        people.join("; "),
        credits.source.unwrap_or_default()
    )
}

#[test]
fn lines_of_newsrooms_and_people() {
    let cases = [
        ("December 04,2014   By:AGENCY", "2014-12-04 |  |  | AGENCY"),
        ("December 04,2014\u{a0}\u{a0}\u{a0}By:AGENCY", "2014-12-04 |  |  | AGENCY"),
        ("December\u{a0}04,2014\u{a0}By:AGENCY", "2014-12-04 |  |  | AGENCY"),
        ("By Jane Doe", " |  | Jane Doe | "),
        ("— Jane Doe, 4 Dec. 2014", "2014-12-04 |  | Jane Doe | "),
        ("2014-12-04", "2014-12-04 |  |  | "),
        ("by Jane Doe", " |  | Jane Doe | "),
        ("BY JANE DOE", " |  | JANE DOE | "),
        ("By: Jane Doe", " |  | Jane Doe | "),
        ("By Jane Doe and John Roe", " |  | Jane Doe; John Roe | "),
        ("By Jane Doe, John Roe & Max Moe", " |  | Jane Doe; John Roe; Max Moe | "),
        ("By Jane Doe, Staff Writer", " |  | Jane Doe | "),
        ("By Jane Doe, Associated Press", " |  | Jane Doe | Associated Press"),
        ("By JANE DOE, The Associated Press", " |  | JANE DOE | Associated Press"),
        ("By Jane Doe (Reuters)", " |  | Jane Doe | Reuters"),
        ("By Jane Doe for AFP", " |  | Jane Doe | AFP"),
        ("By Jane Doe in London", " |  | Jane Doe | "),
        ("By The Associated Press", " |  |  | Associated Press"),
        ("By Reuters Staff", " |  |  | Reuters Staff"),
        ("By: PTI | December 4, 2014", "2014-12-04 |  |  | PTI"),
        ("By Agencies", " |  |  | Agencies"),
        ("By Jane Doe | December 4, 2014", "2014-12-04 |  | Jane Doe | "),
        ("By Jane Doe - 4 December 2014", "2014-12-04 |  | Jane Doe | "),
        ("By Jane Doe, December 4, 2014", "2014-12-04 |  | Jane Doe | "),
        ("By Jane Doe on December 4, 2014", "2014-12-04 |  | Jane Doe | "),
        ("December 4, 2014 by Jane Doe", "2014-12-04 |  | Jane Doe | "),
        ("Published: December 4, 2014", "2014-12-04 |  |  | "),
        ("Posted on 4 December 2014 by Jane Doe", "2014-12-04 |  | Jane Doe | "),
        ("Published 2014-12-04 | Updated 2014-12-05", "2014-12-04 | 2014-12-05 |  | "),
        ("Last updated: 2014-12-05", " | 2014-12-05 |  | "),
        ("Date: 2014-12-04", "2014-12-04 |  |  | "),
        ("LONDON, December 4, 2014 (Reuters)", "2014-12-04 |  |  | Reuters"),
        ("NEW DELHI: December 4, 2014", "2014-12-04 |  |  | "),
        ("Thursday, December 4, 2014", "2014-12-04 |  |  | "),
        ("4th December 2014", "2014-12-04 |  |  | "),
        ("December 4th, 2014", "2014-12-04 |  |  | "),
        ("Dec. 4, 2014", "2014-12-04 |  |  | "),
        ("04 Dec 2014\tJane Doe", "2014-12-04 |  | Jane Doe | "),
        ("Jane Doe • 4 December 2014", "2014-12-04 |  | Jane Doe | "),
        ("Author: Jane Doe", " |  | Jane Doe | "),
        ("Author: jane", " |  | jane | "),
        ("By Jane Doe (jane@example.org)", " |  | Jane Doe <jane@example.org> | "),
        ("By Jane Doe <jane@example.org>", " |  | Jane Doe <jane@example.org> | "),
        ("By Ludwig van Beethoven", " |  | Ludwig van Beethoven | "),
        ("By J. R. R. Tolkien", " |  | J. R. R. Tolkien | "),
        ("By Seán O’Casey", " |  | Seán O’Casey | "),
        ("Von Jürgen Müller", " |  | Jürgen Müller | "),
        ("Source: Xinhua", " |  |  | Xinhua"),
        ("— Jane Doe", " |  | Jane Doe | "),
        ("-- Jane Doe", " |  | Jane Doe | "),
        ("*By Jane Doe*", " |  | Jane Doe | "),
        ("Written by Jane Doe", " |  | Jane Doe | "),
        ("2014/12/04", "2014-12-04 |  |  | "),
        ("Updated: 10:30 IST, December 4, 2014", " | 2014-12-04 |  | "),
        ("Jane Doe | Reuters | December 4, 2014", "2014-12-04 |  | Jane Doe | Reuters"),
    ];
    for (line, expected) in cases {
        assert_eq!(shown(line), expected, "{line}");
    }
}

#[test]
fn a_time_may_stand_behind_the_date() {
    for (line, shown) in [
        ("12/04/2014 10:30 AM", "2014-12-04 10:30:00"),
        ("04.12.2014, 10.30 Uhr", "2014-12-04 10:30:00"),
        ("4 décembre 2014 à 14h30", "2014-12-04 14:30:00"),
        ("Publié le 4 décembre 2014 à 14 h 30", "2014-12-04 14:30:00"),
        ("4 de dezembro de 2014, às 14h05", "2014-12-04 14:05:00"),
        ("fredag den 28. marts 2004 kl. 14.05", "2004-03-28 14:05:00"),
        ("2014-12-04 10:30", "2014-12-04 10:30:00"),
        ("2014-12-04 10:30Z", "2014-12-04 10:30:00"),
        ("2014-12-04 10:30:15 +0100", "2014-12-04 10:30:15"),
        ("2014-12-04T10:30:15Z", "2014-12-04 10:30:15"),
        ("December 4, 2014 at 3:30 p.m. EST", "2014-12-04 15:30:00"),
        ("December 4, 2014, 10:30 BY JANE DOE", "2014-12-04 10:30:00"),
        ("December 4, 2014 25:30", "2014-12-04 00:00:00"),
    ] {
        let date = next_date(line, 0).map(|(_, date)| date.shown.to_string());
        assert_eq!(date.as_deref(), Some(shown), "{line}");
    }
}

#[test]
fn a_group_may_have_written_it() {
    for group in ["The Millers", "The Editorial Board"] {
        assert_eq!(shown(&format!("By {group}")), format!(" |  | {group} | "));
    }
}

#[test]
fn prose_is_no_credit() {
    for line in [
        "By the time we arrived it was dark",
        "By The Time We Arrived It Was Already Dark",
        "By The Sea",
        "On December 4, 2014, the council met again.",
        "It was the best of times",
        "Jane Doe",
        "",
        "Reuters reported a rise of three percent in December 2014",
        "By 2014 the town had grown",
        "The meeting of 4 December 2014 was opened by Jane Doe",
    ] {
        assert_eq!(shown(line), "prose", "{line}");
    }
}

#[test]
fn agencies_at_both_ends_of_a_story() {
    for (text, expected) in [
        ("LONDON, Dec 4 (Reuters) - Shares rose", Some("Reuters")),
        ("NEW YORK (AP) — The mayor", Some("AP")),
        ("(AFP) - The", Some("AFP")),
        ("He (the mayor) - a man", None),
        ("Plain text", None),
    ] {
        assert_eq!(opening_agency(text).as_deref(), expected, "{text}");
    }
    for (line, expected) in [
        ("(Reuters)", Some("Reuters")),
        ("(With inputs from PTI)", Some("PTI")),
        ("Source: AFP", Some("AFP")),
        ("— AP", Some("AP")),
        ("(see below)", None),
    ] {
        assert_eq!(closing_agency(line).as_deref(), expected, "{line}");
    }
}

proptest::proptest! {
    #[test]
    fn any_line_is_read(line in "\\PC{0,120}") {
        let _ = (read(&line), opening_agency(&line), closing_agency(&line), bare_name(&line));
    }
}
