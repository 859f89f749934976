//! `cargo xtask bench`: the explorer measured beside others, in headless Chromium.

use std::path::PathBuf;
use std::process::Command;

use crate::args::Args;
use crate::files;
use crate::outcome::{Context, Failure, Result};
use crate::progress::say;
use crate::site;
use crate::tools;
use crate::wasm::Profile;

/// The sandbox's own document, which everybody has.
const OWN: &str = "crates/sandbox/tests/golden/openapi.json";

/// What the command takes.
const OPTIONS: [&str; 4] = ["--spec", "--rounds", "--only", "--minutes"];

/// Builds the app, installs what it is measured beside, and measures. With `--only` nothing is written; `--minutes` makes
/// the walk over all operations as long as that, to see an hour of use.
pub fn bench(words: &[String]) -> Result<()> {
    let args = Args::read("bench", words, &OPTIONS, &[])?;
    tools::need_node("")?;
    let spec = match args.value("--spec").map(str::to_string).or_else(|| std::env::var("TAKARO_OPENAPI").ok())
    {
        Some(given) => std::path::absolute(PathBuf::from(given)).context("could not find the document")?,
        None => files::root().join(OWN),
    };
    if !spec.is_file() {
        return Err(Failure::usage(format!("there is no document at {}.", files::shown(&spec))));
    }
    let dist = site::build(Profile::Release)?;
    let folder = files::root().join("bench");
    tools::npm_ci(&folder)?;
    say("measuring; nothing else should keep the machine busy meanwhile");
    let status = Command::new("node")
        .arg(folder.join("bench.mjs"))
        .env("BENCH_DIST", dist)
        .env("BENCH_SPEC", spec)
        .env("BENCH_ROUNDS", args.value("--rounds").unwrap_or("5"))
        .env("BENCH_MINUTES", args.value("--minutes").unwrap_or_default())
        .env("BENCH_ONLY", args.value("--only").unwrap_or_default())
        .env("BENCH_SYSTEM", system())
        .current_dir(files::root())
        .status()
        .context("could not start Node")?;
    if status.success() {
        Ok(())
    } else {
        Err(Failure::step("the measuring broke off; what went wrong stands above."))
    }
}

/// The system's name in general words, such as "Debian GNU/Linux 13".
fn system() -> String {
    let release = std::fs::read_to_string("/etc/os-release").unwrap_or_default();
    release
        .lines()
        .find_map(|line| line.strip_prefix("PRETTY_NAME="))
        .map(|name| name.trim_matches('"').to_string())
        .unwrap_or_else(|| std::env::consts::OS.to_string())
}
