//! `cargo xtask test`: every check of the project, one after another, and one count at the end.
//!
//! A stage that fails does not stop the others, so that one run shows all there is to mend.

use std::path::{Path, PathBuf};

use crate::args::Args;
use crate::clients;
use crate::consumers;
use crate::debian;
use crate::e2e;
use crate::files;
use crate::fuzz;
use crate::outcome::{Failure, Result};
use crate::progress::{Output, capture, run, say};
use crate::proofs;
use crate::site;
use crate::tools::{self, WASM};
use crate::wasm::Profile;

/// What the stages came to.
#[derive(Debug, Default, PartialEq, Eq)]
struct Count {
    passed: usize,
    failed: usize,
}

/// Runs the stages.
pub fn test(words: &[String]) -> Result<()> {
    let args = Args::read("test", words, &[], &["--fast", "--full"])?;
    tools::ensure_wasm_target()?;
    tools::ensure_components()?;
    say_what_is_absent();
    let mut count = Count::default();
    let lints = ["--", "-D", "warnings"];
    stage(&mut count, "format", &["fmt", "--all", "--check"], &[]);
    stage(&mut count, "lints", &["clippy", "--workspace", "--all-targets"], &lints);
    let app = ["clippy", "--package", site::APP, "--target", WASM, "--all-targets"];
    stage(&mut count, "lints of the app in WebAssembly", &app, &lints);
    let native = ["test", "--workspace", "--no-fail-fast", "--all-targets"];
    let all_cases: &[_] = if args.flag("--full") { &[("TAKARO_FULL", "1")] } else { &[] };
    let output = capture("native tests", tools::cargo().args(native).envs(all_cases.iter().copied()));
    finish(&mut count, "native tests", output);
    stage(
        &mut count,
        "examples in the documentation",
        &["test", "--workspace", "--no-fail-fast", "--doc"],
        &[],
    );
    if args.flag("--fast") {
        say("not run because of --fast: everything that wants a browser");
    } else {
        match in_browser() {
            Ok(text) => add(&mut count, "components in Chromium", &text, true),
            Err(failure) => {
                say(format!("FAILED: components in Chromium: {failure}"));
                count.failed += 1;
            }
        }
        match walks(args.flag("--full")) {
            Ok(text) => add(&mut count, "walks in Chromium", &text, true),
            Err(failure) => {
                say(format!("FAILED: walks in Chromium: {failure}"));
                count.failed += 1;
            }
        }
        with_sandbox(&mut count, "consumers of the npm package", consumers::run);
        with_sandbox(&mut count, "the official clients", clients::run);
        with_sandbox(&mut count, "the app by Trunk", proofs::trunk);
        with_sandbox(&mut count, "the bundle by wasm-pack", proofs::wasm_pack);
        if args.flag("--full") {
            fuzzed(&mut count);
        }
    }
    println!("{} passed, {} failed", count.passed, count.failed);
    if count.failed == 0 {
        Ok(())
    } else {
        Err(Failure::step("some checks failed; the lines marked FAILED say which."))
    }
}

/// One `cargo` command. A command without tests of its own, such as the formatter, counts as one check.
fn stage(count: &mut Count, what: &str, words: &[&str], more: &[&str]) {
    say(what);
    finish(count, what, capture(what, tools::cargo().args(words).args(more)));
}

fn finish(count: &mut Count, what: &str, output: Result<Output>) {
    match output {
        Ok(output) => add(count, what, &output.text, output.success),
        Err(failure) => {
            say(format!("FAILED: {what}: {failure}"));
            count.failed += 1;
        }
    }
}

/// A stage of programs that ask a sandbox.
fn with_sandbox(count: &mut Count, what: &str, stage: fn(&Path) -> Result<Output>) {
    match crate::serve::build_sandbox().and_then(|sandbox| stage(&sandbox)) {
        Ok(output) => add(count, what, &output.text, output.success),
        Err(failure) => {
            say(format!("FAILED: {what}: {failure}"));
            count.failed += 1;
        }
    }
}

fn add(count: &mut Count, what: &str, text: &str, success: bool) {
    let found = read_count(text);
    if !success {
        eprintln!("{}", text.trim_end());
        say(format!("FAILED: {what}"));
    }
    for line in text.lines().filter(|line| line.starts_with("not run")) {
        say(line);
    }
    say(format!("  {what}: {} passed, {} failed", found.passed, found.failed));
    count.passed += found.passed + usize::from(success && found == Count::default());
    count.failed += found.failed.max(usize::from(!success));
}

/// Adds up the closing lines of cargo's, of wasm-bindgen's and of Node's test runners.
fn read_count(text: &str) -> Count {
    let mut count = Count::default();
    for line in text.lines().filter(|line| line.trim_start().starts_with("test result:")) {
        let words: Vec<&str> = line.split([' ', ';']).filter(|word| !word.is_empty()).collect();
        for pair in words.windows(2) {
            let number = pair[0].parse::<usize>().unwrap_or(0);
            match pair[1] {
                "passed" => count.passed += number,
                "failed" => count.failed += number,
                _ => {}
            }
        }
    }
    // Node's test runner, which ends in lines such as "ℹ pass 12".
    for line in text.lines() {
        let words: Vec<&str> = line.split_whitespace().collect();
        let ["ℹ", what, number] = words[..] else { continue };
        let number = number.parse::<usize>().unwrap_or(0);
        match what {
            "pass" => count.passed += number,
            "fail" | "cancelled" => count.failed += number,
            _ => {}
        }
    }
    count
}

/// The component tests of the app: wasm-bindgen's own test runner, linked into xtask, drives Chromium.
fn in_browser() -> Result<String> {
    say("components in Chromium");
    debian::ensure_chromium()?;
    run(
        "the test runner",
        tools::cargo().args([
            "build",
            "--package",
            "xtask",
            "--features",
            "runner",
            "--bin",
            "wasm-test-runner",
        ]),
    )?;
    let runner: PathBuf = files::built("wasm-test-runner");
    let output = capture(
        "components in Chromium",
        tools::cargo()
            .args(["test", "--package", site::APP, "--target", WASM, "--test", "components*"])
            .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", runner)
            .env("CHROMEDRIVER", "/usr/bin/chromedriver")
            // Seconds for all of them together: the runner's own 20 are too few for a busy machine.
            .env("WASM_BINDGEN_TEST_TIMEOUT", "300"),
    )?;
    if output.success {
        return Ok(output.text);
    }
    eprintln!("{}", output.text.trim_end());
    Err(Failure::step("its own words stand above."))
}

/// The walks through the app as it is published, against a sandbox.
fn walks(full: bool) -> Result<String> {
    debian::ensure_chromium()?;
    for tool in debian::BESIDE {
        debian::try_to_have(&tool);
    }
    let dist = site::build(Profile::Release)?;
    let sandbox = crate::serve::build_sandbox()?;
    e2e::run(&dist, &sandbox, full)
}

/// The fuzz targets, each for a minute.
fn fuzzed(count: &mut Count) {
    if !fuzz::has_nightly() {
        return say("not run: the fuzz targets, which want a nightly compiler");
    }
    match fuzz::run_all(60) {
        Ok(()) => count.passed += fuzz::TARGETS.len(),
        Err(failure) => {
            say(format!("FAILED: the fuzz targets: {failure}"));
            count.failed += 1;
        }
    }
}

/// Tests on the real document and the recorded exchanges fall back where those are not at hand; say so once.
fn say_what_is_absent() {
    for (variable, file) in [("TAKARO_OPENAPI", "openapi.json"), ("TAKARO_OBSERVED", "observed.jsonl")] {
        let place = std::env::var_os(variable)
            .map_or_else(|| files::root().join("../shared/takaro").join(file), PathBuf::from);
        if !place.is_file() {
            say(format!("not run: the tests on {file}, which is not at hand (set {variable} to its path)"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn closing_lines_are_added_up() {
        let text = "running 2 tests\ntest result: ok. 2 passed; 0 failed; 0 ignored; finished in 0.1s\n\
            test result: FAILED. 3 passed; 4 failed; 0 ignored";
        assert_eq!(read_count(text), Count { passed: 5, failed: 4 });
        assert_eq!(read_count("ℹ tests 4\nℹ pass 3\nℹ fail 1\n"), Count { passed: 3, failed: 1 });
        assert_eq!(read_count("Compiling"), Count::default());
    }

    #[test]
    fn a_stage_that_fails_without_counting_is_a_failure() {
        let mut count = Count::default();
        add(&mut count, "lints", "error: unused", false);
        add(&mut count, "format", "", true);
        assert_eq!(count, Count { passed: 1, failed: 1 });
    }
}
