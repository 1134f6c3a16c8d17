//! The placeholders of Jekyll's and Hugo's patterns of addresses.

use chrono::{Datelike, NaiveDate};

use super::Name;
use super::spelling::{part, slugified};
use crate::articles::keys::Front;
use crate::articles::site::Layout;

/// What a pattern is filled with.
#[derive(Debug, Clone, Copy)]
pub struct Filling<'a> {
    pub front: &'a Front,
    pub name: &'a Name,
    pub title: &'a str,
    pub day: NaiveDate,
    /// Whose words they are.
    pub layout: Layout,
    /// From where the generator's paths count to the folder of articles.
    pub inside: &'a str,
    /// Of Jekyll's.
    pub collection: &'a str,
}

/// `pattern` filled in; empty parts in its middle go.
pub fn filled(pattern: &str, with: Filling<'_>) -> String {
    let pattern = match pattern {
        "pretty" => "/:categories/:year/:month/:day/:title/",
        "date" => "/:categories/:year/:month/:day/:title:output_ext",
        "ordinal" => "/:categories/:year/:y_day/:title:output_ext",
        "weekdate" => "/:categories/:year/W:week/:short_day/:title:output_ext",
        "none" => "/:categories/:title:output_ext",
        other => other,
    };
    if !pattern.contains(':') {
        return pattern.to_owned();
    }
    let mut out = String::new();
    let mut rest = pattern;
    while let Some(at) = rest.find(':') {
        out.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        match with.longest(rest) {
            Some((length, value)) => {
                out.push_str(&value);
                rest = &rest[length..];
            }
            None => out.push(':'),
        }
    }
    out.push_str(rest);
    without_empty_parts(&out)
}

fn without_empty_parts(path: &str) -> String {
    let parts: Vec<&str> = path.split('/').collect();
    let last = parts.len() - 1;
    let kept =
        parts.iter().enumerate().filter(|(index, part)| *index == 0 || *index == last || !part.is_empty());
    kept.map(|(_, part)| *part).collect::<Vec<_>>().join("/")
}

impl Filling<'_> {
    /// The longest placeholder that `text` begins with, so that `:title_x` is `:title` and `_x`.
    fn longest(&self, text: &str) -> Option<(usize, String)> {
        let mut length = text.find(|c: char| !c.is_ascii_lowercase() && c != '_').unwrap_or(text.len());
        loop {
            let name = &text[..length];
            // Hugo's `:sections[1:]` and its like are beyond us.
            if let Some(value) = self.value(name) {
                return Some((length, value));
            }
            length = name.rfind('_')?;
        }
    }

    fn value(&self, name: &str) -> Option<String> {
        let day = self.day;
        let week = day.iso_week();
        Some(match name {
            "year" => format!("{:04}", day.year()),
            "short_year" => format!("{:02}", day.year().rem_euclid(100)),
            "month" => format!("{:02}", day.month()),
            "i_month" => day.month().to_string(),
            "short_month" => day.format("%b").to_string(),
            "long_month" | "monthname" => day.format("%B").to_string(),
            "day" => format!("{:02}", day.day()),
            "i_day" => day.day().to_string(),
            "y_day" => format!("{:03}", day.ordinal()),
            "yearday" => day.ordinal().to_string(),
            "short_day" => day.format("%a").to_string(),
            "long_day" | "weekdayname" => day.format("%A").to_string(),
            "weekday" => day.weekday().num_days_from_sunday().to_string(),
            "w_day" => day.weekday().number_from_monday().to_string(),
            "week" => format!("{:02}", week.week()),
            "w_year" => format!("{:04}", week.year()),
            "title" if self.layout == Layout::Hugo => slugified(self.title),
            "slug" if self.layout == Layout::Hugo => self.own_slug().unwrap_or_else(|| slugified(self.title)),
            "title" => hyphenated(&self.jekyll_name(), MEANINGLESS),
            "slug" => hyphenated(&self.jekyll_name().to_lowercase(), ""),
            "slugorfilename" | "slugorcontentbasename" => {
                self.own_slug().unwrap_or_else(|| self.file_name().to_owned())
            }
            "name" => hyphenated(&self.file_name().to_lowercase(), ""),
            "basename" | "filename" | "contentbasename" => self.file_name().to_owned(),
            "path" => self.name.inner.clone(),
            "section" => self.folders().split('/').next().unwrap_or_default().to_owned(),
            "sections" => self.folders(),
            "collection" => self.collection.to_owned(),
            "categories" => self.shelves(str::to_lowercase),
            "slugified_categories" => self.shelves(|shelf| hyphenated(&shelf.to_lowercase(), "")),
            "output_ext" => ".html".to_owned(),
            _ => return None,
        })
    }

    /// The slug that the article gives itself, as its generator has it in addresses.
    pub fn own_slug(&self) -> Option<String> {
        let slug = part(self.front.slug.as_deref()?.trim_matches('/'), self.layout).replace('/', "-");
        Some(slug).filter(|slug| !slug.is_empty())
    }

    fn jekyll_name(&self) -> String {
        self.own_slug().unwrap_or_else(|| self.file_name().to_owned())
    }

    fn file_name(&self) -> &str {
        self.name.path.rsplit('/').next().unwrap_or_default()
    }

    fn folders(&self) -> String {
        let own = self.name.path.rsplit_once('/').map_or("", |(folders, _)| folders);
        format!("{}{own}", self.inside).trim_end_matches('/').to_lowercase()
    }

    fn shelves(&self, written: impl Fn(&str) -> String) -> String {
        self.front.shelves.iter().map(|shelf| written(shelf)).collect::<Vec<_>>().join("/")
    }
}

/// Marks that mean nothing in an address.
const MEANINGLESS: &str = "._~!$&'()+,;=@";

/// Letters, digits and `marks` stay, all else becomes hyphens, as Jekyll makes its names.
fn hyphenated(text: &str, marks: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        if character.is_alphanumeric() || marks.contains(character) {
            out.push(character);
        } else if !out.ends_with('-') {
            out.push('-');
        }
    }
    out.trim_matches('-').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_both_generators() {
        let name = Name {
            path: "blog/soups/Leek Soup".into(),
            inner: "soups/Leek Soup".into(),
            slug: "leek-soup".into(),
            date: None,
            title: "Leek Soup".into(),
            language: None,
        };
        let front = Front { shelves: vec!["Hot Food".into(), "Green".into()], ..Front::default() };
        let day = NaiveDate::from_ymd_opt(2026, 1, 5).unwrap();
        let cases = [
            (Layout::Jekyll, "date", "/hot food/green/2026/01/05/Leek-Soup.html"),
            (Layout::Jekyll, "pretty", "/hot food/green/2026/01/05/Leek-Soup/"),
            (Layout::Jekyll, "ordinal", "/hot food/green/2026/005/Leek-Soup.html"),
            (Layout::Jekyll, "weekdate", "/hot food/green/2026/W02/Mon/Leek-Soup.html"),
            (Layout::Jekyll, "none", "/hot food/green/Leek-Soup.html"),
            (Layout::Jekyll, "/:slugified_categories/:name", "/hot-food/green/leek-soup"),
            (Layout::Jekyll, "/:collection/:path:output_ext", "/recipes/soups/Leek Soup.html"),
            (Layout::Jekyll, "/b/:short_year-:i_month-:i_day/:slug", "/b/26-1-5/leek-soup"),
            (Layout::Jekyll, "/:path/:nothing/:title_x", "/soups/Leek Soup/:nothing/Leek-Soup_x"),
            (Layout::Hugo, "/:sections/:year/:monthname/:title/", "/blog/soups/2026/January/a-title/"),
            (Layout::Hugo, "/:section/:slug/", "/blog/a-title/"),
            (Layout::Hugo, "/fixed/", "/fixed/"),
        ];
        for (layout, pattern, expected) in cases {
            let with = Filling {
                front: &front,
                name: &name,
                title: "A title",
                day,
                layout,
                inside: "",
                collection: "recipes",
            };
            assert_eq!(filled(pattern, with), expected, "{pattern}");
        }
        let bare = Front { slug: Some("s".into()), ..Front::default() };
        let with = Filling {
            front: &bare,
            name: &name,
            title: "A title",
            day,
            layout: Layout::Jekyll,
            inside: "",
            collection: "recipes",
        };
        assert_eq!(filled("date", with), "/2026/01/05/s.html");
    }
}
