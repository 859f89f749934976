//! What changes its size.

use leptos::prelude::on_cleanup;
use send_wrapper::SendWrapper;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Element, ResizeObserver};

/// Runs in the frame in which an element gets another size, the first one included: also where it is hidden or shown.
pub fn on_resize(element: &Element, run: impl FnMut() + 'static) {
    let run = Closure::<dyn FnMut()>::new(run);
    let Ok(observer) = ResizeObserver::new(run.as_ref().unchecked_ref()) else { return };
    observer.observe(element);
    let held = SendWrapper::new((observer, run));
    on_cleanup(move || held.0.disconnect());
}
