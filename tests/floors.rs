//! Reads `src/` and fails on every import that points at a folder which the table of floors does not allow.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may end at once")]

use std::fs;
use std::path::{Path, PathBuf};

/// Folder (or file at the root of `src/`) and the folders it may import besides itself; the table of docs/ARCHITECTURE.md.
const FLOORS: [(&str, &str); 15] = [
    ("wire", ""),
    ("formats", "wire"),
    ("analysis", "wire"),
    ("triage", "wire"),
    ("exchange", "wire"),
    ("store", "wire triage analysis"),
    ("poll", "wire formats analysis"),
    ("screen", "wire triage analysis exchange"),
    ("view", "screen wire"),
    ("config", "screen view poll wire"),
    ("run", "config view screen store poll formats analysis triage exchange wire"),
    ("cli", "run config store exchange triage formats analysis poll screen wire"),
    ("lib.rs", ""),
    ("build.rs", ""),
    ("main.rs", "cli"),
];
const SHAPELESS: [&str; 4] = ["prelude", "utils", "common", "helpers"];

/// Every fault of one file: `path` is relative to `src/`, with `/` between its parts.
fn faults(path: &str, text: &str) -> Vec<String> {
    let parts: Vec<&str> = path.trim_end_matches("/mod.rs").split('/').collect();
    let folder = parts.first().copied().unwrap_or_default();
    let Some((_, allowed)) = FLOORS.iter().find(|(name, _)| *name == folder) else {
        return vec![format!("src/{path}:1: {folder} is on no floor")];
    };
    let mut faults = Vec::new();
    if let Some(name) = parts.iter().map(|p| p.trim_end_matches(".rs")).find(|p| SHAPELESS.contains(p)) {
        faults.push(format!("src/{path}:1: a module named {name} says nothing of its duty"));
    }
    for (n, line) in (1..).zip(text.lines()).filter(|(_, line)| !line.trim_start().starts_with("//")) {
        let words: Vec<&str> = line.split_whitespace().collect();
        if let Some([_, name]) = words.windows(2).find(|w| w[0] == "mod" && SHAPELESS.contains(&stem(w[1]))) {
            faults.push(format!("src/{path}:{n}: a module named {} says nothing of its duty", stem(name)));
        }
        for target in arrows(line, parts.len()) {
            match target {
                Arrow::Hidden(what) => faults.push(format!("src/{path}:{n}: {what} hides an arrow: name one folder")),
                Arrow::To(to) if to == folder || allowed.split(' ').any(|a| a == to) => {}
                Arrow::To(to) if !FLOORS.iter().any(|(name, _)| *name == to) => {}
                Arrow::To(to) => faults.push(format!("src/{path}:{n}: {folder} must not import {to}")),
            }
        }
    }
    faults
}

enum Arrow<'a> {
    /// A path into this folder of the crate.
    To(&'a str),
    /// A path that does not say which folder it goes to.
    Hidden(&'static str),
}

/// The paths of a line that start at the crate's root; `depth` is the number of `super` that leads there.
fn arrows(line: &str, depth: usize) -> Vec<Arrow<'_>> {
    let climb = "super::".repeat(depth);
    let mut found = Vec::new();
    for root in ["crate::", "copytaster::", climb.as_str()] {
        for (at, _) in line.match_indices(root) {
            let before = line.get(..at).unwrap_or_default();
            if before.ends_with(|c: char| c.is_alphanumeric() || c == '_') || before.ends_with("super::") {
                continue;
            }
            let rest = line.get(at + root.len()..).unwrap_or_default().trim_start_matches("super::");
            let mut chars = rest.chars();
            found.push(match chars.next() {
                Some('{') => Arrow::Hidden("a grouped import from the root"),
                Some('*') => Arrow::Hidden("a glob import from the root"),
                _ => Arrow::To(stem(rest)),
            });
        }
    }
    if line.contains("use crate as") || line.contains("use crate;") || line.contains("extern crate") {
        found.push(Arrow::Hidden("another name for the crate"));
    }
    found
}

/// The identifier that a text begins with.
fn stem(text: &str) -> &str {
    text.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or_default()
}

fn rust_files(dir: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(dir).expect("src can be read") {
        let path = entry.expect("an entry can be read").path();
        if path.is_dir() {
            rust_files(&path, found);
        } else if path.extension().is_some_and(|e| e == "rs") {
            found.push(path);
        }
    }
}

#[test]
fn every_arrow_points_down() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    rust_files(&src, &mut files);
    files.sort();
    assert!(files.len() > FLOORS.len(), "only {} files were found under {}", files.len(), src.display());
    let mut all = Vec::new();
    for file in &files {
        let path = file.strip_prefix(&src).unwrap().to_str().unwrap();
        all.extend(faults(path, &fs::read_to_string(file).unwrap()));
    }
    assert!(all.is_empty(), "\n{}\n", all.join("\n"));
}

#[test]
fn every_file_of_the_library_is_of_it() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    rust_files(&src, &mut files);
    let texts: Vec<String> = files.iter().map(|file| fs::read_to_string(file).unwrap()).collect();
    let is_named = |file: &&PathBuf| {
        let name = file.file_stem().unwrap().to_str().unwrap();
        let (by_name, by_path) = (format!("mod {name};"), format!("#[path = \"{name}.rs\"]"));
        ["mod", "lib", "main", "build"].contains(&name)
            || texts.iter().any(|text| text.contains(&by_name) || text.contains(&by_path))
    };
    let strays: Vec<&PathBuf> = files.iter().filter(|file| !is_named(file)).collect();
    assert!(strays.is_empty(), "no module holds {strays:?}: what stands there is neither built nor tested");
}

#[test]
fn an_arrow_that_points_up_is_named_with_file_line_and_folder() {
    let text = "//! Words.\n\nuse crate::screen::Screen;\n";
    assert_eq!(faults("store/page.rs", text), ["src/store/page.rs:3: store must not import screen"]);
    assert_eq!(faults("wire/mod.rs", "fn f() { crate::poll::go() }").len(), 1);
    assert_eq!(faults("formats/rss.rs", "use crate::analysis::quotes;").len(), 1, "two folders of one floor");
    assert_eq!(faults("main.rs", "copytaster::run::go()").len(), 1);
    assert_eq!(faults("store/log/fold.rs", "use super::super::super::poll::Policy;").len(), 1, "climbing out by super");
    assert_eq!(faults("store/log.rs", "    use super::super::super::poll::Policy;").len(), 1, "out of a test module");
}

#[test]
fn an_arrow_that_points_down_passes() {
    assert!(faults("store/page.rs", "use crate::wire::{Page, Row};\nuse crate::store::schema;\n").is_empty());
    assert!(faults("store/page.rs", "    pub(in crate::store) use super::schema::OPEN;").is_empty());
    assert!(faults("view/mod.rs", "/// See [`crate::run::engine`].\npub(crate) fn draw() {}").is_empty());
    assert!(faults("main.rs", "copytaster::cli::main()").is_empty());
    assert!(faults("poll/http.rs", "use other_crate::run::Thing;").is_empty());
}

#[test]
fn what_would_hide_an_arrow_is_refused() {
    for line in ["use crate::{wire, store};", "use crate::*;", "use crate as c;", "use super::super::{wire};"] {
        assert_eq!(faults("store/page.rs", line).len(), 1, "{line}");
    }
    assert_eq!(faults("desk/mod.rs", ""), ["src/desk/mod.rs:1: desk is on no floor"]);
}

#[test]
fn a_module_whose_name_says_nothing_is_refused() {
    assert_eq!(faults("store/utils.rs", "").len(), 1);
    assert_eq!(faults("store/helpers/mod.rs", "").len(), 1);
    assert_eq!(faults("store/mod.rs", "mod common;\npub(crate) mod prelude {}\nmod log;").len(), 2);
}
