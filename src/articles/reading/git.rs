//! The first commit of each file of the folder, as git tells it; nothing where git cannot.
//!
//! [`first_commits`] asks once for the whole folder. It follows renames, and does not take the
//! edge of a shallow clone for the birth of every file.

use std::collections::BTreeMap;
use std::io::Read;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use chrono::{DateTime, Utc};

/// The history of a large site takes seconds; one that takes longer is not worth a date.
const PATIENCE: Duration = Duration::from_secs(60);
const MAX_OUTPUT: u64 = 512 * 1024 * 1024;

/// Author dates by path relative to `dir`.
pub fn first_commits(dir: &Path) -> BTreeMap<String, DateTime<Utc>> {
    let shallow = ask(dir, &["rev-parse", "--is-shallow-repository"]);
    let Some(shallow) = shallow.map(|answer| answer.starts_with(b"true")) else { return BTreeMap::new() };
    let log = ask(
        dir,
        &[
            "-c",
            "log.showSignature=false",
            "-c",
            "diff.renames=true",
            "log",
            "--reverse",
            "--no-color",
            "--no-ext-diff",
            "--no-textconv",
            "--format=%x01%at %P%x02",
            "--name-status",
            "-z",
            "-M",
            "--diff-filter=ACR",
            "--relative",
            "--",
            ".",
        ],
    );
    log.map(|log| births(&String::from_utf8_lossy(&log), shallow)).unwrap_or_default()
}

/// Reads the log, oldest commit first.
fn births(log: &str, shallow: bool) -> BTreeMap<String, DateTime<Utc>> {
    let mut born = BTreeMap::new();
    for commit in log.split('\u{1}').skip(1) {
        let Some((head, files)) = commit.split_once('\u{2}') else { continue };
        let (time, parents) = head.split_once(' ').unwrap_or((head, ""));
        let Some(time) = time.parse().ok().and_then(|time| DateTime::from_timestamp(time, 0)) else {
            continue;
        };
        let is_edge = shallow && parents.trim().is_empty();
        let mut fields =
            files.split('\0').map(|field| field.trim_start_matches('\n')).filter(|field| !field.is_empty());
        while let (Some(status), Some(path)) = (fields.next(), fields.next()) {
            let path = path.to_owned();
            match status.as_bytes().first() {
                Some(b'R') => {
                    let Some(new) = fields.next() else { break };
                    let date = born.get(&path).copied().or((!is_edge).then_some(time));
                    born.extend(date.map(|date| (new.to_owned(), date)));
                }
                Some(b'C') => {
                    born.extend(fields.next().map(|new| (new.to_owned(), time)));
                }
                _ if !is_edge => {
                    born.entry(path).or_insert(time);
                }
                _ => {}
            }
        }
    }
    born
}

/// The standard output of git run in `dir`; `None` if there is no git, no repository, no end.
fn ask(dir: &Path, arguments: &[&str]) -> Option<Vec<u8>> {
    let mut child = Command::new("git")
        .arg("-C")
        .arg(dir)
        .args(["--no-pager", "-c", "core.fsmonitor=false"])
        .args(arguments)
        .env("GIT_OPTIONAL_LOCKS", "0")
        .env("GIT_TERMINAL_PROMPT", "0")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .ok()?;
    let output = output_in_time(&mut child);
    if output.is_none() {
        // It may have ended meanwhile, and then there is nothing to stop.
        let _ = child.kill();
    }
    let succeeded = child.wait().is_ok_and(|status| status.success());
    output.filter(|_| succeeded)
}

fn output_in_time(child: &mut Child) -> Option<Vec<u8>> {
    let mut pipe = child.stdout.take()?.take(MAX_OUTPUT);
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        let mut bytes = Vec::new();
        let whole = pipe.read_to_end(&mut bytes).is_ok();
        // The receiver is gone only when patience was.
        let _ = sender.send(whole.then_some(bytes));
    });
    receiver.recv_timeout(PATIENCE).ok().flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn births_follow_renames_and_distrust_the_edge() {
        let log = "\u{1}1000 \u{2}\0\nA\0a.md\0A\0b.md\0\u{1}2000 abc\u{2}\0\nR100\0a.md\0c.md\0A\0d.md\0\u{1}3000 def\u{2}\0\nA\0a.md\0";
        let shown = |shallow| {
            births(log, shallow)
                .iter()
                .map(|(path, date)| format!("{path} {}", date.timestamp()))
                .collect::<Vec<_>>()
        };
        assert_eq!(shown(false), ["a.md 1000", "b.md 1000", "c.md 1000", "d.md 2000"]);
        assert_eq!(shown(true), ["a.md 3000", "c.md 2000", "d.md 2000"]);
    }

    #[test]
    fn no_repository_is_no_failure() {
        let dir = tempfile::tempdir().unwrap();
        assert!(first_commits(dir.path()).is_empty());
        assert!(first_commits(Path::new("/does/not/exist")).is_empty());
    }
}
