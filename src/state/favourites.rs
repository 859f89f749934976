//! The operations that a person keeps at hand, in this browser.

use super::{remember, remembered};
use crate::ui::listen;
use leptos::prelude::*;

const NAME: &str = "favourites";

/// The favourites' context.
#[derive(Clone, Copy)]
pub struct Favourites {
    /// The operations' keys, in the order in which they were chosen.
    keys: RwSignal<Vec<String>>,
}

/// Makes the favourites known.
pub fn provide_favourites() {
    let keys = RwSignal::new(stored());
    if let Some(window) = web_sys::window() {
        // Another tab may have changed them.
        listen(&window, "storage", move |_| {
            let now = stored();
            if keys.with_untracked(|keys| *keys != now) {
                keys.set(now);
            }
        });
    }
    provide_context(Favourites { keys });
}

/// The favourites.
pub fn use_favourites() -> Favourites {
    expect_context()
}

impl Favourites {
    /// All of them, tracked.
    pub fn get(&self) -> Vec<String> {
        self.keys.get()
    }

    /// Whether an operation is one, tracked.
    pub fn has(&self, key: &str) -> bool {
        self.keys.with(|keys| keys.iter().any(|one| one == key))
    }

    /// Makes an operation one, or no longer one.
    pub fn toggle(&self, key: &str) {
        self.keys.update(|keys| *keys = toggled(keys, key));
        self.keys.with_untracked(|keys| remember(NAME, &keys.join("\n")));
    }
}

fn stored() -> Vec<String> {
    read(&remembered(NAME).unwrap_or_default())
}

fn read(text: &str) -> Vec<String> {
    text.lines().filter(|key| !key.is_empty()).map(String::from).collect()
}

fn toggled(keys: &[String], key: &str) -> Vec<String> {
    let mut now: Vec<String> = keys.iter().filter(|one| *one != key).cloned().collect();
    if now.len() == keys.len() {
        now.push(key.to_string());
    }
    now
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_press_takes_it_back() {
        let one = toggled(&[], "A");
        let two = toggled(&one, "GET /a b");
        assert_eq!(read(&two.join("\n")), ["A", "GET /a b"]);
        assert_eq!(toggled(&two, "A"), ["GET /a b"]);
        assert!(read("").is_empty());
    }
}
