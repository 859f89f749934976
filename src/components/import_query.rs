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
    let mut left_out = found.left_out.clone();
    match asked(&found, operation, &draft.schema().path) {
        Asked::Here => {}
        Asked::There(key) => return Found::There(found.source, key, left_out),
        Asked::Nowhere(place) => left_out.insert(0, tf(m::IMPORT_NOWHERE, &[("place", &place)])),
    }
    match found.draft(&draft.schema()) {
        Ok(read) => Found::Here(found.source, Box::new(read), left_out),
        // A sentence names no operation but by what it looks for.
        Err(error) => match (found.source == Source::English).then(|| whose(&found, text)).flatten() {
            Some(key) => Found::There(found.source, key, left_out),
            None => Found::Not(error.message),
        },
    }
}

/// The search that a sentence is a query of. Only what its first words may name is read: this runs with each letter.
fn whose(sentence: &Imported, text: &str) -> Option<String> {
    let letters =
        |text: &str| text.chars().filter(|it| it.is_alphabetic()).collect::<String>().to_lowercase();
    let text = text.trim_start();
    let begins = letters(text.strip_prefix("all ").unwrap_or(text).lines().next()?);
    let document = untrack(|| use_document().ready())?;
    let entities = document.entities();
    // The last letter changes with the number: entity, entities.
    let named = entities.iter().filter(|(_, name)| {
        let mut name = letters(name);
        name.pop();
        begins.starts_with(&name)
    });
    let mut schemas = named.filter_map(|(at, _)| Some((at, document.entity(*at)?)));
    let (at, _) = schemas.find(|(_, schema)| sentence.draft(schema).is_ok())?;
    Some(document.operations()[*at].key.clone())
}

/// Whose query a text is.
enum Asked {
    /// That of the page, or of none in particular.
    Here,
    /// That of another search of the document: its name in addresses.
    There(String),
    /// That of no search of the document: what the text names.
    Nowhere(String),
}

fn asked(found: &Imported, here: &str, path: &str) -> Asked {
    let Some(document) = untrack(|| use_document().ready()) else { return Asked::Here };
    let heads = document.operations();
    if let Some(key) = found.operation.as_deref() {
        let index = document.find(key);
        let search = index.filter(|index| document.operation(*index).is_ok_and(|it| it.search));
        return match search.map(|index| &heads[index].key) {
            Some(key) if key == here => Asked::Here,
            Some(key) => Asked::There(key.clone()),
            None => Asked::Nowhere(key.to_string()),
        };
    }
    let Some(asked) = &found.path else { return Asked::Here };
    let entities = document.entities();
    let entities = || entities.iter().map(|(index, _)| &heads[*index]);
    match found.path_among(entities().map(|head| head.path.as_str()).chain([path])) {
        Some(nearest) if nearest == path => Asked::Here,
        Some(nearest) => entities()
            .find(|head| head.path == nearest)
            .map_or(Asked::Here, |head| Asked::There(head.key.clone())),
        None => Asked::Nowhere(asked.clone()),
    }
}

/// Fills the builder with a text that was pasted on another operation's page.
pub fn take_pending(draft: DraftState) {
    let Some(text) = crate::state::take_pending() else { return };
    if let Ok(read) = import(&text).and_then(|found| found.draft(&draft.schema())) {
        draft.apply(Edit::Replace(Box::new(read)));
    }
}
