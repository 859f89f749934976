//! The npm package as its users have it: `tests/npm`, by Node's own test runner, against a sandbox.

use std::path::Path;
use std::process::Command;

use crate::files;
use crate::npm;
use crate::outcome::Result;
use crate::progress::{Output, capture, run as run_program, say};
use crate::tools;

/// Those of `tests/npm` that are about the package; one after another, as what is measured must not wait for a bundler.
const TESTS: [&str; 7] = [
    "client.test.mjs",
    "border.test.mjs",
    "side-by-side.test.mjs",
    "consumers.test.mjs",
    "element.test.mjs",
    "snippets.test.mjs",
    "lessons.test.mjs",
];

/// Runtimes with a package for each platform. Not every registry has all of those, and a lock file that lacks one cannot be
/// installed from, so these are installed by their version alone.
const RUNTIMES: [&str; 2] = ["deno@2.9.6", "workerd@1.20261117.1"];

/// Builds the package, installs it where its users would, and returns what Node's test runner wrote.
pub fn run(sandbox: &Path) -> Result<Output> {
    npm::build()?;
    let folder = files::root().join("tests/npm");
    tools::npm_ci(&folder)?;
    install_runtimes(&folder)?;
    say("consumers of the npm package");
    capture(
        "consumers of the npm package",
        Command::new("node")
            .args(["--test", "--test-reporter=spec", "--test-concurrency=1"])
            .args(TESTS)
            .env("EXPLORER_PKG", npm::place())
            .env("EXPLORER_SANDBOX", sandbox)
            .current_dir(&folder),
    )
}

fn install_runtimes(folder: &Path) -> Result<()> {
    let name = |runtime: &str| runtime.split('@').next().unwrap_or(runtime).to_owned();
    let there = |runtime: &&str| folder.join("node_modules").join(name(runtime)).is_dir();
    if RUNTIMES.iter().all(there) {
        return Ok(());
    }
    say(format!("installing {}", RUNTIMES.join(" and ")));
    let words = ["install", "--no-save", "--no-package-lock", "--no-audit", "--no-fund", "--loglevel=error"];
    run_program("npm install", Command::new("npm").args(words).args(RUNTIMES).current_dir(folder)).map(drop)
}
