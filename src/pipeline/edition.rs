//! From the store to the output folder: an edition for the main feed and for each view, all files
//! of a build made and checked first, then put in place, then remembered.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::articles::Local;
use super::standing::{self, FileMark, Record};
use super::{BuildError, Output, ping, status};
use crate::atomic_file::Written;
use crate::config::{Config, View};
use crate::merge::{self, Outcome};
use crate::model::stored::{ARTICLES, Feeds, Print, States};
use crate::model::{Edition, Item};
use crate::publish::archive::{self, Shelf};
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
    /// Empty for the main feed.
    view: String,
    outcome: Outcome,
    files: Vec<Rendered>,
    /// The archive pages among `files`, by the ids of their items.
    closed: Vec<Vec<String>>,
    /// Items that no valid file can hold, and why.
    withheld: Vec<(String, String)>,
}

/// Publishes what the store holds, or finds out what that would change.
pub fn publish(
    store: &mut Store,
    config: &Config,
    output: Output,
    templates: &Templates,
    local: &Local,
    states: States,
    now: DateTime<Utc>,
) -> Result<Publication, BuildError> {
    let ground = standing::ground(config, templates, &states);
    if let Some(last) = standing::last(store, config, ground, now)? {
        return keep(store, config, output, local, states, last, now);
    }
    if config.publish.archive {
        shelve(store, config, templates)?;
    }
    store.rest()?;
    let desk = Desk { store, config, templates, now };
    let known = Feeds { states, heads: store.heads()? };
    let editions = desk.editions(&known)?;
    let Feeds { states, heads } = known;
    drop(heads);
    let mut sources = status::stored(store, config, states)?;
    let mut drawn = Vec::new();
    for (view, outcome) in editions {
        drawn.push(desk.draw(view, outcome)?);
    }
    let files: Vec<Rendered> = drawn.iter_mut().flat_map(|drawn| std::mem::take(&mut drawn.files)).collect();
    let edition = &drawn[0].outcome.edition;

    status::count_published(&mut sources, edition);
    let withheld = drawn.iter().flat_map(|drawn| &drawn.withheld);
    let problems = withheld.map(|(id, why)| format!("{id} is {why}")).collect();
    let mut publication = Publication { run: compare(store, edition)?, sources, problems };
    note_files(&mut publication.run, local.pages.clone());
    if output == Output::Preview {
        note_files(&mut publication.run, preview(&config.publish.dir, &files));
        return Ok(publication);
    }
    publication.problems.extend(mend(store)?);
    let written = publish::write(&config.publish.dir, &files)?;
    drop(files);
    remember(store, &drawn, now)?;
    publication.problems.extend(left_behind(store, config)?);
    status::write(config, &publication.sources, edition.items.len(), now)?;
    let changes_at = drawn.iter().filter_map(|drawn| drawn.outcome.changes_at).min();
    store.record_publication(&Record {
        ground,
        made_at: now,
        holds_until: standing::holds_until(changes_at, now),
        items: edition.items.len(),
        counts: status::counts(&publication.sources),
        problems: publication.problems.clone(),
        files: marks(config, written.iter().map(|(path, _)| path.as_path())),
        status: Print::of_value(&publication.sources),
    })?;
    let pings = pings(&drawn, config, templates, &written);
    publication.problems.extend(ping::tell_hubs(store, config, &pings, now)?);
    note_files(&mut publication.run, written);
    Ok(publication)
}

/// Nothing has changed that `last` shows: only how the feeds are doing may be news.
fn keep(
    store: &mut Store,
    config: &Config,
    output: Output,
    local: &Local,
    states: States,
    last: Record,
    now: DateTime<Utc>,
) -> Result<Publication, BuildError> {
    let sources = rows(config, states, &last.counts);
    let mut run = Published {
        items: last.items,
        unchanged: last.files.len().saturating_sub(1),
        ..Published::default()
    };
    note_files(&mut run, local.pages.clone());
    let mut publication = Publication { run, sources, problems: last.problems.clone() };
    if output == Output::Preview {
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

fn pings(
    drawn: &[Drawn],
    config: &Config,
    templates: &Templates,
    written: &[(PathBuf, Written)],
) -> Vec<publish::Ping> {
    let told = |drawn: &Drawn| {
        publish::pings(&drawn.outcome.edition.masthead, &drawn.layout(config, templates), written)
    };
    drawn.iter().flat_map(told).collect()
}

impl Drawn {
    fn layout<'a>(&'a self, config: &'a Config, templates: &'a Templates) -> Layout<'a> {
        layout(&self.view, config, templates)
    }
}

fn layout<'a>(view: &'a str, config: &'a Config, templates: &'a Templates) -> Layout<'a> {
    let publish = &config.publish;
    Layout {
        folder: Path::new(view),
        files: &publish.files,
        templates,
        compress: &publish.compress,
        archive_pages: 0,
    }
}

/// What every edition of one build is made from.
struct Desk<'a> {
    store: &'a Store,
    config: &'a Config,
    templates: &'a Templates,
    now: DateTime<Utc>,
}

impl<'a> Desk<'a> {
    /// The main edition, then that of each view. None of them is drawn before all are chosen: what the feeds
    /// say of themselves and the files need not be in memory at once.
    fn editions(&self, known: &Feeds) -> Result<Vec<(Option<&'a View>, Outcome)>, BuildError> {
        let Desk { store, config, now, .. } = *self;
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
    fn draw(&self, view: Option<&View>, mut outcome: Outcome) -> Result<Drawn, BuildError> {
        let publish = &self.config.publish;
        let name = view.map_or(String::new(), |view| view.name.clone());
        let mut layout = layout(&name, self.config, self.templates);
        let mut files = Vec::new();
        let mut closed = Vec::new();
        if publish.archive {
            let before = self.shelf(&name, &outcome.edition)?;
            let older = self.older_items(view, &outcome.edition)?;
            let pages = archive::close_pages(&outcome.edition, &older, &before, &layout)?;
            let more = u32::try_from(pages.len()).unwrap_or(u32::MAX);
            layout.archive_pages = before.pages.saturating_add(more);
            for page in pages {
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
        Ok(Drawn { view: name, outcome, files, closed, withheld })
    }

    fn shelf(&self, view: &str, edition: &Edition) -> Result<Shelf, BuildError> {
        let mut before = Shelf { pages: self.store.archive_pages(view)?, ..Shelf::default() };
        for item in &edition.items {
            if self.store.is_archived(view, &item.id)? {
                before.ids.insert(item.id.clone());
            }
        }
        Ok(before)
    }

    /// What is remembered, in no archive page and no longer in `edition`, whatever limit keeps it out.
    fn older_items(&self, view: Option<&View>, edition: &Edition) -> Result<Vec<Item>, BuildError> {
        if edition.complete {
            return Ok(Vec::new());
        }
        let name = view.map_or("", |view| &view.name);
        let mut everything = self.config.clone();
        (everything.publish.limit, everything.publish.max_age) = (usize::MAX, None);
        for feed in &mut everything.feeds {
            let feed = Arc::make_mut(feed);
            (feed.limit, feed.max_age) = (None, None);
        }
        let view = view.map(|view| View { limit: usize::MAX, max_age: None, ..view.clone() });
        let items = self.store.unarchived(name, self.config.publish.order);
        let (heads, view) = (self.store.heads()?, view.as_ref());
        let all = merge::edition(&everything, view, &heads, Arc::default(), Vec::new(), items, self.now)?;
        let shown: BTreeSet<&str> = edition.items.iter().map(|item| item.id.as_str()).collect();
        Ok(all.edition.items.into_iter().filter(|item| !shown.contains(item.id.as_str())).collect())
    }
}

/// Makes the record of the closed archive pages agree with the pages there are, where it was lost or
/// a run ended between the writing of both.
fn shelve(store: &mut Store, config: &Config, templates: &Templates) -> Result<(), BuildError> {
    let views = config.publish.views.iter().map(|view| view.name.as_str());
    for view in std::iter::once(MAIN).chain(views) {
        let layout = layout(view, config, templates);
        if !archive::has_pages(&config.publish.dir, &layout, store.archive_pages(view)?) {
            let pages = archive::read(&config.publish.dir, &layout)?;
            store.forget_archive(view)?;
            store.record_archive(view, 1, &pages)?;
        }
    }
    Ok(())
}

/// Where no feed was ever read, there is nothing to say that would be worth what an earlier
/// installation, or this one before its state was lost, has published.
pub fn refuse_if_nothing_answered(
    store: &Store,
    config: &Config,
    states: &States,
    local: &Local,
    feeds: &[FeedRun],
) -> Result<(), BuildError> {
    let wanted = config.feeds.iter().any(|feed| feed.enabled);
    let ever_read = states.values().any(|state| state.first_read.is_some() && state.name != ARTICLES);
    let has_articles = local.run.read + local.run.unchanged > 0;
    if wanted && !ever_read && (!has_articles || store.awaits_adoption()?) {
        return Err(BuildError::NothingAnswered { feeds: feeds.to_vec() });
    }
    Ok(())
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

/// The store's name for the main edition.
const MAIN: &str = "";

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

/// What [`publish::write`] would answer.
fn preview(dir: &Path, files: &[Rendered]) -> Vec<(PathBuf, Written)> {
    let would = |file: &Rendered| match fs::read(dir.join(&file.path)) {
        Ok(bytes) if bytes == file.bytes => Written::Unchanged,
        _ => Written::Changed,
    };
    files.iter().map(|file| (file.path.clone(), would(file))).collect()
}

fn note_files(run: &mut Published, written: Vec<(PathBuf, Written)>) {
    for (path, written) in written {
        match written {
            Written::Changed => run.changed.push(path),
            Written::Unchanged => run.unchanged += 1,
        }
    }
}
