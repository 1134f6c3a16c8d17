//! What articles have already, so that no other gets it: ids and addresses.

use std::collections::BTreeMap;

use url::Url;

use crate::articles::address::{self, Address, Name};
use crate::articles::file;
use crate::articles::problem::Findings;
use crate::articles::stamp::Stamp;

/// Ids and links that articles have, with the path of the article.
#[derive(Default)]
pub struct Taken {
    pub ids: BTreeMap<String, String>,
    pub links: BTreeMap<String, String>,
}

impl Taken {
    /// Of two articles at one address the second, where its page is ours, gets its whole path as a name, and keeps
    /// that when the other article is gone.
    pub fn address(
        &mut self,
        wanted: &Address,
        (path, name): (&str, &Name),
        old: Option<&Stamp>,
        base: &Url,
        findings: &mut Findings,
    ) -> Address {
        let is_ours = wanted.page.is_some();
        let others = [name.path.replace('/', "-"), path.replace(['/', '.'], "-")];
        let others = others.iter().filter(|_| is_ours).map(|slug| address::own_page(slug, base));
        let others: Vec<Address> = others.collect();
        let old = old.filter(|old| old.wanted.as_deref() == Some(wanted.link.as_str()));
        let had = old.and_then(|old| others.iter().find(|other| other.link.as_str() == old.link));
        let owner = self.links.get(wanted.link.as_str()).filter(|owner| *owner != path);
        let address = match (had, owner) {
            (Some(had), _) => had,
            (None, None) => wanted,
            (None, Some(_)) => {
                let is_free = |other: &&Address| !self.links.contains_key(other.link.as_str());
                others.iter().find(is_free).unwrap_or(wanted)
            }
        };
        let address = address.clone();
        if let Some(owner) = owner {
            let at = format!("{owner} is published at the same address");
            let link = &address.link;
            findings.warn(
                None,
                if is_ours {
                    format!("{at}: this one gets {link}; give it a slug")
                } else {
                    format!("{at} {link}: give one of them a slug")
                },
            );
        }
        self.links.insert(address.link.to_string(), path.to_owned());
        address
    }

    /// Whether no other article has the id.
    pub fn is_free(&self, id: &str, path: &str, findings: &mut Findings) -> bool {
        let Some(owner) = self.ids.get(id).filter(|owner| *owner != path) else { return true };
        findings.error(
            None,
            format!("{owner} has the same id: this one is published under another; give each its own"),
        );
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
