//! Where the app stands: in a page of its own, or inside an element on somebody else's page.
//!
//! What looks for an element or listens to keys does so here and not in the document, which does not see into a
//! shadow root, and which may hold the app several times.

use leptos::prelude::*;
use send_wrapper::SendWrapper;
use std::cell::Cell;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, Node, ShadowRoot};

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

/// Keeps the focus in a place whose contents are about to be made anew: where it stands in them now, it goes to the
/// first button of what takes their place.
pub fn keep_focus(place: &Element) {
    let held = focused(place).is_some_and(|holder| holder != *place && place.contains(Some(&holder)));
    if !held {
        return;
    }
    let place = place.clone();
    request_animation_frame(move || {
        if let Ok(Some(button)) = place.query_selector("button") {
            let _ = button.unchecked_into::<web_sys::HtmlElement>().focus();
        }
    });
}

/// Gives the focus, where what had it is gone a frame later, to the first of these that then stands somewhere.
pub fn pass_focus<const N: usize>(to: [String; N]) {
    let ground = ground();
    request_animation_frame(move || {
        let found = |selector: &String| ground.query_selector(selector).ok().flatten();
        if let Some(next) = to.iter().find_map(found).filter(focus_is_lost) {
            let _ = next.unchecked_into::<web_sys::HtmlElement>().focus();
        }
    });
}

/// Does something with the next drawing of the page, unless the person pressed elsewhere before it: a busy browser may
/// draw seconds later, and what is typed by then belongs where the person went.
pub fn soon(run: impl FnOnce() + 'static) {
    let before = PRESSES.get();
    next_frame(move || {
        if PRESSES.get() == before {
            run();
        }
    });
}

/// Gives the focus to what is found with the next drawing of the page, unless the person pressed elsewhere before it.
pub fn focus_soon(find: impl FnOnce() -> Option<Element> + 'static) {
    soon(move || {
        if let Some(found) = find() {
            let _ = found.unchecked_into::<web_sys::HtmlElement>().focus();
        }
    });
}

/// Runs it with the next drawing of the page, inside of the element that the app is in now: a browser calls back from outside of
/// all of them.
fn next_frame(run: impl FnOnce() + 'static) {
    let ground = use_context::<Ground>();
    request_animation_frame(move || match ground {
        Some(ground) => Owner::new().with(|| {
            provide_context(ground);
            run();
        }),
        None => run(),
    });
}

thread_local! {
    /// How often a pointer or the key Tab was pressed in the page since it was first asked.
    static PRESSES: Cell<u32> = {
        count_presses();
        Cell::new(0)
    };
}

fn count_presses() {
    let Some(window) = web_sys::window() else { return };
    let closure = Closure::<dyn Fn(web_sys::Event)>::new(|event: web_sys::Event| {
        let is_pointer = event.type_() == "pointerdown";
        if is_pointer || event.dyn_ref().is_some_and(|it: &web_sys::KeyboardEvent| it.key() == "Tab") {
            PRESSES.set(PRESSES.get().wrapping_add(1));
        }
    });
    for kind in ["pointerdown", "keydown"] {
        let listener = closure.as_ref().unchecked_ref();
        // On the way down, where nothing inside has stopped it yet.
        let _ = window.add_event_listener_with_callback_and_bool(kind, listener, true);
    }
    // One for as long as the page stands.
    closure.forget();
}

/// Whether nothing has the focus, as where what had it is gone, hidden or can no more be used: browsers take it from what is
/// hidden or disabled only when they draw the next time. As it is seen from beside `near`.
pub fn focus_is_lost(near: &Element) -> bool {
    focused(near).is_none_or(|holder| {
        let place = holder.get_bounding_client_rect();
        let gone = place.width() == 0.0 && place.height() == 0.0;
        holder.tag_name() == "BODY" || gone || holder.matches(":disabled").unwrap_or(false)
    })
}

/// The element that has the focus, as it is seen from beside `near`: the document names but what holds a shadow root.
pub fn focused(near: &Element) -> Option<Element> {
    match near.get_root_node().dyn_into::<ShadowRoot>() {
        Ok(shadow) => shadow.active_element(),
        Err(_) => near.owner_document()?.active_element(),
    }
}

/// Begins a page: shows its top, and gives it the focus where the pressed link went away with the page before.
pub fn begin_page() {
    let ground = ground();
    let embedded = is_embedded();
    to_top(&ground, embedded);
    request_animation_frame(move || {
        let Some(main) = ground.query_selector("#main").ok().flatten() else { return };
        let lost = focused(&main).is_none_or(|holder| holder.contains(Some(&main)));
        if let Some(target) = main.dyn_ref::<web_sys::HtmlElement>().filter(|_| lost) {
            let _ = target.focus();
            // The focus scrolls to what it is given to, and the banner lies over that.
            to_top(&ground, embedded);
        }
    });
}

fn to_top(ground: &Element, embedded: bool) {
    if embedded {
        if ground.get_bounding_client_rect().top() < 0.0 {
            ground.scroll_into_view();
        }
    } else if let Some(window) = web_sys::window() {
        window.scroll_to_with_x_and_y(0.0, 0.0);
    }
}

/// What an event began at, which the document is not told of what happens in a shadow root.
pub fn origin_of(event: &web_sys::Event) -> Option<Node> {
    event.composed_path().get(0).dyn_into().ok()
}

/// The element on which the page around the app hears of it, if there is such a page.
pub fn heard_on() -> Option<Element> {
    is_embedded().then(themed)
}

/// Tells the page around the app by an event on that element.
pub fn tell(on: &Element, event: &str, entries: &[(&str, JsValue)]) {
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
        let _ = on.dispatch_event(&event);
    }
}

fn root() -> Element {
    web_sys::window()
        .and_then(|window| window.document())
        .and_then(|page| page.document_element())
        .expect("the app runs in a page")
}
