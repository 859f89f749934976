//! The JSON editor: CodeMirror and `www/editor/`, bundled into `editor.js` by a pinned esbuild.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::files;
use crate::outcome::Result;
use crate::progress::run;
use crate::tools;
use crate::wasm::Profile;

/// Writes `editor.js` into the app's folder. Where Node is missing it says so; the app then edits JSON in a plain box.
pub fn bundle(out: &Path, profile: Profile) -> Result<()> {
    if !tools::has_node_or("the JSON editor is not built (a plain text box takes its place)") {
        return Ok(());
    }
    let (home, source) = (home()?, files::root().join("www/editor"));
    let modules = home.join("node_modules");
    let mut esbuild = Command::new(modules.join(".bin/esbuild"));
    esbuild
        .arg(source.join("editor.js"))
        .args(["--bundle", "--format=esm", "--target=es2022", "--legal-comments=none", "--log-level=warning"])
        .arg(format!("--outfile={}", out.join("editor.js").display()))
        .env("NODE_PATH", &modules);
    if profile == Profile::Release {
        esbuild.arg("--minify");
    }
    run("the JSON editor", &mut esbuild)?;
    Ok(())
}

/// Takes comments, long names and what nothing asks for out of a script or a stylesheet, where Node is there to do it.
pub fn shorten(file: &Path) -> Result<()> {
    if !tools::has_node_or("scripts and styles are not shortened (they work, and are larger)") {
        return Ok(());
    }
    let mut esbuild = Command::new(home()?.join("node_modules/.bin/esbuild"));
    esbuild
        .arg(file)
        .args([
            "--minify",
            "--tree-shaking=true",
            "--format=esm",
            "--target=es2022",
            "--legal-comments=none",
            "--log-level=warning",
        ])
        .args(["--allow-overwrite", &format!("--outfile={}", file.display())]);
    run("a script or stylesheet", &mut esbuild).map(drop)
}

/// Where the pinned esbuild and the editor's packages are installed: not beside the sources, which are watched and
/// copied.
fn home() -> Result<PathBuf> {
    let source = files::root().join("www/editor");
    let home = files::tools().join("editor");
    for name in ["package.json", "package-lock.json"] {
        let pinned = files::read_bytes(&source.join(name))?;
        if std::fs::read(home.join(name)).ok().as_deref() != Some(&pinned) {
            files::write(&home.join(name), pinned)?;
        }
    }
    tools::npm_ci(&home)?;
    Ok(home)
}
