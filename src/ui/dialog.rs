//! A modal dialog: the browser's own, so that focus stays inside, Escape closes, and focus goes back where it was.

use super::el::{Child, El, dynamic, el};
use crate::messages::{self as m, Msg, t};
use leptos::prelude::*;
use std::cell::Cell;
use std::rc::Rc;
use std::sync::atomic::{AtomicU32, Ordering};

/// A button and the dialog of the same name that it opens; see [`dialog`].
pub fn dialog_button(words: Msg, open: RwSignal<bool>, content: impl Fn() -> El + 'static) -> El {
    el("span")
        .child(
            el("button")
                .class("button")
                .attr("type", "button")
                .attr("aria-haspopup", "dialog")
                .on_click(move || open.set(true))
                .child(words),
        )
        .child(dialog(&t(words), open, content))
}

/// A dialog that is shown while `open` is true. `content` is built at each opening, and gets the
/// focus where one of its elements carries `autofocus`. Escape, the button "Close" and a press beside it close it.
pub fn dialog(title: &str, open: RwSignal<bool>, content: impl Fn() -> El + 'static) -> El {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let id = format!("dialog-{}", NEXT.fetch_add(1, Ordering::Relaxed));
    let dialog = el("dialog").class("dialog").attr("aria-labelledby", &id);
    let element: web_sys::HtmlDialogElement = dialog.cast();
    // A press that began inside, such as a selection drawn too far, does not close.
    let pressed_beside = Rc::new(Cell::new(false));
    let (began, ended) = (pressed_beside.clone(), pressed_beside);
    let (itself, too) = (element.clone(), element.clone());
    let beside = move |event: &web_sys::Event| event.target().as_ref() == Some(itself.as_ref());
    let beside_too = move |event: &web_sys::Event| event.target().as_ref() == Some(too.as_ref());
    dialog
        .on("close", move |_| open.set(false))
        .on("pointerdown", move |event| began.set(beside(&event)))
        .on("click", move |event| {
            if ended.replace(false) && beside_too(&event) {
                open.set(false);
            }
        })
        .child(
            el("div")
                .class("dialog-box")
                .child(
                    el("header")
                        .class("dialog-head")
                        .child(el("h2").class("dialog-title").attr("id", &id).child(title))
                        .child(
                            el("button")
                                .class("button button-small")
                                .attr("type", "button")
                                .on_click(move || open.set(false))
                                .child(m::CLOSE),
                        ),
                )
                .child(el("div").class("dialog-body").child(dynamic(move || {
                    let wanted = open.get();
                    let element = element.clone();
                    // What is made here stands in the dialog only after this run, and a dialog that is just being
                    // built stands in the page only after that.
                    queue_microtask(move || show(&element, wanted));
                    if wanted { Child::El(untrack(&content)) } else { Child::None }
                }))),
        )
}

/// The answers to a question, in one order wherever one is asked: first the one that changes nothing, which has the focus, and then
/// the one that goes on.
pub fn answers(stay: El, go: El) -> El {
    el("div")
        .class("row row-wrap dialog-actions")
        .child(stay.attr("type", "button").attr("autofocus", ""))
        .child(go.attr("type", "button"))
}

fn show(element: &web_sys::HtmlDialogElement, wanted: bool) {
    if wanted && !element.open() && element.is_connected() {
        let _ = element.show_modal();
    } else if !wanted && element.open() {
        element.close();
    }
}
