//! From Rust to a page's WebAssembly: cargo, wasm-bindgen as a library, and binaryen's `wasm-opt`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Mutex;

use walrus::{FunctionBuilder, FunctionKind, Module, ModuleConfig};
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

/// What makes a module small. A function that has one caller stays one of its own: put into its caller it is fewer bytes,
/// but far more after gzip, as in a function with hundreds of variables no two places look alike.
/// Functions whose names begin alike do much the same, and lie side by side, where gzip sees that; and every load says of
/// its alignment the same, which no engine asks for.
const SMALL: [&str; 4] =
    ["-Oz", "--one-caller-inline-max-function-size=20", "--dealign", "--reorder-functions-by-name"];

/// Compiles a package to a bare module and returns where it lies.
pub fn compile(source: &Source<'_>, profile: Profile) -> Result<PathBuf> {
    cargo_build(source, profile, &[])
}

/// Compiles a package whose feature `split` names its parts, with what the splitter must know of the linker's work.
pub fn compile_for_split(source: &Source<'_>, profile: Profile) -> Result<PathBuf> {
    cargo_build(source, profile, &["--", "-C", "link-args=--emit-relocs"])
}

/// The compiler's flags of every release, in `RUSTFLAGS`. All builds have the same: cargo compiles each package anew for
/// others, and again when the first ones come back.
pub fn release_flags() -> String {
    let own = std::env::var("RUSTFLAGS").unwrap_or_default();
    format!("{own}{}", plain_paths()).trim_start().to_owned()
}

/// Where the packages and Rust's own sources lie on this machine stands in each message of a panic: that is nobody's
/// business, and long.
fn plain_paths() -> String {
    let packages = cargo_home().map(|home| (format!("{home}/registry/src"), "crates"));
    let own = sysroot().map(|root| (format!("{root}/lib/rustlib/src/rust"), "rust"));
    let named = packages.into_iter().chain(own);
    named.map(|(from, to)| format!(" --remap-path-prefix={from}={to}")).collect()
}

/// Where the toolchain lies; `None` where that cannot stand among the compiler's flags.
fn sysroot() -> Option<String> {
    let told = Command::new("rustc").args(["--print", "sysroot"]).current_dir(files::root()).output().ok()?;
    let root = String::from_utf8(told.stdout).ok()?.trim().to_owned();
    (!root.is_empty() && !root.contains(char::is_whitespace)).then_some(root)
}

/// Where cargo keeps the packages' sources; `None` where that cannot stand among the compiler's flags.
fn cargo_home() -> Option<String> {
    let named = std::env::var("CARGO_HOME").ok();
    let home = named.or_else(|| Some(format!("{}/.cargo", std::env::var("HOME").ok()?)))?;
    (!home.contains(char::is_whitespace)).then_some(home)
}

/// `flags` are for the package alone, and not for those that it is made of.
fn cargo_build(source: &Source<'_>, profile: Profile, flags: &[&str]) -> Result<PathBuf> {
    let mut command = tools::cargo();
    command.args(["rustc", "--target", WASM, "--package", source.package]).args(source.part);
    let folder = match profile {
        Profile::Dev => "debug",
        Profile::Release => {
            command.arg("--release").env("RUSTFLAGS", release_flags());
            "release"
        }
    };
    run(source.what, command.args(flags))?;
    Ok(files::target().join(WASM).join(folder).join(format!("{}.wasm", source.module)))
}

/// Writes `<name>.js`, `<name>_bg.wasm` and snippets for a web page into `out`.
pub fn bind(module: &Path, name: &str, out: &Path, profile: Profile) -> Result<()> {
    bindgen(module, name, profile)?
        .generate(out)
        .context(format!("wasm-bindgen could not read {}", files::shown(module)))
}

fn bindgen(module: &Path, name: &str, profile: Profile) -> Result<Bindgen> {
    let mut bindgen = Bindgen::new();
    bindgen
        .input_path(module)
        .web(true)
        .context("could not choose the web target")?
        .out_name(name)
        .typescript(false)
        // boot.js says where the module lies; the script's own guess would only be dead text.
        .omit_default_module_path(true)
        // The names of functions are what `optimise` orders them by; it takes them out after that.
        .remove_name_section(false)
        .remove_producers_section(profile == Profile::Release);
    Ok(bindgen)
}

/// The script that loads a module's parts; it and `<name>.js` import each other.
pub fn loader_name(name: &str) -> String {
    format!("{name}-parts.js")
}

/// Cuts a module of [`compile_for_split`] into its parts and writes them for a web page into `out`: the first as
/// [`bind`] does, and the others, whose paths are returned.
pub fn bind_parts(module: &Path, name: &str, out: &Path, profile: Profile) -> Result<Vec<PathBuf>> {
    let bytes = files::read_bytes(module)?;
    // The splitter's own output, which is no file of the page.
    let first = module.with_extension("first.wasm");
    let (loader, script) = (format!("./{}", loader_name(name)), format!("./{name}.js"));
    let mut options = wasm_split_cli_support::Options::new(&bytes);
    options.output_dir = out;
    options.main_out_path = &first;
    options.link_name = &loader;
    options.main_module = &script;
    let parts = wasm_split_cli_support::transform(options)
        .context(format!("could not cut {} into parts", files::shown(module)))?;
    bindgen(&first, name, profile)?
        .keep_lld_exports(true)
        .generate(out)
        .context(format!("wasm-bindgen could not read {}", files::shown(&first)))?;
    let mut modules = parts.split_modules;
    modules.sort();
    modules.retain(|path| path.is_file());
    Ok(modules)
}

/// Where Rust's own checks end, each of them with words for a panic, which then ends in `unreachable`.
const PANICS: [&str; 11] = [
    "core::panicking::",
    "core::option::expect_failed",
    "core::option::unwrap_failed",
    "core::result::unwrap_failed",
    "core::str::slice_error_fail",
    "core::slice::index::slice_index_fail",
    "core::slice::copy_from_slice_impl::len_mismatch_fail",
    "core::cell::panic_",
    "alloc::raw_vec::handle_error",
    "alloc::raw_vec::capacity_overflow",
    "alloc::alloc::handle_alloc_error",
];

/// Lets a bound module panic without words, for one that hands them to nobody: a trap with them and one without look
/// the same from outside. What readies the words, at every check, is then nothing's business, and `wasm-opt` takes it
/// out. Where the functions have other names, nothing happens.
pub fn silence_panics(module: &Path) -> Result<()> {
    let mut read = ModuleConfig::new()
        .parse(&files::read_bytes(module)?)
        .context(format!("could not read {}", files::shown(module)))?;
    silence(&mut read);
    files::write(module, read.emit_wasm())
}

fn silence(module: &mut Module) {
    let ending: Vec<_> = module
        .funcs
        .iter_local()
        .filter(|(id, _)| module.funcs.get(*id).name.as_deref().is_some_and(panics))
        .map(|(id, function)| (id, function.ty()))
        .collect();
    for (id, ty) in ending {
        let (params, results) = module.types.params_results(ty);
        // None that panics gives anything back.
        if !results.is_empty() {
            continue;
        }
        let params = params.to_vec();
        let arguments = params.iter().map(|param| module.locals.add(*param)).collect();
        let mut trap = FunctionBuilder::new(&mut module.types, &params, &[]);
        trap.func_body().unreachable();
        module.funcs.get_mut(id).kind = FunctionKind::Local(trap.local_func(arguments));
    }
}

/// Whether a function of this name only ever panics.
fn panics(name: &str) -> bool {
    // `core[59807616e1fa2540]::panicking::panic_fmt` says which `core` it is of.
    let plain: String =
        name.split('[').enumerate().fold(String::new(), |whole, (at, part)| match part.split_once(']') {
            Some((_, rest)) if at > 0 => whole + rest,
            _ => whole + part,
        });
    PANICS.iter().any(|begin| plain.starts_with(begin))
}

/// Makes a module as small as binaryen can. Where Node is missing it says so and leaves the module as it is.
pub fn optimise(module: &Path) -> Result<()> {
    if !tools::has_node_or("the WebAssembly is not optimised (it works, and is larger)") {
        return Ok(());
    }
    let home = tools::npm_tools()?;
    let before = size(module)?;
    let arguments = [&SMALL[..], &["--strip-debug", "--strip-producers"], &FEATURES].concat();
    // What came of the same module the last time is taken again: it took a minute for all of them.
    let tool = files::read_bytes(&home.join("package-lock.json"))?;
    let known = [files::read_bytes(module)?, tool, arguments.join(" ").into_bytes()].concat();
    let smaller = kept_modules().join(format!("{}.wasm", files::fingerprint(&known)));
    if smaller.is_file() {
        // It is among those used last.
        let now = std::time::SystemTime::now();
        let _ = fs::File::options().append(true).open(&smaller).and_then(|file| file.set_modified(now));
    } else {
        let made = module.with_extension("opt");
        run(
            "wasm-opt",
            Command::new("node")
                .arg(home.join("node_modules/binaryen/bin/wasm-opt"))
                .args(arguments)
                .arg(module)
                .arg("-o")
                .arg(&made),
        )?;
        // Whole or not at all: what was broken off here would be taken from then on.
        let whole = smaller.with_extension(format!("{}-{}", std::process::id(), before));
        files::write(&whole, files::read_bytes(&made)?)?;
        fs::rename(&whole, &smaller).context(format!("could not keep {}", files::shown(&smaller)))?;
        let _ = fs::remove_file(&made);
        say(format!("  wasm-opt: {} KiB became {} KiB", before / 1024, size(&smaller)? / 1024));
    }
    files::write(module, files::read_bytes(&smaller)?)
}

/// Where optimised modules are kept, under what they were made of.
fn kept_modules() -> PathBuf {
    files::target().join("wasm-opt")
}

/// So many of them are kept: those of some ten builds.
const KEPT: usize = 500;

/// Removes those of a folder's files that were used the longest ago, until so many are left.
fn forget_oldest(folder: &Path, left: usize) {
    let mut kept = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let used = entry.metadata().and_then(|it| it.modified());
        kept.push((used.unwrap_or(std::time::UNIX_EPOCH), entry.path()));
    }
    kept.sort();
    let many = kept.len().saturating_sub(left);
    for (_, path) in &kept[..many] {
        // Another build may have removed it.
        let _ = fs::remove_file(path);
    }
}

/// [`optimise`] for several modules, on all cores: each takes one for as long as it is large.
pub fn optimise_all(modules: &[PathBuf]) -> Result<()> {
    // Once, before several ask for it at the same time.
    if tools::has_node_or("the WebAssembly is not optimised (it works, and is larger)") {
        tools::npm_tools()?;
    } else {
        return Ok(());
    }
    let mut waiting = Vec::new();
    for module in modules {
        waiting.push((size(module)?, module));
    }
    // The largest is taken first, so that none is left alone in the end.
    waiting.sort();
    let waiting = Mutex::new(waiting);
    let next = || waiting.lock().map_or(None, |mut waiting| waiting.pop());
    let work = || {
        while let Some((_, module)) = next() {
            optimise(module)?;
        }
        Ok(())
    };
    let cores = std::thread::available_parallelism().map_or(1, |cores| cores.get());
    std::thread::scope(|scope| {
        let workers: Vec<_> = (0..cores.min(modules.len())).map(|_| scope.spawn(work)).collect();
        workers.into_iter().try_for_each(|worker| {
            worker.join().unwrap_or_else(|_| Err(Failure::step("a thread that optimised broke off.")))
        })
    })?;
    forget_oldest(&kept_modules(), KEPT);
    Ok(())
}

fn size(path: &Path) -> Result<u64> {
    let length = fs::metadata(path).context(format!("could not read {}", files::shown(path)))?.len();
    if length == 0 {
        return Err(Failure::step(format!("{} is empty.", files::shown(path))));
    }
    Ok(length)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_used_the_longest_ago_is_forgotten() {
        let folder = std::env::temp_dir().join(format!("xtask-modules-{}", std::process::id()));
        for (at, name) in ["b", "a", "c"].iter().enumerate() {
            let path = folder.join(name);
            files::write(&path, "").unwrap();
            let used = std::time::UNIX_EPOCH + std::time::Duration::from_secs(at as u64);
            fs::File::options().append(true).open(&path).unwrap().set_modified(used).unwrap();
        }
        forget_oldest(&folder, 2);
        let mut left = files::walk(&folder).unwrap();
        left.sort();
        assert_eq!(left, [PathBuf::from("a"), PathBuf::from("c")]);
        forget_oldest(&folder.join("missing"), 2);
        files::remove(&folder).unwrap();
    }

    /// How many bytes a module has with one function of this name, before and after.
    fn sizes(name: &str) -> [usize; 2] {
        let mut module = Module::with_config(ModuleConfig::new());
        let argument = module.locals.add(walrus::ValType::I32);
        let mut builder = FunctionBuilder::new(&mut module.types, &[walrus::ValType::I32], &[]);
        builder.name(name.into()).func_body().local_get(argument).drop().unreachable();
        let id = builder.finish(vec![argument], &mut module.funcs);
        module.exports.add("it", id);
        let before = module.emit_wasm().len();
        silence(&mut module);
        [before, module.emit_wasm().len()]
    }

    #[test]
    fn only_what_panics_loses_its_words() {
        for name in ["core[c5930c85a12de822]::panicking::panic_fmt", "core::option::unwrap_failed"] {
            let [before, after] = sizes(name);
            assert!(after < before, "{name}");
        }
        for name in ["core::option::Option<T>::expect", "query::core::panicking::x", "<[u8]>::panicking"] {
            let [before, after] = sizes(name);
            assert_eq!(after, before, "{name}");
        }
    }
}
