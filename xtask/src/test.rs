//! `cargo xtask test`: every check of the project, one after another, and one count at the end.
//!
//! A stage that fails does not stop the others, so that one run shows all there is to mend.

use std::path::{Path, PathBuf};
use std::time::Instant;

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
use crate::record::{self, Stage};
use crate::site;
use crate::tools::{self, WASM};
use crate::wasm::Profile;

/// How many tests passed and failed.
#[derive(Debug, Default, PartialEq, Eq)]
struct Count {
    passed: usize,
    failed: usize,
}

/// What the stages came to, and what they say was not run.
#[derive(Debug, Default)]
struct Outcome {
    stages: Vec<Stage>,
    not_run: Vec<String>,
}

impl Outcome {
    /// A stage that has no tests to count, or broke off before it could.
    fn ended(&mut self, what: &str, result: Result<usize>) {
        match result {
            Ok(passed) => self.stages.push((what.to_owned(), passed, 0)),
            Err(failure) => {
                say(format!("FAILED: {what}: {failure}"));
                self.stages.push((what.to_owned(), 0, 1));
            }
        }
    }

    fn not_run(&mut self, line: impl Into<String>) {
        let line = line.into();
        say(&line);
        self.not_run.push(line);
    }

    /// The stages that failed, by name: the end of a long record is all that some places show of it.
    fn failed(&self) -> String {
        let failed = self.stages.iter().filter(|stage| stage.2 > 0).map(|stage| stage.0.as_str());
        failed.collect::<Vec<_>>().join(", ")
    }

    fn total(&self) -> Count {
        self.stages.iter().fold(Count::default(), |all, stage| Count {
            passed: all.passed + stage.1,
            failed: all.failed + stage.2,
        })
    }
}

/// Runs the stages.
pub fn test(words: &[String]) -> Result<()> {
    let args = Args::read("test", words, &[], &["--fast", "--full"])?;
    tools::ensure_wasm_target()?;
    tools::ensure_components()?;
    let began = Instant::now();
    let mut outcome = Outcome::default();
    say_what_is_absent(&mut outcome);
    let lints = ["--", "-D", "warnings"];
    stage(&mut outcome, "format", &["fmt", "--all", "--check"], &[]);
    stage(&mut outcome, "lints", &["clippy", "--workspace", "--all-targets"], &lints);
    let app = ["clippy", "--package", site::APP, "--target", WASM, "--all-targets"];
    stage(&mut outcome, "lints of the app in WebAssembly", &app, &lints);
    let native = ["test", "--workspace", "--no-fail-fast", "--all-targets"];
    let all_cases: &[_] = if args.flag("--full") { &[("TAKARO_FULL", "1")] } else { &[] };
    let output = capture("native tests", tools::cargo().args(native).envs(all_cases.iter().copied()));
    finish(&mut outcome, "native tests", output);
    stage(
        &mut outcome,
        "examples in the documentation",
        &["test", "--workspace", "--no-fail-fast", "--doc"],
        &[],
    );
    if args.flag("--fast") {
        say("not run because of --fast: everything that wants a browser");
    } else {
        match in_browser() {
            Ok(text) => add(&mut outcome, "components in Chromium", &text, true),
            Err(failure) => outcome.ended("components in Chromium", Err(failure)),
        }
        match walks(args.flag("--full")) {
            Ok(text) => add(&mut outcome, "walks in Chromium, Firefox and WebKit", &text, true),
            Err(failure) => outcome.ended("walks in Chromium, Firefox and WebKit", Err(failure)),
        }
        with_sandbox(&mut outcome, "consumers of the npm package", consumers::run);
        with_sandbox(&mut outcome, "the official clients", clients::run);
        with_sandbox(&mut outcome, "the app by Trunk", proofs::trunk);
        with_sandbox(&mut outcome, "the bundle by wasm-pack", proofs::wasm_pack);
        if args.flag("--full") {
            fuzzed(&mut outcome);
        }
    }
    let count = outcome.total();
    println!("{} passed, {} failed", count.passed, count.failed);
    if args.flag("--full") && !args.flag("--fast") {
        record::write(&outcome.stages, &outcome.not_run, began.elapsed().as_secs().div_ceil(60))?;
        say("bench/RESULTS.md has the day and the counts");
    }
    if count.failed == 0 {
        Ok(())
    } else {
        Err(Failure::step(format!("{} failed; the lines marked FAILED say more.", outcome.failed())))
    }
}

/// One `cargo` command. A command without tests of its own, such as the formatter, counts as one check.
fn stage(outcome: &mut Outcome, what: &str, words: &[&str], more: &[&str]) {
    say(what);
    finish(outcome, what, capture(what, tools::cargo().args(words).args(more)));
}

fn finish(outcome: &mut Outcome, what: &str, output: Result<Output>) {
    match output {
        Ok(output) => add(outcome, what, &output.text, output.success),
        Err(failure) => outcome.ended(what, Err(failure)),
    }
}

/// A stage of programs that ask a sandbox.
fn with_sandbox(outcome: &mut Outcome, what: &str, stage: fn(&Path) -> Result<Output>) {
    finish(outcome, what, crate::serve::build_sandbox().and_then(|sandbox| stage(&sandbox)));
}

fn add(outcome: &mut Outcome, what: &str, text: &str, success: bool) {
    let found = read_count(text);
    if !success {
        eprintln!("{}", text.trim_end());
        say(format!("FAILED: {what}"));
    }
    for line in text.lines().filter(|line| line.starts_with("not run")) {
        outcome.not_run(line);
    }
    say(format!("  {what}: {} passed, {} failed", found.passed, found.failed));
    let passed = found.passed + usize::from(success && found == Count::default());
    let failed = found.failed.max(usize::from(!success));
    outcome.stages.push((what.to_owned(), passed, failed));
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
fn fuzzed(outcome: &mut Outcome) {
    if !fuzz::has_nightly() {
        return outcome.not_run("not run: the fuzz targets, which want a nightly compiler");
    }
    outcome.ended("fuzz targets, a minute each", fuzz::run_all(60).map(|()| fuzz::TARGETS.len()));
}

/// Tests on the real document and the recorded exchanges fall back where those are not at hand; say so once.
fn say_what_is_absent(outcome: &mut Outcome) {
    for (variable, file) in [("TAKARO_OPENAPI", "openapi.json"), ("TAKARO_OBSERVED", "observed.jsonl")] {
        let place = std::env::var_os(variable)
            .map_or_else(|| files::root().join("../shared/takaro").join(file), PathBuf::from);
        if !place.is_file() {
            outcome.not_run(format!(
                "not run: the tests on {file}, which is not at hand (set {variable} to its path)"
            ));
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
        let mut outcome = Outcome::default();
        add(&mut outcome, "lints", "error: unused", false);
        add(&mut outcome, "format", "not run: one\n", true);
        outcome.ended("fuzz", Err(Failure::step("broke off")));
        assert_eq!(outcome.total(), Count { passed: 1, failed: 2 });
        assert_eq!(outcome.not_run, ["not run: one"]);
        assert_eq!(outcome.failed(), "lints, fuzz");
    }
}
