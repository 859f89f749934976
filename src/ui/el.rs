//! The one way this app makes elements.
//!
//! [`El`] is Leptos' builder syntax with its types erased: one small Rust type for every element, attribute and child,
//! so that a page costs a few calls instead of a type of its own, and nothing but `createElement`, `setAttribute` and
//! text nodes can reach the page. HTML is never made from text, so the CSP's `require-trusted-types-for 'script'`
//! holds without a policy. Attributes that could run script or load from elsewhere are refused here, once, for
//! documents and replies are not to be trusted.
//!
//! Signals, memos, effects, owners and mounting are Leptos' own. What a closure reads is tracked; what it makes is
//! owned by it and gone with its next run.

use super::react::{keep, memo};
use crate::messages::visible;
use leptos::prelude::{Get, RenderEffect, on_cleanup};
use leptos::reactive::owner::Owner;
use leptos::tachys::view::{Mountable, Render};
use send_wrapper::SendWrapper;
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::{Comment, Document, Element, Event, Node, Text};

/// An element being built. It exists in the DOM's document from the start, outside of the page.
#[derive(Clone)]
pub struct El {
    element: Element,
}

/// Something that can stand inside an element.
pub enum Child {
    /// Nothing.
    None,
    /// Text.
    Text(String),
    /// An element.
    El(El),
    /// Several, in order.
    Many(Vec<Child>),
    /// Made anew whenever what it reads changes.
    Dynamic(Box<dyn Fn() -> Child>),
    /// A keyed list: an item's element lives as long as its key is listed.
    Each(Each),
}

/// Makes the element of the item at a place, under its key.
type MakeItem = Box<dyn Fn(usize, &str) -> El>;

/// A keyed list; see [`each`].
pub struct Each {
    keys: Box<dyn Fn() -> Vec<String>>,
    item: MakeItem,
}

/// Starts an element.
pub fn el(tag: &'static str) -> El {
    let element = document().create_element(tag).expect("tags are written in this code and are valid names");
    El { element }
}

/// Starts an SVG element.
pub fn svg(tag: &'static str) -> El {
    let element = document()
        .create_element_ns(Some("http://www.w3.org/2000/svg"), tag)
        .expect("tags are written in this code and are valid names");
    El { element }
}

/// A list whose elements are kept by key: `items` is tracked, `view` is called once for each new key.
///
/// What an item shows must come from signals or from the item as it was when its key appeared.
pub fn each<T: 'static>(
    items: impl Fn() -> Vec<T> + 'static,
    key: impl Fn(&T) -> String + 'static,
    view: impl Fn(T) -> El + 'static,
) -> Child {
    let latest: Rc<RefCell<Vec<Option<T>>>> = Rc::default();
    let shown = latest.clone();
    Child::Each(Each {
        keys: Box::new(move || {
            let list = items();
            let keys = list.iter().map(&key).collect();
            *latest.borrow_mut() = list.into_iter().map(Some).collect();
            keys
        }),
        item: Box::new(move |at, _| {
            let item = shown.borrow_mut()[at].take().expect("each key is asked for once a run");
            view(item)
        }),
    })
}

/// A name that an element built here may carry: nothing that runs script, loads a document or sets a style from text.
fn allowed(name: &str) -> bool {
    !(name.starts_with("on") || matches!(name, "style" | "srcdoc" | "src" | "href" | "action" | "formaction"))
}

impl El {
    /// An element that stands already.
    pub fn of(element: Element) -> El {
        El { element }
    }

    /// The element itself.
    pub fn element(&self) -> &Element {
        &self.element
    }

    /// The element as a more exact type.
    pub fn cast<T: JsCast>(&self) -> T {
        self.element.clone().unchecked_into()
    }

    /// Sets its classes.
    pub fn class(self, names: &str) -> El {
        self.element.set_class_name(names);
        self
    }

    /// Adds a class while `on` is true.
    pub fn class_if(self, name: &'static str, on: impl Fn() -> bool + 'static) -> El {
        keep_class(&self.element, name, Box::new(on));
        self
    }

    /// Sets an attribute.
    pub fn attr(self, name: &'static str, value: &str) -> El {
        set(&self.element, name, value);
        self
    }

    /// Sets an attribute where there is a value.
    pub fn maybe_attr(self, name: &'static str, value: Option<&str>) -> El {
        match value {
            Some(value) => self.attr(name, value),
            None => self,
        }
    }

    /// Keeps an attribute as `value` says; `None` takes it away.
    pub fn attr_with(self, name: &'static str, value: impl Fn() -> Option<String> + 'static) -> El {
        keep_attribute(&self.element, name, Box::new(value));
        self
    }

    /// Keeps a boolean attribute (`disabled`, `hidden`, …).
    pub fn flag(self, name: &'static str, on: impl Fn() -> bool + 'static) -> El {
        self.attr_with(name, move || on().then(String::new))
    }

    /// Where a link leads inside the app: an address that begins with `#`.
    pub fn to(self, address: &str) -> El {
        debug_assert!(address.starts_with('#'));
        if address.starts_with('#') {
            let _ = self.element.set_attribute("href", address);
        }
        self
    }

    /// Where a link leads inside the app, as a signal tells.
    pub fn to_with(self, address: impl Fn() -> String + 'static) -> El {
        keep_address(&self.element, Box::new(address));
        self
    }

    /// Where a link leads outside: http and https only, without telling the other side who asks. Any other address
    /// leaves the element without a link.
    pub fn outside(self, address: &str) -> El {
        if is_web(address) {
            let _ = self.element.set_attribute("href", address);
            let _ = self.element.set_attribute("rel", "noopener noreferrer");
            let _ = self.element.set_attribute("target", "_blank");
        }
        self
    }

    /// Keeps a property (`value`, `checked`, …), which a person may also change by hand.
    pub fn prop(self, name: &'static str, value: impl Fn() -> wasm_bindgen::JsValue + 'static) -> El {
        debug_assert!(allowed(name) && !name.ends_with("HTML"));
        keep_property(&self.element, name, Box::new(value));
        self
    }

    /// Adds a child.
    pub fn child(self, child: impl Into<Child>) -> El {
        append(&self.element, child.into());
        self
    }

    /// Adds text that follows what it reads.
    pub fn text(self, words: impl Fn() -> String + 'static) -> El {
        keep_text(&self.element, Box::new(words));
        self
    }

    /// Listens.
    pub fn on(self, event: &'static str, listener: impl FnMut(Event) + 'static) -> El {
        listen_boxed(&self.element, event, true, Box::new(listener));
        self
    }

    /// Listens to clicks.
    pub fn on_click(self, mut listener: impl FnMut() + 'static) -> El {
        self.on("click", move |_| listener())
    }

    /// Hands the element over, to be kept for focus or measure.
    pub fn with(self, take: impl FnOnce(&Element)) -> El {
        take(&self.element);
        self
    }
}

/// Listens to an event until the present owner is cleaned up.
pub fn listen(target: &web_sys::EventTarget, event: &'static str, listener: impl FnMut(Event) + 'static) {
    listen_boxed(target, event, false, Box::new(listener));
}

/// Where it `acts` on keys, those with which a word is composed are none: the Enter that accepts it and the Escape that drops it
/// are the input method's.
fn listen_boxed(
    target: &web_sys::EventTarget,
    event: &'static str,
    acts: bool,
    mut listener: Box<dyn FnMut(Event)>,
) {
    let owner = Owner::current();
    let closure = Closure::<dyn FnMut(Event)>::new(move |event: Event| match &owner {
        _ if acts && composes(&event) => {}
        // A listener may look for contexts: it runs under the owner that it was made in.
        Some(owner) => owner.with(|| leptos::prelude::untrack(|| listener(event))),
        None => listener(event),
    });
    let _ = target.add_event_listener_with_callback(event, closure.as_ref().unchecked_ref());
    let held = SendWrapper::new((target.clone(), closure));
    on_cleanup(move || {
        let (target, closure) = held.take();
        let _ = target.remove_event_listener_with_callback(event, closure.as_ref().unchecked_ref());
    });
}

/// Whether a key is pressed for an input method: all browsers tell so by this number, and Safari of the last one by nothing else.
fn composes(event: &Event) -> bool {
    event.dyn_ref::<web_sys::KeyboardEvent>().is_some_and(|key| key.key_code() == 229)
}

fn is_web(address: &str) -> bool {
    let start = address.get(..8).unwrap_or(address).to_ascii_lowercase();
    start.starts_with("http://") || start.starts_with("https://")
}

fn set(element: &Element, name: &str, value: &str) {
    debug_assert!(allowed(name), "{name} is not set by hand: see El::to and El::outside");
    if allowed(name) {
        // A tooltip is text as well.
        let shown = if name == "title" { visible(value) } else { value.into() };
        let _ = element.set_attribute(name, &shown);
    }
}

/// A path: one that is longer than its `room` may go on in the next line behind each slash, and is copied without a sign
/// more.
pub fn path_words(path: &str, room: usize) -> Child {
    if path.len() <= room {
        return path.into();
    }
    let mut words = Vec::new();
    for piece in path.split_inclusive('/') {
        words.push(Child::Text(piece.into()));
        // Not behind the first slash alone.
        if piece.len() > 1 && piece.ends_with('/') {
            words.push(el("wbr").into());
        }
    }
    Child::Many(words)
}

/// A text that is changed by hand, where that saves an effect for each of a thousand.
pub fn text_node(words: &str) -> Text {
    document().create_text_node(&visible(words))
}

/// Changes what a text says.
pub fn set_words(node: &Text, words: &str) {
    node.set_data(&visible(words));
}

fn document() -> Document {
    thread_local! {
        static DOCUMENT: Document =
            web_sys::window().and_then(|window| window.document()).expect("the app runs in a page");
    }
    DOCUMENT.with(Clone::clone)
}

// What follows signals is written here once, for closures of one type: a copy of each of these for every closure of the
// app would make up a tenth of the module.

fn keep_class(element: &Element, name: &'static str, on: Box<dyn Fn() -> bool>) {
    let classes = element.class_list();
    keep(RenderEffect::new(move |_| {
        let _ = classes.toggle_with_force(name, on());
    }));
}

fn keep_attribute(element: &Element, name: &'static str, value: Box<dyn Fn() -> Option<String>>) {
    let element = element.clone();
    keep(RenderEffect::new(move |before: Option<Option<String>>| {
        let now = value();
        if before.as_ref() != Some(&now) {
            match &now {
                Some(text) => set(&element, name, text),
                None => {
                    let _ = element.remove_attribute(name);
                }
            }
        }
        now
    }));
}

fn keep_address(element: &Element, address: Box<dyn Fn() -> String>) {
    let element = element.clone();
    keep(RenderEffect::new(move |_| {
        let address = address();
        if address.starts_with('#') {
            let _ = element.set_attribute("href", &address);
        }
    }));
}

fn keep_property(element: &Element, name: &'static str, value: Box<dyn Fn() -> wasm_bindgen::JsValue>) {
    let element = element.clone();
    keep(RenderEffect::new(move |_| {
        let value = value();
        let key = name.into();
        // Writing the same text again would move the caret.
        if js_sys::Reflect::get(&element, &key).ok().as_ref() != Some(&value) {
            let _ = js_sys::Reflect::set(&element, &key, &value);
        }
    }));
}

fn keep_text(element: &Element, words: Box<dyn Fn() -> String>) {
    let node = text_node("");
    let _ = element.append_child(&node);
    keep(RenderEffect::new(move |before: Option<String>| {
        let now = words();
        if before.as_ref() != Some(&now) {
            set_words(&node, &now);
        }
        now
    }));
}

fn append(parent: &Node, child: Child) {
    match child {
        Child::None => {}
        Child::Text(text) => {
            let _ = parent.append_child(&text_node(&text));
        }
        Child::El(el) => {
            let _ = parent.append_child(&el.element);
        }
        Child::Many(children) => {
            for child in children {
                append(parent, child);
            }
        }
        Child::Dynamic(make) => {
            let (start, end) = bounds(parent);
            keep(RenderEffect::new(move |_| {
                let fresh = document().create_document_fragment();
                append(&fresh, make());
                clear(&start, &end);
                insert(&fresh, &end);
            }));
        }
        Child::Each(list) => append_each(parent, list),
    }
}

struct Item {
    key: String,
    element: Element,
    owner: Owner,
}

fn append_each(parent: &Node, list: Each) {
    let (_, end) = bounds(parent);
    // Items outlive a run of the effect, so they are owned from outside of it.
    let outer = Owner::current().unwrap_or_default();
    keep(RenderEffect::new(move |before: Option<Vec<Item>>| {
        let mut old: Vec<Option<Item>> = before.unwrap_or_default().into_iter().map(Some).collect();
        let keys = (list.keys)();
        let mut places: std::collections::HashMap<String, usize> = old
            .iter()
            .enumerate()
            .filter_map(|(at, item)| item.as_ref().map(|it| (it.key.clone(), at)))
            .collect();
        let mut items = Vec::with_capacity(keys.len());
        for (at, key) in keys.into_iter().enumerate() {
            // A key that is listed twice gets an element of its own each time.
            if let Some(item) = places.remove(&key).and_then(|place| old[place].take()) {
                items.push(item);
                continue;
            }
            let owner = outer.child();
            let made = owner.with(|| leptos::prelude::untrack(|| (list.item)(at, &key)));
            items.push(Item { key, element: made.element, owner });
        }
        for gone in old.into_iter().flatten() {
            gone.element.remove();
            gone.owner.cleanup();
        }
        // From the end to the start, moving only what stands wrongly: a moved element loses its focus.
        let mut next: Node = end.clone().into();
        if let Some(parent) = end.parent_node() {
            for item in items.iter().rev() {
                if item.element.next_sibling().as_ref() != Some(&next) {
                    let _ = parent.insert_before(&item.element, Some(&next));
                }
                next = item.element.clone().into();
            }
        }
        items
    }));
}

fn bounds(parent: &Node) -> (Comment, Comment) {
    let (start, end) = (document().create_comment(""), document().create_comment(""));
    let _ = parent.append_child(&start);
    let _ = parent.append_child(&end);
    (start, end)
}

fn clear(start: &Comment, end: &Comment) {
    let Some(parent) = start.parent_node() else { return };
    while let Some(node) = start.next_sibling() {
        if node.is_same_node(Some(end)) {
            break;
        }
        let _ = parent.remove_child(&node);
    }
}

fn insert(fresh: &Node, end: &Comment) {
    if let Some(parent) = end.parent_node() {
        let _ = parent.insert_before(fresh, Some(end));
    }
}

impl From<El> for Child {
    fn from(el: El) -> Child {
        Child::El(el)
    }
}

impl From<&str> for Child {
    fn from(text: &str) -> Child {
        Child::Text(text.into())
    }
}

impl From<String> for Child {
    fn from(text: String) -> Child {
        Child::Text(text)
    }
}

impl<T: Into<Child>> From<Option<T>> for Child {
    fn from(child: Option<T>) -> Child {
        child.map_or(Child::None, Into::into)
    }
}

impl<T: Into<Child>> From<Vec<T>> for Child {
    fn from(children: Vec<T>) -> Child {
        Child::Many(children.into_iter().map(Into::into).collect())
    }
}

impl<T: Into<Child>, const N: usize> From<[T; N]> for Child {
    fn from(children: [T; N]) -> Child {
        Child::Many(children.into_iter().map(Into::into).collect())
    }
}

/// A child that is made anew whenever what `make` reads changes.
pub fn dynamic<T: Into<Child>>(make: impl Fn() -> T + 'static) -> Child {
    Child::Dynamic(Box::new(move || make().into()))
}

/// What `make` gives while `on` is true, else nothing; `on` may be asked often, `make` runs only when it turns.
pub fn when<T: Into<Child>>(on: impl Fn() -> bool + 'static, make: impl Fn() -> T + 'static) -> Child {
    when_boxed(Box::new(on), Box::new(move || make().into()))
}

fn when_boxed(on: Box<dyn Fn() -> bool>, make: Box<dyn Fn() -> Child>) -> Child {
    let on = SendWrapper::new(on);
    let on = memo(move |_| on());
    Child::Dynamic(Box::new(move || if on.get() { make() } else { Child::None }))
}

impl Render for El {
    type State = Mounted;

    fn build(self) -> Mounted {
        Mounted(self.element)
    }

    fn rebuild(self, state: &mut Mounted) {
        let _ = state.0.replace_with_with_node_1(&self.element);
        state.0 = self.element;
    }
}

/// An element that Leptos mounted.
pub struct Mounted(Element);

impl Mountable for Mounted {
    fn unmount(&mut self) {
        self.0.remove();
    }

    fn mount(&mut self, parent: &Element, marker: Option<&Node>) {
        let _ = parent.insert_before(&self.0, marker);
    }

    fn insert_before_this(&self, child: &mut dyn Mountable) -> bool {
        let Some(parent) = self.0.parent_element() else { return false };
        child.mount(&parent, Some(&self.0));
        true
    }

    fn elements(&self) -> Vec<Element> {
        vec![self.0.clone()]
    }
}
