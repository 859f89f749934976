//! Where the person is: the fragment as a signal, and the ways to change it.

use crate::paths::{self, Place};
use crate::ui::listen;
use leptos::prelude::*;

/// The address' context.
#[derive(Clone, Copy)]
pub struct Address {
    place: RwSignal<Place>,
}

impl Address {
    /// The present place, tracked.
    pub fn get(&self) -> Place {
        self.place.get()
    }

    /// Goes there, as a link would.
    pub fn go(&self, place: &Place) {
        if let Some(window) = web_sys::window() {
            let _ = window.location().set_hash(&place.address());
        }
    }

    /// The domain that the link which led here was made for; not tracked.
    pub fn link_domain(&self) -> Option<String> {
        paths::link_domain(&fragment())
    }

    /// A fragment as a whole address, to be given to others.
    pub fn whole(&self, fragment: &str) -> String {
        let here = web_sys::window().and_then(|window| window.location().href().ok()).unwrap_or_default();
        format!("{}{fragment}", here.split('#').next().unwrap_or_default())
    }

    /// Names the present place anew without a step in the history and without telling anyone.
    pub fn rename(&self, place: &Place) {
        if let Some(history) = web_sys::window().and_then(|window| window.history().ok()) {
            let _ = history.replace_state_with_url(&wasm_bindgen::JsValue::NULL, "", Some(&place.address()));
        }
    }
}

fn fragment() -> String {
    web_sys::window().and_then(|window| window.location().hash().ok()).unwrap_or_default()
}

fn present() -> Place {
    Place::parse(&fragment())
}

/// Follows the fragment.
pub fn provide_address() {
    let place = RwSignal::new(present());
    if let Some(window) = web_sys::window() {
        listen(&window, "hashchange", move |_| place.set(present()));
    }
    provide_context(Address { place });
}

/// The address.
pub fn use_address() -> Address {
    expect_context()
}
