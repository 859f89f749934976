//! Copying to the clipboard, where the browser lets a page do so.

use super::el::{El, el};
use crate::messages::{self as m, t};
use leptos::prelude::*;
use std::time::Duration;
use wasm_bindgen::{JsCast, JsValue};

/// What became of the last copy.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Ready,
    Copied,
    Refused,
}

/// How long the button says what became of it.
const TOLD_FOR: Duration = Duration::from_millis(2_000);

/// A button that copies. `words` stand on it; `label` is its whole name for screen readers and should begin with them.
/// `text` is asked when it is pressed.
pub fn copy_button(words: &str, label: &str, text: impl Fn() -> String + 'static) -> El {
    copy_button_of(words, label, move || Some(text()))
}

/// The same for a text that there may not be.
pub fn copy_button_of(words: &str, label: &str, text: impl Fn() -> Option<String> + 'static) -> El {
    let state = RwSignal::new(State::Ready);
    let button =
        el("button").class("button button-small copy").attr("type", "button").attr("aria-label", label);
    let element = button.element().clone();
    let ready = words.to_string();
    let words = move || match state.get() {
        State::Ready => ready.clone(),
        State::Copied => t(m::COPIED),
        State::Refused => t(m::COPY_REFUSED),
    };
    button
        .child(el("span").attr("aria-hidden", "true").text(words.clone()))
        // The name stays what it is while the button is spoken of, so what happened is told beside it.
        .child(el("span").class("visually-hidden").attr("aria-live", "polite").text(
            move || match state.get() {
                State::Ready => String::new(),
                _ => words(),
            },
        ))
        .attr_with("title", move || (state.get() == State::Refused).then(|| t(m::COPY_REFUSED_HINT)))
        .on_click(move || {
            let (text, near) = (text(), element.clone());
            // Why there is none its maker tells.
            let Some(text) = text else { return };
            leptos::task::spawn_local(async move {
                let done = copy(&text, &near).await;
                // The button may be gone by now.
                let _ = state.try_set(if done { State::Copied } else { State::Refused });
                set_timeout(
                    move || {
                        let _ = state.try_set(State::Ready);
                    },
                    TOLD_FOR,
                );
            });
        })
}

/// Copies a text; whether that worked. `near` stands in the same dialog as the person, if there is one.
pub async fn copy(text: &str, near: &web_sys::Element) -> bool {
    let Some(window) = web_sys::window() else { return false };
    // Outside of https and localhost a page has no `navigator.clipboard`.
    let clipboard =
        js_sys::Reflect::get(&window.navigator(), &"clipboard".into()).unwrap_or(JsValue::UNDEFINED);
    if clipboard.is_object() {
        let clipboard: web_sys::Clipboard = clipboard.unchecked_into();
        if wasm_bindgen_futures::JsFuture::from(clipboard.write_text(text)).await.is_ok() {
            return true;
        }
    }
    copy_by_selection(text, near).unwrap_or(false)
}

/// The old way: select the text in a box and tell the browser to copy.
fn copy_by_selection(text: &str, near: &web_sys::Element) -> Option<bool> {
    let document = near.owner_document()?;
    let before = super::ground::focused(near);
    let area: web_sys::HtmlTextAreaElement = el("textarea").class("visually-hidden").cast();
    area.set_value(text);
    // Outside of an open dialog nothing can be selected, so the box stands beside the button.
    near.parent_element()?.append_child(&area).ok()?;
    area.select();
    let command = js_sys::Reflect::get(&document, &"execCommand".into()).ok()?;
    let done = command
        .dyn_ref::<js_sys::Function>()
        .and_then(|command| command.call1(&document, &"copy".into()).ok())
        .is_some_and(|done| done.is_truthy());
    area.remove();
    if let Some(before) = before.and_then(|before| before.dyn_into::<web_sys::HtmlElement>().ok()) {
        let _ = before.focus();
    }
    Some(done)
}
