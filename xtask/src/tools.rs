//! What a fresh machine lacks, installed at the moment it is needed.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{Mutex, OnceLock};

use crate::files;
use crate::outcome::{Failure, Result};
use crate::progress::{run, say};

/// The target of the app and of the npm package.
pub const WASM: &str = "wasm32-unknown-unknown";

/// A `cargo` command in the workspace, of the toolchain that runs xtask.
pub fn cargo() -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(files::root());
    // Set by cargo for xtask itself; the child has manifests of its own.
    for variable in ["CARGO_MANIFEST_DIR", "CARGO_MANIFEST_PATH", "CARGO_PKG_NAME", "CARGO_PKG_VERSION"] {
        command.env_remove(variable);
    }
    command
}

/// Adds the WebAssembly target to the toolchain if it is not there.
pub fn ensure_wasm_target() -> Result<()> {
    let libraries = Command::new("rustc")
        .args(["--print", "target-libdir", "--target", WASM])
        .current_dir(files::root())
        .output()
        .ok()
        .map(|output| PathBuf::from(String::from_utf8_lossy(&output.stdout).trim()));
    if libraries.is_some_and(|path| path.is_dir()) {
        return Ok(());
    }
    say("adding the WebAssembly target to the Rust toolchain");
    run("rustup target add", Command::new("rustup").args(["target", "add", WASM]).current_dir(files::root()))
        .map(drop)
}

/// Adds `rustfmt` and `clippy` to the toolchain if they are not there.
pub fn ensure_components() -> Result<()> {
    if works(Command::new("cargo").args(["fmt", "--version"]))
        && works(Command::new("cargo").args(["clippy", "--version"]))
    {
        return Ok(());
    }
    say("adding rustfmt and clippy to the Rust toolchain");
    run(
        "rustup component add",
        Command::new("rustup").args(["component", "add", "rustfmt", "clippy"]).current_dir(files::root()),
    )
    .map(drop)
}

/// Whether a program is there and answers with exit code 0.
pub fn works(command: &mut Command) -> bool {
    command
        .current_dir(files::root())
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

/// What is lacking of Node and its npm, in words that go on with "is not installed"; asked once, as it takes a moment.
fn lacking() -> Option<&'static str> {
    static LACKING: OnceLock<Option<&str>> = OnceLock::new();
    *LACKING.get_or_init(|| {
        let there = |program: &str| works(Command::new(program).arg("--version"));
        match (there("node"), there("npm")) {
            (true, true) => None,
            // Debian's nodejs comes without it.
            (true, false) => Some("npm"),
            _ => Some("Node"),
        }
    })
}

/// Whether Node and its npm are there. Where they are not, says once what that leads to: `so` reads like "the JSON
/// editor is not built".
pub fn has_node_or(so: &str) -> bool {
    static SAID: Mutex<Vec<String>> = Mutex::new(Vec::new());
    let Some(what) = lacking() else { return true };
    if let Ok(mut said) = SAID.lock()
        && !said.iter().any(|before| before == so)
    {
        say(format!("  note: {what} is not installed, so {so}"));
        said.push(so.to_owned());
    }
    false
}

/// Sees that Node and its npm are there; `way_out` is what else a person can do.
pub fn need_node(way_out: &str) -> Result<()> {
    match lacking() {
        None => Ok(()),
        Some(what) => Err(Failure::step(format!(
            "{what} is not installed. Install Node 20 or later with its npm{way_out}."
        ))),
    }
}

/// Installs what the `package-lock.json` in `folder` pins, into `folder/node_modules`, unless it stands there.
pub fn npm_ci(folder: &Path) -> Result<()> {
    let lock = files::read_bytes(&folder.join("package-lock.json"))?;
    let stamp = folder.join("node_modules").join(".installed");
    let wanted = files::fingerprint(&lock);
    if std::fs::read_to_string(&stamp).is_ok_and(|found| found == wanted) {
        return Ok(());
    }
    say(format!("installing the npm packages pinned in {}", files::shown(folder)));
    run(
        "npm ci",
        Command::new("npm").args(["ci", "--no-audit", "--no-fund", "--loglevel=error"]).current_dir(folder),
    )?;
    files::write(&stamp, wanted)
}

/// The folder of `.tools` in which the packages of `xtask/tools/package-lock.json` are installed.
pub fn npm_tools() -> Result<PathBuf> {
    let home = files::tools().join("npm");
    for name in ["package.json", "package-lock.json"] {
        let pinned = files::read_bytes(&files::root().join("xtask/tools").join(name))?;
        if std::fs::read(home.join(name)).ok().as_deref() != Some(&pinned) {
            files::write(&home.join(name), pinned)?;
        }
    }
    npm_ci(&home)?;
    Ok(home)
}
