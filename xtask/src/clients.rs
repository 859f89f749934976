//! The official npm clients against the sandbox: `tests/npm`, by Node's own test runner.

use std::path::Path;
use std::process::Command;

use crate::files;
use crate::outcome::Result;
use crate::progress::{Output, capture, say};
use crate::tools;

/// Runs the clients against a sandbox and returns what Node's test runner wrote.
pub fn run(sandbox: &Path) -> Result<Output> {
    tools::need_node(", or leave the clients out by --fast")?;
    let folder = files::root().join("tests/npm");
    tools::npm_ci(&folder)?;
    say("the official clients");
    capture(
        "the official clients",
        Command::new("node")
            .args(["--test", "--test-reporter=spec", "official-clients.test.mjs"])
            .env("EXPLORER_SANDBOX", sandbox)
            .current_dir(&folder),
    )
}
