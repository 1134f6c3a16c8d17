//! Whether what is printed is coloured: one rule for the log, for help and for complaints about the command line.

use std::ffi::OsString;
use std::io;

use anstream::AutoStream;
use clap::{ColorChoice, ValueEnum};

/// The value of `--color`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Color {
    Auto,
    Always,
    Never,
}

/// What a command line asks for that may be wrong, and so is not parsed yet.
pub fn asked_for(arguments: impl IntoIterator<Item = OsString>) -> Color {
    let mut asked = Color::Auto;
    let mut arguments = arguments.into_iter().map_while(|argument| match argument.into_string() {
        Ok(argument) if argument == "--" => None,
        argument => Some(argument.unwrap_or_default()),
    });
    while let Some(argument) = arguments.next() {
        let value = match argument.strip_prefix("--color") {
            Some("") => arguments.next(),
            Some(rest) => rest.strip_prefix('=').map(str::to_owned),
            None => None,
        };
        if let Some(color) = value.and_then(|value| Color::from_str(&value, false).ok()) {
            asked = color;
        }
    }
    asked
}

/// Whether standard error is to be coloured. Unless told, by a terminal and what the environment says
/// (<https://no-color.org>).
pub fn on_stderr(color: Color) -> bool {
    match color {
        Color::Always => true,
        Color::Never => false,
        Color::Auto => AutoStream::choice(&io::stderr()) != anstream::ColorChoice::Never,
    }
}

impl From<Color> for ColorChoice {
    fn from(color: Color) -> ColorChoice {
        match color {
            Color::Auto => ColorChoice::Auto,
            Color::Always => ColorChoice::Always,
            Color::Never => ColorChoice::Never,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_found_wherever_it_stands() {
        let cases = [
            ("feedmill --color never bild", Color::Never),
            ("feedmill bild --color=always", Color::Always),
            ("feedmill check --nonsense --color always", Color::Always),
            ("feedmill --color", Color::Auto),
            ("feedmill --color sometimes", Color::Auto),
            ("feedmill --colors=never", Color::Auto),
            ("feedmill inspect -- --color=never", Color::Auto),
            ("feedmill", Color::Auto),
        ];
        for (line, expected) in cases {
            assert_eq!(asked_for(line.split(' ').map(OsString::from)), expected, "{line}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn an_argument_that_is_no_text_hides_none_behind_it() {
        use std::os::unix::ffi::OsStringExt as _;
        let name = OsString::from_vec(b"caf\xe9".to_vec());
        assert_eq!(asked_for([name, "--color=never".into()]), Color::Never);
    }
}
