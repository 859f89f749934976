//! The parts of a form that is sent as such: names with texts, and with files that are chosen or dropped.

use super::body_form::icon_button;
use super::body_inputs::{area_value, event_value};
use crate::messages::{self as m, t, tf};
use crate::state::{BodyState, PartRow};
use crate::ui::{Child, El, Icon, dynamic, each, el, icon, pass_focus};
use leptos::prelude::*;
use wasm_bindgen::JsCast;

/// The parts. `files`: some may be files, as in `multipart/form-data`.
pub(super) fn parts_editor(body: BodyState, files: bool) -> El {
    let rows = each(
        move || body.parts.get(),
        |part: &PartRow| format!("{} {}", part.id, part.is_file),
        move |part| row(body, &part),
    );
    let add = |words, is_file| {
        el("button")
            .class("button button-add")
            .attr("type", "button")
            .on_click(move || body.add_part("", is_file))
            .child(icon(Icon::Plus))
            .child(words)
    };
    el("div").class("parts").attr("role", "group").attr("aria-label", &t(m::PARTS)).child(rows).child(
        el("div")
            .class("row row-wrap")
            .child(add(m::ADD_TEXT_PART, false))
            .child(files.then(|| add(m::ADD_FILE_PART, true))),
    )
}

fn part(body: BodyState, id: u32) -> Option<PartRow> {
    body.parts.with(|parts| parts.iter().find(|part| part.id == id).cloned())
}

fn row(body: BodyState, shown: &PartRow) -> El {
    let id = shown.id;
    let name = move || part(body, id).map(|part| part.name).unwrap_or_default();
    el("div")
        .class("part-row")
        .child(
            el("input")
                .class("input part-name")
                .attr("type", "text")
                .attr("aria-label", &t(m::PART_NAME))
                .attr("placeholder", &t(m::NAME))
                .attr("autocomplete", "off")
                .attr("spellcheck", "false")
                .prop("value", move || name().into())
                .on("input", move |event| {
                    let name = event_value(&event);
                    body.edit_part(id, |part| part.name = name);
                }),
        )
        .child(if shown.is_file { file_box(body, id) } else { text_box(body, id) })
        .child(icon_button(
            Icon::Close,
            move || tf(m::REMOVE_THING, &[("name", &name())]),
            move || {
                body.parts.update(|parts| parts.retain(|part| part.id != id));
                pass_focus([".part-row .button-icon", ".parts .button"].map(String::from));
            },
        ))
}

fn text_box(body: BodyState, id: u32) -> El {
    let name = move || part(body, id).map(|part| part.name).unwrap_or_default();
    el("textarea")
        .class("input input-area")
        .attr("rows", "1")
        .attr("spellcheck", "false")
        .attr_with("aria-label", move || Some(tf(m::PART_TEXT, &[("name", &name())])))
        .prop("value", move || part(body, id).map(|part| part.text).unwrap_or_default().into())
        .on("input", move |event| {
            let text = area_value(&event);
            body.edit_part(id, |part| part.text = text);
        })
}

fn file_box(body: BodyState, id: u32) -> El {
    let over = RwSignal::new(false);
    let name = move || part(body, id).map(|part| part.name).unwrap_or_default();
    let take = move |files: Option<web_sys::FileList>| {
        if let Some(file) = files.and_then(|files| files.get(0)) {
            body.edit_part(id, |part| part.file = Some(file));
        }
    };
    el("div")
        .class("file-drop")
        .class_if("file-drop-over", move || over.get())
        .on("dragover", move |event| {
            event.prevent_default();
            over.set(true);
        })
        .on("dragleave", move |_| over.set(false))
        .on("drop", move |event| {
            event.prevent_default();
            over.set(false);
            let event: &web_sys::DragEvent = event.unchecked_ref();
            take(event.data_transfer().and_then(|data| data.files()));
        })
        .child(
            el("input")
                .attr("type", "file")
                .attr_with("aria-label", move || Some(tf(m::FILE_FOR, &[("name", &name())])))
                .on("change", move |event| {
                    let input: web_sys::HtmlInputElement =
                        event.target().expect("an event of this box").unchecked_into();
                    take(input.files());
                }),
        )
        .child(el("p").class("muted small").attr("aria-live", "polite").child(dynamic(move || {
            Child::Text(match part(body, id).and_then(|part| part.file) {
                Some(file) => {
                    let size = m::size(file.size() as usize);
                    tf(m::FILE_CHOSEN, &[("name", &file.name()), ("size", &size)])
                }
                None => t(m::DROP_FILE),
            })
        })))
}
