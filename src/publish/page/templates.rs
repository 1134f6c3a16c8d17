//! The templates: built in, or from the folder that `publish.templates` names.

use std::borrow::Cow;
use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment, Output, State, UndefinedBehavior, Value};
use serde::Serialize;

use crate::publish::{Kind, PublishError};

/// The frame of the other two: head and foot.
const FRAME: &str = "frame.html";
const PAGE: &str = "index.html";
const ARTICLE: &str = "article.html";
pub const STYLE: &str = "style.css";

/// The files of a folder of templates.
pub const NAMES: [&str; 4] = [FRAME, PAGE, ARTICLE, STYLE];

/// The templates in force, compiled once for all the pages of a build.
#[derive(Clone)]
pub struct Templates {
    frame: Template,
    page: Template,
    article: Template,
    style: Template,
    compiled: Environment<'static>,
}

#[derive(Debug, Clone)]
struct Template {
    text: Cow<'static, str>,
    /// `None`: built in.
    file: Option<PathBuf>,
}

impl Templates {
    /// The design that feedmill brings.
    pub fn builtin() -> Templates {
        Templates::compile(builtin()).expect("each test that renders a page compiles them")
    }

    /// `frame.html`, `index.html`, `article.html` and `style.css` of `folder`, each that is there instead of
    /// the built-in one; a folder that is not there is a name misspelt.
    pub fn load(folder: &Path) -> Result<Templates, PublishError> {
        fs::read_dir(folder)
            .map_err(|source| PublishError::NoTemplates { path: folder.to_owned(), source })?;
        let [frame, page, article, style] = builtin();
        Templates::compile([
            own(folder, FRAME)?.unwrap_or(frame),
            own(folder, PAGE)?.unwrap_or(page),
            own(folder, ARTICLE)?.unwrap_or(article),
            own(folder, STYLE)?.unwrap_or(style),
        ])
    }

    fn compile([frame, page, article, style]: [Template; 4]) -> Result<Templates, PublishError> {
        let mut compiled = environment();
        compiled.add_global("style", Value::from_safe_string(style.text.clone().into_owned()));
        for (template, name) in [(&frame, FRAME), (&page, PAGE), (&article, ARTICLE)] {
            compiled
                .add_template_owned(name, template.text.clone())
                .map_err(|error| failure(template, name, &error))?;
        }
        Ok(Templates { frame, page, article, style, compiled })
    }

    /// What a page is to the gate: a user answers for an own template.
    pub fn page_kind(&self) -> Kind {
        self.kind(&self.page)
    }

    pub fn article_kind(&self) -> Kind {
        self.kind(&self.article)
    }

    fn kind(&self, template: &Template) -> Kind {
        if template.file.is_none() && self.frame.file.is_none() { Kind::Page } else { Kind::OwnPage }
    }

    pub fn render_page(&self, view: &impl Serialize) -> Result<Vec<u8>, PublishError> {
        self.render(&self.page, PAGE, view)
    }

    pub fn render_article(&self, view: &impl Serialize) -> Result<Vec<u8>, PublishError> {
        self.render(&self.article, ARTICLE, view)
    }

    fn render(
        &self,
        template: &Template,
        name: &str,
        view: &impl Serialize,
    ) -> Result<Vec<u8>, PublishError> {
        let mut html =
            self.compiled.get_template(name).and_then(|loaded| loaded.render(Serde(view))).map_err(
                |error| {
                    let is_in_frame = error.name() == Some(FRAME);
                    let (template, name) = if is_in_frame { (&self.frame, FRAME) } else { (template, name) };
                    failure(template, name, &error)
                },
            )?;
        if !html.ends_with('\n') {
            html.push('\n');
        }
        Ok(html.into_bytes())
    }
}

/// What pages look like: the templates themselves.
impl fmt::Debug for Templates {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Templates { frame, page, article, style, compiled: _ } = self;
        f.debug_struct("Templates")
            .field("frame", frame)
            .field("page", page)
            .field("article", article)
            .field("style", style)
            .finish()
    }
}

fn builtin() -> [Template; 4] {
    [
        include_str!("frame.html"),
        include_str!("index.html"),
        include_str!("article.html"),
        include_str!("style.css"),
    ]
    .map(|text| Template { text: text.into(), file: None })
}

fn own(folder: &Path, name: &str) -> Result<Option<Template>, PublishError> {
    let path = folder.join(name);
    match fs::read_to_string(&path) {
        Ok(text) => Ok(Some(Template { text: text.into(), file: Some(path) })),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(source) => Err(PublishError::Read { path, source }),
    }
}

fn environment() -> Environment<'static> {
    let mut environment = Environment::new();
    let syntax = SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build();
    environment.set_syntax(syntax.expect("the default delimiters are no contradiction"));
    // A misspelt name in an own template is an error, not a gap in the page.
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_formatter(write_escaped);
    environment
}

/// `MiniJinja` escapes the slash as well, which makes every address in the page unreadable.
fn write_escaped(
    out: &mut Output<'_>,
    state: &mut State<'_, '_>,
    value: &Value,
) -> Result<(), minijinja::Error> {
    let html = matches!(state.auto_escape(), AutoEscape::Html);
    match value.as_str().filter(|_| html && !value.is_safe()) {
        Some(text) => out.write_str(&escaped(text)).map_err(minijinja::Error::from),
        None => minijinja::escape_formatter(out, state, value),
    }
}

fn escaped(text: &str) -> String {
    let mut html = String::with_capacity(text.len() + 16);
    for character in text.chars() {
        match character {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            '\'' => html.push_str("&#39;"),
            _ => html.push(character),
        }
    }
    html
}

fn failure(template: &Template, name: &str, error: &minijinja::Error) -> PublishError {
    let path = template.file.clone().unwrap_or_else(|| PathBuf::from(name));
    PublishError::Template { path, detail: error.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::atomic_file;

    #[test]
    fn own_templates_take_the_place_of_the_built_in_ones() {
        let dir = tempfile::tempdir().unwrap();
        atomic_file::write(&dir.path().join(PAGE), b"<p title=\"{{ a }}\">{{ a }}").unwrap();
        let templates = Templates::load(dir.path()).unwrap();
        let html = templates.render_page(&minijinja::context! { a => "<\"/&'>" }).unwrap();
        assert_eq!(
            String::from_utf8(html).unwrap(),
            "<p title=\"&lt;&quot;/&amp;&#39;&gt;\">&lt;&quot;/&amp;&#39;&gt;\n"
        );
        assert_eq!((templates.page_kind(), templates.article_kind()), (Kind::OwnPage, Kind::Page));
    }

    #[test]
    fn an_own_frame_stands_around_the_built_in_pages_and_a_fault_in_it_is_its_own() {
        let dir = tempfile::tempdir().unwrap();
        let frame = dir.path().join(FRAME);
        atomic_file::write(&frame, b"<p>{% block title %}{% endblock %}").unwrap();
        let templates = Templates::load(dir.path()).unwrap();
        let view = minijinja::context! { site => minijinja::context! { title => "T" }, item => minijinja::context! { title => "I" } };
        assert_eq!(templates.render_article(&view).unwrap(), "<p>I – T\n".as_bytes());
        assert_eq!((templates.page_kind(), templates.article_kind()), (Kind::OwnPage, Kind::OwnPage));
        atomic_file::write(&frame, b"<p>{{ titel }}").unwrap();
        let error = Templates::load(dir.path()).unwrap().render_article(&view).unwrap_err().to_string();
        assert!(error.contains(&frame.display().to_string()), "{error}");
    }

    #[test]
    fn a_folder_that_is_none_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join(PAGE);
        atomic_file::write(&file, b"<p>").unwrap();
        for wrong in [dir.path().join("missing"), file] {
            let error = Templates::load(&wrong).unwrap_err().to_string();
            assert!(error.contains(&wrong.display().to_string()) && error.contains("`templates`"), "{error}");
        }
    }

    #[test]
    fn a_broken_template_is_named_with_its_line() {
        let dir = tempfile::tempdir().unwrap();
        atomic_file::write(&dir.path().join(PAGE), b"<p>\n{% if %}").unwrap();
        let error = Templates::load(dir.path()).unwrap_err().to_string();
        assert!(error.contains("index.html:2"), "{error}");
        atomic_file::write(&dir.path().join(PAGE), b"{{ titel }}").unwrap();
        let templates = Templates::load(dir.path()).unwrap();
        let error = templates.render_page(&minijinja::context! { title => 1 }).unwrap_err().to_string();
        assert!(error.contains("undefined"), "{error}");
    }
}
