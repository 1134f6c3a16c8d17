//! What an article refers to, and what is published with it.

use super::{Folder, html, paths, told};
use crate::articles::assembly::duration::tests::mp3_frame;

#[test]
fn references_point_at_what_is_published() {
    let mut folder = Folder::with(&[
        (
            "blog/a.md",
            "![i](pics/i.png) [b](b.md#x) ![gone](no.png) [up](../../etc/passwd) [web](https://e.org/) [me](#here) <img srcset='pics/i.png 1x, pics/i.png?v 2x'>",
        ),
        ("blog/b.md", "# B"),
        ("blog/pics/i.png", "PNG"),
    ]);
    let reading = folder.read();
    let a = &reading.articles[0];
    insta::assert_snapshot!(html(a), @r#"<p><img src="https://planet.example/articles/a/pics/i.png" alt="i" /> <a href="https://planet.example/articles/b/#x">b</a> <img src="https://planet.example/articles/a/no.png" alt="gone" /> <a href="https://planet.example/etc/passwd">up</a> <a href="https://e.org/">web</a> <a href="https://planet.example/articles/a/#here">me</a> <img srcset='https://planet.example/articles/a/pics/i.png 1x, https://planet.example/articles/a/pics/i.png?v 2x'></p>"#);
    assert_eq!(a.assets.iter().map(|asset| asset.to.as_str()).collect::<Vec<_>>(), ["articles/a/pics/i.png"]);
    assert_eq!(told(&reading), ["Warning blog/a.md:1: 'no.png' is not in the folder of articles"]);
    // The image appears, the linked article moves: the article is read again.
    folder.write("blog/no.png", "PNG");
    assert_eq!(paths(&folder.read()), ["blog/a.md"]);
    folder.write("blog/b.md", "---\nslug: bee\n---\n# B");
    let reading = folder.read();
    assert_eq!(paths(&reading), ["blog/a.md", "blog/b.md"]);
    assert!(html(&reading.articles[0]).contains("https://planet.example/articles/bee/#x"));
}

#[test]
fn an_episode_follows_its_file() {
    let mut folder = Folder::with(&[("e.md", "---\ntitle: E\nenclosure: e.mp3\n---\nx")]);
    let missing = folder.read();
    let loss = "Loss e.md:3: the enclosure 'e.mp3' is not there: the article is published without it";
    assert_eq!(told(&missing), [loss]);
    assert_eq!(missing.articles[0].entry.enclosures, []);
    let unchanged = folder.read();
    assert_eq!((paths(&unchanged), told(&unchanged)), (vec![], vec![loss.to_owned()]), "it still lacks it");
    folder.write("e.mp3", mp3_frame().repeat(10));
    let article = folder.only();
    let enclosure = &article.entry.enclosures[0];
    assert_eq!(enclosure.url, "https://planet.example/articles/e/e.mp3");
    assert_eq!((enclosure.length, enclosure.media_type.as_deref()), (Some(4170), Some("audio/mpeg")));
    assert!(enclosure.duration_s.is_some_and(|seconds| (seconds - 0.26).abs() < 0.01));
    folder.write("e.mp3", mp3_frame().repeat(20));
    assert_eq!(folder.only().entry.enclosures[0].length, Some(8340));
    assert_eq!(told(&folder.read()), [""; 0]);
}

#[test]
fn a_missing_file_is_no_loss_of_a_draft_nor_where_its_length_is_known() {
    let draft = "---\ntitle: E\ndraft: true\nenclosure: e.mp3\n---\nx";
    let mut folder = Folder::with(&[("e.md", draft)]);
    let missing = "Warning e.md:4: the enclosure 'e.mp3' is not there: the article is published without it";
    assert_eq!(told(&folder.read()), [missing]);
    let elsewhere = "---\ntitle: F\nenclosure: { file: f.mp3, length: 12 }\n---\nx";
    let mut folder = Folder::with(&[("f.md", elsewhere)]);
    let reading = folder.read();
    assert_eq!(told(&reading), ["Warning f.md:3: the enclosure 'f.mp3' is not there"]);
    let enclosure = &reading.articles[0].entry.enclosures[0];
    assert_eq!(
        (enclosure.url.as_str(), enclosure.length),
        ("https://planet.example/articles/f/f.mp3", Some(12))
    );
}

#[test]
fn a_page_that_is_published_elsewhere_says_so() {
    let page = "<html><head><link rel=canonical href='https://e.org/p'></head><body><p>x <img src=i.png></body></html>";
    let article = Folder::with(&[("p.html", page)]).only();
    assert_eq!(article.entry.link.as_deref(), Some("https://e.org/p"));
    assert_eq!(article.page, None);
    assert!(html(&article).contains("src=\"https://e.org/i.png\""));
}

#[test]
fn a_comma_in_an_address_parts_no_set_of_pictures() {
    let set = "https://cdn.example/w_400,h_300/a.jpg 1x, data:image/gif;base64,R0lG 2x, b.jpg 3x";
    let article = Folder::with(&[("a.html", &format!("<p><img srcset='{set}' alt=a></p>"))]).only();
    let want = set.replace("b.jpg", "https://planet.example/articles/a/b.jpg");
    assert!(html(&article).contains(&want), "{}", html(&article));
}

#[cfg(unix)]
#[test]
fn a_pipe_that_is_linked_to_as_a_page_holds_up_nobody() {
    let article = ("content/blog/a.md", "---\ntitle: A\ndate: 2026-01-01\n---\n[x](pipe.md)");
    let mut folder = Folder::with(&[("hugo.toml", "baseURL = 'https://e.org/'"), article]);
    folder.config.url = Some("https://e.org/{path}/".to_owned());
    let pipe = folder.path("content/blog/pipe.md");
    assert!(std::process::Command::new("mkfifo").arg(pipe).status().unwrap().success());
    assert_eq!(paths(&folder.read()), ["blog/a.md"]);
}
