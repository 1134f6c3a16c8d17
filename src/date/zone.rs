//! Time zones by name: those of RFC 822 and the abbreviations seen in feeds, where they mean one thing.

/// Names and minutes east of Greenwich. Where several regions share a name, the one RFC 822 means (`EST`),
/// else the one whose feeds write it (`BST`, `IST`). `AMT` and their like, of which nobody knows, are left
/// out.
const NAMES: &[(&str, i32)] = &[
    ("UT", 0),
    ("UTC", 0),
    ("GMT", 0),
    ("WET", 0),
    ("UCT", 0),
    ("ZULU", 0),
    // North America; the short forms say nothing of summer time and are taken for standard time
    ("NST", -210),
    ("NDT", -150),
    ("AST", -240),
    ("ADT", -180),
    ("EST", -300),
    ("EDT", -240),
    ("CST", -360),
    ("CDT", -300),
    ("MST", -420),
    ("MDT", -360),
    ("PST", -480),
    ("PDT", -420),
    ("AKST", -540),
    ("AKDT", -480),
    ("HST", -600),
    ("HDT", -540),
    ("AT", -240),
    ("ET", -300),
    ("CT", -360),
    ("MT", -420),
    ("PT", -480),
    // South America
    ("ART", -180),
    ("BRT", -180),
    ("BRST", -120),
    ("CLT", -240),
    ("CLST", -180),
    ("COT", -300),
    ("PET", -300),
    ("UYT", -180),
    ("VET", -240),
    ("BOT", -240),
    // Europe and Africa
    ("WEST", 60),
    ("BST", 60),
    ("CET", 60),
    ("MET", 60),
    ("MEZ", 60),
    ("CEST", 120),
    ("MEST", 120),
    ("MESZ", 120),
    ("CEDT", 120),
    ("HAEC", 120),
    ("EET", 120),
    ("EEST", 180),
    ("SAST", 120),
    ("CAT", 120),
    ("WAT", 60),
    ("EAT", 180),
    ("MSK", 180),
    ("MSD", 240),
    ("TRT", 180),
    ("SAMT", 240),
    ("YEKT", 300),
    // Asia
    ("GST", 240),
    ("IRST", 210),
    ("PKT", 300),
    ("IST", 330),
    ("NPT", 345),
    ("ICT", 420),
    ("WIB", 420),
    ("WITA", 480),
    ("WIT", 540),
    ("HKT", 480),
    ("SGT", 480),
    ("MYT", 480),
    ("PHT", 480),
    ("AWST", 480),
    ("KST", 540),
    ("JST", 540),
    // Australia and the Pacific
    ("ACST", 570),
    ("ACDT", 630),
    ("AEST", 600),
    ("AEDT", 660),
    ("NZST", 720),
    ("NZDT", 780),
    ("CHST", 600),
    ("SST", -660),
];

/// Where the names of the tz database begin: `Europe/Berlin`.
const REGIONS: &[&str] = &[
    "Africa",
    "America",
    "Antarctica",
    "Asia",
    "Atlantic",
    "Australia",
    "Brazil",
    "Canada",
    "Chile",
    "Europe",
    "Indian",
    "Mexico",
    "Pacific",
    "US",
];

/// Minutes east of Greenwich for a zone's `name` in any case. Names of two letters must be in capitals and
/// military letters too, since words look like them (`14:05 at`, `14:05 h`).
pub(super) fn named(name: &str) -> Option<i32> {
    match name.as_bytes() {
        [letter] => military(*letter),
        [_, _] => NAMES
            .iter()
            .find(|(known, _)| *known == name || (name == "ut" && *known == "UT"))
            .map(|found| found.1),
        _ => NAMES.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|found| found.1),
    }
}

/// Whether `name` begins a name like `Europe/Berlin`.
pub(super) fn is_region(name: &str) -> bool {
    REGIONS.contains(&name)
}

/// As RFC 822 defines the letters, east and west exchanged against the military's own use. RFC 5322 has them
/// mean nothing; but who writes them in a feed has read RFC 822. `J` is nowhere.
fn military(letter: u8) -> Option<i32> {
    let hours = |first: u8, from: u8| i32::from(letter - first + from);
    match letter {
        b'Z' | b'z' => Some(0),
        b'A'..=b'I' => Some(-60 * hours(b'A', 1)),
        b'K'..=b'M' => Some(-60 * hours(b'K', 10)),
        b'N'..=b'Y' => Some(60 * hours(b'N', 1)),
        _ => None,
    }
}
