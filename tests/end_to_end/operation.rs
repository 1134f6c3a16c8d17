//! What befalls those who run a planet: several in one folder, folders moved and copied.

use std::fs;

use crate::support::Site;
use crate::support::document::{post, rss};

const SITE: &str = "http://blog.example";

fn planet() -> Site {
    let site =
        Site::new().tables("[[feeds]]\nname = \"blog\"\npath = \"blog.xml\"\n").article("a.md", "# Own");
    site.file("blog.xml", rss("Blog", SITE, &[post(SITE, 3)]));
    site
}

#[test]
fn two_planets_do_not_share_a_state() {
    let site = planet();
    let second = site.read("feeds.toml").replace("\"articles\"", "\"others\"");
    site.file("second.toml", format!("{second}\n").replace("[publish]", "[publish]\ndir = \"second\""));
    site.file("others/b.md", "# Other");
    site.build();
    let published = site.read("output/atom.xml");
    for command in [&["build"][..], &["build", "--dry-run"], &["prune"], &["approve", "blog"]] {
        let run = site.run(&[&["--config", "second.toml"], command].concat()).exited(1);
        run.says("is that of ")
            .says("/feeds.toml: give second.toml one of its own")
            .says("sqlite:.feedmill-second/");
    }
    site.build().silent();
    assert_eq!(site.read("output/atom.xml"), published, "nothing of the first was taken back");

    let with_own = site.read("second.toml") + "[state]\nurl = \"sqlite:.feedmill-second/state.db\"\n";
    site.file("second.toml", with_own);
    site.run(&["--config", "second.toml"]).succeeded().silent();
}

#[test]
fn two_states_in_one_folder_do_not_wait_for_each_other() {
    let site = planet();
    let second = site.read("feeds.toml").replace("[publish]", "[publish]\ndir = \"second\"");
    site.file("second.toml", second + "[state]\nurl = \"sqlite:.feedmill/second.db\"\n");
    site.build();
    let held = fs::File::options().write(true).open(site.path(".feedmill/lock")).unwrap();
    held.lock().unwrap();
    site.run(&["build"]).exited(75);
    site.run(&["--config", "second.toml"]).succeeded().silent();
    assert!(site.path("second/feed.xml").exists());
}

#[test]
fn a_configuration_that_is_renamed_moved_or_copied_with_its_state_goes_on() {
    let site = planet();
    site.build();
    let ids = site.ids();
    fs::rename(site.path("feeds.toml"), site.path("planet.toml")).unwrap();
    site.run(&["--config", "planet.toml"]).succeeded().silent();
    fs::create_dir(site.path("copy")).unwrap();
    for name in ["planet.toml", "blog.xml", ".feedmill/state.db", "articles/a.md"] {
        site.file(&format!("copy/{name}"), fs::read(site.path(name)).unwrap());
    }
    site.run(&["--config", "copy/planet.toml"]).succeeded().silent();
    site.run(&["--config", "planet.toml"]).succeeded().silent();
    let copied = site.read("copy/output/feed.json");
    assert!(ids.iter().all(|id| copied.contains(id)), "{copied}");
}

#[test]
fn a_configuration_of_which_all_versions_are_kept_goes_on() {
    let site = planet();
    let absolute = |name: &str| site.path(name).display().to_string();
    let publish = format!("[publish]\ndir = {:?}", absolute("output"));
    let text = site
        .read("feeds.toml")
        .replace("[publish]", &publish)
        .replace("blog.xml", &absolute("blog.xml"))
        .replace("\"articles\"", &format!("{:?}", absolute("articles")))
        + &format!("[state]\nurl = \"sqlite:{}\"\n", absolute("var/state.db"));
    let link = |to: &str, name: &str| {
        let _ = fs::remove_file(site.path(name));
        std::os::unix::fs::symlink(site.path(to), site.path(name)).unwrap();
    };
    for version in ["1", "2"] {
        site.file(&format!("versions/{version}.toml"), format!("{text}# {version}\n"));
        site.file(&format!("versions/{version}/feeds.toml"), format!("{text}# {version}\n"));
        link(&format!("versions/{version}.toml"), "installed.toml");
        site.run(&["--config", "installed.toml"]).succeeded().silent();
    }
    fs::remove_file(site.path("installed.toml")).unwrap();
    for version in ["1", "2"] {
        link(&format!("versions/{version}"), "current");
        site.run(&["--config", "current/feeds.toml"]).succeeded().silent();
    }
    site.file("versions/3/feeds.toml", text.replace("output", "elsewhere"));
    site.run(&["--config", "versions/3/feeds.toml"])
        .exited(1)
        .says("is that of ")
        .says("versions/2/feeds.toml");
}

#[test]
fn a_configuration_and_a_link_to_it_are_one() {
    let site = planet();
    let absolute = |name: &str| format!("{:?}", site.path(name).display().to_string());
    let text = site
        .read("feeds.toml")
        .replace("\"blog.xml\"", &absolute("blog.xml"))
        .replace("\"articles\"", &absolute("articles"))
        + &format!("[state]\nurl = \"sqlite:{}\"\n", site.path("var/state.db").display());
    site.file("real/feeds.toml", text);
    fs::create_dir(site.path("etc")).unwrap();
    std::os::unix::fs::symlink(site.path("real/feeds.toml"), site.path("etc/feeds.toml")).unwrap();
    site.run(&["--config", "real/feeds.toml"]).succeeded().silent();
    site.run(&["--config", "etc/feeds.toml"]).succeeded().silent();
}

#[test]
fn a_view_that_is_taken_out_of_the_configuration_is_told_once_as_long_as_its_feeds_lie_there() {
    let view = "[[publish.views]]\nname = \"news\"\n";
    let mut site = planet().tables(view);
    site.build().silent();
    site.reconfigure(view, "");
    site.build().says("output/news is of a view that is no longer in feeds.toml");
    site.build().silent();
    site.file("articles/b.md", "# More");
    site.build().silent();
    fs::remove_dir_all(site.path("output/news")).unwrap();
    site.file("articles/c.md", "# Again more");
    site.build().silent();
}
