//! Values into which `${NAME}` of the environment is put. No error shows what was put in.

use super::{Wrong, web_url};
use crate::config::{Environment, Secret, SecretUrl};

/// An address of a feed, in which `${NAME}` may stand.
pub fn feed_url(text: &str, environment: Environment<'_>) -> Result<SecretUrl, Wrong> {
    let text = text.trim();
    let expanded = fill_in(text, environment)?;
    if expanded.text == text {
        return web_url(text).map(|url| SecretUrl::new(text, url));
    }
    // The reason that `web_url` gives would show the secret.
    let url = web_url(&expanded.text).map_err(|_| {
        format!("`{text}` is no address once the environment is put in, expected one as `https://example.org/feed`")
    })?;
    Ok(SecretUrl::new(text, url).holding(expanded.put_in))
}

/// Text in which `${NAME}` stands for a variable of the environment.
pub fn secret(text: &str, environment: Environment<'_>) -> Result<Secret, Wrong> {
    let value = fill_in(text, environment)?;
    if value.text.contains(|c: char| c.is_control() && c != '\t') {
        return Err(format!("`{text}` holds a control character once the environment is put in"));
    }
    Ok(Secret::new(text, value.text).holding(value.put_in))
}

/// Replaces each `${NAME}`; `$${` is a literal `${`.
pub fn expand(text: &str, environment: Environment<'_>) -> Result<String, Wrong> {
    fill_in(text, environment).map(|filled| filled.text)
}

struct Filled {
    text: String,
    /// The values of the variables in it.
    put_in: Vec<String>,
}

fn fill_in(text: &str, environment: Environment<'_>) -> Result<Filled, Wrong> {
    let mut expanded = String::with_capacity(text.len());
    let mut put_in = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find("${") {
        let (before, after) = (&rest[..at], &rest[at + 2..]);
        if let Some(literal) = before.strip_suffix('$') {
            expanded.extend([literal, "${"]);
            rest = after;
            continue;
        }
        let (name, after) = after
            .split_once('}')
            .filter(|(name, _)| is_variable_name(name))
            .ok_or("has a `${` without a name and `}`, expected `${NAME}` (write `$${` for a plain `${`)")?;
        let value = environment(name).filter(|value| !value.is_empty()).ok_or_else(|| {
            format!("the environment variable {name} is not set: set it where feedmill is started")
        })?;
        expanded.extend([before, &value]);
        put_in.push(value);
        rest = after;
    }
    expanded.push_str(rest);
    Ok(Filled { text: expanded, put_in })
}

fn is_variable_name(name: &str) -> bool {
    !name.starts_with(|c: char| c.is_ascii_digit())
        && !name.is_empty()
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fail<T: std::fmt::Debug>(result: Result<T, Wrong>) -> String {
        result.unwrap_err()
    }

    #[test]
    fn variables_are_put_in_and_missing_ones_named() {
        let environment = |name: &str| (name == "TOKEN").then(|| "s3cret".to_owned());
        assert_eq!(expand("Bearer ${TOKEN}!", &environment).unwrap(), "Bearer s3cret!");
        assert_eq!(expand("$${TOKEN} $5", &environment).unwrap(), "${TOKEN} $5");
        assert!(fail(expand("${MISSING}", &environment)).contains("MISSING is not set"));
        assert!(fail(expand("${TOKEN", &environment)).contains("without a name and `}`"));
        assert!(fail(expand("${}", &environment)).contains("without a name and `}`"));
    }

    #[test]
    fn a_secret_is_never_in_an_error() {
        let environment = |_: &str| Some("s3 cret\u{7}".to_owned());
        for wrong in
            [fail(feed_url("http:${TOKEN}//", &environment)), fail(secret("x ${TOKEN}", &environment))]
        {
            assert!(!wrong.contains("s3"), "{wrong}");
        }
    }
}
