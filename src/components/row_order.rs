//! The order of the builder's rows: by pointer, at a handle, and by Alt with an arrow.

use super::advice::{focus, row_name};
use crate::messages::{self as m, t, tf};
use crate::state::DraftState;
use crate::ui::{El, Icon, el, focus_soon, icon, listen};
use leptos::prelude::*;
use query::{Edit, RowId, RowKind};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, KeyboardEvent, MouseEvent};

/// What a row of the builder needs to be moved.
#[derive(Clone, Copy)]
pub struct RowOrder {
    draft: DraftState,
    kind: RowKind,
    dragged: StoredValue<Option<RowId>>,
}

impl RowOrder {
    /// The order of one group.
    pub fn new(draft: DraftState, kind: RowKind) -> RowOrder {
        RowOrder { draft, kind, dragged: StoredValue::new(None) }
    }

    /// The handle at which a row is dragged.
    pub fn handle(self, id: RowId) -> El {
        el("button")
            .class("row-handle")
            .attr("type", "button")
            .attr("aria-label", &t(m::MOVE_ROW))
            .attr("title", &t(m::MOVE_ROW_HINT))
            .on("pointerdown", move |event| {
                if event.dyn_ref::<MouseEvent>().is_some_and(|event| event.button() == 0) {
                    self.dragged.set_value(Some(id));
                    self.draft.rest();
                }
            })
            .on("keydown", move |event| {
                // At the handle itself the arrows need no Alt.
                let Some(key) = event.dyn_ref::<KeyboardEvent>() else { return };
                if !key.alt_key() && !key.ctrl_key() && !key.meta_key() {
                    self.key(&event, &key.key(), id);
                }
            })
            .child(icon(Icon::Grip))
    }

    /// A row that moves by Alt and an arrow, wherever in it the focus is.
    pub fn with_keys(self, row: El, id: RowId) -> El {
        row.on("keydown", move |event| {
            let Some(key) = event.dyn_ref::<KeyboardEvent>() else { return };
            if key.alt_key() && !key.ctrl_key() && !key.meta_key() {
                self.key(&event, &key.key(), id);
            }
        })
    }

    /// The box around a group's rows, which follows the pointer.
    pub fn with_pointer(self, rows: El) -> El {
        let element: HtmlElement = rows.cast();
        if let Some(document) = element.owner_document() {
            let (moved, done) = (element.clone(), element);
            listen(&document, "pointermove", move |event| {
                let Some(id) = self.dragged.get_value() else { return };
                let Some(event) = event.dyn_ref::<MouseEvent>() else { return };
                let _ = moved.class_list().add_1("is-dragging");
                let to = place_under(&moved, id, f64::from(event.client_y()));
                if self.place(id).is_some_and(|(at, _)| at != to) {
                    self.draft.apply_in(Edit::Move { row: id, to }, &format!("drag {}", id.0));
                    self.tell(id);
                }
            });
            for end in ["pointerup", "pointercancel"] {
                let done = done.clone();
                listen(&document, end, move |_| {
                    if let Some(id) = self.dragged.get_value() {
                        self.dragged.set_value(None);
                        // An element that moves in the page loses the focus; given back on the way it would end the step.
                        focus(&[format!("[data-row=\"{}\"] .row-handle", id.0)]);
                        self.draft.rest();
                        let _ = done.class_list().remove_1("is-dragging");
                    }
                });
            }
        }
        rows
    }

    fn key(self, event: &web_sys::Event, key: &str, id: RowId) {
        let Some((at, count)) = self.place(id) else { return };
        let to = match key {
            "ArrowUp" => at.checked_sub(1),
            "ArrowDown" => (at + 1 < count).then_some(at + 1),
            _ => return,
        };
        event.prevent_default();
        event.stop_propagation();
        let Some(to) = to else { return };
        let had = event.target().and_then(|target| target.dyn_into().ok());
        self.draft.apply(Edit::Move { row: id, to });
        self.tell(id);
        // An element that moves in the page loses the focus.
        focus_soon(move || had);
    }

    /// The row's place in its group, and how many there are.
    fn place(self, id: RowId) -> Option<(usize, usize)> {
        self.draft.now(|draft| {
            let at = draft.group(self.kind).position(|row| row.id == id)?;
            Some((at, draft.group(self.kind).count()))
        })
    }

    fn tell(self, id: RowId) {
        let Some((at, count)) = self.place(id) else { return };
        let name = self.draft.now(|draft| {
            let field = draft.row(id).map(|row| row.field.clone()).unwrap_or_default();
            if field.is_empty() { row_name(draft, id).unwrap_or_default() } else { field }
        });
        let (place, count) = ((at + 1).to_string(), count.to_string());
        self.draft.tell(tf(m::MOVED_TO, &[("row", &name), ("place", &place), ("count", &count)]));
    }
}

/// How many other rows lie above a height in the page.
fn place_under(rows: &Element, dragged: RowId, height: f64) -> usize {
    let Ok(found) = rows.query_selector_all("[data-row]") else { return 0 };
    let own = dragged.0.to_string();
    (0..found.length())
        .filter_map(|at| found.get(at)?.dyn_into::<Element>().ok())
        .filter(|row| row.get_attribute("data-row").as_ref() != Some(&own))
        .filter(|row| {
            let place = row.get_bounding_client_rect();
            place.top() + place.height() / 2.0 < height
        })
        .count()
}
