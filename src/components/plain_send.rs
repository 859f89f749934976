//! Send for a plain request: how much is to mend, a question before what the server refuses, how far an upload is.

use super::form_words::wrong_words;
use super::send_key::on_send_key;
use crate::messages::{self as m, t, tf};
use crate::state::Sending;
use crate::ui::{Child, El, answers, dialog, dynamic, el, find, soon};
use leptos::prelude::*;
use openapi::form::Flaw;
use std::rc::Rc;
use wasm_bindgen::JsCast;

/// Something that the server will not take.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Blocked {
    /// Where, in words.
    pub(super) place: String,
    /// What is wrong.
    pub(super) words: String,
}

impl Blocked {
    pub(super) fn new(around: &str, flaw: &Flaw) -> Blocked {
        let inner = flaw.pointer.trim_start_matches('/').replace('/', ".");
        let place = match (around, inner.as_str()) {
            ("", "") => t(m::BODY),
            (around, "") => around.to_string(),
            ("", inner) => inner.to_string(),
            (around, inner) => format!("{around}.{inner}"),
        };
        Blocked { place, words: wrong_words(&flaw.wrong) }
    }
}

/// Send, Ctrl+Enter, and the question. `send` sends it as it stands, whatever is wrong with it.
pub(super) fn plain_send(
    sending: Sending,
    tried: RwSignal<bool>,
    blocked: Rc<dyn Fn() -> Vec<Blocked>>,
    send: Rc<dyn Fn()>,
) -> (El, Rc<dyn Fn()>) {
    let asking = RwSignal::new(false);
    let ask: Rc<dyn Fn()> = Rc::new({
        let (send, blocked) = (send.clone(), blocked.clone());
        move || {
            if sending.waiting_now() {
                return;
            }
            tried.set(true);
            if untrack(|| blocked()).is_empty() { send() } else { asking.set(true) }
        }
    });
    on_send_key(ask.clone());
    let (pressed, shown) = (ask.clone(), blocked.clone());
    let line = el("div")
        .class("send-line row")
        .child(
            el("button")
                .class("button button-primary button-send")
                .attr("type", "button")
                .on_click(move || if sending.waiting_now() { sending.cancel() } else { pressed() })
                .text(move || if sending.waiting() { t(m::CANCEL) } else { t(m::SEND) }),
        )
        .child(el("kbd").class("muted small").child(m::SEND_HINT))
        .child(el("span").class("condition-problem").attr("role", "status").text(move || {
            let count = if tried.get() { shown().len() } else { 0 };
            if count == 0 { String::new() } else { tf(m::FLAW_COUNT, &[("count", &count.to_string())]) }
        }))
        .child(dynamic(move || sending.progress().map(|(out, all)| progress(out, all))))
        .child(dialog(&t(m::FLAWS_TITLE), asking, move || question(&blocked(), asking, send.clone())));
    (line, ask)
}

/// Gives the focus to the first input that is marked as wrong.
pub(super) fn focus_wrong() {
    let wrong = find("#main [aria-invalid=\"true\"]");
    if let Some(wrong) = wrong.and_then(|it| it.dyn_into::<web_sys::HtmlElement>().ok()) {
        let _ = wrong.focus();
    }
}

fn progress(out: f64, all: f64) -> El {
    let size = |bytes: f64| m::size(bytes as usize);
    let bar = el("progress").class("upload-bar").attr("aria-label", &t(m::SENDING));
    if all <= 0.0 {
        return el("span")
            .class("row upload")
            .child(bar)
            .child(tf(m::UPLOADED_OPEN, &[("size", &size(out))]));
    }
    let percent = (out / all * 100.0).floor().to_string();
    let words = tf(m::UPLOADED, &[("percent", &percent), ("size", &size(all))]);
    el("span")
        .class("row upload")
        .child(bar.attr("max", &all.to_string()).attr("value", &out.to_string()))
        .child(el("span").class("small").attr("role", "status").child(words))
}

/// Before the API refuses it: what is wrong, and back to it or on.
pub(super) fn question(blocked: &[Blocked], asking: RwSignal<bool>, send: Rc<dyn Fn()>) -> El {
    let items = blocked.iter().take(12).map(|it| {
        el("li").child(el("code").class("break").child(it.place.clone())).child(": ").child(it.words.clone())
    });
    let rest = blocked.len().saturating_sub(12);
    let items: Vec<Child> = items
        .map(Child::from)
        .chain((rest > 0).then(|| el("li").child(tf(m::SHOW_MORE, &[("count", &rest.to_string())])).into()))
        .collect();
    el("div")
        .class("flaws")
        .child(el("p").child(m::FLAWS_TEXT))
        .child(el("ul").class("flaw-list").child(Child::Many(items)))
        .child(answers(
            el("button")
                .class("button button-primary")
                .on_click(move || {
                    asking.set(false);
                    // The dialog gives the focus back to Send as it closes; this comes after.
                    soon(focus_wrong);
                })
                .child(m::FLAWS_BACK),
            el("button")
                .class("button")
                .on_click(move || {
                    asking.set(false);
                    send();
                })
                .child(m::FLAWS_SEND),
        ))
}
