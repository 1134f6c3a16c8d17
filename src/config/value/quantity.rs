//! Durations (`90s`, `1h30m`) and sizes (`16MB`).

use std::time::Duration;

use super::Wrong;

/// A century: what is longer is a slip, and could not be subtracted from today's date.
const MAX_DURATION: Duration = Duration::from_secs(100 * 366 * 86_400);

/// `90s`, `30m`, `1h`, `7d`, `2w`, and sums of them as `1h30m`.
pub fn duration(text: &str) -> Result<Duration, Wrong> {
    let wrong = || format!("`{text}` is no duration, expected one as `90s`, `30m`, `1h` or `7d`");
    let mut rest = text.trim();
    let mut sum = Duration::ZERO;
    if rest.is_empty() {
        return Err(wrong());
    }
    while !rest.is_empty() {
        let (number, unit, after) = number_and_unit(rest).ok_or_else(wrong)?;
        let seconds = match unit {
            "s" => 1,
            "m" => 60,
            "h" => 3600,
            "d" => 86_400,
            "w" => 7 * 86_400,
            _ => return Err(wrong()),
        };
        let part = number.checked_mul(seconds).map(Duration::from_secs);
        let longer = part.and_then(|part| sum.checked_add(part)).filter(|sum| *sum <= MAX_DURATION);
        sum = longer.ok_or_else(|| format!("`{text}` is too long, expected at most a century"))?;
        rest = after;
    }
    Ok(sum)
}

/// As [`duration`], but not nothing.
pub fn positive_duration(text: &str) -> Result<Duration, Wrong> {
    match duration(text)? {
        Duration::ZERO => Err(format!("`{text}` is no time at all, expected at least `1s`")),
        some => Ok(some),
    }
}

/// `10MB`, `16MiB`, `500kB`, `1GB`: bytes.
pub fn size(text: &str) -> Result<u64, Wrong> {
    let wrong = || format!("`{text}` is no size, expected one as `500kB`, `16MB` or `16MiB`");
    let (number, unit, after) = number_and_unit(text.trim()).ok_or_else(wrong)?;
    let factor: u64 = match unit.to_ascii_lowercase().as_str() {
        "b" => 1,
        "kb" | "k" => 1000,
        "kib" => 1 << 10,
        "mb" | "m" => 1_000_000,
        "mib" => 1 << 20,
        "gb" | "g" => 1_000_000_000,
        "gib" => 1 << 30,
        _ => return Err(wrong()),
    };
    if !after.is_empty() {
        return Err(wrong());
    }
    number.checked_mul(factor).ok_or_else(wrong)
}

/// The digits that `text` begins with, the letters after them, and what follows.
fn number_and_unit(text: &str) -> Option<(u64, &str, &str)> {
    let (digits, rest) = text.split_at(text.find(|c: char| !c.is_ascii_digit())?);
    let rest = rest.trim_start();
    let (unit, after) = rest.split_at(rest.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(rest.len()));
    Some((digits.parse().ok()?, unit, after.trim_start()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations() {
        let cases = [
            ("90s", 90),
            ("30m", 1800),
            ("1h", 3600),
            ("7d", 604_800),
            ("2w", 1_209_600),
            ("1h30m", 5400),
            (" 5 m ", 300),
            ("0s", 0),
        ];
        for (text, seconds) in cases {
            assert_eq!(duration(text), Ok(Duration::from_secs(seconds)), "{text}");
        }
        for text in [
            "",
            "5",
            "h",
            "1y",
            "-1h",
            "1h30",
            "1.5h",
            "99999999999999999999d",
            "18446744073709551615w",
            "37000d",
        ] {
            assert!(duration(text).is_err(), "{text}");
        }
        assert!(positive_duration("0h").is_err());
    }

    #[test]
    fn sizes() {
        let cases = [
            ("10MB", 10_000_000),
            ("16MiB", 16 << 20),
            ("500kB", 500_000),
            ("1 GB", 1_000_000_000),
            ("12b", 12),
        ];
        for (text, bytes) in cases {
            assert_eq!(size(text), Ok(bytes), "{text}");
        }
        for text in ["", "MB", "10", "10 apples", "1MB2", "99999999999GB"] {
            assert!(size(text).is_err(), "{text}");
        }
    }
}
