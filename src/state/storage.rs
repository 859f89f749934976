//! The browser's local storage: may be full, forbidden or absent. What it does not take is kept as long as the page is.
//!
//! No secret is ever kept here: callers store drafts, settings and names.
//!
//! Two tabs may work in two domains and on two queries of one operation. What is such a tab's own is kept in the tab's storage
//! too, and read from there first: a reload then leads neither into the domain nor to the query of another tab, and a new
//! tab begins where the last one was.

use crate::ui::after_frame;
use leptos::prelude::*;
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;

const PREFIX: &str = "takaro-explorer:";

/// The names whose texts are a tab's own.
const OF_TAB: [&str; 4] = ["draft:", "domain:", "last-domain", "api"];

fn storage() -> Option<web_sys::Storage> {
    web_sys::window()?.local_storage().ok().flatten()
}

/// The tab's own storage, for a name whose text is the tab's own.
fn of_tab(key: &str) -> Option<web_sys::Storage> {
    let own = OF_TAB.iter().any(|start| key.starts_with(start));
    web_sys::window().filter(|_| own)?.session_storage().ok().flatten()
}

pub fn read(key: &str) -> Option<String> {
    write_waiting();
    if let Some(untaken) = UNTAKEN.with_borrow(|untaken| untaken.get(key).cloned()) {
        return Some(untaken);
    }
    let name = format!("{PREFIX}{key}");
    if let Some(own) = of_tab(key).and_then(|tab| tab.get_item(&name).ok().flatten()) {
        // An empty text stands for one that this tab has forgotten.
        return Some(own).filter(|own| !own.is_empty());
    }
    storage()?.get_item(&name).ok().flatten()
}

pub fn write(key: &str, value: &str) {
    write_waiting();
    put(key, value);
}

/// Makes a tab's own what it works with, unless it has a text of its own there: another tab's choice is then none of its.
/// An empty text stands for none.
pub fn pin(key: &str, value: &str) {
    let name = format!("{PREFIX}{key}");
    if let Some(tab) = of_tab(key)
        && tab.get_item(&name).ok().flatten().is_none()
    {
        let _ = tab.set_item(&name, value);
    }
}

fn put(key: &str, value: &str) {
    let name = format!("{PREFIX}{key}");
    let mut taken = false;
    let lasts = storage().is_some_and(|storage| storage.set_item(&name, value).is_ok());
    if let Some(tab) = of_tab(key) {
        taken = tab.set_item(&name, value).is_ok();
        if !taken {
            // Rather what all tabs have than what this one had before.
            let _ = tab.remove_item(&name);
        }
    }
    taken |= lasts;
    UNTAKEN.with_borrow_mut(|untaken| {
        // Else a lock could not be lifted, and no history switched off.
        match taken {
            true => untaken.remove(key),
            false => untaken.insert(key.into(), value.into()),
        }
    });
    // What only the tab has is gone with it.
    if !lasts && !refuses().get_untracked() {
        refuses().set(true);
    }
}

/// Another tab stored something under a name of the browser's, as its event says: that counts, and not what could not be stored
/// here before.
pub fn heard(event: &web_sys::Event) {
    let named = js_sys::Reflect::get(event, &"key".into()).ok().and_then(|key| key.as_string());
    if let Some(key) = named.as_deref().and_then(|name| name.strip_prefix(PREFIX)) {
        UNTAKEN.with_borrow_mut(|untaken| untaken.remove(key));
    }
}

/// Whether the browser refused to store something since the page was opened.
pub fn refuses() -> ArcRwSignal<bool> {
    thread_local! {
        static REFUSES: ArcRwSignal<bool> = ArcRwSignal::new(false);
    }
    REFUSES.with(Clone::clone)
}

pub fn remove(key: &str) {
    write_waiting();
    take_out(key);
}

fn take_out(key: &str) {
    UNTAKEN.with_borrow_mut(|untaken| untaken.remove(key));
    if let Some(tab) = of_tab(key) {
        let _ = tab.set_item(&format!("{PREFIX}{key}"), "");
    }
    if let Some(storage) = storage() {
        let _ = storage.remove_item(&format!("{PREFIX}{key}"));
    }
}

/// All keys that begin so, without our prefix.
pub fn keys(start: &str) -> Vec<String> {
    write_waiting();
    let mut found: Vec<String> = Vec::new();
    for storage in [storage(), of_tab(start)].into_iter().flatten() {
        let names = (0..storage.length().unwrap_or(0)).filter_map(|at| storage.key(at).ok().flatten());
        let ours = names.filter_map(|key| key.strip_prefix(PREFIX).map(String::from));
        found.extend(ours.filter(|key| key.starts_with(start)));
    }
    UNTAKEN.with_borrow(|untaken| found.extend(untaken.keys().filter(|key| key.starts_with(start)).cloned()));
    found.sort_unstable();
    found.dedup();
    found
}

thread_local! {
    /// What the browser did not take.
    static UNTAKEN: RefCell<BTreeMap<String, String>> = const { RefCell::new(BTreeMap::new()) };
    /// What is stored behind the next frame; nothing where a name is to be forgotten.
    static WAITING: RefCell<Vec<(String, Option<String>)>> = const { RefCell::new(Vec::new()) };
    static HEARS_LEAVING: Cell<bool> = const { Cell::new(false) };
}

/// Stores a text, or forgets it, once the next frame is drawn: the storage would take a sixth of
/// the time of each letter that is typed. Whoever asks here finds it at once, and a page that is left, hidden or stopped by a panic stores it
/// first.
pub fn write_behind(key: String, value: Option<String>) {
    let is_first = WAITING.with_borrow_mut(|waiting| {
        let is_first = waiting.is_empty();
        waiting.retain(|(other, _)| *other != key);
        waiting.push((key, value));
        is_first
    });
    if is_first {
        hear_leaving();
        after_frame(write_waiting);
    }
}

/// Stores what waits for the next frame.
pub fn write_waiting() {
    // A panic may come from anywhere, so nothing is taken for granted here.
    let waiting = WAITING.try_with(|waiting| waiting.try_borrow_mut().map(|mut it| std::mem::take(&mut *it)));
    for (key, value) in waiting.ok().and_then(Result::ok).unwrap_or_default() {
        match value {
            Some(value) => put(&key, &value),
            None => take_out(&key),
        }
    }
}

/// Hears once and for all that the page is left or hidden: no frame may come then.
fn hear_leaving() {
    if HEARS_LEAVING.replace(true) {
        return;
    }
    let Some(window) = web_sys::window() else { return };
    let leave = Closure::<dyn Fn()>::new(write_waiting);
    let listener = leave.as_ref().unchecked_ref();
    let _ = window.add_event_listener_with_callback("pagehide", listener);
    if let Some(document) = window.document() {
        let _ = document.add_event_listener_with_callback("visibilitychange", listener);
    }
    leave.forget();
}
