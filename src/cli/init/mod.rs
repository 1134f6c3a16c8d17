//! `feedmill init [DIR]`: a `feeds.toml` that explains itself, a first article, a `.gitignore`.
//! What is there already is left alone, and said so.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::exit::{Exit, Failure};
use super::{Context, output};
use crate::{atomic_file, printable};

/// Write a commented feeds.toml and a first article; never overwrites.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The folder to begin in; made if it is not there.
    #[arg(default_value = ".")]
    dir: PathBuf,
}

const CONFIG: &str = include_str!("feeds.toml");
const ARTICLE: &str = include_str!("first-article.md");
const GITIGNORE: &str = include_str!("gitignore");

#[derive(Debug, thiserror::Error)]
enum InitError {
    #[error("cannot make the folder {}; name another, or make it writable", path.display())]
    Folder { path: PathBuf, source: io::Error },
    #[error("cannot write {}; make its folder writable", path.display())]
    File { path: PathBuf, source: io::Error },
}

pub fn run(args: &Args, context: &Context) -> Result<Exit, Failure> {
    let config = args.dir.join(&context.global.config);
    let folder = config.parent().unwrap_or(Path::new("."));
    let article = ARTICLE.replace("{date}", &context.now.format("%Y-%m-%d").to_string());
    let files = [
        (config.clone(), CONFIG),
        (folder.join("articles").join("hello.md"), article.as_str()),
        (folder.join(".gitignore"), GITIGNORE),
    ];
    let mut lines = Vec::new();
    for (path, text) in files {
        let name = path.display().to_string();
        let name = printable::line(name.strip_prefix("./").unwrap_or(&name)).into_owned();
        lines.push(if write_new(&path, text)? {
            format!("wrote {name}")
        } else {
            format!("left {name} alone: it is there already")
        });
    }
    lines.push(next_step(&config));
    if !context.global.quiet {
        output::results(|out| lines.iter().try_for_each(|line| writeln!(out, "{line}")))?;
    }
    Ok(Exit::Done)
}

/// Whether the file was written: not if something of its name was there, a dangling link included.
fn write_new(path: &Path, text: &str) -> Result<bool, InitError> {
    if path.symlink_metadata().is_ok() {
        return Ok(false);
    }
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(|source| InitError::Folder { path: folder.to_owned(), source })?;
    }
    atomic_file::write(path, text.as_bytes())
        .map_err(|source| InitError::File { path: path.to_owned(), source })?;
    Ok(true)
}

fn next_step(config: &Path) -> String {
    let name = config.display().to_string();
    let name = name.strip_prefix("./").unwrap_or(&name);
    let run = if name == super::DEFAULT_CONFIG {
        "feedmill".to_owned()
    } else {
        format!("feedmill --config {name}")
    };
    format!(
        "Next: put your title and address into {}, then run `{}`",
        printable::line(name),
        printable::line(&run)
    )
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::*;
    use crate::cli::{Color, Global, LogFormat};
    use crate::config;

    fn init(dir: &Path) -> Exit {
        let global = Global {
            config: "feeds.toml".into(),
            quiet: true,
            verbose: 0,
            log_format: LogFormat::Text,
            color: Color::Never,
        };
        let context = Context { global, now: DateTime::UNIX_EPOCH };
        run(&Args { dir: dir.to_owned() }, &context).unwrap()
    }

    #[test]
    fn what_init_writes_can_be_built() {
        let dir = tempfile::tempdir().unwrap();
        let new = dir.path().join("planet");
        assert_eq!(init(&new), Exit::Done);
        let (config, notices) = config::load(&new.join("feeds.toml"), &|_| None).unwrap();
        assert_eq!(notices, []);
        assert!(config.articles.is_some_and(|articles| articles.dir.join("hello.md").is_file()));
        assert!(fs::read_to_string(new.join("articles/hello.md")).unwrap().contains("date: 1970-01-01"));
        assert!(fs::read_to_string(new.join(".gitignore")).unwrap().contains(".feedmill"));
    }

    #[test]
    fn a_file_in_place_of_the_folder_is_an_error() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("taken");
        atomic_file::write(&file, b"").unwrap();
        let error = write_new(&file.join("feeds.toml"), CONFIG).unwrap_err();
        assert!(matches!(error, InitError::Folder { .. }), "{error}");
    }

    #[test]
    fn what_is_there_is_left_alone() {
        let dir = tempfile::tempdir().unwrap();
        let mine = dir.path().join("feeds.toml");
        atomic_file::write(&mine, b"# mine").unwrap();
        init(dir.path());
        assert_eq!(fs::read(&mine).unwrap(), b"# mine");
        assert!(dir.path().join("articles/hello.md").is_file());
    }
}
