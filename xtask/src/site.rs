//! Puts the app's files together: what the compiler made, `index.html`, and what lies in `www/`.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::write::GzEncoder;

use crate::editor;
use crate::files;
use crate::outcome::{Context, Failure, Result};
use crate::page::{self, Names};
use crate::progress::say;
use crate::tools;
use crate::wasm::{self, Profile, Source};

/// The app's package, its binary and the name of what wasm-bindgen writes: Trunk uses the same.
pub const APP: &str = "takaro-explorer-app";

/// Asks the sandbox when to reload; only a development build carries it.
const RELOAD: &str = include_str!("../assets/reload.js");

/// Files that compress; images and fonts already are.
const COMPRESSIBLE: [&str; 8] = ["html", "js", "css", "wasm", "json", "svg", "md", "txt"];

/// Where a build of this profile lies. A development build must not pass for the one that is published.
pub fn place(profile: Profile) -> PathBuf {
    match profile {
        Profile::Dev => files::target().join("dist-dev"),
        Profile::Release => files::root().join("dist"),
    }
}

/// Builds the app and returns its folder.
pub fn build(profile: Profile) -> Result<PathBuf> {
    let module = compile(profile)?;
    assemble(&module, profile)
}

/// Compiles the app to a bare module.
pub fn compile(profile: Profile) -> Result<PathBuf> {
    tools::ensure_wasm_target()?;
    wasm::compile(&Source { package: APP, part: &["--bin", APP], module: APP, what: "the app" }, profile)
}

/// Makes the folder out of a compiled module: bound, optimised in a release, and joined by the static files.
pub fn assemble(module: &Path, profile: Profile) -> Result<PathBuf> {
    let bound = bound_place(profile);
    files::empty_folder(&bound)?;
    wasm::bind(module, APP, &bound, profile)?;
    if profile == Profile::Release {
        wasm::optimise(&bound.join(format!("{APP}_bg.wasm")))?;
    }
    join(&bound, profile)
}

/// Joins the bound module that [`assemble`] left with the static files as they are now.
pub fn reassemble(profile: Profile) -> Result<PathBuf> {
    join(&bound_place(profile), profile)
}

/// Where the bound module of a profile lies; a development build beside a release must not mix with it.
pub fn bound_place(profile: Profile) -> PathBuf {
    files::target().join(match profile {
        Profile::Dev => "bindgen-dev",
        Profile::Release => "bindgen",
    })
}

fn join(bound: &Path, profile: Profile) -> Result<PathBuf> {
    let (root, place) = (files::root(), place(profile));
    let fresh = place.with_extension("new");
    files::empty_folder(&fresh)?;
    let www = root.join("www");

    // Every name that holds its content's fingerprint may be cached for ever; what names it is written after it.
    let bytes = files::read_bytes(&bound.join(format!("{APP}_bg.wasm")))?;
    let wasm = files::hashed_name(&format!("{APP}_bg.wasm"), &bytes);
    files::write(&fresh.join(&wasm), &bytes)?;

    let text = files::read(&bound.join(format!("{APP}.js")))?;
    let script = files::hashed_name(&format!("{APP}.js"), text.as_bytes());
    files::write(&fresh.join(&script), &text)?;
    let snippets = bound.join("snippets");
    if snippets.is_dir() {
        copy(&snippets, &fresh.join("snippets"))?;
    }

    let text = files::read(&www.join("boot.js"))?;
    let text = page::rename(&text, &format!("{APP}_bg.wasm"), &wasm)?;
    let text = page::rename(&text, &format!("{APP}.js"), &script)?;
    let boot = files::hashed_name("boot.js", text.as_bytes());
    files::write(&fresh.join(&boot), &text)?;

    let index = files::read(&root.join("index.html"))?;
    let styles = bundle_styles(&index, &www, &fresh)?;
    copy_static(&www, &fresh)?;
    editor::bundle(&fresh, profile)?;
    let reload = match profile {
        Profile::Dev => {
            files::write(&fresh.join("reload.js"), RELOAD)?;
            Some("reload.js")
        }
        Profile::Release => None,
    };
    let names = Names { styles: &styles, boot: &boot, script: &script, wasm: &wasm, reload };
    files::write(&fresh.join("index.html"), page::rewrite(&index, &names)?)?;
    if profile == Profile::Release {
        compress(&fresh)?;
    }
    files::swap(&fresh, &place)?;
    Ok(place)
}

/// One stylesheet out of those that the page links, in their order. It stays in `styles/`, so that what the
/// stylesheets say of fonts and images by relative addresses stays true.
fn bundle_styles(index: &str, www: &Path, out: &Path) -> Result<String> {
    let linked = page::stylesheets(index);
    let mut bundle = String::new();
    for href in &linked {
        if !href.starts_with("styles/") {
            return Err(Failure::step(format!("index.html links {href}; stylesheets lie in www/styles.")));
        }
        let css = files::read(&www.join(href))?;
        if href.matches('/').count() > 1 && css.contains("url(") {
            return Err(Failure::step(format!(
                "www/{href} names a file by url(); only stylesheets directly in www/styles can, because the bundle lies there."
            )));
        }
        bundle.push_str(&page::compact(&css));
    }
    for file in files::walk(&www.join("styles"))? {
        let name = format!("styles/{}", file.display());
        if name.ends_with(".css") && !linked.contains(&name.as_str()) {
            say(format!("  note: www/{name} is not linked in index.html, so the app is built without it"));
        }
    }
    let name = format!("styles/{}", files::hashed_name("app.css", bundle.as_bytes()));
    files::write(&out.join(&name), bundle)?;
    Ok(name)
}

/// Copies `www/` but for what was dealt with already, `editor/`, which holds sources, and the page that goes with the
/// npm package.
fn copy_static(www: &Path, out: &Path) -> Result<()> {
    for file in files::walk(www)? {
        let first = file.components().next().map(|part| part.as_os_str().to_os_string());
        let source = first.is_some_and(|name| name == "editor");
        let style = file.extension().is_some_and(|extension| extension == "css");
        if source || style || file == Path::new("boot.js") || file == Path::new("embed.html") {
            continue;
        }
        files::write(&out.join(&file), files::read_bytes(&www.join(&file))?)?;
    }
    Ok(())
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    for file in files::walk(from)? {
        files::write(&to.join(&file), files::read_bytes(&from.join(&file))?)?;
    }
    Ok(())
}

/// Writes `file.gz` beside every file that gains by it, for hosts that serve such files as they are.
///
/// `config.json` and `index.html` are left alone: people edit the first in place, and a stale twin would win.
fn compress(folder: &Path) -> Result<()> {
    for file in files::walk(folder)? {
        let extension = file.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
        if !COMPRESSIBLE.contains(&extension)
            || file == Path::new("config.json")
            || file == Path::new("index.html")
        {
            continue;
        }
        let bytes = files::read_bytes(&folder.join(&file))?;
        let packed = gzip(&bytes)?;
        if packed.len() < bytes.len() {
            files::write(&folder.join(format!("{}.gz", file.display())), packed)?;
        }
    }
    Ok(())
}

/// `bytes` compressed as a careful web server does it.
pub fn gzip(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).context("could not compress")?;
    encoder.finish().context("could not compress")
}

/// Says what the folder holds and how large it is.
pub fn report(folder: &Path) -> Result<()> {
    let mut total = 0;
    for file in files::walk(folder)? {
        if file.extension().is_none_or(|extension| extension != "gz") {
            total += fs::metadata(folder.join(&file)).context("could not read a built file")?.len();
        }
    }
    say(format!("{} is ready: {} KiB before compression", files::shown(folder), total / 1024));
    Ok(())
}
