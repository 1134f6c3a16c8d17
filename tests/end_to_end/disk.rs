//! A disk that is full or read-only, a run that is killed while it writes: each published file is
//! whole, old or new, and the next run makes everything good.

#![cfg(target_os = "linux")]

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value as Json;

use crate::support::blog::Blog;
use crate::support::document::{Post, post, rss};
use crate::support::{Run, Site};

const SITE: &str = "http://blog.example";

/// Every file of a folder.
type Files = BTreeMap<PathBuf, Vec<u8>>;

fn files_in(site: &Site, folder: &str) -> Files {
    let root = site.path(folder);
    let inside = |file: &PathBuf| Some(file.strip_prefix(&root).ok()?.to_owned());
    let files = site.all_files().into_iter().filter_map(|file| Some((inside(&file)?, file)));
    // What is just being renamed may be gone when it is read.
    files.filter_map(|(name, file)| Some((name, fs::read(file).ok()?))).collect()
}

fn is_unfinished(name: &Path) -> bool {
    name.extension().is_some_and(|extension| extension == "part")
}

/// Runs `script` where mounts are its own and end with it; `None`, told why, where that is not allowed.
fn among_own_mounts(site: &Site, script: &str) -> Option<Run> {
    let run = |script: &str| {
        Command::new("unshare")
            .args(["--map-root-user", "--mount", "sh", "-ec", script])
            .current_dir(site.path(""))
            .env("FEEDMILL_NOW", "2026-11-26T12:00:00Z")
            .env("feedmill", env!("CARGO_BIN_EXE_feedmill"))
            .output()
    };
    if !run("mount -t tmpfs tmpfs articles").is_ok_and(|tried| tried.status.success()) {
        eprintln!("skipped: this machine allows no mounts of one's own (`unshare --map-root-user --mount`)");
        return None;
    }
    Some(Run::of(run(script).unwrap()))
}

/// A site that has published one post.
fn after_one_post() -> (Blog, Site) {
    let blog = Blog::new();
    blog.serves(&rss("Blog", SITE, &[post(SITE, 1)]));
    let site = Site::new().feed("blog", &blog.url());
    site.build();
    (blog, site)
}

/// A site that has published one post and now finds another one in its feed that is larger than the disks here.
fn before_a_large_post() -> (Blog, Site, Files) {
    let (blog, site) = after_one_post();
    let before = files_in(&site, "output");
    let large = Post { body: format!("<p>{}</p>", noise(1_200_000)), ..post(SITE, 2) };
    blog.serves(&rss("Blog", SITE, &[large, post(SITE, 1)]));
    (blog, site, before)
}

/// Text that no compression makes much smaller.
fn noise(length: usize) -> String {
    let next = |seed: &u32| Some(seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223));
    let letter = |seed: u32| char::from(b'a' + u8::try_from(seed >> 24).unwrap() % 26);
    std::iter::successors(Some(1), next).map(letter).take(length).collect()
}

/// Runs a build in a folder of its own mount that holds the old files, and returns what is there then.
fn build_on(site: &Site, mount: &str, after: &str) -> Option<(Run, Files)> {
    let script = format!(
        "cp -a output old; {mount} output; cp -a old/. output/; {after}\n\
         status=0; $feedmill build --force || status=$?\n\
         cp -a output left; exit $status"
    );
    Some((among_own_mounts(site, &script)?, files_in(site, "left")))
}

#[test]
fn a_full_disk_is_told_and_every_old_file_stands() {
    let (_blog, mut site, before) = before_a_large_post();
    let Some((run, left)) = build_on(&site, "mount -t tmpfs -o size=256k tmpfs", "") else { return };
    run.exited(1).says("cannot write").says("make room on the disk and run again");
    assert_eq!(left, before);
    site.at("2026-11-27T12:00:00Z").build();
    assert_eq!(site.titles(), ["Post 2", "Post 1"], "with room again all is published");
}

#[test]
fn a_read_only_output_folder_is_told_and_every_old_file_stands() {
    let (_blog, mut site, before) = before_a_large_post();
    let mounted = build_on(&site, "mount -t tmpfs tmpfs", "mount -o remount,ro output");
    let Some((run, left)) = mounted else { return };
    run.exited(1).says("cannot write").says("set publish.dir");
    assert_eq!(left, before);
    site.at("2026-11-27T12:00:00Z").build();
    assert_eq!(site.titles(), ["Post 2", "Post 1"]);
}

#[test]
fn a_full_disk_under_the_state_is_told_and_nothing_is_published_that_is_not_remembered() {
    let (_blog, mut site, before) = before_a_large_post();
    let script = "cp -a .feedmill old; mount -t tmpfs -o size=512k tmpfs .feedmill; cp -a old/. .feedmill/\n\
                  exec $feedmill build --force";
    let Some(run) = among_own_mounts(&site, script) else { return };
    run.exited(1).says("full");
    assert_eq!(files_in(&site, "output"), before);
    site.at("2026-11-27T12:00:00Z").refresh();
    assert_eq!(site.titles(), ["Post 2", "Post 1"]);
}

/// What is asked of a state that may only be read.
const LOOK: &str = "$feedmill status; $feedmill explain http://blog.example/1; $feedmill export";

#[test]
fn a_state_on_a_read_only_disk_can_be_looked_at() {
    let (_blog, site) = after_one_post();
    let mounted = "cp -a .feedmill old; mount -t tmpfs tmpfs .feedmill; cp -a old/. .feedmill/\n";
    let read_only = "mount -o remount,ro .feedmill\n";
    let Some(run) = among_own_mounts(&site, &format!("{mounted}{read_only}{LOOK}")) else { return };
    run.succeeded().says("blog  ok").says("published from blog").says("<opml");

    let left_open = "echo not yet in the file > .feedmill/state.db-wal\n";
    let script = format!("{mounted}{left_open}{read_only}$feedmill status");
    let run = among_own_mounts(&site, &script).unwrap();
    run.exited(1).says("may only be read").says("run feedmill as the user whom they belong to");

    let build = among_own_mounts(&site, &format!("{mounted}{read_only}$feedmill build")).unwrap();
    build.exited(1).says("[state] url");
}

/// Runs `feedmill` as one to whom nothing of the site belongs; `None`, told why, where that cannot be.
fn as_somebody_else(site: &Site, arguments: &[&str]) -> Option<Run> {
    const NOBODY: u32 = 65_534;
    let is_root = fs::metadata(site.path("")).unwrap().uid() == 0;
    let mut command = Command::new(env!("CARGO_BIN_EXE_feedmill"));
    command.args(arguments).current_dir("/").env("FEEDMILL_NOW", "2026-11-26T12:00:00Z");
    if is_root {
        command.uid(NOBODY).gid(NOBODY);
    }
    match command.output() {
        Ok(output) => Some(Run::of(output)),
        Err(error) => {
            eprintln!("skipped: nobody else may run this binary: {error}");
            None
        }
    }
}

/// Root, who may write everywhere, asks as nobody; everybody else is kept from writing by the modes of the files.
#[test]
fn a_state_of_somebody_else_can_be_looked_at_where_its_owner_lets() {
    let (_blog, site) = after_one_post();
    let allow = |name: &str, mode: u32| {
        fs::set_permissions(site.path(name), fs::Permissions::from_mode(mode)).unwrap();
    };
    for (name, mode) in [("", 0o755), (".feedmill/state.db", 0o444), (".feedmill/lock", 0o444)] {
        allow(name, mode);
    }
    allow(".feedmill", 0o555);
    let config = site.path("feeds.toml");
    let ask = |command: &[&str]| {
        let arguments = [&["--config", config.to_str().unwrap()], command].concat();
        as_somebody_else(&site, &arguments)
    };
    let Some(reached) = ask(&["check"]) else { return };
    if reached.code != 0 {
        eprintln!("skipped: nobody else reaches the files here: {}", reached.stderr);
        return;
    }
    let status = ask(&["status"]).unwrap();
    let explained = ask(&["explain", "http://blog.example/1"]).unwrap();
    let pruned = ask(&["prune"]).unwrap();
    let left: Vec<PathBuf> = files_in(&site, ".feedmill").into_keys().collect();
    allow(".feedmill/state.db", 0o000);
    let refused = ask(&["status"]).unwrap();
    allow(".feedmill", 0o755);
    status.succeeded().says("blog  ok");
    explained.succeeded().says("published from blog");
    pruned.exited(1).says("run feedmill as the user whom it belongs to");
    assert_eq!(left, [PathBuf::from("lock"), PathBuf::from("state.db")]);
    refused.exited(1).says("cannot read").says("run feedmill as the user whom it belongs to");
}

/// When a run is killed: as soon as the output folder looks like this.
type Moment = fn(before: &Files, now: &Files) -> bool;

fn is_staging(_: &Files, now: &Files) -> bool {
    now.keys().any(|name| is_unfinished(name))
}

fn a_feed_is_new(before: &Files, now: &Files) -> bool {
    now.iter().any(|(name, bytes)| name.ends_with("feed.xml") && before.get(name) != Some(bytes))
}

fn half_is_new(before: &Files, now: &Files) -> bool {
    let is_new =
        |(name, bytes): &(&PathBuf, &Vec<u8>)| !is_unfinished(name) && before.get(*name) != Some(bytes);
    now.iter().filter(is_new).count() * 2 > before.len()
}

#[test]
fn a_run_that_is_killed_while_it_writes_leaves_each_file_old_or_new() {
    let blog = Blog::new();
    let views =
        (0..12).map(|n| format!("[[publish.views]]\nname = \"view-{n}\"\n")).collect::<Vec<_>>().concat();
    let mut site = Site::new()
        .tables(&format!("{views}[articles]\ndir = \"articles\"\n"))
        .publish("compress = [\"gzip\"]")
        .feed("blog", &blog.url());
    let write = |site: &Site, round: usize| {
        let posts: Vec<Post> = (1..=5 + round).rev().map(|n| post(SITE, n)).collect();
        blog.serves(&rss("Blog", SITE, &posts));
        for n in 0..30 {
            site.file(
                &format!("articles/{n}.md"),
                format!("---\ndate: 2026-10-{:02}\n---\n# Article {n}\n\nRound {round}.\n", n % 28 + 1),
            );
        }
    };
    write(&site, 0);
    site.build();
    let moments: [Moment; 3] = [is_staging, a_feed_is_new, half_is_new];
    for (round, moment) in moments.into_iter().enumerate() {
        let before = files_in(&site, "output");
        write(&site, round + 1);
        let mut run = site.at(&format!("2026-11-2{}T12:00:00Z", 6 + round)).start(&["build", "--force"]);
        while !moment(&before, &files_in(&site, "output")) && run.try_wait().unwrap().is_none() {}
        run.kill().unwrap();
        run.wait().unwrap();
        let left = files_in(&site, "output");
        site.refresh();
        let after = files_in(&site, "output");
        assert!(after.keys().all(|name| !is_unfinished(name)), "litter was swept up");
        for (name, bytes) in left.iter().filter(|(name, _)| !is_unfinished(name)) {
            let is_whole = before.get(name) == Some(bytes) || after.get(name) == Some(bytes);
            // It tells the time of the build.
            let is_status = name.ends_with("status.json") && serde_json::from_slice::<Json>(bytes).is_ok();
            assert!(is_whole || is_status, "{} is neither old nor new", name.display());
        }
        assert!(before.keys().all(|name| left.contains_key(name)), "no file is gone");
        assert_eq!(site.titles().len(), 35 + round + 1);
    }
}
