//! A folder of Markdown, HTML and plain text becomes entries.
//!
//! [`read`] is the one function to call. It finds the files that are articles, opens those that are new or
//! changed since the last time, decides the id, date and address of each, and puts them together. It keeps
//! nothing itself: what it must remember of a file is its [`Stamp`], which the caller stores. Raw HTML of
//! an own article stays raw here; `merge` sanitises.
//!
//! The groups of modules stand in the order in which a file meets them.

// Which files are articles, and what the site around them says of them
mod inheritance;
mod site;
mod survey;

// One file: its bytes, its front matter, its text
mod encoding;
mod file;
mod front_matter;
mod keys;
mod shortcodes;

// The text, by format
mod bare_address;
mod document;
mod html;
mod markdown;
mod plain_text;

// Where it stands, and the entry that it becomes
mod address;
mod assembly;

// The whole way, what comes out of it, and what is remembered of it
mod article;
mod problem;
mod reading;
mod stamp;

#[cfg(test)]
mod tests;

pub use article::{Article, Asset, Life, Reading};
pub use problem::{Problem, Severity};
pub use reading::read;
pub use stamp::{Beside, FileState, Placed, Stamp};
