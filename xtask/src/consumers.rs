//! The npm package as its users have it: `tests/npm`, by Node's own test runner, against a sandbox.

use std::path::Path;
use std::process::Command;

use crate::files;
use crate::npm;
use crate::outcome::Result;
use crate::progress::{Output, capture, say};
use crate::tools;

/// Those of `tests/npm` that are about the package; one after another, as what is measured must not wait for a bundler.
const TESTS: [&str; 5] =
    ["client.test.mjs", "border.test.mjs", "side-by-side.test.mjs", "consumers.test.mjs", "element.test.mjs"];

/// Builds the package, installs it where its users would, and returns what Node's test runner wrote.
pub fn run(sandbox: &Path) -> Result<Output> {
    npm::build()?;
    let folder = files::root().join("tests/npm");
    tools::npm_ci(&folder)?;
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
