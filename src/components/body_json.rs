//! The body as JSON in a real editor, which is loaded when the tab is first opened. Until it is there, and where it
//! cannot be had, a plain box takes its place.

use super::body_inputs::area_value;
use super::json_editor::{Editor, mount_editor, to_js, units};
use crate::messages::{self as m, t, tf};
use crate::state::BodyState;
use crate::ui::{El, dynamic, effect, el, memo};
use leptos::prelude::*;
use query::doubled_keys;
use serde_json::json;
use std::ops::Range;
use wasm_bindgen::prelude::*;
use web_sys::HtmlElement;

/// Of so many keys that stand twice it is said.
const DOUBLED: usize = 3;

/// The tab's panel.
pub(super) fn json_panel(body: BodyState) -> El {
    let ready = RwSignal::new(false);
    let editor: RwSignal<Option<Editor>, LocalStorage> = RwSignal::new_local(None);
    let host = el("div").class("json-editor");
    let element: HtmlElement = host.cast();
    let heard = Closure::<dyn FnMut(String)>::new(move |text| body.type_json(text));
    let options =
        to_js(&json!({ "text": untrack(|| body.json_text()), "label": t(m::BODY_JSON), "schema": null }));
    let _ = js_sys::Reflect::set(&options, &"changed".into(), heard.as_ref());
    let heard = StoredValue::new_local(Some(heard));
    on_cleanup(move || {
        if let Some(Some(editor)) = editor.try_get_untracked() {
            editor.destroy();
        }
        heard.try_update_value(Option::take);
    });
    let plain = plain_box(body);
    let box_element: HtmlElement = plain.cast();
    leptos::task::spawn_local(async move {
        let Ok(found) = mount_editor(&element, &options).await else { return };
        let found: Editor = found.unchecked_into();
        // Who types in the plain box already is not disturbed.
        let active = crate::ui::focused(&box_element);
        let typing = active.is_some_and(|active| active.is_same_node(Some(&box_element)));
        // The tab may be closed by now.
        if typing || editor.try_set(Some(found.clone())).is_some() {
            found.destroy();
        } else {
            let _ = ready.try_set(true);
        }
    });
    effect(move |_| {
        let (text, problem) = (body.json_text(), body.broken_at());
        let Some(editor) = editor.get() else { return };
        editor.set_text(&text);
        let marks = problem.map(|(at, words)| {
            let at = units(&text, at);
            json!([{ "from": at, "to": at + 1, "severity": "error", "message": words }])
        });
        editor.set_marks(&to_js(&marks.unwrap_or_else(|| json!([]))));
    });
    // It is said once, and not with each letter again.
    let twice = memo(move |_| body.typed.with(|typed| typed.as_deref().map(doubled).unwrap_or_default()));
    el("div")
        .class("json-panel")
        .child(host.flag("hidden", move || !ready.get()))
        .child(plain.flag("hidden", move || ready.get()))
        .child(dynamic(move || {
            let told = |words| el("p").class("notice notice-warning").attr("role", "status").child(words);
            twice.get().into_iter().map(told).collect::<Vec<El>>()
        }))
        .child(
            el("p").class("condition-problem").attr("id", "body-json-problem").child(dynamic(move || {
                body.broken().map(|message| tf(m::WRONG_JSON, &[("limit", &message)]))
            })),
        )
}

/// What is said of keys that stand twice: the text is taken all the same, and goes as it was typed.
fn doubled(text: &str) -> Vec<String> {
    let words = |key: Range<usize>| tf(m::KEY_TWICE, &[("key", &text[key])]);
    doubled_keys(text).into_iter().take(DOUBLED).map(words).collect()
}

fn plain_box(body: BodyState) -> El {
    el("textarea")
        .class("input input-code")
        .attr("rows", "12")
        .attr("spellcheck", "false")
        .attr("aria-label", &t(m::BODY_JSON))
        .attr("aria-describedby", "body-json-problem")
        .attr_with("aria-invalid", move || body.broken().map(|_| "true".to_string()))
        .prop("value", move || body.json_text().into())
        .on("input", move |event| body.type_json(area_value(&event)))
}
