//! Where the person is: the fragment as a signal, and the ways to change it.

use crate::paths::{self, Place};
use crate::ui::{begin_page, ground, is_embedded, listen};
use js_sys::{Object, Reflect};
use leptos::prelude::*;
use std::cell::RefCell;
use wasm_bindgen::{JsCast, JsValue};

/// The address' context.
#[derive(Clone, Copy)]
pub struct Address {
    place: RwSignal<Place>,
    /// Whether it is a new step.
    new: StoredValue<bool>,
    /// The address itself, where the page's fragment is somebody else's.
    memory: Option<StoredValue<String>>,
}

/// The wish of [`keep_address_in_memory`].
#[derive(Clone)]
struct InMemory(String);

impl Address {
    /// The present place, tracked.
    pub fn get(&self) -> Place {
        self.place.get()
    }

    /// Whether a link led to the present page, which then begins at its top. On a way back or forth the browser scrolls to
    /// where the person was as soon as the page stands, so that all of it must stand at once.
    pub fn is_new(&self) -> bool {
        self.new.get_value()
    }

    /// Goes there, as a link would.
    pub fn go(&self, place: &Place) {
        self.go_in(place, None);
    }

    /// Goes there, as a link would that names a domain.
    pub fn go_in(&self, place: &Place, domain: Option<&str>) {
        let address = paths::in_domain(place.address(), domain);
        match self.memory {
            Some(memory) => {
                memory.set_value(address);
                self.place.set(place.clone());
                begin_page();
            }
            None => {
                if let Some(window) = web_sys::window() {
                    let _ = window.location().set_hash(&address);
                }
            }
        }
    }

    /// The domain that the link which led here was made for; not tracked.
    pub fn link_domain(&self) -> Option<String> {
        paths::link_domain(&self.standing())
    }

    /// The present address as it stands, with all that it says; not tracked.
    pub fn written(&self) -> String {
        self.memory.map_or_else(|| self.place.get_untracked().address(), |memory| memory.get_value())
    }

    /// The present address as the browser has it, renamed or not; not tracked.
    pub fn standing(&self) -> String {
        self.memory.map_or_else(fragment, |memory| memory.get_value())
    }

    /// Whether an address can be given to others: where the fragment is somebody else's, none leads here.
    pub fn is_shared(&self) -> bool {
        self.memory.is_none()
    }

    /// A fragment as a whole address, to be given to others.
    pub fn whole(&self, fragment: &str) -> String {
        let here = web_sys::window().and_then(|window| window.location().href().ok()).unwrap_or_default();
        format!("{}{fragment}", here.split('#').next().unwrap_or_default())
    }

    /// Names the present place anew without a step in the history and without telling anyone. What is drawn anew from
    /// then on, as for another language, is drawn for the new name.
    pub fn rename(&self, place: &Place) {
        self.place.update_untracked(|present| present.clone_from(place));
        if let Some(memory) = self.memory {
            memory.set_value(place.address());
        } else if let Some(history) = web_sys::window().and_then(|window| window.history().ok()) {
            // What is known of this step, as the way back, stays with it.
            let known = known(&history).unwrap_or_else(|| SEEN.into());
            note(&history, &known, Some(&self.whole(&place.address())));
        }
    }

    /// Remembers the name of the present page for the one that is opened from it.
    pub fn leave_from(&self, title: String, to: &Place) {
        let from = self.memory.map(|memory| memory.get_value());
        LEAVING.with(|leaving| *leaving.borrow_mut() = Some((to.clone(), WayBack { title, from })));
    }

    /// The page that led here; only for pages that were opened from an answer. It is known again after a reload and
    /// when the browser comes back here.
    pub fn came_from(&self) -> Option<WayBack> {
        let here = self.place.get_untracked();
        let way = LEAVING.with(|leaving| leaving.borrow_mut().take());
        let way = way.filter(|(to, _)| *to == here).map(|(_, way)| way);
        if self.memory.is_some() {
            return way;
        }
        let history = web_sys::window()?.history().ok()?;
        match way {
            Some(way) => {
                note(&history, &format!("{SEEN} {}", way.title), None);
                Some(way)
            }
            None => {
                let known = known(&history)?;
                let title = known.strip_prefix(SEEN)?.strip_prefix(' ')?.to_string();
                Some(WayBack { title, from: None })
            }
        }
    }

    /// Goes that way, as the browser's own button does.
    pub fn go_back(&self, way: &WayBack) {
        match &way.from {
            Some(from) => self.go(&Place::parse(from)),
            None => {
                if let Some(history) = web_sys::window().and_then(|window| window.history().ok()) {
                    let _ = history.back();
                }
            }
        }
    }
}

/// The page that led to this one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WayBack {
    /// Its name for people.
    pub title: String,
    /// Its address, where the browser's history is somebody else's.
    from: Option<String>,
}

/// Stands in the history at each step that was shown once, so that a step back to it is told from a new one; behind it the
/// name of the page that led there, where one did.
const SEEN: &str = "seen";

/// Whether a link led here, and not a way back or forth, at which the browser itself scrolls to where the person was.
fn is_new_step() -> bool {
    let Some(history) = web_sys::window().and_then(|window| window.history().ok()) else { return true };
    let new = known(&history).is_none_or(|it| !it.starts_with(SEEN));
    if new {
        note(&history, SEEN, None);
    }
    new
}

/// Under which name an element keeps what it knows of a step, beside what the page itself keeps there.
const OWN: &str = "takaroExplorer";

/// What is known of the present step.
fn known(history: &web_sys::History) -> Option<String> {
    let state = history.state().ok()?;
    let own = if is_embedded() { Reflect::get(&state, &OWN.into()).ok()? } else { state };
    own.as_string()
}

/// Notes what is known of the present step; what the page around an element keeps there stays.
fn note(history: &web_sys::History, text: &str, address: Option<&str>) {
    let mut state = JsValue::from(text);
    if is_embedded() {
        let all = Object::new();
        let before = history.state().unwrap_or(JsValue::NULL);
        if let Some(before) = before.dyn_ref::<Object>() {
            Object::assign(&all, before);
        }
        let _ = Reflect::set(&all, &OWN.into(), &state);
        state = all.into();
    }
    let _ = history.replace_state_with_url(&state, "", address);
}

thread_local! {
    /// Where the next page should be, and what it may offer as the way back.
    static LEAVING: RefCell<Option<(Place, WayBack)>> = const { RefCell::new(None) };
}

fn fragment() -> String {
    web_sys::window().and_then(|window| window.location().hash().ok()).unwrap_or_default()
}

/// The place that the fragment names. What is no address of the explorer is, around an element, the page's own.
fn present() -> Option<Place> {
    let fragment = fragment();
    (!is_embedded() || fragment.is_empty() || fragment.starts_with("#/")).then(|| Place::parse(&fragment))
}

/// Leaves the page's fragment alone, and begins at that address. To be called before [`provide_address`].
pub fn keep_address_in_memory(from: String) {
    provide_context(InMemory(from));
}

/// Follows the fragment, or the links inside of the app where the fragment is somebody else's.
pub fn provide_address() {
    if let Some(InMemory(from)) = use_context::<InMemory>() {
        let place = RwSignal::new(Place::parse(&from));
        let memory = StoredValue::new(from);
        let address = Address { place, new: StoredValue::new(true), memory: Some(memory) };
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
    let place = RwSignal::new(present().unwrap_or(Place::Overview));
    let new = StoredValue::new(true);
    if let Some(window) = web_sys::window() {
        new.set_value(is_new_step());
        listen(&window, "hashchange", move |_| {
            let Some(there) = present() else { return };
            new.set_value(is_new_step());
            place.set(there);
            if new.get_value() {
                begin_page();
            }
        });
    }
    // In a page with a base a link's fragment would lead to the base.
    let based = web_sys::window().and_then(|window| window.document());
    if based.is_some_and(|page| matches!(page.query_selector("base[href]"), Ok(Some(_)))) {
        listen(&ground(), "click", move |event| {
            if let (Some(target), Some(window)) = (followed(&event), web_sys::window()) {
                event.prevent_default();
                let _ = window.location().set_hash(&target);
            }
        });
    }
    provide_context(Address { place, new, memory: None });
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
