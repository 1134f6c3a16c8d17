//! What any file becomes.

use super::{Folder, html, paths, told};

#[test]
fn raw_html_of_the_author_is_kept() {
    let article = Folder::with(&[(
        "a.md",
        "# T\n\n<video controls src=\"https://e.org/v.mp4\"></video>\n\n<script>x()</script>",
    )])
    .only();
    assert!(html(&article).contains("<video") && html(&article).contains("<script>"));
}

#[test]
fn an_author_of_the_article_goes_before_that_of_the_settings() {
    let mut folder =
        Folder::with(&[("a.md", "---\nauthor: Bo\n---\nx"), ("b.md", "x"), ("c.txt", "T\nBy Jane Doe\n\nx")]);
    folder.config.author = Some(crate::model::edition::Author { name: "Ann".into(), email: None, url: None });
    folder.config.category = Some("ours".into());
    let reading = folder.read();
    let names: Vec<_> = reading.articles.iter().map(|a| a.entry.authors[0].name.clone().unwrap()).collect();
    assert_eq!(names, ["Bo", "Ann", "Jane Doe"]);
    assert!(reading.articles.iter().all(|a| a.entry.categories[0].term == "ours"));
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(96))]
    #[test]
    fn any_bytes_are_an_article_or_a_problem(
        head in "(---\n|\\+\\+\\+\n|\\{\n|<html>|<article>|By: |)",
        body in proptest::collection::vec(proptest::num::u8::ANY, 0..200),
        extension in "(md|html|txt)",
    ) {
        let name = format!("a.{extension}");
        let mut folder = Folder::with(&[("z.md", "# Other")]);
        folder.write(&name, [head.as_bytes(), &body].concat());
        let reading = folder.read();
        let articles = paths(&reading);
        proptest::prop_assert!(articles.contains(&"z.md"));
        proptest::prop_assert!(articles.contains(&name.as_str()) || reading.problems.iter().any(|p| p.path == name));
        for article in &reading.articles {
            proptest::prop_assert!(article.entry.id.is_some() && article.entry.title.is_some());
        }
    }
}

#[test]
fn plain_text_has_no_shortcodes() {
    let text = ("content/a.txt", "T\n\nWrite {{< note >}} for a note.\n");
    let mut folder = Folder::with(&[("hugo.toml", "baseURL = 'https://e.org/'"), text]);
    let reading = folder.read();
    assert_eq!(html(&reading.articles[0]), "<p>Write {{&lt; note &gt;}} for a note.</p>");
    assert_eq!(told(&reading), [""; 0]);
}
