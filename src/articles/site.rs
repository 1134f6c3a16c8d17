//! What kind of folder `[articles] dir` is: a plain one, or the content of a Hugo, Jekyll or Zola
//! site, which has its own rules for names and addresses.

use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    Plain,
    Hugo,
    Jekyll,
    Zola,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Site {
    /// The folder that is read.
    pub root: PathBuf,
    pub layout: Layout,
    /// In the root of a Jekyll site only what is in `_posts` is an article.
    pub posts_only: bool,
    /// Where site-root references to files lead besides `root`, as seen from there.
    pub statics: &'static [&'static str],
}

/// Looks at `dir` and at the folder around it. Of the root of a Hugo or Zola site `content` is read.
pub fn of(dir: &Path) -> Site {
    if let Some(layout @ (Layout::Hugo | Layout::Zola)) = marked(dir)
        && dir.join("content").is_dir()
    {
        return Site { root: dir.join("content"), layout, posts_only: false, statics: &["../static"] };
    }
    if marked(dir) == Some(Layout::Jekyll) {
        return Site { root: dir.to_owned(), layout: Layout::Jekyll, posts_only: true, statics: &[] };
    }
    let around = dir.parent().filter(|around| !around.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let is_named = |name: &str| dir.file_name().is_some_and(|own| own == name);
    let layout = match marked(around) {
        Some(layout @ (Layout::Hugo | Layout::Zola)) if is_named("content") => layout,
        Some(Layout::Jekyll) if is_named("_posts") => Layout::Jekyll,
        _ => Layout::Plain,
    };
    let statics: &[&str] = match layout {
        Layout::Hugo | Layout::Zola => &["../static"],
        Layout::Jekyll => &[".."],
        Layout::Plain => &[],
    };
    Site { root: dir.to_owned(), layout, posts_only: false, statics }
}

fn marked(dir: &Path) -> Option<Layout> {
    let has = |names: &[&str]| names.iter().any(|name| dir.join(name).is_file());
    if has(&["_config.yml", "_config.yaml"]) {
        return Some(Layout::Jekyll);
    }
    if has(&["hugo.toml", "hugo.yaml", "hugo.yml", "hugo.json", "config.yaml", "config.yml"]) {
        return Some(Layout::Hugo);
    }
    // Both read `config.toml`; the key for the site's address tells them apart.
    let config = beginning(&dir.join("config.toml"))?;
    let has_key = |key: &str| config.lines().any(|line| line.trim_start().starts_with(key));
    if has_key("base_url") {
        Some(Layout::Zola)
    } else {
        (has_key("baseURL") || has_key("baseurl") || has_key("baseUrl")).then_some(Layout::Hugo)
    }
}

fn beginning(path: &Path) -> Option<String> {
    const ENOUGH: u64 = 64 * 1024;
    if !fs::metadata(path).ok()?.is_file() {
        return None;
    }
    let mut bytes = Vec::new();
    File::open(path).ok()?.take(ENOUGH).read_to_end(&mut bytes).ok()?;
    Some(String::from_utf8_lossy(&bytes).into_owned())
}
