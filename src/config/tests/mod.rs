//! Laws that hold for any `feeds.toml`; what a right file means (`accepted`), and what a user sees
//! of a wrong one (`refused`).

mod accepted;
mod refused;

use std::path::Path;

use proptest::prelude::*;

use super::*;
use crate::config::raw::Table;

const HEAD: &str = "[publish]\ntitle = \"Planet\"\nlink = \"https://planet.example.org/\"\n";

fn environment(name: &str) -> Option<String> {
    (name == "TOKEN").then(|| "s3cret".to_owned())
}

fn of(text: &str) -> Result<(Config, Vec<Notice>), ConfigError> {
    parse(text, Path::new("feeds.toml"), &environment)
}

fn valid(text: &str) -> Config {
    match of(text) {
        Ok((config, _)) => config,
        Err(error) => panic!("{error}"),
    }
}

/// What the user sees of the problems of `text`.
fn problems(text: &str) -> String {
    of(text).expect_err("the text should be refused").to_string()
}

/// As [`problems`], of tables after a right `[publish]`.
fn after_head(text: &str) -> String {
    problems(&format!("{HEAD}{text}"))
}

/// As [`problems`], of one line inside a table.
fn key(table: &str, line: &str) -> String {
    match table {
        "[publish]" => after_head(line),
        "[[feeds]]" => after_head(&format!("[[feeds]]\nurl = \"https://example.org/feed\"\n{line}")),
        table => after_head(&format!("{table}\n{line}")),
    }
}

/// A date fits no key: were a key of a table never read, nothing would be wrong with it.
#[test]
fn every_key_is_read_and_checked() {
    for table in Table::HEADED {
        for name in table.keys() {
            let text = match table {
                Table::Root => format!("{name} = 2026-01-01\n"),
                table => format!("{}\n{name} = 2026-01-01\n", table.heading()),
            };
            let shown = problems(&text);
            assert!(
                shown.contains(&format!("{name}: is a date")) || shown.contains(&format!("{name}: expected")),
                "{text}\n{shown}"
            );
        }
    }
}

#[test]
fn the_example_shows_every_key_and_loads() {
    let text = include_str!("../../../examples/feeds.toml");
    let (config, _) = parse(text, Path::new("examples/feeds.toml"), &environment).unwrap();
    assert!(config.feeds.len() >= 2 && !config.publish.views.is_empty());
    for table in Table::HEADED {
        for name in table.keys() {
            let shown = text.lines().any(|line| {
                let line = line.trim_start_matches(['#', ' ']);
                line.strip_prefix(name).is_some_and(|rest| rest.trim_start().starts_with('='))
                    || line.contains(&format!("{name}]"))
            });
            assert!(shown, "examples/feeds.toml does not show `{name}` of {}", table.heading());
        }
    }
}

#[test]
fn the_demo_of_the_repository_loads_anywhere() {
    let (config, notices) =
        parse(include_str!("../../../feeds.toml"), Path::new("feeds.toml"), &|_| None).unwrap();
    assert_eq!(notices, []);
    assert_eq!(config.feeds.len(), 4);
    assert_eq!(config.publish.max_age, None::<Duration>);
}

/// Pieces of which texts like `feeds.toml` are made.
fn toml_like() -> impl Strategy<Value = String> {
    let words = prop::sample::select(vec![
        "[publish]",
        "[[feeds]]",
        "[[publish.views]]",
        "[fetch]",
        "[defaults]",
        "[state]",
        "[articles]",
        "title",
        "link",
        "url",
        "path",
        "name",
        "keep",
        "drop",
        "headers",
        "page",
        "author",
        "views",
        "feeds",
        "dir",
        "rss",
        "schedule",
        "hubs",
        "retain",
        "=",
        ".",
        ",",
        "{",
        "}",
        "[",
        "]",
        "\n",
        "\n",
        "\"",
        "'",
        "\"\"\"",
        "#",
        "\"https://example.org/\"",
        "\"x\"",
        "\"(\"",
        "\"${TOKEN}\"",
        "\"${\"",
        "\"1h\"",
        "\"é\"",
        "1",
        "-1",
        "9223372036854775807",
        "1.5",
        "true",
        "2026-01-01",
        "\u{feff}",
        "\r\n",
        "\u{1b}",
    ]);
    let any = prop_oneof![8 => words.prop_map(str::to_owned), 1 => "\\PC{0,4}".prop_map(|text| text)];
    prop::collection::vec(any, 0..60).prop_map(|pieces| pieces.join(" "))
}

proptest! {
    #[test]
    fn no_text_makes_it_panic(text in toml_like()) {
        if let Err(error) = of(&text) {
            let shown = error.to_string();
            prop_assert!(shown.starts_with("feeds.toml:"), "{shown}");
        }
    }

    #[test]
    fn no_value_makes_it_panic(table in 0..Table::HEADED.len(), index in 0..30_usize, value in "\\PC{0,30}") {
        let table = Table::HEADED[table];
        let name = table.keys()[index % table.keys().len()];
        let heading = if table == Table::Root { "" } else { table.heading() };
        let _ = of(&format!("{heading}\n{name} = {}\n", toml_edit::Value::from(value.as_str())));
        let _ = of(&format!("{heading}\n{name} = {value}\n"));
    }
}
