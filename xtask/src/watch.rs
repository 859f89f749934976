//! Tells when a person has saved a file of the app.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Sender};
use std::thread;
use std::time::Duration;

use notify::event::{EventKind, ModifyKind};
use notify::{RecommendedWatcher, RecursiveMode, Watcher};

use crate::files;
use crate::outcome::{Context, Result};
use crate::serve::Event;

/// An editor writes a file in several strokes, and a change of branch writes many files: wait until it is quiet.
const QUIET: Duration = Duration::from_millis(80);

/// Watches the sources until the returned watcher is dropped.
pub fn start(events: Sender<Event>) -> Result<RecommendedWatcher> {
    let (strokes, heard) = mpsc::channel::<PathBuf>();
    let mut watcher = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
        let Ok(event) = event else { return };
        let written = matches!(
            event.kind,
            EventKind::Create(_)
                | EventKind::Remove(_)
                | EventKind::Modify(ModifyKind::Data(_) | ModifyKind::Name(_) | ModifyKind::Any)
        );
        if written {
            for path in event.paths.into_iter().filter(|path| is_source(path)) {
                // The listener is gone only when the command ends.
                let _ = strokes.send(path);
            }
        }
    })
    .context("could not watch the sources")?;
    let root = files::root();
    for (place, mode) in [
        ("src", RecursiveMode::Recursive),
        ("crates", RecursiveMode::Recursive),
        ("www", RecursiveMode::Recursive),
        // The folder and not the files in it: an editor may replace a file by another of the same name.
        (".", RecursiveMode::NonRecursive),
    ] {
        watcher.watch(&root.join(place), mode).context(format!("could not watch {place}"))?;
    }
    thread::spawn(move || {
        while let Ok(first) = heard.recv() {
            let mut saved = vec![first];
            while let Ok(next) = heard.recv_timeout(QUIET) {
                if !saved.contains(&next) {
                    saved.push(next);
                }
            }
            if events.send(Event::Saved(saved)).is_err() {
                break;
            }
        }
    });
    Ok(watcher)
}

/// Whether a change of this file can change the app: not an editor's own file nor a test, and at the root only three.
fn is_source(path: &Path) -> bool {
    let shown = files::shown(path).trim_start_matches("./").to_owned();
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    if name.starts_with(['.', '#'])
        || name.ends_with('~')
        || name.ends_with(".tmp")
        || name.parse::<u32>().is_ok()
    {
        return false;
    }
    if ["/node_modules/", "/target/", "/tests/", "/benches/", "/examples/"]
        .iter()
        .any(|part| shown.contains(part))
    {
        return false;
    }
    match shown.split_once('/') {
        Some((folder, _)) => ["src", "crates", "www"].contains(&folder) && path.extension().is_some(),
        None => ["index.html", "Cargo.toml", "Cargo.lock"].contains(&shown.as_str()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_sources_count() {
        let root = files::root();
        for name in
            ["src/pages/overview.rs", "crates/query/src/lib.rs", "www/boot.js", "index.html", "./index.html"]
        {
            assert!(is_source(&root.join(name)), "{name}");
        }
        for name in [
            "src/.app.rs.swp",
            "src/app.rs~",
            "src/4913",
            "README.md",
            "target/x.rs",
            "crates/npm/node_modules/a.js",
            "crates/query/tests/rules.rs",
        ] {
            assert!(!is_source(&root.join(name)), "{name}");
        }
    }
}
