//! Keywords, as Media RSS and Apple's namespace have them: all in one text.

use super::super::MOST_LISTED;
use super::super::draft::push;
use crate::model::feed::Category;

/// Adds the keywords of `text`, which stand apart by `separator`, to the categories that are not there yet.
pub fn add(text: &str, separator: char, categories: &mut Vec<Category>) {
    for term in text.split(separator).take(MOST_LISTED).map(str::trim).filter(|term| !term.is_empty()) {
        let listed = categories.iter().any(|category| category.term == term);
        if !listed {
            push(categories, Category { term: term.to_owned(), ..Category::default() });
        }
    }
}
