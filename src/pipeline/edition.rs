//! From the store to the output folder: an edition for the main feed and for each view, all files
//! of a build made and checked first, then put in place, then remembered.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::articles::Local;
use super::standing::{self, FileMark, Record};
use super::{BuildError, Output, archive, ping, preview, status};
use crate::atomic_file::Written;
use crate::config::{Config, View};
use crate::merge::{self, Outcome};
use crate::model::stored::{ARTICLES, Feeds, Print, States};
use crate::model::{Edition, Item};
use crate::publish::{self, Layout, Rendered, Templates};
use crate::report::status::{Row, rows};
use crate::report::{FeedRun, Line, Published};
use crate::store::{Shown, Store};

/// What publishing did.
#[derive(Debug, Default)]
pub struct Publication {
    pub run: Published,
    /// How each feed is doing.
    pub sources: Vec<Row>,
    /// Each a sentence for people.
    pub problems: Vec<String>,
}

/// One edition with its files, not written yet.
struct Drawn {
    view: String,
    outcome: Outcome,
    files: Vec<Rendered>,
    /// The archive pages among `files`, by the ids of their items.
    closed: Vec<Vec<String>>,
    /// Items that no valid file can hold, and why.
    withheld: Vec<(String, String)>,
}

/// The main edition's view. It has no name.
pub const MAIN: &str = "";

/// What the editions of one build are made from, beside the store.
#[derive(Clone, Copy)]
pub struct Desk<'a> {
    pub config: &'a Config,
    pub templates: &'a Templates,
    pub output: Output,
    pub local: &'a Local,
    pub now: DateTime<Utc>,
}

impl<'a> Desk<'a> {
    /// Publishes what the store holds, or finds out what that would change.
    pub fn publish(&self, store: &mut Store, states: States) -> Result<Publication, BuildError> {
        let Desk { config, templates, now, .. } = *self;
        let ground = standing::ground(config, templates, &states);
        if let Some(last) = standing::last(store, config, ground, now)? {
            return self.keep(store, states, last);
        }
        if config.publish.archive {
            archive::record_what_is_there(store, self)?;
        }
        let (mut drawn, mut sources) = self.draw_all(store, states)?;
        let files: Vec<Rendered> =
            drawn.iter_mut().flat_map(|drawn| std::mem::take(&mut drawn.files)).collect();
        let edition = &drawn[0].outcome.edition;

        status::count_published(&mut sources, edition);
        let withheld = drawn.iter().flat_map(|drawn| &drawn.withheld);
        let problems = withheld.map(|(id, why)| format!("{id} is {why}")).collect();
        let mut publication = Publication { run: compare(store, edition)?, sources, problems };
        note_files(&mut publication.run, self.local.pages.clone());
        match self.output {
            Output::Publish => self.put_in_place(store, ground, &drawn, files, &mut publication)?,
            Output::Preview => {
                let dir = &config.publish.dir;
                let would = files.iter().map(|file| (file.path.clone(), preview::of(dir, file)));
                note_files(&mut publication.run, would);
            }
        }
        Ok(publication)
    }

    /// The files are written, then what they show is remembered, then the hubs hear of it.
    fn put_in_place(
        &self,
        store: &mut Store,
        ground: Print,
        drawn: &[Drawn],
        files: Vec<Rendered>,
        publication: &mut Publication,
    ) -> Result<(), BuildError> {
        let Desk { config, now, .. } = *self;
        publication.problems.extend(mend(store)?);
        let written = publish::write(&config.publish.dir, &files)?;
        drop(files);
        remember(store, drawn, now)?;
        publication.problems.extend(left_behind(store, config)?);
        let items = publication.run.items;
        status::write(config, &publication.sources, items, now)?;
        let changes_at = drawn.iter().filter_map(|drawn| drawn.outcome.changes_at).min();
        store.record_publication(&Record {
            ground,
            made_at: now,
            holds_until: standing::holds_until(changes_at, now),
            items,
            counts: status::counts(&publication.sources),
            problems: publication.problems.clone(),
            files: marks(config, written.iter().map(|(path, _)| path.as_path())),
            status: Print::of_value(&publication.sources),
        })?;
        let pings = self.pings(drawn, &written);
        publication.problems.extend(ping::tell_hubs(store, config, &pings, now)?);
        note_files(&mut publication.run, written);
        Ok(())
    }

    /// Where no feed was ever read, there is nothing to say that would be worth what an earlier
    /// installation, or this one before its state was lost, has published.
    pub fn refuse_if_nothing_answered(
        &self,
        store: &Store,
        states: &States,
        feeds: &[FeedRun],
    ) -> Result<(), BuildError> {
        let wanted = self.config.feeds.iter().any(|feed| feed.enabled);
        let ever_read = states.values().any(|state| state.first_read.is_some() && state.name != ARTICLES);
        let has_articles = self.local.run.read + self.local.run.unchanged > 0;
        if wanted && !ever_read && (!has_articles || store.awaits_adoption()?) {
            return Err(BuildError::NothingAnswered { feeds: feeds.to_vec() });
        }
        Ok(())
    }

    /// Nothing has changed that `last` shows: only how the feeds are doing may be news.
    fn keep(&self, store: &mut Store, states: States, last: Record) -> Result<Publication, BuildError> {
        let Desk { config, now, .. } = *self;
        let sources = rows(config, states, &last.counts);
        let mut run = Published {
            items: last.items,
            unchanged: last.files.len().saturating_sub(1),
            ..Published::default()
        };
        note_files(&mut run, self.local.pages.clone());
        let mut publication = Publication { run, sources, problems: last.problems.clone() };
        if self.output == Output::Preview {
            return Ok(publication);
        }
        let rows = Print::of_value(&publication.sources);
        if rows != last.status {
            status::write(config, &publication.sources, last.items, now)?;
            let files = marks(config, last.files.iter().map(FileMark::path));
            store.record_publication(&Record { files, status: rows, ..last })?;
        }
        publication.problems.extend(ping::tell_hubs(store, config, &[], now)?);
        Ok(publication)
    }

    /// The main edition, then that of each view, and how the feeds are doing. No edition is drawn before all are
    /// chosen: what the feeds say of themselves and the files need not be in memory at once.
    fn draw_all(&self, store: &Store, states: States) -> Result<(Vec<Drawn>, Vec<Row>), BuildError> {
        store.rest()?;
        let known = Feeds { states, heads: store.heads()? };
        let editions = self.editions(store, &known)?;
        let Feeds { states, heads } = known;
        drop(heads);
        let sources = status::stored(store, self.config, states)?;
        let drawn = editions.into_iter().map(|(view, outcome)| self.draw(store, view, outcome));
        Ok((drawn.collect::<Result<_, _>>()?, sources))
    }

    fn editions(&self, store: &Store, known: &Feeds) -> Result<Vec<(Option<&'a View>, Outcome)>, BuildError> {
        let Desk { config, now, .. } = *self;
        let listings = merge::listings(config, known);
        let edition = |view: Option<&'a View>| -> Result<_, BuildError> {
            let items = store.newest_first(config.publish.order);
            let (listings, gone) = (Arc::clone(&listings), store.withdrawn(now)?);
            let edition = merge::edition(config, view, &known.heads, listings, gone, items, now)?;
            Ok((view, edition))
        };
        std::iter::once(None).chain(config.publish.views.iter().map(Some)).map(edition).collect()
    }

    /// Makes and checks the files of one edition, its archive pages included.
    fn draw(&self, store: &Store, view: Option<&View>, mut outcome: Outcome) -> Result<Drawn, BuildError> {
        let name = view.map_or(MAIN, |view| &view.name);
        let mut layout = self.layout(name);
        let (mut files, mut closed) = (Vec::new(), Vec::new());
        if self.config.publish.archive {
            for page in archive::close_pages(store, self, view, &outcome.edition, &mut layout)? {
                files.extend(page.files);
                closed.push(page.ids);
            }
        }
        let rendered = publish::render(&outcome.edition, &layout)?;
        let withheld: Vec<(String, String)> = rendered
            .withheld
            .into_iter()
            .map(|item| (item.id, format!("left out, no valid file can hold it: {}", item.fault)))
            .collect();
        outcome.edition.items.retain(|item| !withheld.iter().any(|(id, _)| *id == item.id));
        files.extend(rendered.files);
        Ok(Drawn { view: name.to_owned(), outcome, files, closed, withheld })
    }

    pub fn layout<'v>(&self, view: &'v str) -> Layout<'v>
    where
        'a: 'v,
    {
        let publish = &self.config.publish;
        Layout {
            folder: Path::new(view),
            files: &publish.files,
            templates: self.templates,
            compress: &publish.compress,
            archive_pages: 0,
        }
    }

    fn pings(&self, drawn: &[Drawn], written: &[(PathBuf, Written)]) -> Vec<publish::Ping> {
        let of_one = |drawn: &Drawn| {
            publish::pings(&drawn.outcome.edition.masthead, &self.layout(&drawn.view), written)
        };
        drawn.iter().flat_map(of_one).collect()
    }
}

/// What cannot be read back of the store is read anew from its source at the next build.
fn mend(store: &mut Store) -> Result<Option<String>, BuildError> {
    let damaged = store.mend()?;
    let text = || {
        format!(
            "the state file is damaged: {damaged} of the entries in it cannot be read; they are left out until they \
             are read anew from their feeds"
        )
    };
    Ok((damaged > 0).then(text))
}

/// Of all files of an edition, and of `status.json`.
fn marks<'a>(config: &Config, written: impl Iterator<Item = &'a Path>) -> Vec<FileMark> {
    let status = Path::new(status::FILE);
    standing::marks(&config.publish.dir, written.filter(|path| *path != status).chain([status]))
}

/// What is different from the edition that subscribers have.
fn compare(store: &Store, edition: &Edition) -> Result<Published, BuildError> {
    let last = store.last_edition(MAIN)?;
    let mut run = Published { items: edition.items.len(), ..Published::default() };
    for item in &edition.items {
        let line = Line { id: item.id.clone(), title: item.title.clone() };
        match last.get(&item.id) {
            None => run.added.push(line),
            Some(print) if *print != print_of(item) => run.edited.push(line),
            Some(_) => {}
        }
    }
    let shown: BTreeSet<&str> = edition.items.iter().map(|item| item.id.as_str()).collect();
    let gone = last.into_keys().filter(|id| !shown.contains(id.as_str()));
    (run.withdrawn, run.removed) = gone.partition(|id| edition.withdrawn.iter().any(|item| item.id == *id));
    Ok(run)
}

fn print_of(item: &Item) -> Print {
    Print::of_display(format_args!("{item:?}"))
}

/// Remembers what subscribers have now; `drawn` begins with the main edition.
fn remember(store: &mut Store, drawn: &[Drawn], now: DateTime<Utc>) -> Result<(), BuildError> {
    if let Some(main) = drawn.first() {
        store.record_rulings(&main.outcome.rulings, &main.withheld, now)?;
    }
    for drawn in drawn {
        if !drawn.closed.is_empty() {
            let next = store.archive_pages(&drawn.view)? + 1;
            store.record_archive(&drawn.view, next, &drawn.closed)?;
        }
        let items = drawn.outcome.edition.items.iter();
        let shown: Vec<Shown> =
            items.map(|item| Shown { id: item.id.clone(), print: print_of(item) }).collect();
        store.record_edition(&drawn.view, &shown)?;
    }
    Ok(())
}

/// The views that are no longer configured and still lie in the output folder: nobody would notice.
fn left_behind(store: &Store, config: &Config) -> Result<Vec<String>, BuildError> {
    let publish = &config.publish;
    let is_left = |name: &String| !publish.views.iter().any(|view| view.name == *name);
    let folders = store.views()?.into_iter().filter(is_left).map(|name| publish.dir.join(name));
    let told = |folder: PathBuf| {
        format!(
            "{} is of a view that is no longer in {}: who reads it gets nothing new; redirect them, then remove it",
            folder.display(),
            config.file.display()
        )
    };
    Ok(folders.filter(|folder| folder.is_dir()).map(told).collect())
}

fn note_files(run: &mut Published, written: impl IntoIterator<Item = (PathBuf, Written)>) {
    for (path, written) in written {
        match written {
            Written::Changed => run.changed.push(path),
            Written::Unchanged => run.unchanged += 1,
        }
    }
}
