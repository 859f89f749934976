//! The line above the query: undo, redo, the link; and the keys that belong to the whole query.

use crate::messages::{self as m, Msg, t, tf};
use crate::paths;
use crate::state::{DraftState, use_address, use_session};
use crate::ui::{El, Icon, copy_button_of, el, icon};
use leptos::prelude::*;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, HtmlInputElement, HtmlTextAreaElement, KeyboardEvent};

/// Undo, redo and "Copy link"; `more` stands between them. `address` is what stands in the link.
pub fn query_tools(draft: DraftState, operation: &str, address: Rc<dyn Fn() -> String>, more: Vec<El>) -> El {
    let operation = operation.to_string();
    el("div")
        .class("query-tools row row-wrap")
        .child(step(Icon::Undo, m::UNDO, m::UNDO_HINT, move || draft.can_undo(), move || draft.undo()))
        .child(step(Icon::Redo, m::REDO, m::REDO_HINT, move || draft.can_redo(), move || draft.redo()))
        .child(el("span").class("spread"))
        .child(more)
        .child(use_address().is_shared().then(|| {
            copy_button_of(&t(m::COPY_LINK), &t(m::COPY_LINK), move || link(draft, &operation, address()))
        }))
}

/// The whole address of this query; the domain is named in it. Nothing, and words for it, where it is too long to be read
/// again.
fn link(draft: DraftState, operation: &str, text: String) -> Option<String> {
    let domain = untrack(|| use_session().domain());
    if text.len() > query::MAX_ADDRESS {
        draft.note(tf(m::LINK_TOO_LONG, &[("size", &m::size(query::MAX_ADDRESS))]), false);
        return None;
    }
    Some(use_address().whole(&paths::link(operation, &text, domain.as_deref())))
}

fn step(
    picture: Icon,
    name: Msg,
    hint: Msg,
    can: impl Fn() -> bool + 'static,
    step: impl Fn() -> bool + 'static,
) -> El {
    el("button")
        .class("button button-icon")
        .attr("type", "button")
        .attr("aria-label", &t(name))
        .attr("title", &t(hint))
        // Not disabled: a button that is pressed to its end would lose the focus.
        .attr_with("aria-disabled", move || (!can()).then(|| "true".into()))
        .on_click(move || {
            step();
        })
        .child(icon(picture))
}

/// Hears Ctrl+Z, Ctrl+Shift+Z and Ctrl+Y anywhere in the query. A box in which something was typed since it got the
/// focus undoes that by itself first, letter by letter, as boxes do everywhere.
pub fn with_undo_keys(region: El, draft: DraftState) -> El {
    let at_focus: StoredValue<Option<String>> = StoredValue::new(None);
    let whole: HtmlElement = region.cast();
    region
        .attr("tabindex", "-1")
        .on("focusin", move |event| {
            draft.rest();
            at_focus.set_value(event.target().and_then(|target| text_of(&target)));
        })
        .on("keydown", move |event| {
            let Some(key) = event.dyn_ref::<KeyboardEvent>() else { return };
            if event.default_prevented() || !(key.ctrl_key() || key.meta_key()) || key.alt_key() {
                return;
            }
            let redo = match key.key().to_lowercase().as_str() {
                "z" => key.shift_key(),
                "y" => true,
                _ => return,
            };
            let Some(target) = event.target() else { return };
            let typed = text_of(&target).is_some_and(|text| at_focus.get_value().as_ref() != Some(&text));
            let can = untrack(|| if redo { draft.can_redo() } else { draft.can_undo() });
            if typed || !can {
                return;
            }
            event.prevent_default();
            if redo {
                draft.redo()
            } else {
                draft.undo()
            };
            let whole = whole.clone();
            request_animation_frame(move || {
                at_focus.set_value(text_of(&target));
                // What had the focus may be undone itself.
                if crate::ui::focus_is_lost(&whole) {
                    let _ = whole.focus();
                }
            });
        })
}

/// The text of a box that is typed in; `None` for everything else.
fn text_of(target: &web_sys::EventTarget) -> Option<String> {
    if let Some(area) = target.dyn_ref::<HtmlTextAreaElement>() {
        return Some(area.value());
    }
    let input = target.dyn_ref::<HtmlInputElement>()?;
    matches!(input.type_().as_str(), "text" | "number" | "search").then(|| input.value())
}
