//! A block of code with a button that copies it.

use super::copy::copy_button;
use super::el::{El, el, set_words, text_node};
use super::json::{self, Token};
use super::react::follow;
use super::resize::on_resize;
use crate::messages::{self as m, t, tf};
use std::rc::Rc;
use web_sys::{Element, HtmlElement, Node, Text};

/// Longer texts are shown without colours: each coloured word is an element.
const COLOURED_UP_TO: usize = 200 * 1024;

/// A block of code: `text` is tracked, `language` is `"json"` or anything else (shown without colours), `label` names
/// the block for screen readers.
pub fn code_block(text: impl Fn() -> String + 'static, language: &str, label: &str) -> El {
    block(Rc::new(text), language == "json", label, false)
}

/// A block of JSON that follows each letter that is typed elsewhere. It is laid out by itself: the page around it only has
/// to be where its height changes.
pub fn live_json(text: impl Fn() -> String + 'static, label: &str) -> El {
    block(Rc::new(text), true, label, true)
}

fn block(text: Rc<dyn Fn() -> String>, coloured: bool, label: &str, live: bool) -> El {
    let code = el("code");
    keep_code(code.element().clone(), text.clone(), coloured);
    // A box that scrolls must be reachable by keyboard.
    let class = if live { "code code-live" } else { "code" };
    let pre = el("pre").class(class).attr("tabindex", "0").attr("role", "region").attr("aria-label", label);
    if live {
        keep_height(pre.cast(), code.element().clone());
    }
    el("div")
        .class("code-block")
        .child(copy_button(&t(m::COPY), &tf(m::COPY_THING, &[("thing", label)]), move || {
            leptos::prelude::untrack(|| text())
        }))
        .child(pre.child(code))
}

/// A box that is laid out by itself has no height of its own: it is told the height of what stands in it, in the frame in
/// which that changes.
fn keep_height(pre: HtmlElement, code: Element) {
    let measured = code.clone();
    on_resize(&code, move || {
        let height = measured.get_bounding_client_rect().height();
        // While a tab hides it there is nothing to measure.
        if height > 0.0 {
            let _ = pre.style().set_property("--content", &format!("{height}px"));
        }
    });
}

/// A piece of the text as it stands in the page.
struct Piece {
    class: Option<&'static str>,
    text: String,
    words: Text,
    /// The element that colours it, or the words themselves.
    node: Node,
}

impl Piece {
    fn new((class, text): (Option<&'static str>, &str)) -> Piece {
        let words = text_node(text);
        let node = match class {
            Some(class) => {
                let colour = el("span").class(class).element().clone();
                let _ = colour.append_child(&words);
                colour.into()
            }
            None => words.clone().into(),
        };
        Piece { class, text: text.into(), words, node }
    }

    fn is(&self, (class, text): &(Option<&'static str>, &str)) -> bool {
        self.class == *class && self.text == *text
    }
}

/// Shows a text that follows what is typed: what stays the same is left alone, so that the browser has next to nothing
/// to lay out anew.
fn keep_code(code: Element, text: Rc<dyn Fn() -> String>, coloured: bool) {
    let mut shown: Vec<Piece> = Vec::new();
    follow(move || {
        let text = text();
        let wanted = if coloured && text.len() <= COLOURED_UP_TO {
            json::tokens(&text).into_iter().map(|(token, piece)| (token.class(), piece)).collect()
        } else {
            vec![(Token::Other.class(), text.as_str())]
        };
        let before = shown.iter().zip(&wanted).take_while(|(old, new)| old.is(new)).count();
        let (old, new) = (&shown[before..], &wanted[before..]);
        let behind = old.iter().rev().zip(new.iter().rev()).take_while(|(old, new)| old.is(new)).count();
        let (old, new) = (old.len() - behind, &new[..new.len() - behind]);
        let changed = shown[before..before + old].iter_mut().zip(new);
        let changed = changed.take_while(|(old, new)| old.class == new.0);
        let changed = changed.map(|(old, new)| {
            set_words(&old.words, new.1);
            old.text = new.1.into();
        });
        let stays = before + changed.count();
        for gone in shown.splice(stays..before + old, new[stays - before..].iter().map(|it| Piece::new(*it)))
        {
            let _ = code.remove_child(&gone.node);
        }
        let next = shown.get(before + new.len()).map(|piece| piece.node.clone());
        for made in &shown[stays..before + new.len()] {
            let _ = code.insert_before(&made.node, next.as_ref());
        }
    });
}
