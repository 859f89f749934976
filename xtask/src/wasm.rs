//! From Rust to a page's WebAssembly: cargo, wasm-bindgen as a library, and binaryen's `wasm-opt`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use wasm_bindgen_cli_support::Bindgen;

use crate::files;
use crate::outcome::{Context, Failure, Result};
use crate::progress::{run, say};
use crate::tools::{self, WASM};

/// How much care a build takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Profile {
    /// Quick to make: no optimisation, no `wasm-opt`.
    Dev,
    /// Small to load.
    Release,
}

/// What to build.
pub struct Source<'a> {
    /// The package's name.
    pub package: &'a str,
    /// `["--bin", name]` or `["--lib"]`.
    pub part: &'a [&'a str],
    /// The file name that cargo gives the module, without `.wasm`.
    pub module: &'a str,
    /// What a person calls it.
    pub what: &'a str,
}

/// The features that rustc 1.95 itself emits for this target. `--all-features` gives a module that browsers refuse.
const FEATURES: [&str; 7] = [
    "--mvp-features",
    "--enable-bulk-memory",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
];

/// Compiles a package to a bare module and returns where it lies.
pub fn compile(source: &Source<'_>, profile: Profile) -> Result<PathBuf> {
    let mut command = tools::cargo();
    command.args(["build", "--target", WASM, "--package", source.package]).args(source.part);
    let folder = match profile {
        Profile::Dev => "debug",
        Profile::Release => {
            command.arg("--release");
            "release"
        }
    };
    run(source.what, &mut command)?;
    Ok(files::target().join(WASM).join(folder).join(format!("{}.wasm", source.module)))
}

/// Writes `<name>.js`, `<name>_bg.wasm` and snippets for a web page into `out`.
pub fn bind(module: &Path, name: &str, out: &Path, profile: Profile) -> Result<()> {
    Bindgen::new()
        .input_path(module)
        .web(true)
        .context("could not choose the web target")?
        .out_name(name)
        .typescript(false)
        // boot.js says where the module lies; the script's own guess would only be dead text.
        .omit_default_module_path(true)
        .remove_name_section(profile == Profile::Release)
        .remove_producers_section(profile == Profile::Release)
        .generate(out)
        .context(format!("wasm-bindgen could not read {}", files::shown(module)))
}

/// Makes a module as small as binaryen can. Where Node is missing it says so and leaves the module as it is.
pub fn optimise(module: &Path) -> Result<()> {
    if !tools::has_node() {
        say("  note: Node is not installed, so the WebAssembly is not optimised (it works, and is larger)");
        return Ok(());
    }
    let home = tools::npm_tools()?;
    let before = size(module)?;
    let smaller = module.with_extension("opt");
    run(
        "wasm-opt",
        Command::new("node")
            .arg(home.join("node_modules/binaryen/bin/wasm-opt"))
            .args(["-Oz", "--strip-debug", "--strip-producers"])
            .args(FEATURES)
            .arg(module)
            .arg("-o")
            .arg(&smaller),
    )?;
    fs::rename(&smaller, module).context(format!("could not replace {}", files::shown(module)))?;
    say(format!("  wasm-opt: {} KiB became {} KiB", before / 1024, size(module)? / 1024));
    Ok(())
}

fn size(path: &Path) -> Result<u64> {
    let length = fs::metadata(path).context(format!("could not read {}", files::shown(path)))?.len();
    if length == 0 {
        return Err(Failure::step(format!("{} is empty.", files::shown(path))));
    }
    Ok(length)
}
