//! A menu beside the thing that it is for: arrows walk, letters jump, Escape gives the focus back.

use super::el::{Child, El, el, listen};
use leptos::prelude::*;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, KeyboardEvent};

/// An entry of a menu.
#[derive(Clone)]
pub enum MenuEntry {
    /// Something to do, with a note beside it.
    Item(String, String, Rc<dyn Fn()>),
    /// Words above the entries that follow.
    Title(String),
}

/// A menu, open at once beside `near`. `close` is asked to take it away.
pub fn menu(label: &str, near: &Element, entries: Vec<MenuEntry>, close: Rc<dyn Fn()>) -> El {
    let whole = el("div").class("menu").attr("role", "menu").attr("aria-label", label).attr("tabindex", "-1");
    let element: HtmlElement = whole.cast();
    let back = near.clone();
    let leave: Rc<dyn Fn()> = Rc::new({
        let close = close.clone();
        move || {
            close();
            if let Some(back) = back.dyn_ref::<HtmlElement>() {
                let _ = back.focus();
            }
        }
    });
    let rows: Vec<Child> = entries
        .into_iter()
        .map(|entry| match entry {
            MenuEntry::Title(words) => {
                el("div").class("menu-title").attr("role", "presentation").child(words).into()
            }
            MenuEntry::Item(words, note, act) => {
                let leave = leave.clone();
                el("button")
                    .class("menu-item")
                    .attr("type", "button")
                    .attr("role", "menuitem")
                    .attr("tabindex", "-1")
                    .on_click(move || {
                        leave();
                        act();
                    })
                    .child(el("span").child(words))
                    .child((!note.is_empty()).then(|| el("span").class("menu-note").child(note)))
                    .into()
            }
        })
        .collect();
    let whole = whole
        .on("keydown", {
            let (element, leave) = (element.clone(), leave.clone());
            move |event| {
                let Some(key) = event.dyn_ref::<KeyboardEvent>() else { return };
                if key.ctrl_key() || key.meta_key() || key.alt_key() {
                    return;
                }
                let items = items(&element);
                let active = super::ground::focused(&element);
                let at = items.iter().position(|item| Some(item.as_ref()) == active.as_ref());
                match key.key().as_str() {
                    "Escape" | "Tab" => leave(),
                    key => match step(key, at, &words(&items)) {
                        Some(next) => {
                            let _ = items[next].focus();
                        }
                        None => return,
                    },
                }
                event.prevent_default();
                event.stop_propagation();
            }
        })
        .child(rows);
    // What the menu is for moves with the page or its table: the menu goes along, and away where that leaves the window.
    let left: Rc<dyn Fn()> = {
        let (close, back, inside) = (close.clone(), near.clone(), element.clone());
        Rc::new(move || {
            if in_window(&back) {
                return place(&inside, &back);
            }
            let held = super::ground::focused(&inside).is_some_and(|it| inside.contains(Some(&it)));
            close();
            if let Some(back) = back.dyn_ref::<HtmlElement>().filter(|_| held) {
                let options = web_sys::FocusOptions::new();
                options.set_prevent_scroll(true);
                let _ = back.focus_with_options(&options);
            }
        })
    };
    let scrolled = near.closest(".rows-region").ok().flatten().map(Into::into);
    let places: [(Option<web_sys::EventTarget>, &str); 3] = [
        (web_sys::window().map(Into::into), "resize"),
        (element.owner_document().map(Into::into), "scroll"),
        (scrolled, "scroll"),
    ];
    for (place, event) in places {
        let left = left.clone();
        if let Some(place) = place {
            listen(&place, event, move |_| left());
        }
    }
    if let Some(document) = element.owner_document() {
        let (inside, opener) = (element.clone(), near.clone());
        let outside = element.clone();
        // The focus comes in with the next frame: whoever is quicker has pressed it where the menu was opened.
        listen(&document, "keydown", move |event| {
            let escape = event.dyn_ref::<KeyboardEvent>().is_some_and(|key| key.key() == "Escape");
            if escape && !outside.contains(super::ground::origin_of(&event).as_ref()) {
                leave();
                event.prevent_default();
            }
        });
        listen(&document, "pointerdown", move |event| {
            let target = super::ground::origin_of(&event);
            if !inside.contains(target.as_ref()) && !opener.contains(target.as_ref()) {
                close();
            }
        });
    }
    let near = near.clone();
    request_animation_frame(move || {
        place(&element, &near);
        if let Some(first) = items(&element).first() {
            let _ = first.focus();
        }
    });
    whole
}

/// Whether an element stands in the window, as far as the window scrolls up and down.
fn in_window(element: &Element) -> bool {
    let height = web_sys::window().and_then(|window| window.inner_height().ok()).and_then(|it| it.as_f64());
    let at = element.get_bounding_client_rect();
    at.bottom() > 0.0 && height.is_none_or(|height| at.top() < height)
}

/// Where a key leads from an item: round at both ends, and by a letter to the next item that begins with it.
fn step(key: &str, at: Option<usize>, words: &[String]) -> Option<usize> {
    let count = words.len();
    if count == 0 {
        return None;
    }
    match key {
        "ArrowDown" => Some(at.map_or(0, |at| (at + 1) % count)),
        "ArrowUp" => Some(at.map_or(count - 1, |at| (at + count - 1) % count)),
        "Home" => Some(0),
        "End" => Some(count - 1),
        letter if letter.chars().count() == 1 && letter != " " => {
            let letter = letter.to_lowercase();
            let begins = |at: &usize| words[*at].to_lowercase().starts_with(&letter);
            let from = at.map_or(0, |at| at + 1);
            (from..count).chain(0..from).find(begins)
        }
        _ => None,
    }
}

fn items(menu: &HtmlElement) -> Vec<HtmlElement> {
    let Ok(found) = menu.query_selector_all("[role=menuitem]") else { return Vec::new() };
    (0..found.length()).filter_map(|at| found.get(at)?.dyn_into().ok()).collect()
}

fn words(items: &[HtmlElement]) -> Vec<String> {
    items.iter().map(|item| item.text_content().unwrap_or_default()).collect()
}

/// Under its opener, or above it where there is more room, and always inside of the window.
fn place(menu: &HtmlElement, near: &Element) {
    let Some(window) = web_sys::window() else { return };
    let size = |value: Result<wasm_bindgen::JsValue, _>| {
        value.ok().and_then(|value: wasm_bindgen::JsValue| value.as_f64()).unwrap_or(0.0)
    };
    let (width, height) = (size(window.inner_width()), size(window.inner_height()));
    let (at, own) = (near.get_bounding_client_rect(), menu.get_bounding_client_rect());
    let left = at.left().min(width - own.width() - 8.0).max(8.0);
    let below = at.bottom() + 4.0;
    let top = if below + own.height() <= height - 8.0 { below } else { at.top() - own.height() - 4.0 };
    let style = menu.style();
    let _ = style.set_property("left", &format!("{left}px"));
    let _ = style.set_property("top", &format!("{}px", top.max(8.0)));
}

#[cfg(test)]
mod tests {
    use super::step;

    #[test]
    fn keys_walk_round_and_letters_jump() {
        let words: Vec<String> = ["Filter", "Search", "Sort", "Copy"].map(String::from).into();
        for (key, at, to) in [
            ("ArrowDown", Some(3), Some(0)),
            ("ArrowUp", Some(0), Some(3)),
            ("ArrowDown", None, Some(0)),
            ("End", Some(0), Some(3)),
            ("s", Some(0), Some(1)),
            ("S", Some(1), Some(2)),
            ("s", Some(2), Some(1)),
            ("z", Some(0), None),
            ("Enter", Some(0), None),
        ] {
            assert_eq!(step(key, at, &words), to, "{key}");
        }
        assert_eq!(step("ArrowDown", None, &[]), None);
    }
}
