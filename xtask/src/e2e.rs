//! Walks through the explorer in a real browser: `tests/e2e`, by Node's own test runner.

use std::path::Path;
use std::process::Command;

use crate::files;
use crate::outcome::{Context, Result};
use crate::progress::{capture, say};
use crate::tools;

/// Runs the walks on an app's folder and a sandbox, and returns what Node's test runner wrote.
pub fn run(dist: &Path, sandbox: &Path, full: bool) -> Result<String> {
    tools::need_node(", or leave the browsers out by --fast")?;
    let folder = files::root().join("tests/e2e");
    tools::npm_ci(&folder)?;
    let mut walks: Vec<_> = std::fs::read_dir(&folder)
        .context("could not list tests/e2e")?
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .filter(|path| path.to_string_lossy().ends_with(".test.mjs"))
        .collect();
    walks.sort();
    say(format!("walks in Chromium, Firefox and WebKit, from {} files", walks.len()));
    let output = capture(
        "walks in Chromium",
        Command::new("node")
            .args(["--test", "--test-reporter=spec", "--test-concurrency=2"])
            .args(&walks)
            .env("EXPLORER_DIST", dist)
            .env("EXPLORER_SANDBOX", sandbox)
            .env("EXPLORER_FULL", if full { "1" } else { "" })
            .current_dir(files::root()),
    )?;
    if !output.success {
        eprintln!("{}", output.text.trim_end());
    }
    Ok(output.text)
}
