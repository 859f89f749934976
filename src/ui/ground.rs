//! Where the app stands: in a page of its own, or inside an element on somebody else's page.
//!
//! What looks for an element or listens to keys does so here and not in the document, which does not see into a
//! shadow root, and which may hold the app several times.

use leptos::prelude::*;
use send_wrapper::SendWrapper;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, ShadowRoot};

#[derive(Clone)]
struct Ground(SendWrapper<Element>);

/// Says that the app stands inside that element.
pub fn provide_ground(inside: &Element) {
    provide_context(Ground(SendWrapper::new(inside.clone())));
}

/// Whether the page is somebody else's.
pub fn is_embedded() -> bool {
    use_context::<Ground>().is_some()
}

/// The element that all of the app is in.
pub fn ground() -> Element {
    use_context::<Ground>().map_or_else(root, |ground| (*ground.0).clone())
}

/// The first element of the app that the selector fits.
pub fn find(selector: &str) -> Option<Element> {
    ground().query_selector(selector).ok().flatten()
}

/// The element on which the theme stands: the page's root, or the element that holds the app.
pub fn themed() -> Element {
    let ground = ground();
    match ground.get_root_node().dyn_into::<ShadowRoot>() {
        Ok(shadow) => shadow.host(),
        Err(_) if is_embedded() => ground,
        Err(_) => root(),
    }
}

/// Tells the page around the app, if there is one, by an event on the element that holds the app.
pub fn tell(event: &str, entries: &[(&str, JsValue)]) {
    if !is_embedded() {
        return;
    }
    let detail = js_sys::Object::new();
    for (name, value) in entries {
        // Setting a property of a fresh object cannot fail.
        let _ = js_sys::Reflect::set(&detail, &JsValue::from(*name), value);
    }
    let init = web_sys::CustomEventInit::new();
    init.set_bubbles(true);
    init.set_composed(true);
    init.set_detail(&detail);
    if let Ok(event) = web_sys::CustomEvent::new_with_event_init_dict(event, &init) {
        let _ = themed().dispatch_event(&event);
    }
}

fn root() -> Element {
    web_sys::window()
        .and_then(|window| window.document())
        .and_then(|page| page.document_element())
        .expect("the app runs in a page")
}
