//! The app inside an element of somebody else's page.

use crate::app::app;
use crate::paths::Place;
use crate::state::{
    Address, Config, Session, keep_address_in_memory, provide_reader, use_address, use_session,
};
use crate::ui::{effect, heard_on, listen, provide_ground, tell};
use leptos::mount::mount_to_renderer;
use leptos::prelude::*;
use std::any::Any;
use wasm_bindgen::prelude::*;

/// An app that was mounted. Freeing it takes the app out again, with all its listeners.
#[wasm_bindgen]
pub struct Mounted {
    owner: Owner,
    address: Address,
    _app: Box<dyn Any>,
}

#[wasm_bindgen]
impl Mounted {
    /// Where the person is, for the app that takes this one's place.
    pub fn address(&self) -> String {
        self.address.written()
    }
}

impl Drop for Mounted {
    fn drop(&mut self) {
        // Listeners hold the owner that they run under, and it holds them: only a word from outside parts them.
        self.owner.cleanup();
    }
}

/// Puts an app into `root`. `config` is what `config.json` holds elsewhere; `hash` says that the page's fragment is the
/// app's address, which otherwise is kept in memory; either begins with `address`. `read` promises the text of a file that lies
/// beside the app where it has a page of its own: `lessons/index.json`.
#[wasm_bindgen]
pub fn mount(
    root: &web_sys::Element,
    config: &str,
    hash: bool,
    read: js_sys::Function,
    address: Option<String>,
) -> Mounted {
    crate::state::watch_panics();
    let config = Config::of_file(config);
    let inside = root.clone();
    let owner = Owner::new();
    let inner = owner.clone();
    let handle = mount_to_renderer(root, move || {
        inner.with(|| {
            provide_ground(&inside);
            provide_reader(read);
            let address = address.unwrap_or_else(|| Place::Overview.address());
            if hash {
                begin_fragment(&address);
            } else {
                keep_address_in_memory(address);
            }
            let app = app(config);
            keep_keys(&inside);
            tell_of_places();
            tell_of_session();
            app
        })
    });
    let address = owner.with(use_address);
    Mounted { owner, address, _app: Box::new(handle) }
}

/// Writes where the person is into the page's fragment, which was not the app's address before. One that is it already
/// counts, and one of the page's own stays where nothing would be lost.
fn begin_fragment(address: &str) {
    let Some(window) = web_sys::window() else { return };
    let (Ok(here), Ok(history)) = (window.location().href(), window.history()) else { return };
    let (page, fragment) = here.split_once('#').unwrap_or((&here, ""));
    if !fragment.starts_with('/') && address != Place::Overview.address() {
        let state = history.state().unwrap_or(JsValue::NULL);
        let _ = history.replace_state_with_url(&state, "", Some(&format!("{page}{address}")));
    }
}

/// Keys that the app has used, or that were typed into its boxes, are not the page's: seen from there all of them were pressed
/// on the element, which looks like no box at all.
fn keep_keys(root: &web_sys::Element) {
    let inside = root.clone();
    listen(&root.get_root_node(), "keydown", move |event| {
        let into_box =
            event.target().and_then(|it| it.dyn_into::<web_sys::Element>().ok()).is_some_and(|it| {
                matches!(it.closest("input, textarea, select, [contenteditable]"), Ok(Some(_)))
            });
        let in_dialog = || matches!(inside.query_selector("dialog[open]"), Ok(Some(_)));
        if event.default_prevented() || into_box || in_dialog() {
            event.stop_propagation();
        }
    });
}

fn tell_around(event: &str, entries: &[(&str, JsValue)]) {
    if let Some(on) = heard_on() {
        tell(&on, event, entries);
    }
}

fn tell_of_places() {
    let address = use_address();
    effect(move |before: Option<String>| {
        let now = address.get().address();
        if before.as_ref().is_some_and(|before| *before != now) {
            tell_around("navigate", &[("address", now.as_str().into())]);
        }
        now
    });
}

fn tell_of_session() {
    let session = use_session();
    // One change of domain comes in several steps, which say the same.
    effect(move |before: Option<Option<(Option<String>, Option<String>)>>| {
        let before = before.flatten();
        let domain = session.domain();
        let now = match session.get() {
            Session::Asking => return before,
            Session::In(me) => (Some(me.name.clone()), domain),
            Session::Out | Session::Trouble(_) => (None, None),
        };
        if before.as_ref() != Some(&now) {
            let value = |text: &Option<String>| text.as_deref().map_or(JsValue::NULL, JsValue::from);
            let (name, domain) = (value(&now.0), value(&now.1));
            tell_around(
                "session",
                &[("signedIn", now.0.is_some().into()), ("name", name), ("domain", domain)],
            );
        }
        Some(now)
    });
}
