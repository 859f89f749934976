//! What the tests want from Debian's packages, installed where it is missing and that is possible.

use std::process::Command;

use crate::outcome::{Failure, Result};
use crate::progress::{run, say};
use crate::tools;

/// Some programs and the packages that bring them.
pub struct Tool {
    name: &'static str,
    /// Each with the word by which it tells its version.
    programs: &'static [(&'static str, &'static str)],
    packages: &'static [&'static str],
}

const CHROMIUM: Tool = Tool {
    name: "Chromium with its driver",
    programs: &[("chromium", "--version"), ("chromedriver", "--version")],
    packages: &["chromium", "chromium-driver"],
};

/// What some walks want beside Chromium. Without them those walks say that they did not run.
pub const BESIDE: [Tool; 3] = [
    Tool { name: "nginx", programs: &[("/usr/sbin/nginx", "-v")], packages: &["nginx-light"] },
    Tool { name: "Firefox", programs: &[("firefox-esr", "--version")], packages: &["firefox-esr"] },
    Tool {
        name: "WebKit",
        programs: &[("WebKitWebDriver", "--help"), ("Xvfb", "-help")],
        packages: &["webkit2gtk-driver", "xvfb"],
    },
];

/// Sees to it that Chromium and its driver are there.
pub fn ensure_chromium() -> Result<()> {
    ensure(&CHROMIUM)
}

/// Sees to it that a tool is there, or says why it is not.
pub fn try_to_have(tool: &Tool) {
    if let Err(failure) = ensure(tool) {
        say(format!("not run: the walks that want {}. {failure}", tool.name));
    }
}

fn ensure(tool: &Tool) -> Result<()> {
    let there = || tool.programs.iter().all(|(program, ask)| tools::works(Command::new(program).arg(ask)));
    if there() {
        return Ok(());
    }
    let packages = tool.packages.join(" ");
    let how = format!(
        "Install it (Debian: apt-get install {packages}) and try again, or leave the browsers out by --fast."
    );
    if !nix::unistd::Uid::effective().is_root() || !tools::works(Command::new("apt-get").arg("--version")) {
        return Err(Failure::step(format!("{} is not there. {how}", tool.name)));
    }
    say(format!("installing Debian's {packages}"));
    run("apt-get update", Command::new("apt-get").args(["update", "-q"]))?;
    run(
        "apt-get install",
        Command::new("apt-get")
            .args(["install", "-y", "-q", "--no-install-recommends"])
            .args(tool.packages)
            .env("DEBIAN_FRONTEND", "noninteractive"),
    )?;
    if there() { Ok(()) } else { Err(Failure::step(format!("{} does not start. {how}", tool.name))) }
}
