//! A button that forgets what cannot be had back, and asks before.

use super::advice::focus;
use crate::messages::{self as m, Msg};
use crate::ui::{El, answers, dialog_button, el};
use leptos::prelude::*;
use std::rc::Rc;

/// The button and its question: `text` says what goes. When it is gone, the focus is given to what `then` selects.
pub fn forget_button(
    words: Msg,
    text: impl Fn() -> String + 'static,
    then: &'static str,
    forget: impl Fn() + 'static,
) -> El {
    let open = RwSignal::new(false);
    let forget = Rc::new(forget);
    let question = move || {
        let forget = forget.clone();
        el("div").child(el("p").child(text())).child(answers(
            el("button").class("button").on_click(move || open.set(false)).child(m::CANCEL),
            el("button")
                .class("button button-danger")
                .on_click(move || {
                    open.set(false);
                    forget();
                    focus(&[then.to_string()]);
                })
                .child(words),
        ))
    };
    dialog_button(words, open, question)
}
