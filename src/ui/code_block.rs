//! A block of code with a button that copies it.

use super::copy::copy_button;
use super::el::{Child, El, dynamic, el};
use super::json;
use crate::messages::{self as m, t, tf};
use std::rc::Rc;

/// Longer texts are shown without colours: each coloured word is an element.
const COLOURED_UP_TO: usize = 200 * 1024;

/// A block of code: `text` is tracked, `language` is `"json"` or anything else (shown without colours), `label` names
/// the block for screen readers.
pub fn code_block(text: impl Fn() -> String + 'static, language: &str, label: &str) -> El {
    let text = Rc::new(text);
    let shown = text.clone();
    let coloured = language == "json";
    el("div")
        .class("code-block")
        .child(copy_button(&t(m::COPY), &tf(m::COPY_THING, &[("thing", label)]), move || {
            leptos::prelude::untrack(|| text())
        }))
        .child(
            // A box that scrolls must be reachable by keyboard.
            el("pre")
                .class("code")
                .attr("tabindex", "0")
                .attr("role", "region")
                .attr("aria-label", label)
                .child(el("code").child(dynamic(move || coloured_text(&shown(), coloured)))),
        )
}

fn coloured_text(text: &str, coloured: bool) -> Child {
    if !coloured || text.len() > COLOURED_UP_TO {
        return Child::Text(text.into());
    }
    let pieces = json::tokens(text).into_iter().map(|(token, piece)| match token.class() {
        Some(class) => el("span").class(class).child(piece).into(),
        None => Child::Text(piece.into()),
    });
    Child::Many(pieces.collect())
}
