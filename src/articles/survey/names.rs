//! What the name of a file or folder alone says of it.

use super::Format;

/// Hidden files, editors' backups and locks: `.post.md.swp`, `#post.md#`, `post.md~`, `~$post.txt`.
pub(super) fn is_hidden(name: &str) -> bool {
    name.starts_with(['.', '#', '~']) || name.ends_with(['~', '#'])
}

/// What Syncthing, Dropbox, Nextcloud and ownCloud call them: `post.sync-conflict-20260131-090000-ABCDEFG.md`,
/// `post (Ann's conflicted copy 2026-01-31).md`, `post_conflict-20260131-090000.md`.
pub(super) fn is_conflict_copy(name: &str) -> bool {
    let name = name.to_lowercase();
    let is_dated = |mark: &str| {
        let rest = name.split_once(mark).map_or("", |(_, rest)| rest);
        rest.len() > 8 && rest.bytes().take(8).all(|byte| byte.is_ascii_digit())
    };
    let in_brackets =
        name.rsplit_once('(').is_some_and(|(_, rest)| rest.contains("conflicted copy") && rest.contains(')'));
    in_brackets || is_dated(".sync-conflict-") || is_dated("_conflict-")
}

pub(super) fn is_left_out_folder(name: &str) -> bool {
    const LEFT_OUT: &[&str] = &[
        "_drafts",
        "drafts",
        "draft",
        "_layouts",
        "_includes",
        "_sass",
        "_data",
        "_site",
        "_plugins",
        "node_modules",
        "__pycache__",
        "cvs",
        "lost+found",
    ];
    LEFT_OUT.contains(&name.to_lowercase().as_str())
}

pub(super) fn format_of(name: &str) -> Option<Format> {
    let (stem, extension) = name.rsplit_once('.')?;
    let format = match extension.to_ascii_lowercase().as_str() {
        "md" | "markdown" | "mdown" | "mkd" => Format::Markdown,
        "html" | "htm" | "xhtml" => Format::Html,
        "txt" | "text" => Format::Text,
        _ => return None,
    };
    (!is_no_article(stem, format)).then_some(format)
}

/// Files that stand in folders for another reason: about the folder, for robots, for a generator.
fn is_no_article(stem: &str, format: Format) -> bool {
    const ABOUT: &[&str] =
        &["readme", "license", "licence", "copying", "contributing", "changelog", "code_of_conduct"];
    const FOR_ROBOTS: &[&str] =
        &["robots", "humans", "ads", "app-ads", "security", "llms", "cmakelists", "requirements"];
    let folded = stem.to_lowercase();
    let base = folded.split('.').next().unwrap_or_default();
    matches!(base, "readme" | "_index")
        || (ABOUT.contains(&base) && stem.chars().all(|c| !c.is_lowercase()))
        || (format == Format::Html && base == "404")
        || (format == Format::Text && FOR_ROBOTS.contains(&folded.as_str()))
}

/// `_index.md`, `_index.fr.md`.
pub(super) fn is_section(name: &str) -> bool {
    name.strip_prefix("_index.").is_some_and(|rest| {
        let extension = rest.rsplit_once('.').map_or(rest, |(_, extension)| extension);
        matches!(extension, "md" | "markdown" | "html")
    })
}

pub(super) fn is_index(name: &str) -> bool {
    name.split('.').next().is_some_and(|stem| stem.eq_ignore_ascii_case("index"))
}
