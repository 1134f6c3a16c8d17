//! An article's file that was opened, before it is decided who it is.

use super::identity::{Dates, Newcomer};
use crate::articles::address::Name;
use crate::articles::file::Parsed;
use crate::articles::site::FileDates;
use crate::articles::site::clocks::Clocks;
use crate::articles::survey::ArticleFile;
use crate::date::Moment;

/// A file that was read.
pub struct Fresh<'a> {
    pub file: &'a ArticleFile,
    pub parsed: Parsed,
    pub name: Name,
    pub file_dates: FileDates,
}

impl Fresh<'_> {
    pub fn title(&self) -> &str {
        let Parsed { front, document, .. } = &self.parsed;
        front.title.as_deref().or(document.title.as_deref()).unwrap_or(&self.name.title)
    }

    pub fn dates(&self, clocks: &Clocks) -> Dates {
        let Parsed { front, document, .. } = &self.parsed;
        let written = |date: Option<Moment>| date.map(|date| clocks.written(date));
        Dates {
            publish: written(front.publish_date),
            front: written(self.name.date.filter(|_| self.file_dates == FileDates::Before).or(front.date)),
            name: written(self.name.date),
            text: written(document.published),
            ..Dates::default()
        }
    }

    pub fn newcomer(&self, clocks: &Clocks) -> Newcomer<'_> {
        Newcomer {
            path: &self.file.path,
            hash: &self.parsed.hash,
            id: self.parsed.front.id.as_deref(),
            title: self.title(),
            published: self.dates(clocks).written().map(|date| date.at),
            published_in_utc: self.dates(&Clocks::OF_NO_PLACE).written().map(|date| date.at),
        }
    }
}
