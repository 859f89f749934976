//! Where the person is: the fragment as a signal, and the ways to change it.

use crate::paths::{self, Place};
use crate::ui::{begin_page, ground, listen};
use leptos::prelude::*;
use std::cell::RefCell;
use wasm_bindgen::JsCast;

/// The address' context.
#[derive(Clone, Copy)]
pub struct Address {
    place: RwSignal<Place>,
    /// The address itself, where the page's fragment is somebody else's.
    memory: Option<StoredValue<String>>,
}

/// The wish of [`keep_address_in_memory`].
#[derive(Clone, Copy)]
struct InMemory;

impl Address {
    /// The present place, tracked.
    pub fn get(&self) -> Place {
        self.place.get()
    }

    /// Goes there, as a link would.
    pub fn go(&self, place: &Place) {
        match self.memory {
            Some(memory) => {
                memory.set_value(place.address());
                self.place.set(place.clone());
                begin_page();
            }
            None => {
                if let Some(window) = web_sys::window() {
                    let _ = window.location().set_hash(&place.address());
                }
            }
        }
    }

    /// The domain that the link which led here was made for; not tracked.
    pub fn link_domain(&self) -> Option<String> {
        paths::link_domain(&self.memory.map_or_else(fragment, |memory| memory.get_value()))
    }

    /// A fragment as a whole address, to be given to others.
    pub fn whole(&self, fragment: &str) -> String {
        let here = web_sys::window().and_then(|window| window.location().href().ok()).unwrap_or_default();
        format!("{}{fragment}", here.split('#').next().unwrap_or_default())
    }

    /// Names the present place anew without a step in the history and without telling anyone.
    pub fn rename(&self, place: &Place) {
        if let Some(memory) = self.memory {
            memory.set_value(place.address());
        } else if let Some(history) = web_sys::window().and_then(|window| window.history().ok()) {
            let _ = history.replace_state_with_url(&SEEN.into(), "", Some(&place.address()));
        }
    }
}

/// Stands in the history at each step that was shown once, so that a step back to it is told from a new one.
const SEEN: &str = "seen";

/// Whether a link led here, and not a way back or forth, at which the browser itself scrolls to where the person was.
fn is_new_step() -> bool {
    let Some(history) = web_sys::window().and_then(|window| window.history().ok()) else { return true };
    let new = history.state().map_or(true, |state| state != SEEN);
    if new {
        let _ = history.replace_state_with_url(&SEEN.into(), "", None);
    }
    new
}

thread_local! {
    /// What the next page may offer as the way back: the name of the page that led to it.
    static CAME_FROM: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Remembers the page from which the next one is opened.
pub fn leave_from(title: String) {
    CAME_FROM.with(|from| *from.borrow_mut() = Some(title));
}

/// The name of the page that led here, once; only for pages that were opened from an answer.
pub fn came_from() -> Option<String> {
    CAME_FROM.with(|from| from.borrow_mut().take())
}

/// Goes back, as the browser's own button does.
pub fn go_back() {
    if let Some(history) = web_sys::window().and_then(|window| window.history().ok()) {
        let _ = history.back();
    }
}

fn fragment() -> String {
    web_sys::window().and_then(|window| window.location().hash().ok()).unwrap_or_default()
}

fn present() -> Place {
    Place::parse(&fragment())
}

/// Leaves the page's fragment alone. To be called before [`provide_address`].
pub fn keep_address_in_memory() {
    provide_context(InMemory);
}

/// Follows the fragment, or the links inside of the app where the fragment is somebody else's.
pub fn provide_address() {
    if use_context::<InMemory>().is_some() {
        let memory = StoredValue::new(Place::Overview.address());
        let address = Address { place: RwSignal::new(Place::Overview), memory: Some(memory) };
        listen(&ground(), "click", move |event| {
            if let Some(target) = followed(&event) {
                event.prevent_default();
                memory.set_value(target.clone());
                address.place.set(Place::parse(&target));
                begin_page();
            }
        });
        provide_context(address);
        return;
    }
    let place = RwSignal::new(present());
    if let Some(window) = web_sys::window() {
        is_new_step();
        listen(&window, "hashchange", move |_| {
            let new = is_new_step();
            place.set(present());
            if new {
                begin_page();
            }
        });
    }
    provide_context(Address { place, memory: None });
}

/// The fragment of the link that a plain click follows.
fn followed(event: &web_sys::Event) -> Option<String> {
    let click = event.dyn_ref::<web_sys::MouseEvent>()?;
    let elsewhere =
        click.ctrl_key() || click.meta_key() || click.shift_key() || click.alt_key() || click.button() != 0;
    if elsewhere || event.default_prevented() {
        return None;
    }
    let pressed = event.target()?.dyn_into::<web_sys::Element>().ok()?;
    let target = pressed.closest("a[href]").ok()??.get_attribute("href")?;
    target.starts_with("#/").then_some(target)
}

/// The address.
pub fn use_address() -> Address {
    expect_context()
}
