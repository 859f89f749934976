//! The fuzz targets, each for a stated time: cargo-fuzz with a nightly compiler, where both can be had.

use std::path::PathBuf;
use std::process::Command;

use crate::args::Args;
use crate::files;
use crate::outcome::{Context, Failure, Result};
use crate::progress::{run, say};
use crate::tools;

/// The version that is installed where none is there.
const CARGO_FUZZ: &str = "0.13.1";
/// The targets.
pub const TARGETS: [&str; 4] = ["document", "english", "import", "envelope"];

/// `cargo xtask fuzz [--seconds 60]`.
pub fn fuzz(words: &[String]) -> Result<()> {
    let args = Args::read("fuzz", words, &["--seconds"], &[])?;
    let seconds = match args.value("--seconds") {
        Some(text) => text
            .parse()
            .map_err(|_| Failure::usage(format!("--seconds wants a number; it is given {text}")))?,
        None => 60,
    };
    run_all(seconds)
}

/// Runs every target for so many seconds. One that panics, hangs or leaks is a failure.
pub fn run_all(seconds: u32) -> Result<()> {
    let program = ensure()?;
    for target in TARGETS {
        say(format!("fuzzing the target {target} for {seconds} seconds"));
        run(
            "the fuzzer",
            Command::new("rustup")
                .args(["run", "nightly"])
                .arg(&program)
                .args(["fuzz", "run", target, "--"])
                .args([format!("-max_total_time={seconds}"), "-timeout=10".into(), "-max_len=65536".into()])
                .env("CARGO_TARGET_DIR", files::target().join("fuzz"))
                .current_dir(files::root().join("fuzz")),
        )?;
    }
    Ok(())
}

/// Whether a nightly compiler is there.
pub fn has_nightly() -> bool {
    tools::works(Command::new("rustup").args(["run", "nightly", "rustc", "--version"]))
}

fn ensure() -> Result<PathBuf> {
    if !has_nightly() {
        return Err(Failure::step(
            "there is no nightly compiler. `rustup toolchain install nightly` brings one.",
        ));
    }
    let home = files::tools().join("cargo-fuzz");
    let program = home.join("bin/cargo-fuzz");
    if !tools::works(Command::new(&program).arg("--version")) {
        say("installing cargo-fuzz");
        let mut command = tools::cargo();
        command.args(["install", "cargo-fuzz", "--locked", "--version", CARGO_FUZZ, "--root"]).arg(&home);
        run("cargo install cargo-fuzz", &mut command)?;
    }
    std::fs::create_dir_all(files::target().join("fuzz"))
        .context("could not make the folder of the fuzzer")?;
    Ok(program)
}
