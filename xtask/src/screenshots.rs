//! The pictures in the README: `tests/e2e/screenshots.mjs` takes them of the app as it is.

use std::process::Command;

use crate::debian;
use crate::files;
use crate::outcome::Result;
use crate::progress::run;
use crate::site;
use crate::tools;
use crate::wasm::Profile;

/// Makes them anew, in `docs/screenshots`.
pub fn screenshots() -> Result<()> {
    tools::need_node("")?;
    debian::ensure_chromium()?;
    let dist = site::build(Profile::Release)?;
    let sandbox = crate::serve::build_sandbox()?;
    let folder = files::root().join("tests/e2e");
    tools::npm_ci(&folder)?;
    run(
        "the pictures",
        Command::new("node")
            .arg(folder.join("screenshots.mjs"))
            .env("EXPLORER_DIST", dist)
            .env("EXPLORER_SANDBOX", sandbox)
            .current_dir(files::root()),
    )
    .map(drop)
}
