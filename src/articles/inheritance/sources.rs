//! The files of a site that say something of its articles.

use std::path::PathBuf;

use crate::articles::address::split_language;
use crate::articles::front_matter::{self, FrontMatter};
use crate::articles::site::{Generator, Settings, Unreadable};
use crate::articles::survey::SectionFile;
use crate::articles::{encoding, file};

/// One such file, read.
#[derive(Debug)]
pub struct Source {
    /// As seen from the folder that is read.
    pub name: String,
    /// The folder for which it speaks, as the generator sees it: empty or with a slash at the end.
    pub folder: String,
    pub language: Option<String>,
    pub matter: FrontMatter,
}

impl Source {
    pub fn of_the_site(generator: &Generator, settings: &Settings) -> Source {
        Source {
            name: generator.settings_name.clone(),
            folder: String::new(),
            language: None,
            matter: settings.tree.clone(),
        }
    }
}

/// The `_index.md` of a folder, which is to be read.
#[derive(Debug)]
pub struct Section {
    /// As seen from the folder that is read.
    pub name: String,
    /// The beginning of the paths of the articles below it, as seen from there.
    pub covers: String,
    folder: String,
    full: PathBuf,
}

/// Those above the folder that is read, and those in it.
pub fn sections(generator: &Generator, inner: &[SectionFile]) -> Vec<Section> {
    let depth = generator.inside.matches('/').count();
    let above = (0..depth).filter_map(|down| {
        let folder: String = generator.inside.split_inclusive('/').take(down).collect();
        let full = generator.content.join(&folder).join("_index.md");
        let name = format!("{}_index.md", "../".repeat(depth - down));
        full.is_file().then_some(Section { name, covers: String::new(), folder, full })
    });
    let inner = inner.iter().map(|section| {
        let folder = section.path.rsplit_once('/').map_or(String::new(), |(folder, _)| format!("{folder}/"));
        Section {
            name: section.path.clone(),
            folder: generator.path_of(&folder),
            covers: folder,
            full: section.full.clone(),
        }
    });
    above.chain(inner).collect()
}

impl Section {
    pub fn read(&self) -> Result<Source, Unreadable> {
        let bytes = file::bounded(&self.full).map_err(|reason| Unreadable { line: None, reason })?;
        let decoded = encoding::decode(&bytes)
            .ok_or_else(|| Unreadable { line: None, reason: "the file is no text".to_owned() })?;
        let parted = front_matter::split(&decoded.text)
            .map_err(|error| Unreadable { line: Some(error.line()), reason: error.to_string() })?;
        let stem = self.name.rsplit_once('.').map_or(self.name.as_str(), |(stem, _)| stem);
        Ok(Source {
            name: self.name.clone(),
            folder: self.folder.clone(),
            language: split_language(stem).map(|(_, language)| language.to_owned()),
            matter: parted.matter.unwrap_or_default(),
        })
    }
}
