//! Ctrl+Enter, which sends from wherever the focus is.

use crate::ui::{ground, listen};
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::{Element, KeyboardEvent};

/// Hears Ctrl+Enter until the present owner is cleaned up.
pub(super) fn on_send_key(press: Rc<dyn Fn()>) {
    listen(&ground(), "keydown", move |event| {
        let Some(key) = event.dyn_ref::<KeyboardEvent>() else { return };
        if !(key.ctrl_key() || key.meta_key()) || key.key() != "Enter" {
            return;
        }
        // In a dialog the keys belong to the dialog.
        let in_dialog = event
            .target()
            .and_then(|target| target.dyn_into::<Element>().ok())
            .is_some_and(|target| target.closest("dialog").ok().flatten().is_some());
        if !in_dialog {
            event.prevent_default();
            press();
        }
    });
}
