//! Who may use whom. The picture stands in ARCHITECTURE.md; this test keeps it true.
#![cfg(not(target_arch = "wasm32"))]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Crates of ours and what of ours each may use.
const CRATES: &[(&str, &[&str])] = &[
    ("query", &[]),
    ("openapi", &["query"]),
    ("client", &["query"]),
    ("practice", &["query"]),
    ("sandbox", &["query", "practice"]),
    ("takaro-explorer", &["query", "openapi", "client"]),
    ("takaro-explorer-app", &["query", "openapi", "client", "practice"]),
    ("xtask", &[]),
];

/// What the pure crates never use, directly.
const IMPURE: &[&str] = &[
    "leptos",
    "web-sys",
    "js-sys",
    "wasm-bindgen",
    "gloo-net",
    "tokio",
    "rand",
    "getrandom",
    "chrono",
    "rusqlite",
];

/// Rooms of the app and the rooms that each may use.
const ROOMS: &[(&str, &[&str])] = &[
    ("ui", &["ui", "messages"]),
    ("state", &["state", "paths", "ui"]),
    ("components", &["components", "ui", "state", "paths", "messages"]),
    ("pages", &["pages", "components", "ui", "state", "paths", "messages"]),
];

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn crates_use_only_whom_they_may() {
    let metadata = cargo_metadata::MetadataCommand::new()
        .manifest_path(root().join("Cargo.toml"))
        .no_deps()
        .exec()
        .expect("cargo reads its own workspace");
    let ours: BTreeSet<&str> = CRATES.iter().map(|(name, _)| *name).collect();
    for package in &metadata.packages {
        let name = package.name.as_str();
        let Some((_, may)) = CRATES.iter().find(|(of, _)| *of == name) else {
            panic!("{name} is new: give it its place in tests/architecture.rs and ARCHITECTURE.md");
        };
        let pure = ["query", "openapi", "practice"].contains(&name);
        for dependency in
            package.dependencies.iter().filter(|it| it.kind == cargo_metadata::DependencyKind::Normal)
        {
            let used = dependency.name.as_str();
            assert!(!ours.contains(used) || may.contains(&used), "{name} must not use {used}");
            assert!(!(pure && IMPURE.contains(&used)), "{name} is pure and must not use {used}");
            assert!(!(name != "takaro-explorer-app" && used == "leptos"), "{name} must not use leptos");
        }
    }
}

#[test]
fn rooms_of_the_app_use_only_whom_they_may() {
    let mut wrong = Vec::new();
    for (room, may) in ROOMS {
        for file in sources(&root().join("src").join(room)) {
            let text = fs::read_to_string(&file).expect("a source file can be read");
            wrong.extend(
                strangers(&text, may).into_iter().map(|used| format!("{}: crate::{used}", file.display())),
            );
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn nothing_makes_html_from_text_or_sets_inline_styles() {
    let mut wrong = Vec::new();
    for folder in ["src", "www"] {
        for file in sources(&root().join(folder)) {
            let text = fs::read_to_string(&file).expect("a source file can be read");
            wrong.extend(html_from_text(&text).into_iter().map(|word| format!("{}: {word}", file.display())));
        }
    }
    let index = fs::read_to_string(root().join("index.html")).expect("the page is there");
    assert!(!index.contains(" style=") && !index.contains("<style"), "index.html has inline styles");
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_checks_see_what_is_planted() {
    assert_eq!(strangers("use crate::state::Session;\nlet x = crate::ui::el;", &["ui"]), ["state"]);
    assert_eq!(strangers("use crate::{ui::el, pages::x};", &["ui"]), ["pages"]);
    let planted = format!("element.set_inner_{}(text)", "html");
    assert_eq!(html_from_text(&planted).len(), 1);
    assert!(html_from_text("// nothing is made with innerHTML here").is_empty());
}

/// The rooms that a text names by `crate::…` and may not use.
fn strangers(text: &str, may: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    for line in text.lines().filter(|line| !line.trim_start().starts_with("//")) {
        for part in line.split("crate::").skip(1) {
            let names: Vec<&str> = match part.strip_prefix('{') {
                Some(list) => {
                    list.split(',').map(|item| item.trim().split("::").next().unwrap_or_default()).collect()
                }
                None => {
                    vec![part.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or_default()]
                }
            };
            for name in names.into_iter().map(|name| name.trim_end_matches(|c: char| !c.is_alphanumeric())) {
                let room = ["ui", "state", "components", "pages", "paths", "messages", "app"].contains(&name);
                if room && !may.contains(&name) {
                    found.push(name.to_string());
                }
            }
        }
    }
    found
}

fn html_from_text(text: &str) -> Vec<String> {
    let words = [
        "set_inner_html",
        "innerHTML",
        "inner_html",
        "outerHTML",
        "insertAdjacentHTML",
        "insert_adjacent_html",
    ];
    text.lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .filter(|line| words.iter().any(|word| line.contains(word)))
        .map(|line| line.trim().to_string())
        .collect()
}

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let Ok(entries) = fs::read_dir(folder) else { return found };
    for entry in entries.flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs" || extension == "js") {
            found.push(path);
        }
    }
    found.sort();
    found
}
