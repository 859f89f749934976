//! Puts the app's files together: what the compiler made, `index.html`, and what lies in `www/`.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::write::GzEncoder;

use crate::editor;
use crate::files;
use crate::imports;
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
    match profile {
        Profile::Dev => {
            let source = Source { package: APP, part: &["--bin", APP], module: APP, what: "the app" };
            wasm::compile(&source, profile)
        }
        Profile::Release => {
            let part = &["--bin", APP, "--features", "split"];
            let source = Source { package: APP, part, module: APP, what: "the app" };
            wasm::compile_for_split(&source, profile)
        }
    }
}

/// Makes the folder out of a compiled module: bound, optimised in a release, and joined by the static files.
pub fn assemble(module: &Path, profile: Profile) -> Result<PathBuf> {
    let bound = bound_place(profile);
    files::empty_folder(&bound)?;
    match profile {
        Profile::Dev => wasm::bind(module, APP, &bound, profile)?,
        Profile::Release => {
            let parts = wasm::bind_parts(module, APP, &bound, profile)?;
            let mut modules = parts;
            modules.push(bound.join(format!("{APP}_bg.wasm")));
            wasm::optimise_all(&modules)?;
            shorten_imports(&bound)?;
        }
    }
    join(&bound, profile)
}

/// Makes the names that the module and its script agree on short.
fn shorten_imports(bound: &Path) -> Result<()> {
    let (module, script) = (bound.join(format!("{APP}_bg.wasm")), bound.join(format!("{APP}.js")));
    let from = format!("./{APP}_bg.js");
    let (bytes, text) = imports::shorten(&files::read_bytes(&module)?, &files::read(&script)?, &from)?;
    files::write(&module, bytes)?;
    files::write(&script, text)
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

    let (script, wasm, loads) = write_module(bound, &fresh)?;
    let text = files::read(&www.join("boot.js"))?;
    let text = page::rename(&text, &format!("{APP}_bg.wasm"), &wasm)?;
    let text = page::rename(&text, &format!("{APP}.js"), &script)?;
    let boot = files::hashed_name("boot.js", text.as_bytes());
    files::write(&fresh.join(&boot), &text)?;
    let index = files::read(&root.join("index.html"))?;
    let styles = bundle_styles(&index, &www, &fresh)?;
    if profile == Profile::Release {
        editor::shorten(&fresh.join(&boot))?;
        editor::shorten(&fresh.join(&styles))?;
    }
    copy_static(&www, &fresh)?;
    editor::bundle(&fresh, profile)?;
    let reload = match profile {
        Profile::Dev => {
            files::write(&fresh.join("reload.js"), RELOAD)?;
            Some("reload.js")
        }
        Profile::Release => None,
    };
    let names = Names { styles: &styles, boot: &boot, script: &script, scripts: &loads, wasm: &wasm, reload };
    files::write(&fresh.join("index.html"), page::rewrite(&index, &names)?)?;
    if profile == Profile::Release {
        compress(&fresh)?;
    }
    // What somebody wrote there for a host of their own is not made here, and is not thrown away.
    let config = place.join("config.json");
    if config.is_file() {
        files::write(&fresh.join("config.json"), &files::read_bytes(&config)?)?;
    }
    files::swap(&fresh, &place)?;
    Ok(place)
}

/// Writes what the compiler made under names that hold a fingerprint, so that they may be cached for ever. Returns the
/// names of the script and of the module that boot.js starts, and of the other scripts that the first one imports.
fn write_module(bound: &Path, fresh: &Path) -> Result<(String, String, Vec<String>)> {
    let mut loads = Vec::new();
    let bytes = files::read_bytes(&bound.join(format!("{APP}_bg.wasm")))?;
    let wasm = files::hashed_name(&format!("{APP}_bg.wasm"), &bytes);
    files::write(&fresh.join(&wasm), &bytes)?;
    for file in files::walk(bound)? {
        if file.starts_with("snippets") {
            files::write(&fresh.join(&file), files::read_bytes(&bound.join(&file))?)?;
            loads.push(file.display().to_string());
        }
    }
    let mut text = files::read(&bound.join(format!("{APP}.js")))?;
    let plain = wasm::loader_name(APP);
    if !bound.join(&plain).is_file() {
        let script = files::hashed_name(&format!("{APP}.js"), text.as_bytes());
        files::write(&fresh.join(&script), &text)?;
        return Ok((script, wasm, loads));
    }
    let mut loader = files::read(&bound.join(&plain))?;
    for file in files::walk(bound)? {
        let name = file.display().to_string();
        if !name.ends_with(".wasm") || name == format!("{APP}_bg.wasm") {
            continue;
        }
        let bytes = files::read_bytes(&bound.join(&file))?;
        let hashed = files::hashed_name(&name, &bytes);
        loader = page::rename(&loader, &format!("./{name}"), &format!("./{hashed}"))?;
        files::write(&fresh.join(&hashed), bytes)?;
    }
    // The two scripts import each other, so neither's name can follow from its own text alone.
    let both = format!("{text}{loader}");
    let script = files::hashed_name(&format!("{APP}.js"), both.as_bytes());
    let hashed = files::hashed_name(&plain, both.as_bytes());
    text = page::rename_import(&text, &plain, &hashed)?;
    loader = page::rename_import(&loader, &format!("{APP}.js"), &script)?;
    for (name, text) in [(&script, text), (&hashed, loader)] {
        files::write(&fresh.join(name), text)?;
        editor::shorten(&fresh.join(name))?;
    }
    for snippet in &loads {
        editor::shorten(&fresh.join(snippet))?;
    }
    loads.push(hashed);
    Ok((script, wasm, loads))
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
        if href.matches('/').count() > 1 && names_a_file(&css) {
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

/// Copies `www/` but for what was dealt with already.
fn copy_static(www: &Path, out: &Path) -> Result<()> {
    for file in files::walk(www)?.iter().filter(|file| is_static(file)) {
        files::write(&out.join(file), files::read_bytes(&www.join(file))?)?;
    }
    Ok(())
}

/// Whether a file of `www/` is served as it is: not what is joined or renamed, not `editor/`, which holds sources, and
/// not the page that goes with the npm package.
fn is_static(file: &Path) -> bool {
    let style = file.extension().is_some_and(|extension| extension == "css");
    !(style || file.starts_with("editor") || file == Path::new("boot.js") || file == Path::new("embed.html"))
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

/// Whether a stylesheet loads something beside it; what stands in it as `data:` needs no place.
fn names_a_file(css: &str) -> bool {
    css.split("url(").skip(1).any(|rest| !rest.trim_start_matches(['"', '\'']).starts_with("data:"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stylesheet_in_a_folder_may_hold_a_picture_but_not_name_a_file() {
        assert!(!names_a_file(
            "a { background: url(\"data:image/svg+xml,%3Csvg/%3E\") } b { mask: url(data:,x) }"
        ));
        assert!(names_a_file("a { background: url(data:,x) } b { background: url('icon.svg') }"));
        assert!(names_a_file("@font-face { src: url(inter.woff2) }"));
    }

    /// Trunk copies what `index.html` tells it to, and we copy all; an app built by either must have its lessons.
    #[test]
    fn the_page_tells_trunk_to_copy_what_we_copy() {
        let index = files::read(&files::root().join("index.html")).unwrap();
        let named = |name: &str| {
            let href = format!("href=\"www/{name}\"");
            index.lines().any(|line| line.contains("data-trunk") && line.contains(&href))
        };
        for file in files::walk(&files::root().join("www")).unwrap().iter().filter(|file| is_static(file)) {
            let first = file.iter().next().and_then(|part| part.to_str()).unwrap();
            assert!(named(first), "www/{first} is not in index.html");
        }
    }
}
