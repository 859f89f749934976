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

/// Rooms and the crates of ours that each may use.
const ROOM_CRATES: &[(&str, &[&str])] = &[
    ("ui", &[]),
    ("state", &["query", "openapi", "client"]),
    ("components", &["query", "openapi", "client"]),
    ("pages", &["query", "openapi"]),
];

/// Pages that show what a crate knows: the lessons its practice rows, the others the codes and requests of the client.
const PAGES_BESIDE: &[(&str, &str)] = &[
    ("learn.rs", "practice"),
    ("lesson.rs", "practice"),
    ("lesson_box.rs", "practice"),
    ("lesson_picture.rs", "practice"),
    ("errors.rs", "client"),
    ("history.rs", "client"),
];

/// What the pure crates never name: the clock, files, the network, the machine.
const OUTSIDE: &[&str] = &[
    "std::time::SystemTime",
    "std::time::Instant",
    "SystemTime::now",
    "Instant::now",
    "std::fs",
    "std::net::Tcp",
    "std::net::Udp",
    "use std::env",
    "std::process",
    "std::thread",
    "RandomState",
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
fn rooms_of_the_app_use_only_the_crates_they_may() {
    let mut wrong = Vec::new();
    for (room, may) in ROOM_CRATES {
        for file in sources(&root().join("src").join(room)) {
            let text = fs::read_to_string(&file).expect("a source file can be read");
            let name = file.file_name().and_then(|name| name.to_str()).unwrap_or_default();
            let beside = |used: &str| *room == "pages" && PAGES_BESIDE.contains(&(name, used));
            let used = crates_of_ours(&text);
            let strange = used.into_iter().filter(|used| !may.contains(used) && !beside(used));
            wrong.extend(strange.map(|used| format!("{}: {used}", file.display())));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn pure_crates_know_no_clock_no_randomness_and_no_machine() {
    let mut wrong = Vec::new();
    for name in ["query", "openapi", "practice"] {
        for file in sources(&root().join("crates").join(name).join("src")) {
            let text = fs::read_to_string(&file).expect("a source file can be read");
            wrong.extend(outside(&text).into_iter().map(|word| format!("{}: {word}", file.display())));
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
    assert_eq!(crates_of_ours("use client::Reply;\nlet a = openapi::parse(b);"), ["openapi", "client"]);
    assert!(crates_of_ours("use crate::client::x;\n// client::send is not used here").is_empty());
    assert_eq!(outside("let now = std::time::Instant::now();").len(), 2);
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

/// The crates of ours that a text names.
fn crates_of_ours(text: &str) -> Vec<&'static str> {
    let names = |line: &str, name: &str| {
        line.match_indices(&format!("{name}::")).any(|(at, _)| {
            let before = line[..at].chars().next_back();
            !before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == ':')
        })
    };
    let lines = || text.lines().filter(|line| !line.trim_start().starts_with("//"));
    let ours = ["query", "openapi", "client", "practice", "sandbox"];
    ours.into_iter().filter(|name| lines().any(|line| names(line, name))).collect()
}

fn outside(text: &str) -> Vec<&'static str> {
    let lines = || text.lines().filter(|line| !line.trim_start().starts_with("//"));
    OUTSIDE.iter().copied().filter(|word| lines().any(|line| line.contains(word))).collect()
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
