//! The project's commands. `cargo xtask` without a command lists them.

mod args;
mod bench;
mod clients;
mod consumers;
mod debian;
mod e2e;
mod editor;
mod element;
mod files;
mod fuzz;
mod imports;
mod npm;
mod outcome;
mod page;
mod progress;
mod proofs;
mod record;
mod screenshots;
mod serve;
mod site;
mod size;
mod test;
mod tools;
mod wasm;
mod watch;

use std::process::ExitCode;

use args::Args;
use outcome::{Failure, Result};
use wasm::Profile;

const USAGE: &str = "\
cargo xtask serve    build the app, start the sandbox with it, print the address
      [--port 8080] [--dashboard-port 8081] [--spec FILE] [--api URL] [--dashboard URL]
      [--allow-origin URL] [--first-page 0|1] [--db FILE] [--dev]
cargo xtask test     all tests; [--fast] without browsers, [--full] with the long ones
cargo xtask dist     dist/: the app as static files, for any folder of any host
cargo xtask npm      pkg/: the npm package, pkg/*.tgz its tarball
cargo xtask size     what people load, against budgets.toml
cargo xtask bench    measure the app beside other explorers, write bench/RESULTS.md
      [--spec FILE] [--rounds 5] [--only load,slow,large,reply,keys,walk]
cargo xtask fuzz     the fuzz targets, each for [--seconds 60]; wants a nightly compiler
cargo xtask screenshots
                     docs/screenshots/: the pictures of the README, made anew";

fn main() -> ExitCode {
    progress::start_clock();
    let words: Vec<String> = std::env::args().skip(1).collect();
    match command(&words) {
        Ok(()) => ExitCode::SUCCESS,
        // Whoever pressed Ctrl-C knows why.
        Err(_) if progress::is_stopping() => {
            progress::say("stopped");
            ExitCode::from(outcome::STOPPED)
        }
        Err(failure) => {
            eprintln!("error: {failure}");
            ExitCode::from(failure.code)
        }
    }
}

fn command(words: &[String]) -> Result<()> {
    let (name, rest) = match words.split_first() {
        Some((name, rest)) => (name.as_str(), rest),
        None => ("help", words),
    };
    if rest.iter().any(|word| word == "--help" || word == "-h") {
        progress::print(USAGE);
        return Ok(());
    }
    match name {
        "serve" => serve::serve(rest),
        "dist" => {
            Args::read(name, rest, &[], &[])?;
            site::report(&site::build(Profile::Release)?)
        }
        "npm" => {
            Args::read(name, rest, &[], &[])?;
            npm::build().map(drop)
        }
        "size" => {
            Args::read(name, rest, &[], &[])?;
            size::size()
        }
        "bench" => bench::bench(rest),
        "fuzz" => fuzz::fuzz(rest),
        "screenshots" => {
            Args::read(name, rest, &[], &[])?;
            screenshots::screenshots()
        }
        "test" => test::test(rest),
        "help" | "--help" | "-h" => {
            progress::print(USAGE);
            Ok(())
        }
        _ => Err(Failure::usage(format!("there is no command `{name}`. These are:\n{USAGE}"))),
    }
}
