//! The browser's local storage: may be full, forbidden or absent, and then is simply not there.
//!
//! No secret is ever kept here: callers store drafts, settings and names.

const PREFIX: &str = "takaro-explorer:";

fn storage() -> Option<web_sys::Storage> {
    web_sys::window()?.local_storage().ok().flatten()
}

pub fn read(key: &str) -> Option<String> {
    storage()?.get_item(&format!("{PREFIX}{key}")).ok().flatten()
}

pub fn write(key: &str, value: &str) {
    if let Some(storage) = storage() {
        // A full storage loses the convenience, not the work: the page still holds it.
        let _ = storage.set_item(&format!("{PREFIX}{key}"), value);
    }
}

pub fn remove(key: &str) {
    if let Some(storage) = storage() {
        let _ = storage.remove_item(&format!("{PREFIX}{key}"));
    }
}

/// All keys that begin so, without our prefix.
pub fn keys(start: &str) -> Vec<String> {
    let Some(storage) = storage() else { return Vec::new() };
    let count = storage.length().unwrap_or(0);
    (0..count)
        .filter_map(|at| storage.key(at).ok().flatten())
        .filter_map(|key| key.strip_prefix(PREFIX).map(String::from))
        .filter(|key| key.starts_with(start))
        .collect()
}
