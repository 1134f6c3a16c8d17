//! Numbers, durations and yes or no, as feeds write them.

/// A whole number, whatever stands around it: `1,234 bytes` is 1234.
pub fn number(text: &str) -> Option<u64> {
    let text = text.trim();
    if let Ok(number) = text.parse() {
        return Some(number);
    }
    let digits: String = text.chars().filter(|c| *c != ',').take_while(char::is_ascii_digit).collect();
    digits.parse().ok()
}

/// A duration in seconds: `90`, `1:30`, `0:01:30`, `90.5`, `PT1M30S` or `1h 30m`.
pub fn duration(text: &str) -> Option<f64> {
    let text = text.trim();
    if text.contains(':') {
        return clock(text);
    }
    if let Ok(seconds) = text.parse::<f64>() {
        return seconds.is_finite().then_some(seconds).filter(|seconds| *seconds >= 0.0);
    }
    units(text)
}

/// `h:m:s`, `m:s`; seconds may have a fraction (RFC 2326 normal play time).
fn clock(text: &str) -> Option<f64> {
    let mut seconds = 0.0;
    let mut parts = 0;
    for part in text.split(':') {
        parts += 1;
        let value: f64 = part.trim().parse().ok().filter(|value: &f64| value.is_finite() && *value >= 0.0)?;
        seconds = seconds * 60.0 + value;
    }
    (parts <= 3 && seconds.is_finite()).then_some(seconds)
}

fn units(text: &str) -> Option<f64> {
    let mut seconds = 0.0;
    let mut digits = String::new();
    let mut any = false;
    for c in text.to_ascii_lowercase().trim_start_matches(['p', 't']).chars() {
        match c {
            '0'..='9' | '.' => digits.push(c),
            'd' | 'h' | 'm' | 's' if !digits.is_empty() => {
                let size = match c {
                    'd' => 86_400.0,
                    'h' => 3600.0,
                    'm' => 60.0,
                    _ => 1.0,
                };
                seconds += digits.parse::<f64>().ok()? * size;
                digits.clear();
                any = true;
            }
            _ => {}
        }
    }
    any.then_some(seconds).filter(|seconds: &f64| seconds.is_finite())
}

/// iTunes: `yes`, `true`, `explicit`; `no`, `false`, `clean`.
pub fn yes_or_no(text: &str) -> Option<bool> {
    match text.trim().to_ascii_lowercase().as_str() {
        "yes" | "true" | "explicit" | "1" => Some(true),
        "no" | "false" | "clean" | "0" => Some(false),
        _ => None,
    }
}

/// A decimal number that is finite.
pub fn decimal(text: &str) -> Option<f64> {
    text.trim().parse::<f64>().ok().filter(|value| value.is_finite())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_read_in_every_form() {
        for (text, seconds) in
            [("180", 180.0), ("3:00", 180.0), ("1:02:03.5", 3723.5), ("PT1M30S", 90.0), ("1h 30m", 5400.0)]
        {
            assert_eq!(duration(text), Some(seconds), "{text}");
        }
        for text in ["", "soon", "-5", "1:2:3:4", "NaN", "inf", "1e308:00"] {
            assert_eq!(duration(text), None, "{text}");
        }
    }

    #[test]
    fn numbers_are_found_in_what_stands_around_them() {
        for (text, value) in
            [("12", Some(12)), ("1,234 bytes", Some(1234)), ("", None), ("many", None), ("-1", None)]
        {
            assert_eq!(number(text), value, "{text}");
        }
    }
}
