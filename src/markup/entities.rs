//! The named character references of the HTML standard (section 13.5), by a table: name, tab, code
//! points in hexadecimal, sorted by name.

use std::sync::LazyLock;

static TABLE: LazyLock<Vec<(&str, &str)>> =
    LazyLock::new(|| include_str!("entities.tsv").lines().filter_map(|line| line.split_once('\t')).collect());

/// The characters that `name` stands for, without its ampersand and semicolon.
pub fn entity(name: &str) -> Option<String> {
    let index = TABLE.binary_search_by(|(known, _)| (*known).cmp(name)).ok()?;
    TABLE[index]
        .1
        .split(' ')
        .map(|code| u32::from_str_radix(code, 16).ok().and_then(char::from_u32))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted_and_every_line_means_something() {
        assert!(TABLE.is_sorted());
        assert_eq!(TABLE.len(), 2125);
        assert!(TABLE.iter().all(|(name, _)| entity(name).is_some_and(|text| !text.is_empty())));
    }

    #[test]
    fn names_that_differ_in_case_or_length_are_different() {
        for (name, text) in
            [("alpha", "α"), ("Alpha", "Α"), ("OElig", "Œ"), ("Beta", "Β"), ("nbsp", "\u{a0}")]
        {
            assert_eq!(entity(name).as_deref(), Some(text), "{name}");
        }
        assert_eq!(entity("NoSuchName"), None);
    }
}
