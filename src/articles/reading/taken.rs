//! What articles have already, so that no other gets it: ids and addresses.

use std::collections::BTreeMap;

use url::Url;

use crate::articles::address::{self, Address, Name};
use crate::articles::stamp::Stamp;
use crate::articles::{Problem, Severity, file};

/// Ids and links that articles have, with the path of the article.
#[derive(Default)]
pub struct Taken {
    pub ids: BTreeMap<String, String>,
    pub links: BTreeMap<String, String>,
}

impl Taken {
    /// Two articles at one address: a page of ours gets the whole path as its name, and keeps
    /// that name when the other article is gone.
    pub fn address(
        &mut self,
        wanted: Address,
        (path, name): (&str, &Name),
        old: Option<&Stamp>,
        base: &Url,
        problems: &mut Vec<Problem>,
    ) -> Address {
        let owner = self.links.get(wanted.link.as_str()).filter(|owner| *owner != path).cloned();
        let others = [name.path.replace('/', "-"), path.replace(['/', '.'], "-")];
        let others = others.map(|slug| address::own_page(&slug, base));
        let is_ours = wanted.page.is_some();
        let wants_as_before = |old: &&Stamp| old.wanted.as_deref() == Some(wanted.link.as_str());
        let old = old.filter(wants_as_before);
        let had =
            others.iter().find(|other| is_ours && old.is_some_and(|old| old.link == other.link.as_str()));
        let free = || others.iter().find(|other| is_ours && !self.links.contains_key(other.link.as_str()));
        let address = match (&owner, had) {
            (_, Some(had)) => had.clone(),
            (None, None) => wanted,
            (Some(_), None) => free().cloned().unwrap_or(wanted),
        };
        if let Some(owner) = owner {
            let message = if is_ours {
                format!(
                    "{owner} is published at the same address: this one gets {}; give it a slug",
                    address.link
                )
            } else {
                format!("{owner} is published at the same address {}: give one of them a slug", address.link)
            };
            problems.push(Problem {
                path: path.to_owned(),
                line: None,
                severity: Severity::Warning,
                message,
            });
        }
        self.links.insert(address.link.to_string(), path.to_owned());
        address
    }

    pub fn is_free(&self, id: &str, path: &str, problems: &mut Vec<Problem>) -> bool {
        let Some(owner) = self.ids.get(id).filter(|owner| *owner != path) else { return true };
        problems.push(Problem {
            path: path.to_owned(),
            line: None,
            severity: Severity::Error,
            message: format!(
                "{owner} has the same id: this one is published under another; give each its own"
            ),
        });
        false
    }

    /// A minted id that is taken is told apart by the path, which no other article has.
    pub fn id(&mut self, id: String, path: &str) -> String {
        let id = match self.ids.get(&id) {
            Some(owner) if owner != path => format!("{id}#{}", file::hash(path.as_bytes())),
            _ => id,
        };
        self.ids.insert(id.clone(), path.to_owned());
        id
    }
}
