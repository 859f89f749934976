//! The body of a request: as a form and as JSON, or as parts with files, pairs or text.

use super::body_form::{FormView, form_view};
use super::body_inputs::area_value;
use super::body_json::json_panel;
use super::upload_parts::parts_editor;
use crate::messages::{self as m, t, tf};
use crate::state::{BodyKind, BodyState};
use crate::ui::{Child, El, Tab, dynamic, el, memo, tabs, when};
use leptos::prelude::*;
use openapi::{Document, Operation};
use serde_json::Value;
use std::rc::Rc;
use wasm_bindgen::JsCast;

/// How deep a sample from the schema goes.
const SAMPLE_DEPTH: usize = 4;

/// The body's part of the request, or nothing where the operation takes none.
pub(super) fn body_editor(
    document: &Rc<Document>,
    operation: &Operation,
    body: BodyState,
    view: FormView,
    tab: RwSignal<String>,
) -> Child {
    let types = body.types.get_value();
    if types.is_empty() {
        let told = operation.body.as_ref().filter(|body| !body.content.is_empty());
        let words = told.map(|_| tf(m::BODY_NOT_SENT, &[("method", &operation.method)]));
        return words.map(|words| el("p").class("notice").child(words)).into();
    }
    // Several types are on offer where nobody knows of a body at all; one stands there for what is known to want it.
    let unknown = operation.body.is_none() && types.len() > 1;
    let examples = Rc::new(examples(document, operation));
    let kind = memo(move |_| body.kind());
    // Most of what describes no body wants none.
    let whole = if unknown {
        let chosen = untrack(|| body.content_type.with(|it| !it.is_empty()));
        let whole = el("details").class("body-editor").child(el("summary").child(m::BODY));
        let whole = if chosen { whole.attr("open", "") } else { whole };
        whole.child(el("p").class("muted small").child(m::UNDESCRIBED_BODY))
    } else {
        el("fieldset").class("body-editor").child(
            el("legend")
                .child(m::BODY)
                .child(" ")
                .child((types.len() == 1).then(|| el("span").class("muted small").child(types[0].clone()))),
        )
    };
    whole
        .child((types.len() > 1).then(|| type_box(body, &types)))
        .child(dynamic(move || {
            let (view, examples) = (view.clone(), examples.clone());
            let kind = kind.get();
            untrack(move || match kind {
                BodyKind::None => Child::None,
                BodyKind::Json => json_body(body, &view, &examples, tab).into(),
                BodyKind::Multipart => parts_editor(body, true).into(),
                BodyKind::UrlEncoded => parts_editor(body, false).into(),
                BodyKind::Text => text_body(body).into(),
            })
        }))
        .into()
}

fn type_box(body: BodyState, types: &[String]) -> El {
    let mut select =
        el("select").class("input").attr("aria-label", &t(m::BODY_TYPE)).on("change", move |event| {
            let select: web_sys::HtmlSelectElement =
                event.target().expect("an event of this box").unchecked_into();
            body.content_type.set(select.value());
        });
    for content_type in types {
        let words = if content_type.is_empty() { t(m::NO_BODY) } else { content_type.clone() };
        select = select.child(el("option").attr("value", content_type).child(words));
    }
    el("label")
        .class("labelled")
        .child(el("span").class("muted").child(m::BODY_TYPE))
        .child(select.prop("value", move || body.content_type.get().into()))
}

/// What an example is called.
pub fn example_title(example: &openapi::Example) -> String {
    match (example.summary.as_str(), example.name.as_str()) {
        ("", "") => t(m::EXAMPLE),
        ("", name) => name.to_string(),
        (summary, _) => summary.to_string(),
    }
}

/// The document's examples, each with its title, and a sample made from the schema.
fn examples(document: &Document, operation: &Operation) -> Vec<(String, Value)> {
    let content = operation.body.as_ref().map(|body| body.content.as_slice()).unwrap_or_default();
    let Some(media) = content.iter().find(|media| BodyKind::of(&media.content_type) == BodyKind::Json) else {
        return Vec::new();
    };
    let mut found: Vec<(String, Value)> =
        media.examples.iter().map(|example| (example_title(example), example.value.clone())).collect();
    if let Some(schema) = media.schema.as_ref().filter(|schema| **schema != openapi::Schema::default()) {
        found.push((t(m::SAMPLE), schema.example(document, SAMPLE_DEPTH)));
    }
    found
}

fn json_body(
    body: BodyState,
    view: &FormView,
    examples: &Rc<Vec<(String, Value)>>,
    tab: RwSignal<String>,
) -> El {
    let form = {
        let view = view.clone();
        move || {
            let view = view.clone();
            el("div")
                .class("schema-form")
                .child(dynamic(move || {
                    body.broken().map(|message| {
                        el("p")
                            .class("notice notice-warning")
                            .attr("role", "status")
                            .child(tf(m::BODY_BROKEN, &[("message", &message)]))
                    })
                }))
                .child(form_view(&view, &t(m::BODY)))
        }
    };
    // What is hidden is not kept up with each letter: neither panel holds anything of its own.
    let fresh = |id: &str, label, panel: Rc<dyn Fn() -> El>| Tab { id: id.into(), label, panel, keep: false };
    let list = vec![
        fresh("form", t(m::FORM), Rc::new(form)),
        fresh("json", t(m::JSON), Rc::new(move || json_panel(body))),
    ];
    el("div")
        .class("body-views")
        .child(
            el("div")
                .class("row row-wrap")
                .child((!examples.is_empty()).then(|| body_examples(body, examples)))
                .child(put_back(body)),
        )
        .child(tabs(&t(m::BODY_VIEWS), list, tab))
}

/// A menu of examples by their titles; `choose` gets the place of one.
pub(super) fn example_menu<'t>(
    titles: impl Iterator<Item = &'t String>,
    choose: impl Fn(usize) + 'static,
) -> El {
    let options: Vec<El> = std::iter::once((String::new(), format!("{}…", t(m::EXAMPLES))))
        .chain(titles.enumerate().map(|(at, title)| (at.to_string(), title.clone())))
        .map(|(value, title)| el("option").attr("value", &value).child(title))
        .collect();
    let menu = el("select").class("input example-menu").attr("aria-label", &t(m::EXAMPLES)).child(options);
    menu.on("change", move |event| {
        let select: web_sys::HtmlSelectElement =
            event.target().expect("an event of this box").unchecked_into();
        if let Ok(at) = select.value().parse() {
            choose(at);
        }
        // It is a menu, not a choice that stays.
        select.set_value("");
    })
}

/// The examples of a body.
fn body_examples(body: BodyState, examples: &Rc<Vec<(String, Value)>>) -> El {
    let all = examples.clone();
    example_menu(examples.iter().map(|(title, _)| title), move |at| {
        if let Some((_, value)) = all.get(at) {
            let before = body.held();
            body.put(value);
            body.replace(before);
        }
    })
}

/// The way back to what an example, the present record or a letter in the form took the place of.
fn put_back(body: BodyState) -> Child {
    when(
        move || body.can_put_back(),
        move || {
            el("span").class("small").attr("role", "status").child(m::EXAMPLE_REPLACED).child(" ").child(
                el("button")
                    .class("button button-link")
                    .attr("type", "button")
                    .on_click(move || body.put_back())
                    .child(m::PUT_BACK),
            )
        },
    )
}

fn text_body(body: BodyState) -> El {
    el("textarea")
        .class("input input-code")
        .attr("rows", "8")
        .attr("spellcheck", "false")
        .attr("aria-label", &t(m::BODY_TEXT))
        .prop("value", move || body.text.get().into())
        .on("input", move |event| body.text.set(area_value(&event)))
}
