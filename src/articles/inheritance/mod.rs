//! What an article has from the site around it: Hugo's `cascade`, Jekyll's `defaults` and
//! addresses, Zola's drafts of whole sections.
//!
//! The files that say so are few, and read in each reading. What they say becomes [`Rule`]s; an
//! article for which other rules hold than at the last reading is read again, and no other.

mod glob;
mod hugo;
mod jekyll;
mod rule;
mod sources;
mod zola;

use serde_json::Value;

use super::file::hash;
use super::front_matter::FrontMatter;
use super::keys::{Terms, interpret};
use super::problem::Findings;
use super::site::{Generator, Layout, Site};
use super::survey::{ArticleFile, Survey};
use super::{Problem, Severity};

use rule::{Rule, Subject, Weight};
use sources::Source;

/// What holds for the articles of one reading.
#[derive(Debug, Default)]
pub struct Inheritance<'a> {
    generator: Option<&'a Generator>,
    /// Nearest first.
    rules: Vec<Rule>,
    /// Beginnings of paths: what holds there could not be read.
    unknown: Vec<String>,
    pub problems: Vec<Problem>,
}

impl<'a> Inheritance<'a> {
    pub fn of(site: &'a Site, survey: &Survey) -> Inheritance<'a> {
        let Some(generator) = &site.generator else { return Inheritance::default() };
        let mut all = Inheritance { generator: Some(generator), ..Inheritance::default() };
        let settings = match &generator.settings {
            Ok(settings) => settings,
            Err(unreadable) => {
                all.miss(&generator.settings_name, "", unreadable.line, &unreadable.reason);
                return all;
            }
        };
        if let Some(unknown) = &settings.unknown_zone {
            all.tell(&generator.settings_name, unknown.line, unknown.reason.as_str());
        }
        let own = Source::of_the_site(generator, settings);
        match generator.kind {
            Layout::Jekyll => all.add(&own, "defaults", jekyll::rules(settings)),
            Layout::Hugo => {
                let language = hugo::default_language(&settings.tree.values);
                for section in all.sections(generator, survey) {
                    let rules = hugo::rules_of_a_section(&section, language);
                    all.add(&section, "cascade", rules);
                }
                all.add(&own, "cascade", hugo::rules_of_the_site(&settings.tree.values));
            }
            Layout::Zola => {
                for section in all.sections(generator, survey) {
                    all.add(&section, "draft", zola::rules(&section));
                }
            }
            Layout::Plain => {}
        }
        all
    }

    fn tell(&mut self, name: &str, line: Option<usize>, message: impl Into<String>) {
        self.problems.push(Problem::new(Severity::Error, name, line, message));
    }

    /// Deepest first; those that cannot be read are told.
    fn sections(&mut self, generator: &Generator, survey: &Survey) -> Vec<Source> {
        let mut read = Vec::new();
        for section in sources::sections(generator, &survey.sections) {
            match section.read() {
                Ok(source) => read.push(source),
                Err(error) => self.miss(&section.name, &section.covers, error.line, &error.reason),
            }
        }
        read.sort_by_key(|source| std::cmp::Reverse(source.folder.len()));
        read
    }

    fn miss(&mut self, name: &str, covers: &str, line: Option<usize>, reason: &str) {
        let message = format!("{reason}; until this is mended, the articles below it stay as they are");
        self.tell(name, line, message);
        self.unknown.push(covers.to_owned());
    }

    /// What is wrong with a value is told once, where it is written.
    fn add(&mut self, source: &Source, key: &str, rules: Vec<Rule>) {
        let mut findings = Findings::of(&source.name);
        for rule in &rules {
            let line = source.matter.lines.get(key).copied();
            let lines = rule.values.keys().filter_map(|key| Some((key.clone(), line?))).collect();
            let matter = FrontMatter { values: rule.values.clone(), lines, ..FrontMatter::default() };
            interpret(&matter, Terms::ByComma, &mut findings);
        }
        self.problems.append(&mut findings.problems);
        self.rules.extend(rules);
    }

    /// Whether what the article has from around it is known.
    pub fn is_known(&self, path: &str) -> bool {
        !self.unknown.iter().any(|beginning| path.starts_with(beginning.as_str()))
    }

    /// Tells what the article has from around it from anything else; empty for nothing.
    pub fn print(&self, file: &ArticleFile) -> String {
        let prints: String = self.rules_for(file).map(|rule| rule.print.as_str()).collect();
        if prints.is_empty() { prints } else { hash(prints.as_bytes())[..16].to_owned() }
    }

    /// The article's front matter, with what it has from around it.
    pub fn complete(&self, file: &ArticleFile, own: Option<FrontMatter>) -> Option<FrontMatter> {
        let Some(generator) = self.generator else { return own };
        let is_bare = own.is_none();
        let mut matter = own.unwrap_or_default();
        for rule in self.rules_for(file) {
            for (key, value) in &rule.values {
                match matter.values.get_mut(key) {
                    Some(_) if rule.weight == Weight::Imposed => {
                        matter.values.insert(key.clone(), value.clone());
                    }
                    Some(Value::Object(own)) if ["params", "extra"].contains(&key.as_str()) => {
                        let inherited = value.as_object().into_iter().flatten();
                        inherited.for_each(|(key, value)| {
                            own.entry(key).or_insert_with(|| value.clone());
                        });
                    }
                    Some(own) if generator.kind == Layout::Jekyll && key == "categories" => {
                        *own = jekyll::joined(value, own);
                    }
                    Some(_) => {}
                    None => {
                        matter.values.insert(key.clone(), value.clone());
                    }
                }
            }
        }
        if generator.kind == Layout::Jekyll {
            jekyll::file_by_folder(&generator.below_collections_dir(&file.path), &mut matter.values);
        }
        (!is_bare || !matter.values.is_empty()).then_some(matter)
    }

    fn rules_for<'s>(&'s self, file: &'s ArticleFile) -> impl Iterator<Item = &'s Rule> {
        let subject =
            self.generator.filter(|_| !self.rules.is_empty()).map(|generator| Subject::of(generator, file));
        let fitting = subject.map(|subject| self.rules.iter().filter(move |rule| rule.scope.takes(&subject)));
        fitting.into_iter().flatten()
    }
}
