//! "Why isn't this row here?": one row is fetched by its id, and each clause is held against it.

use crate::messages::{self as m, t, tf};
use crate::state::{DraftState, lookup, now};
use crate::ui::{Child, El, dynamic, el};
use leptos::prelude::*;
use query::{Clause, explain_row};
use serde_json::{Map, Value};
use wasm_bindgen::JsCast;
use web_sys::HtmlInputElement;

/// What is known of the row.
#[derive(Clone)]
enum State {
    Nothing,
    Asking,
    /// Words that say why there is no explanation.
    Not(String),
    Explained(Vec<Clause>),
}

/// The part under an answer, closed until it is wanted. Nothing, where rows cannot be asked for by id.
pub fn why_not(draft: DraftState) -> El {
    if !draft.schema().get("id").is_some_and(|id| id.filter) {
        return el("div");
    }
    let state: RwSignal<State, LocalStorage> = RwSignal::new_local(State::Nothing);
    let id = RwSignal::new(String::new());
    let ask = move || {
        let wanted = id.get_untracked().trim().to_string();
        if wanted.is_empty() {
            return;
        }
        if !query::is_uuid(&wanted)
            && draft.schema().get("id").is_some_and(|id| id.kind == query::FieldKind::Uuid)
        {
            state.set(State::Not(tf(m::WHY_NO_UUID, &[("id", &wanted)])));
            return;
        }
        state.set(State::Asking);
        let extend = draft.now(|draft| draft.extend.clone());
        let request = lookup::search_request(&draft.schema().path, &lookup::by_id(&wanted, &extend));
        leptos::task::spawn_local(async move {
            let result = client::send(&request, true, None).await;
            let _ = state.try_set(match lookup::rows(&result) {
                Err(words) => State::Not(words),
                Ok(rows) => match rows.first() {
                    None => State::Not(t(m::WHY_NO_ROW)),
                    Some(row) => judge(draft, row),
                },
            });
        });
    };
    el("details")
        .class("why card")
        .child(el("summary").child(m::WHY_TITLE))
        .child(el("p").class("muted small").child(m::WHY_HINT))
        .child(
            el("div")
                .class("row")
                .child(
                    el("input")
                        .class("input")
                        .attr("type", "text")
                        .attr("autocomplete", "off")
                        .attr("spellcheck", "false")
                        .attr("aria-label", &t(m::WHY_ID))
                        .attr("placeholder", &t(m::WHY_ID))
                        .prop("value", move || id.get().into())
                        .on("input", move |event| {
                            let input: HtmlInputElement =
                                event.target().expect("an event of this box").unchecked_into();
                            id.set(input.value());
                        })
                        .on("keydown", move |event| {
                            let key: &web_sys::KeyboardEvent = event.unchecked_ref();
                            if key.key() == "Enter" && !key.ctrl_key() && !key.meta_key() {
                                event.prevent_default();
                                ask();
                            }
                        }),
                )
                .child(el("button").class("button").attr("type", "button").on_click(ask).child(m::WHY_ASK)),
        )
        .child(el("div").attr("role", "status").child(dynamic(move || -> Child {
            match state.get() {
                State::Nothing => Child::None,
                State::Asking => el("p").class("muted").child(m::SENDING).into(),
                State::Not(words) => el("p").class("condition-problem").child(words).into(),
                State::Explained(clauses) => explained(&clauses),
            }
        })))
}

fn judge(draft: DraftState, row: &Map<String, Value>) -> State {
    let schema = draft.schema();
    let (query, _) = draft.now(|draft| draft.build_what_can_be(&schema, now()));
    match explain_row(&query, &schema, row) {
        Ok(clauses) => State::Explained(clauses),
        Err(refusal) => State::Not(tf(m::WHY_REFUSED, &[("words", &refusal.to_string())])),
    }
}

fn explained(clauses: &[Clause]) -> Child {
    let failed = clauses.iter().filter(|clause| !clause.held).count();
    let verdict = match failed {
        0 => t(m::WHY_ALL_HELD),
        failed => tf(m::WHY_FAILED, &[("count", &failed.to_string()), ("of", &clauses.len().to_string())]),
    };
    let items: Vec<El> = clauses
        .iter()
        .map(|clause| {
            let (class, word) = if clause.held {
                ("chip chip-success", m::WHY_HELD)
            } else {
                ("chip chip-error", m::WHY_NOT_HELD)
            };
            let compared: Vec<El> = clause
                .compared
                .iter()
                .map(|compared| {
                    let (field, found) = (compared.field.clone(), compared.found.to_string());
                    let wanted = compared.wanted.to_string();
                    el("p").class("muted small break").child(tf(
                        m::WHY_COMPARED,
                        &[("field", &field), ("found", &found), ("wanted", &wanted)],
                    ))
                })
                .collect();
            el("li")
                .class("why-clause")
                .child(
                    el("p").child(el("span").class(class).child(word)).child(" ").child(clause.words.clone()),
                )
                .child(compared)
        })
        .collect();
    Child::from([el("p").class("why-verdict").child(verdict), el("ul").class("plain").child(items)])
}
