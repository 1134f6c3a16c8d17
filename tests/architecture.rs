//! Holds the sources to the layers that `lib.rs` and DESIGN describe: each module uses only
//! those of earlier layers, and modules of one layer never use each other.

use std::fs;
use std::path::{Path, PathBuf};

/// The layers, lowest first.
const LAYERS: &[&[&str]] = &[
    &["atomic_file", "cores", "date", "iri", "language", "email", "markup", "printable", "shield"],
    &["model"],
    &["config"],
    &["articles", "schedule", "fetch", "parse", "store", "merge", "publish"],
    &["report"],
    &["pipeline"],
    &["cli"],
];

/// Crates that one module alone may know.
const PRIVATE_CRATES: &[(&str, &str)] =
    &[("reqwest", "fetch"), ("rusqlite", "store"), ("rss", "publish"), ("atom_syndication", "publish")];

#[test]
fn every_module_has_a_layer_and_stands_in_order() {
    let declared = declared_modules();
    let layered: Vec<&str> = LAYERS.iter().flat_map(|layer| layer.iter().copied()).collect();
    for module in &declared {
        assert!(layered.contains(&module.as_str()), "src/lib.rs declares `{module}`, which no layer holds");
    }
    let order: Vec<usize> = declared.iter().filter_map(|module| layer_of(module)).collect();
    assert!(order.is_sorted(), "the modules in src/lib.rs do not stand in layer order: {declared:?}");
}

#[test]
fn modules_use_only_earlier_layers() {
    let mut offences = Vec::new();
    for file in sources() {
        let Some(module) = module_of(&file) else { continue };
        let own = layer_of(&module).expect("checked above");
        for (line, used) in crate_references(&code_of(&file)) {
            let Some(other) = layer_of(&used) else { continue };
            if used != module && other >= own {
                offences.push(format!("{}:{line}: `{module}` uses `{used}`", file.display()));
            }
        }
    }
    assert!(offences.is_empty(), "arrows that point the wrong way:\n{}", offences.join("\n"));
}

#[test]
fn a_library_is_known_to_one_module_only() {
    let mut offences = Vec::new();
    for file in sources() {
        let Some(module) = module_of(&file) else { continue };
        let code = code_of(&file);
        for (library, owner) in PRIVATE_CRATES {
            // `parse` and `publish` have modules of their own called `rss`.
            let namesake = file.with_file_name(library).is_dir()
                || file.with_file_name(format!("{library}.rs")).is_file();
            if namesake {
                continue;
            }
            let used = code.lines().position(|line| {
                let path = format!("{library}::");
                line.match_indices(&path).any(|(at, _)| {
                    at == 0 || !line[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ':')
                })
            });
            if let Some(line) = used.filter(|_| module != *owner) {
                offences.push(format!(
                    "{}:{}: `{library}` belongs to `{owner}` alone",
                    file.display(),
                    line + 1
                ));
            }
        }
    }
    assert!(offences.is_empty(), "{}", offences.join("\n"));
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn layer_of(module: &str) -> Option<usize> {
    LAYERS.iter().position(|layer| layer.contains(&module))
}

fn declared_modules() -> Vec<String> {
    let lib = fs::read_to_string(root().join("src/lib.rs")).unwrap();
    lib.lines()
        .filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';'))
        .map(str::to_owned)
        .collect()
}

fn sources() -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![root().join("src")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// The module at the crate root that a file belongs to; `None` for `lib.rs` and `main.rs`.
fn module_of(file: &Path) -> Option<String> {
    let relative = file.strip_prefix(root().join("src")).unwrap();
    let first = relative.iter().next()?.to_str()?;
    let name = first.strip_suffix(".rs").unwrap_or(first);
    (name != "lib" && name != "main").then(|| name.to_owned())
}

/// A file's text without comment lines.
fn code_of(file: &Path) -> String {
    let text = fs::read_to_string(file).unwrap();
    let keep = |line: &str| if line.trim_start().starts_with("//") { String::new() } else { line.to_owned() };
    text.lines().map(keep).collect::<Vec<_>>().join("\n")
}

/// The module's name at the start of a path.
fn first_name(path: &str) -> &str {
    let end = path.find(|c: char| !c.is_ascii_lowercase() && c != '_' && !c.is_ascii_digit());
    &path[..end.unwrap_or(path.len())]
}

/// Each `crate::module` of the text with its line, those of `crate::{one, other}` too.
fn crate_references(code: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for (number, line) in code.lines().enumerate() {
        for (at, _) in line.match_indices("crate::") {
            let rest = &line[at + "crate::".len()..];
            let names = match rest.strip_prefix('{') {
                Some(list) => list.split('}').next().unwrap_or(list),
                None => first_name(rest),
            };
            found.extend(names.split(',').map(|name| (number + 1, first_name(name.trim()).to_owned())));
        }
    }
    found
}
