//! That the project also builds by the tools that people may have: Trunk and wasm-pack.
//!
//! Neither is needed for anything else. Both are installed once, pinned and quickly built, into `.tools`.

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::files;
use crate::outcome::{Context, Result};
use crate::progress::{Output, capture, run, say};
use crate::tools;
use crate::wasm;

/// A program of crates.io.
struct Program {
    name: &'static str,
    version: &'static str,
    /// Neither program goes online here, so what they need for that is left out where it can be.
    features: &'static [&'static str],
}

const TRUNK: Program = Program { name: "trunk", version: "0.21.14", features: &["--no-default-features"] };
const WASM_PACK: Program = Program { name: "wasm-pack", version: "0.15.1", features: &[] };

/// `trunk build --release` makes an app in which a query finds its row.
pub fn trunk(sandbox: &Path) -> Result<Output> {
    let home = install(&TRUNK)?;
    let dist = files::target().join("proof/trunk");
    files::empty_folder(&dist)?;
    run(
        "trunk build",
        Command::new(home.join("bin/trunk"))
            .args(["build", "--release", "--offline", "true", "--color", "never", "--dist"])
            .arg(&dist)
            .env("PATH", path(&home)?)
            .env("RUSTFLAGS", wasm::release_flags())
            // Trunk reads it as a value of its own option, and takes no `1`.
            .env_remove("NO_COLOR")
            .current_dir(files::root()),
    )?;
    // A walk over the road alone would not miss them.
    files::read(&dist.join("lessons/index.json"))?;
    let folder = files::root().join("tests/e2e");
    tools::npm_ci(&folder)?;
    let walk = "the road, on one origin";
    let mut output = capture(
        "a query in the app that Trunk built",
        Command::new("node")
            .args(["--test", "--test-reporter=spec", &format!("--test-name-pattern=^{walk}$")])
            .arg("road.test.mjs")
            .env("EXPLORER_DIST", &dist)
            .env("EXPLORER_SANDBOX", sandbox)
            .current_dir(&folder),
    )?;
    // A walk of another name would be passed over in silence.
    output.success &= output.text.contains(&format!("✔ {walk}"));
    Ok(output)
}

/// `wasm-pack build --target web` makes a bundle that explains a query in Node.
pub fn wasm_pack(sandbox: &Path) -> Result<Output> {
    let home = install(&WASM_PACK)?;
    // The crates that went into both programs are only wanted again for other versions.
    files::remove(&files::target().join("tools"))?;
    let bundle = files::target().join("proof/wasm-pack");
    files::empty_folder(&bundle)?;
    run(
        "wasm-pack build",
        Command::new(home.join("bin/wasm-pack"))
            .args(["build", "crates/npm", "--target", "web", "--mode", "no-install", "--out-dir"])
            .arg(&bundle)
            .env("PATH", path(&home)?)
            .env("RUSTFLAGS", wasm::release_flags())
            .current_dir(files::root()),
    )?;
    capture(
        "a query in the bundle that wasm-pack built",
        Command::new("node")
            .args(["--test", "--test-reporter=spec", "wasm-pack.test.mjs"])
            .env("EXPLORER_BUNDLE", &bundle)
            .env("EXPLORER_SANDBOX", sandbox)
            .current_dir(files::root().join("tests/npm")),
    )
}

/// Installs a program unless that version of it is there, and returns the folder whose `bin` holds it.
fn install(program: &Program) -> Result<PathBuf> {
    let Program { name, version, features } = program;
    tools::need_node("")?;
    let home = files::tools().join("cargo");
    let there = Command::new(home.join("bin").join(name)).arg("--version").output();
    // `--version` says "trunk 0.21.14".
    let there = there.map(|said| String::from_utf8_lossy(&said.stdout).trim().to_owned()).unwrap_or_default();
    if there.split(' ').nth(1) == Some(*version) {
        return Ok(home);
    }
    say(format!("installing {name} {version} into .tools, once; that takes some minutes"));
    run(
        &format!("cargo install {name}"),
        tools::cargo()
            .args(["install", "--debug", "--locked", "--force", "--version", version, "--root"])
            .arg(&home)
            .args(*features)
            .arg(name)
            // Beside the project's own crates: what both programs share is then built once.
            .env("CARGO_TARGET_DIR", files::target().join("tools"))
            // Quick to build matters, quick to run does not.
            .env("CARGO_PROFILE_DEV_DEBUG", "0")
            .env("CARGO_PROFILE_DEV_INCREMENTAL", "false"),
    )?;
    Ok(home)
}

/// A PATH with the tools that Trunk and wasm-pack look for: wasm-bindgen of the app's own version, and wasm-opt.
fn path(home: &Path) -> Result<OsString> {
    run(
        "wasm-bindgen",
        tools::cargo().args(["build", "--package", "xtask", "--features", "runner", "--bin", "bindgen"]),
    )?;
    let own = home.join("path");
    files::empty_folder(&own)?;
    for (name, program) in [
        ("wasm-bindgen", files::built("bindgen")),
        ("wasm-opt", tools::npm_tools()?.join("node_modules/binaryen/bin/wasm-opt")),
    ] {
        std::os::unix::fs::symlink(&program, own.join(name))
            .context(format!("could not link {}", files::shown(&program)))?;
    }
    let rest = env::var_os("PATH").unwrap_or_default();
    env::join_paths(std::iter::once(own).chain(env::split_paths(&rest)))
        .context("could not put the tools on the PATH")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `trunk serve` answers what it does not know with the app's own page, which the app could make nothing of.
    #[test]
    fn trunk_passes_on_every_path_of_the_sandbox() {
        let root = files::root();
        let trunk: toml::Table = files::read(&root.join("Trunk.toml")).unwrap().parse().unwrap();
        let proxies =
            trunk["proxy"].as_array().unwrap().iter().map(|proxy| proxy["backend"].as_str().unwrap());
        let passed: Vec<&str> = proxies.filter_map(|it| it.strip_prefix("http://localhost:8090/")).collect();
        let document = files::read(&root.join("crates/sandbox/tests/golden/openapi.json")).unwrap();
        let document: serde_json::Value = serde_json::from_str(&document).unwrap();
        for path in document["paths"].as_object().unwrap().keys() {
            let first = path.split('/').nth(1).unwrap();
            assert!(passed.contains(&first), "Trunk.toml does not pass on /{first}");
        }
        assert!(passed.contains(&"config.json") && passed.contains(&"openapi.json"));
    }
}
