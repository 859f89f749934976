//! "Import": paste what you have, see what was read, fill the builder.

use crate::messages::{self as m, Msg, t, tf};
use crate::paths::Place;
use crate::state::{DraftState, store_pending, use_address, use_document};
use crate::ui::{Child, El, dialog, dynamic, el, memo};
use leptos::prelude::*;
use query::{Draft, Edit, Imported, Source, import};
use wasm_bindgen::JsCast;
use web_sys::HtmlTextAreaElement;

/// What a pasted text comes to on this page.
#[derive(Clone, PartialEq)]
enum Found {
    /// It fills the builder here.
    Here(Source, Box<Draft>, Vec<String>),
    /// It belongs to another operation of the document: its name in addresses and its path.
    There(Source, String, Vec<String>),
    /// It cannot be used; why.
    Not(String),
}

/// The button "Import" and its dialog.
pub fn import_query(draft: DraftState, operation: &str) -> El {
    let open = RwSignal::new(false);
    let operation = operation.to_string();
    el("span")
        .child(
            el("button")
                .class("button button-small")
                .attr("type", "button")
                .on_click(move || open.set(true))
                .child(m::IMPORT),
        )
        .child(dialog(&t(m::IMPORT_TITLE), open, move || form(draft, operation.clone(), open)))
}

fn form(draft: DraftState, operation: String, open: RwSignal<bool>) -> El {
    let text = RwSignal::new(String::new());
    let found =
        memo(move |_| text.with(|text| (!text.trim().is_empty()).then(|| look(draft, &operation, text))));
    el("div")
        .class("import")
        .child(el("p").class("muted small").child(m::IMPORT_HINT))
        .child(
            el("textarea")
                .class("input input-code")
                .attr("rows", "8")
                .attr("autofocus", "")
                .attr("spellcheck", "false")
                .attr("aria-label", &t(m::IMPORT_TEXT))
                .on("input", move |event| {
                    let area: HtmlTextAreaElement =
                        event.target().expect("an event of this box").unchecked_into();
                    text.set(area.value());
                }),
        )
        .child(el("div").attr("role", "status").child(dynamic(move || match found.get() {
            None => Child::None,
            Some(Found::Not(words)) => el("p").class("condition-problem").child(words).into(),
            Some(Found::Here(source, read, left_out)) => {
                let sentence = read.to_english(&draft.schema());
                Child::from([
                    el("p").child(tf(m::IMPORT_READ, &[("source", &t(word(source)))])),
                    el("p").class("import-read break").child(sentence),
                    said(left_out),
                ])
            }
            Some(Found::There(source, key, left_out)) => {
                Child::from(
                    [
                        el("p").child(tf(
                            m::IMPORT_ELSEWHERE,
                            &[("source", &t(word(source))), ("operation", &key)],
                        )),
                        said(left_out),
                    ],
                )
            }
        })))
        .child(
            el("div").class("row row-wrap dialog-actions").child(
                el("button")
                    .class("button button-primary")
                    .attr("type", "button")
                    .flag("disabled", move || matches!(found.get(), None | Some(Found::Not(_))))
                    .on_click(move || match found.get_untracked() {
                        Some(Found::Here(_, read, _)) => {
                            draft.apply(Edit::Replace(read));
                            draft.tell(t(m::IMPORTED));
                            open.set(false);
                        }
                        Some(Found::There(_, key, _)) => {
                            store_pending(text.get_untracked());
                            open.set(false);
                            use_address().go(&Place::operation(&key));
                        }
                        _ => {}
                    })
                    .text(move || {
                        t(if matches!(found.get(), Some(Found::There(..))) {
                            m::IMPORT_GO
                        } else {
                            m::IMPORT_FILL
                        })
                    }),
            ),
        )
}

fn said(left_out: Vec<String>) -> El {
    let some = !left_out.is_empty();
    let items: Vec<El> = left_out.into_iter().map(|words| el("li").child(words)).collect();
    el("div")
        .class("import-left-out small")
        .child(some.then(|| el("p").class("muted").child(m::IMPORT_LEFT_OUT)))
        .child(some.then(|| el("ul").child(items)))
}

fn word(source: Source) -> Msg {
    match source {
        Source::Curl => m::SOURCE_CURL,
        Source::Code => m::SOURCE_CODE,
        Source::Json => m::SOURCE_JSON,
        Source::Address => m::SOURCE_ADDRESS,
        Source::English => m::SOURCE_ENGLISH,
    }
}

fn look(draft: DraftState, operation: &str, text: &str) -> Found {
    let found = match import(text) {
        Ok(found) => found,
        Err(error) => return Found::Not(error.message),
    };
    if let Some(key) = other_operation(&found, operation, &draft.schema().path) {
        return Found::There(found.source, key, found.left_out);
    }
    match found.draft(&draft.schema()) {
        Ok(read) => Found::Here(found.source, Box::new(read), found.left_out),
        Err(error) => Found::Not(error.message),
    }
}

/// The operation that a text speaks of, where it is another one of this document than the one on the page.
fn other_operation(found: &Imported, here: &str, path: &str) -> Option<String> {
    let document = untrack(|| use_document().ready())?;
    if let Some(key) = found.operation.as_deref().filter(|key| *key != here) {
        return document.find(key).map(|_| key.to_string());
    }
    // The API may lie in a folder of its host, so the end of the path decides.
    let asked = found.path.as_deref().filter(|asked| !asked.ends_with(path) || asked.len() < path.len())?;
    let entities = document.entities();
    let heads = entities.iter().map(|(index, _)| &document.operations()[*index]);
    heads
        .filter(|head| asked.ends_with(&head.path))
        .max_by_key(|head| head.path.len())
        .map(|head| head.key.clone())
}

/// Fills the builder with a text that was pasted on another operation's page.
pub fn take_pending(draft: DraftState) {
    let Some(text) = crate::state::take_pending() else { return };
    if let Ok(read) = import(&text).and_then(|found| found.draft(&draft.schema())) {
        draft.apply(Edit::Replace(Box::new(read)));
    }
}
