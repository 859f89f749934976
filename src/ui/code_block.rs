//! A block of code with a button that copies it.

use super::copy::copy_button;
use super::el::{El, el, text_node};
use super::json::{self, Token};
use super::react::follow;
use crate::messages::{self as m, t, tf};
use std::rc::Rc;
use web_sys::{Element, Node, Text};

/// Longer texts are shown without colours: each coloured word is an element.
const COLOURED_UP_TO: usize = 200 * 1024;

/// A block of code: `text` is tracked, `language` is `"json"` or anything else (shown without colours), `label` names
/// the block for screen readers.
pub fn code_block(text: impl Fn() -> String + 'static, language: &str, label: &str) -> El {
    let text = Rc::new(text);
    let code = el("code");
    keep_code(code.element().clone(), text.clone(), language == "json");
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
                .child(code),
        )
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
            old.words.set_data(new.1);
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
