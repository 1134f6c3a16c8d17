//! Month names, as one finds them in feeds, without regard to case and accents: nominative, genitive and
//! abbreviations, in twenty-three languages (the Korean ones are numbers).

/// Twelve lists of names, January first, each set apart by spaces; small letters without accents.
type Names = [&'static str; 12];

const LANGUAGES: &[Names] = &[
    // English
    [
        "jan january",
        "feb february",
        "mar march",
        "apr april",
        "may",
        "jun june",
        "jul july",
        "aug august",
        "sep sept september",
        "oct october",
        "nov november",
        "dec december",
    ],
    // German, with the Austrian January
    [
        "januar janner jaenner",
        "februar feber",
        "marz maerz mrz",
        "april",
        "mai",
        "juni",
        "juli",
        "august",
        "september",
        "oktober okt",
        "november",
        "dezember dez",
    ],
    // French
    [
        "janvier janv",
        "fevrier fevr fev",
        "mars",
        "avril avr",
        "mai",
        "juin",
        "juillet juil",
        "aout aou",
        "septembre",
        "octobre",
        "novembre",
        "decembre",
    ],
    // Spanish
    [
        "enero ene",
        "febrero",
        "marzo",
        "abril abr",
        "mayo",
        "junio",
        "julio",
        "agosto ago",
        "septiembre setiembre set",
        "octubre",
        "noviembre",
        "diciembre dic",
    ],
    // Italian
    [
        "gennaio gen",
        "febbraio",
        "marzo",
        "aprile",
        "maggio mag",
        "giugno giu",
        "luglio lug",
        "agosto ago",
        "settembre set sett",
        "ottobre ott",
        "novembre",
        "dicembre dic",
    ],
    // Dutch
    [
        "januari",
        "februari",
        "maart mrt",
        "april",
        "mei",
        "juni",
        "juli",
        "augustus",
        "september",
        "oktober okt",
        "november",
        "december",
    ],
    // Portuguese
    [
        "janeiro",
        "fevereiro fev",
        "marco",
        "abril abr",
        "maio mai",
        "junho",
        "julho",
        "agosto ago",
        "setembro set",
        "outubro out",
        "novembro",
        "dezembro dez",
    ],
    // Polish
    [
        "styczen stycznia sty",
        "luty lutego lut",
        "marzec marca",
        "kwiecien kwietnia kwi",
        "maj maja",
        "czerwiec czerwca cze",
        "lipiec lipca lip",
        "sierpien sierpnia sie",
        "wrzesien wrzesnia wrz",
        "pazdziernik pazdziernika paz",
        "listopad listopada lis",
        "grudzien grudnia gru",
    ],
    // Czech
    [
        "leden ledna led",
        "unor unora uno",
        "brezen brezna bre",
        "duben dubna dub",
        "kveten kvetna kve",
        "cerven cervna cvn",
        "cervenec cervence cvc",
        "srpen srpna srp",
        "zari zar",
        "rijen rijna rij",
        "listopad listopadu lis",
        "prosinec prosince pro",
    ],
    // Russian
    [
        "январь января янв",
        "февраль февраля февр фев",
        "март марта мар",
        "апрель апреля апр",
        "маи мая",
        "июнь июня июн",
        "июль июля июл",
        "август августа авг",
        "сентябрь сентября сент сен",
        "октябрь октября окт",
        "ноябрь ноября нояб ноя",
        "декабрь декабря дек",
    ],
    // Greek; the last names of June and July are those of a widespread program
    [
        "ιανουαριοσ ιανουαριου ιαν",
        "φεβρουαριοσ φεβρουαριου φεβ",
        "μαρτιοσ μαρτιου μαρ",
        "απριλιοσ απριλιου απρ",
        "μαιοσ μαιου μαι",
        "ιουνιοσ ιουνιου ιουν ιον",
        "ιουλιοσ ιουλιου ιουλ ιολ",
        "αυγουστοσ αυγουστου αυγ",
        "σεπτεμβριοσ σεπτεμβριου σεπτ σεπ",
        "οκτωβριοσ οκτωβριου οκτ",
        "νοεμβριοσ νοεμβριου νοεμ νοε",
        "δεκεμβριοσ δεκεμβριου δεκ",
    ],
    // Hungarian
    [
        "januar",
        "februar febr",
        "marcius marc",
        "aprilis",
        "majus maj",
        "junius",
        "julius",
        "augusztus",
        "szeptember szept",
        "oktober okt",
        "november",
        "december",
    ],
    // Finnish: nominative, partitive, abbreviation
    [
        "tammikuu tammikuuta tammi",
        "helmikuu helmikuuta helmi",
        "maaliskuu maaliskuuta maalis",
        "huhtikuu huhtikuuta huhti",
        "toukokuu toukokuuta touko",
        "kesakuu kesakuuta kesa",
        "heinakuu heinakuuta heina",
        "elokuu elokuuta elo",
        "syyskuu syyskuuta syys",
        "lokakuu lokakuuta loka",
        "marraskuu marraskuuta marras",
        "joulukuu joulukuuta joulu",
    ],
    // Swedish, Danish and Norwegian
    [
        "januari januar",
        "februari februar",
        "mars marts",
        "april",
        "maj mai",
        "juni",
        "juli",
        "augusti august",
        "september",
        "oktober okt",
        "november",
        "december desember des",
    ],
    // Turkish
    [
        "ocak oca",
        "subat sub",
        "mart",
        "nisan nis",
        "mayis",
        "haziran haz",
        "temmuz tem",
        "agustos agu",
        "eylul eyl",
        "ekim eki",
        "kasim kas",
        "aralik ara",
    ],
    // Ukrainian
    [
        "січень січня січ",
        "лютии лютого лют",
        "березень березня бер",
        "квітень квітня квіт",
        "травень травня трав",
        "червень червня черв",
        "липень липня лип",
        "серпень серпня серп",
        "вересень вересня вер",
        "жовтень жовтня жовт",
        "листопад листопада лист",
        "грудень грудня груд",
    ],
    // Catalan
    [
        "gener", "febrer", "marc", "abril", "maig", "juny", "juliol", "agost", "setembre", "octubre",
        "novembre", "desembre",
    ],
    // Romanian
    [
        "ianuarie ian",
        "februarie",
        "martie",
        "aprilie",
        "mai",
        "iunie iun",
        "iulie iul",
        "august",
        "septembrie",
        "octombrie",
        "noiembrie noi",
        "decembrie",
    ],
    // Chinese and Japanese in words
    ["一月", "二月", "三月", "四月", "五月", "六月", "七月", "八月", "九月", "十月", "十一月", "十二月"],
];

const RFC_822_MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

const RFC_822_WEEKDAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/// The month, 1 to 12, that `word` names.
pub(super) fn named(word: &str) -> Option<u32> {
    // nearly all words of nearly all dates: the languages need not be gone through
    if let Some((month, _)) = (1..).zip(RFC_822_MONTHS).find(|(_, name)| *name == word) {
        return Some(month);
    }
    if RFC_822_WEEKDAYS.contains(&word) {
        return None;
    }
    in_any_language(&plain(word))
}

fn in_any_language(word: &str) -> Option<u32> {
    let is_it = |names: &&str| names.split(' ').any(|name| name == word);
    LANGUAGES.iter().find_map(|months| (1..).zip(months).find(|(_, names)| is_it(names)).map(|found| found.0))
}

/// `word` in small letters without accents, points and the special form of the last sigma.
pub(super) fn plain(word: &str) -> String {
    word.chars().flat_map(char::to_lowercase).filter_map(plain_letter).collect()
}

fn plain_letter(letter: char) -> Option<char> {
    Some(match letter {
        '.' | '\u{300}'..='\u{36F}' => return None,
        'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' | 'ą' => 'a',
        'ç' | 'ć' | 'č' => 'c',
        'ď' => 'd',
        'è' | 'é' | 'ê' | 'ë' | 'ę' | 'ě' => 'e',
        'ğ' => 'g',
        'ì' | 'í' | 'î' | 'ï' | 'ı' => 'i',
        'ł' => 'l',
        'ñ' | 'ń' | 'ň' => 'n',
        'ò' | 'ó' | 'ô' | 'õ' | 'ö' | 'ő' | 'ø' => 'o',
        'ř' => 'r',
        'ś' | 'š' | 'ş' => 's',
        'ť' => 't',
        'ù' | 'ú' | 'û' | 'ü' | 'ű' | 'ů' => 'u',
        'ý' => 'y',
        'ź' | 'ż' | 'ž' => 'z',
        'й' => 'и',
        'ё' => 'е',
        'ά' => 'α',
        'έ' => 'ε',
        'ή' => 'η',
        'ί' | 'ϊ' | 'ΐ' => 'ι',
        'ό' => 'ο',
        'ύ' | 'ϋ' | 'ΰ' => 'υ',
        'ώ' => 'ω',
        'ς' => 'σ',
        other => other,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_known_at_once_is_what_the_languages_say() {
        for word in RFC_822_MONTHS.into_iter().chain(RFC_822_WEEKDAYS) {
            assert_eq!(named(word), in_any_language(&plain(word)), "{word}");
        }
    }
}
