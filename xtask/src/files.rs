//! Where things lie, and small helpers around files.

use std::fs;
use std::path::{Path, PathBuf};

use crate::outcome::{Context, Result};

/// The folder of the workspace's `Cargo.toml`.
pub fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().map_or_else(|| here.to_path_buf(), Path::to_path_buf)
}

/// Cargo's target folder, which a person may have moved: by a variable, or by a setting for all projects, which only
/// shows in where cargo put this program.
pub fn target() -> PathBuf {
    if let Some(dir) = std::env::var_os("CARGO_TARGET_DIR") {
        return root().join(dir);
    }
    let here = std::env::current_exe().unwrap_or_default();
    target_around(&here).map_or_else(|| root().join("target"), Path::to_path_buf)
}

/// The folder around a program that cargo marked as its own; of one for a machine in one for all, the latter.
fn target_around(program: &Path) -> Option<&Path> {
    let marked = |folder: &&Path| folder.join("CACHEDIR.TAG").is_file();
    let inner = program.ancestors().skip(1).find(marked)?;
    inner.ancestors().take_while(marked).last()
}

/// A program of the workspace that cargo built: it lies beside this one.
pub fn built(name: &str) -> PathBuf {
    std::env::current_exe().unwrap_or_default().with_file_name(name)
}

/// Tools that xtask installs for itself; removing the folder only costs the time to fill it again.
pub fn tools() -> PathBuf {
    root().join(".tools")
}

/// Reads a text file.
pub fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path).context(format!("could not read {}", shown(path)))
}

/// Reads a file.
pub fn read_bytes(path: &Path) -> Result<Vec<u8>> {
    fs::read(path).context(format!("could not read {}", shown(path)))
}

/// Writes a file, making its folders.
pub fn write(path: &Path, content: impl AsRef<[u8]>) -> Result<()> {
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent).context(format!("could not make {}", shown(parent)))?;
    }
    fs::write(path, content).context(format!("could not write {}", shown(path)))
}

/// Makes `path` an empty folder.
pub fn empty_folder(path: &Path) -> Result<()> {
    remove(path)?;
    fs::create_dir_all(path).context(format!("could not make {}", shown(path)))
}

/// Removes a folder and what is in it, if it is there.
pub fn remove(path: &Path) -> Result<()> {
    if path.exists() {
        fs::remove_dir_all(path).context(format!("could not remove {}", shown(path)))?;
    }
    Ok(())
}

/// Puts the folder `fresh` where `place` is, so that a server reading `place` never sees it half written.
pub fn swap(fresh: &Path, place: &Path) -> Result<()> {
    let old = place.with_extension("old");
    remove(&old)?;
    if place.exists() {
        fs::rename(place, &old).context(format!("could not move {} away", shown(place)))?;
    }
    fs::rename(fresh, place).context(format!("could not move {} into place", shown(fresh)))?;
    remove(&old)
}

/// Every file beneath `folder`, sorted, as paths relative to it.
pub fn walk(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut waiting = vec![PathBuf::new()];
    while let Some(relative) = waiting.pop() {
        let full = folder.join(&relative);
        for entry in fs::read_dir(&full).context(format!("could not list {}", shown(&full)))? {
            let entry = entry.context(format!("could not list {}", shown(&full)))?;
            let path = relative.join(entry.file_name());
            if entry.path().is_dir() {
                waiting.push(path);
            } else {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}

/// A path as a person at the workspace's root would write it.
pub fn shown(path: &Path) -> String {
    path.strip_prefix(root()).unwrap_or(path).display().to_string()
}

/// A short name for some bytes, the same on every machine: FNV-1a over 64 bits.
///
/// It only tells versions of one file apart in caches, so nobody gains by forging it.
pub fn fingerprint(bytes: &[u8]) -> String {
    let hash = bytes.iter().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    });
    format!("{hash:016x}")
}

/// `app.js` with the fingerprint of its content: `app-0123456789abcdef.js`.
pub fn hashed_name(name: &str, content: &[u8]) -> String {
    let (stem, extension) = name.split_once('.').unwrap_or((name, ""));
    format!("{stem}-{}.{extension}", fingerprint(content))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fingerprints_follow_the_published_vectors() {
        assert_eq!(fingerprint(b""), "cbf29ce484222325");
        assert_eq!(fingerprint(b"foobar"), "85944171f73967e8");
    }

    #[test]
    fn the_target_folder_is_where_cargo_put_this_program() {
        let folder = std::env::temp_dir().join(format!("xtask-target-{}", std::process::id()));
        let program = folder.join("moved/x86_64-unknown-linux-gnu/debug/xtask");
        write(&program, "").unwrap();
        assert_eq!(target_around(&program), None);
        for marked in ["moved", "moved/x86_64-unknown-linux-gnu"] {
            write(&folder.join(marked).join("CACHEDIR.TAG"), "").unwrap();
        }
        assert_eq!(target_around(&program), Some(&*folder.join("moved")));
        remove(&folder).unwrap();
        assert!(target().is_dir());
    }

    #[test]
    fn hashed_names_keep_the_extension() {
        assert_eq!(hashed_name("app.css", b""), "app-cbf29ce484222325.css");
    }
}
