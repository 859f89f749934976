//! The tab "JSON" in a real editor, which is loaded when the tab is first opened. Where it cannot be had, a plain box
//! takes its place.

use super::condition_row::kind_word;
use super::text_form::marks;
use super::text_view::{TextView, problem_line, text_panel};
use crate::messages::{self as m, t};
use crate::ui::{Child, El, dynamic, effect, el};
use leptos::prelude::*;
use query::{EntitySchema, FieldKind};
use serde_json::json;
use wasm_bindgen::prelude::*;
use web_sys::HtmlElement;

#[wasm_bindgen(module = "/www/editor/load.js")]
extern "C" {
    #[wasm_bindgen(catch, js_name = mountEditor)]
    pub(super) async fn mount_editor(host: &HtmlElement, options: &JsValue) -> Result<JsValue, JsValue>;
}

#[wasm_bindgen]
extern "C" {
    /// What `www/editor/editor.js` gives back. Places are counted in UTF-16 units.
    #[derive(Clone)]
    pub(super) type Editor;
    #[wasm_bindgen(method, js_name = setText)]
    pub(super) fn set_text(this: &Editor, text: &str);
    #[wasm_bindgen(method, js_name = setMarks)]
    pub(super) fn set_marks(this: &Editor, marks: &JsValue);
    #[wasm_bindgen(method)]
    pub(super) fn select(this: &Editor, from: u32, to: u32);
    #[wasm_bindgen(method)]
    pub(super) fn destroy(this: &Editor);
}

/// Where the loading stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    Loading,
    Ready,
    Absent,
}

/// The tab's panel.
pub fn json_panel(view: TextView) -> El {
    let stage = RwSignal::new(Stage::Loading);
    let editor: RwSignal<Option<Editor>, LocalStorage> = RwSignal::new_local(None);
    let host = el("div").class("json-editor");
    let element: HtmlElement = host.cast();
    let heard = Closure::<dyn FnMut(String)>::new(move |text| view.take(text));
    let options = options(view, &heard);
    let heard = StoredValue::new_local(Some(heard));
    on_cleanup(move || {
        if let Some(Some(editor)) = editor.try_get_untracked() {
            editor.destroy();
        }
        heard.try_update_value(Option::take);
    });
    leptos::task::spawn_local(async move {
        match mount_editor(&element, &options).await {
            Ok(found) => {
                let found: Editor = found.unchecked_into();
                // The tab may be closed by now.
                if editor.try_set(Some(found.clone())).is_some() {
                    found.destroy();
                } else {
                    let _ = stage.try_set(Stage::Ready);
                }
            }
            Err(_) => {
                let _ = stage.try_set(Stage::Absent);
            }
        }
    });
    effect(move |_| {
        let text = view.text();
        if let Some(editor) = editor.get() {
            editor.set_text(&text);
        }
    });
    effect(move |_| {
        let (text, problem, advice) = (view.text(), view.problem(), view.draft().advice(<[_]>::to_vec));
        let Some(editor) = editor.get() else { return };
        let found = view.draft().with(|draft| marks(&text, problem.as_ref(), &advice, draft));
        let list: Vec<_> = found
            .into_iter()
            .map(|mark| {
                json!({ "from": units(&text, mark.from), "to": units(&text, mark.to), "severity": mark.severity,
                    "message": mark.words })
            })
            .collect();
        editor.set_marks(&to_js(&json!(list)));
    });
    el("div").class("text-panel").child(host.flag("hidden", move || stage.get() != Stage::Ready)).child(
        dynamic(move || -> Child {
            match stage.get() {
                Stage::Loading => {
                    el("p").class("muted").attr("role", "status").child(m::LOADING_EDITOR).into()
                }
                Stage::Absent => untrack(|| text_panel(view)).into(),
                Stage::Ready => problem_line(view, move |problem| {
                    let text = untrack(|| view.text());
                    if let Some(editor) = editor.get_untracked() {
                        editor.select(units(&text, problem.at), units(&text, problem.end));
                    }
                })
                .into(),
            }
        }),
    )
}

fn options(view: TextView, heard: &Closure<dyn FnMut(String)>) -> JsValue {
    let options = to_js(&json!({
        "text": untrack(|| view.text()),
        "label": t(m::JSON_EDITOR),
        "schema": outline(&view.draft().schema()),
    }));
    let _ = js_sys::Reflect::set(&options, &"changed".into(), heard.as_ref());
    options
}

/// What the editor needs to know of an entity to suggest what can be written.
fn outline(schema: &EntitySchema) -> serde_json::Value {
    let fields: Vec<_> = schema
        .fields
        .iter()
        .map(|field| {
            let values: &[String] = match &field.kind {
                FieldKind::Enum(values) => values,
                _ => &[],
            };
            let boolean = field.kind == FieldKind::Boolean;
            json!({ "name": field.name, "kind": kind_word(&field.kind), "boolean": boolean,
                "note": field.description, "values": values, "filter": field.filter, "search": field.search, "range": field.range,
                "row": field.row && field.kind != FieldKind::Nested })
        })
        .collect();
    json!({ "fields": fields, "extend": schema.extend })
}

pub(super) fn to_js(value: &serde_json::Value) -> JsValue {
    js_sys::JSON::parse(&value.to_string()).unwrap_or(JsValue::NULL)
}

/// Bytes as browsers count letters.
pub(super) fn units(text: &str, bytes: usize) -> u32 {
    text.get(..bytes).map_or(text.len(), |before| before.encode_utf16().count()) as u32
}

#[cfg(test)]
mod tests {
    use super::*;
    use query::Field;

    #[test]
    fn the_outline_says_what_may_be_written_where() {
        let schema = EntitySchema::new("player", "/player/search")
            .field(Field::new("state", FieldKind::Enum(vec!["ON".into()])).filterable().in_rows());
        let told = outline(&schema);
        assert_eq!(told["fields"][0]["values"], json!(["ON"]));
        assert_eq!(
            (&told["fields"][0]["filter"], &told["fields"][0]["search"]),
            (&json!(true), &json!(false))
        );
        assert_eq!(units("é🎮x", 6), 3);
    }
}
