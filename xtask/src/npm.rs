//! `cargo xtask npm`: the npm package in `pkg/`, and its tarball beside it.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::element;
use crate::files;
use crate::outcome::{Context, Failure, Result};
use crate::progress::{run, say};
use crate::tools;
use crate::wasm::{self, Profile, Source};

/// What wasm-bindgen writes is named after this; `wasm-pack` chooses the same.
const MODULE: &str = "takaro_explorer";

/// The hand-written part of the package.
const SHELL: &str = "crates/npm/js";

/// Where the package lies.
pub fn place() -> PathBuf {
    files::root().join("pkg")
}

/// Builds the package and returns its tarball.
pub fn build() -> Result<PathBuf> {
    tools::need_node("; it packs the package")?;
    tools::ensure_wasm_target()?;
    let bound = bind()?;
    let fresh = place().with_extension("new");
    files::empty_folder(&fresh)?;
    copy_shell(&fresh)?;
    for name in [format!("{MODULE}.js"), format!("{MODULE}_bg.wasm")] {
        files::write(&fresh.join(&name), files::read_bytes(&bound.join(&name))?)?;
    }
    element::build(&fresh.join("element"))?;
    // An example to be opened from the folder; it is not packed.
    files::write(&fresh.join("embed.html"), files::read(&files::root().join("www/embed.html"))?)?;
    write_commonjs(&fresh)?;
    let tarball = pack(&fresh)?;
    files::swap(&fresh, &place())?;
    Ok(place().join(tarball))
}

/// The engines as WebAssembly, bound and optimised, in a folder of `target`.
fn bind() -> Result<PathBuf> {
    let source = Source {
        package: "takaro-explorer",
        part: &["--lib"],
        module: MODULE,
        what: "the engines of the package",
    };
    let module = wasm::compile(&source, Profile::Release)?;
    let bound = files::target().join("bindgen-npm");
    files::empty_folder(&bound)?;
    wasm::bind(&module, MODULE, &bound, Profile::Release)?;
    let module = bound.join(format!("{MODULE}_bg.wasm"));
    wasm::silence_panics(&module)?;
    wasm::optimise(&module)?;
    Ok(bound)
}

/// The hand-written part of the package, with the version of the workspace.
fn copy_shell(out: &Path) -> Result<()> {
    let shell = files::root().join(SHELL);
    for file in files::walk(&shell)? {
        let bytes = files::read_bytes(&shell.join(&file))?;
        if file == Path::new("package.json") {
            files::write(
                &out.join(&file),
                with_version(&String::from_utf8_lossy(&bytes), env!("CARGO_PKG_VERSION"))?,
            )?;
        } else {
            files::write(&out.join(&file), bytes)?;
        }
    }
    Ok(())
}

/// `package.json` with the version in place of the one it stands with in the repository.
fn with_version(manifest: &str, version: &str) -> Result<String> {
    let mut manifest: Value =
        serde_json::from_str(manifest).context("crates/npm/js/package.json is not JSON")?;
    manifest["version"] = version.into();
    serde_json::to_string_pretty(&manifest).map(|text| text + "\n").context("could not write package.json")
}

/// The same package for `require`: one file made of the modules, with a map back to them.
fn write_commonjs(out: &Path) -> Result<()> {
    let home = tools::npm_tools()?;
    run(
        "esbuild",
        Command::new("node")
            .arg(files::root().join("xtask/assets/commonjs.mjs"))
            .arg(home.join("node_modules/esbuild/lib/main.js"))
            .arg(out)
            .current_dir(files::root()),
    )?;
    // TypeScript reads a `.d.ts` beside `"type": "module"` as one of a module; `require` wants its twin.
    files::write(&out.join("index.d.cts"), files::read(&out.join("index.d.ts"))?)
}

/// Packs the folder, and returns the tarball's name.
fn pack(folder: &Path) -> Result<String> {
    let text = run(
        "npm pack",
        Command::new("npm")
            .args(["pack", "--json", "--ignore-scripts", "--loglevel=error"])
            .current_dir(folder),
    )?;
    let told: Value = text
        .find(['[', '{'])
        .and_then(|at| serde_json::Deserializer::from_str(&text[at..]).into_iter().next()?.ok())
        .ok_or_else(|| Failure::step("npm pack did not say what it packed."))?;
    // A list in one npm, an object by name in another.
    let packed = told.get(0).or_else(|| told.as_object()?.values().next()).cloned().unwrap_or_default();
    let name =
        packed["filename"].as_str().ok_or_else(|| Failure::step("npm pack did not name its tarball."))?;
    say(format!(
        "pkg/{name} is ready: {} KiB packed, {} KiB unpacked",
        packed["size"].as_u64().unwrap_or(0) / 1024,
        packed["unpackedSize"].as_u64().unwrap_or(0) / 1024
    ));
    Ok(name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_is_the_workspace_s_and_the_order_stays() {
        let text = with_version(r#"{"name":"x","version":"0.0.0","main":"m"}"#, "1.2.3").unwrap();
        assert_eq!(text, "{\n  \"name\": \"x\",\n  \"version\": \"1.2.3\",\n  \"main\": \"m\"\n}\n");
        assert!(with_version("{", "1.2.3").is_err());
    }
}
