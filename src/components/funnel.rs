//! An answer without rows: which clause removes them? The server is asked with each clause left out.

use super::query_request::Sent;
use super::reply_view::focus_if_lost;
use crate::messages::{self as m, Msg, t, tf};
use crate::state::{DraftState, lookup};
use crate::ui::{Child, El, dynamic, el, memo, pass_focus};
use client::SendError;
use leptos::prelude::*;
use query::{Draft, Edit, EntitySchema, Row, RowId, RowKind};
use serde_json::Value;
use std::rc::Rc;
use std::sync::Arc;
use wasm_bindgen::JsCast;

/// One clause of a query: what it says, the rows that make it, and the body that asks without it.
#[derive(Clone, PartialEq, Debug)]
pub struct Part {
    /// `name is John`.
    pub words: String,
    /// Its rows in the draft.
    pub rows: Vec<RowId>,
    /// The query without it, of one row.
    pub without: Value,
}

/// The clauses of a draft. Filters on one field are one clause, and so are all searches, for the server joins them by OR.
pub fn parts(draft: &Draft, schema: &EntitySchema, first_page: u32, now: i64) -> Vec<Part> {
    let mut groups: Vec<(RowKind, String, Vec<RowId>)> = Vec::new();
    for row in draft.rows.iter().filter(|row| !row.off && !row.field.is_empty() && !row.is_idle()) {
        let name = if row.kind == RowKind::Search { String::new() } else { row.field.clone() };
        match groups.iter_mut().find(|(kind, field, _)| *kind == row.kind && *field == name) {
            Some((.., rows)) => rows.push(row.id),
            None => groups.push((row.kind, name, vec![row.id])),
        }
    }
    groups
        .into_iter()
        .map(|(_, _, rows)| {
            let only = Draft {
                rows: draft.rows.iter().filter(|row| rows.contains(&row.id)).cloned().collect(),
                ..Draft::default()
            };
            let subject = query::plural(&schema.name);
            let words = only.to_english(schema);
            let words = words.strip_prefix(&subject).unwrap_or(&words).trim();
            Part {
                words: words.strip_prefix("whose ").unwrap_or(words).into(),
                without: without(draft, &rows, schema, first_page, now),
                rows,
            }
        })
        .collect()
}

/// The query without some rows: only its number of rows is wanted, so one row is enough.
fn without(draft: &Draft, rows: &[RowId], schema: &EntitySchema, first_page: u32, now: i64) -> Value {
    let left = Draft {
        rows: draft.rows.iter().filter(|row| !rows.contains(&row.id)).cloned().collect(),
        page: first_page.to_string(),
        limit: "1".into(),
        extend: Vec::new(),
        sort_by: String::new(),
        sort_direction: None,
        ..draft.clone()
    };
    left.build_what_can_be(schema, now).0.to_json()
}

/// How far the asking is.
#[derive(Clone, PartialEq)]
enum Asked {
    NotYet,
    /// The counts that have come, in the order of the parts; the last part stands for no clause at all.
    Counts(Vec<Result<u64, String>>, bool),
    Cancelled,
}

/// What a person can do about it.
#[derive(Clone, Copy, PartialEq)]
enum Stage {
    ToAsk,
    Asking,
    Done,
}

impl Asked {
    fn stage(&self) -> Stage {
        match self {
            Asked::NotYet | Asked::Cancelled => Stage::ToAsk,
            Asked::Counts(_, false) => Stage::Asking,
            Asked::Counts(_, true) => Stage::Done,
        }
    }
}

/// The card under an answer without rows.
pub fn funnel(draft: DraftState, sent: &Arc<Sent>) -> El {
    let schema = draft.schema();
    let parts = parts(&sent.draft, &schema, draft.first_page(), sent.at);
    if parts.is_empty() {
        return el("div");
    }
    let all: Vec<RowId> = parts.iter().flat_map(|part| part.rows.clone()).collect();
    let mut bodies: Vec<Value> = parts.iter().map(|part| part.without.clone()).collect();
    if parts.len() > 1 {
        bodies.push(without(&sent.draft, &all, &schema, draft.first_page(), sent.at));
    }
    let asked = RwSignal::new(Asked::NotYet);
    let abort: StoredValue<Option<web_sys::AbortController>, LocalStorage> = StoredValue::new_local(None);
    let cancel = move || {
        if let Some(Some(controller)) = abort.try_get_value() {
            controller.abort();
        }
    };
    on_cleanup(cancel);
    let calls = bodies.len();
    let (to, domain, sent) = (sent.to.clone(), sent.domain.clone(), sent.clone());
    let start = move || {
        let controller = web_sys::AbortController::new().ok();
        let signal = controller.as_ref().map(web_sys::AbortController::signal);
        abort.set_value(controller);
        asked.set(Asked::Counts(Vec::new(), false));
        let asker = lookup::use_asker();
        let again = |body| asker.search(&to.path, &to.headers, to.admin, body, domain.clone());
        let requests: Vec<_> = bodies.iter().map(again).collect();
        leptos::task::spawn_local(async move {
            let mut counts = Vec::new();
            // One after the other: a diagnosis is no reason to press the server.
            for request in requests {
                let result = client::send(&request, true, signal.as_ref()).await;
                if matches!(result, Err(SendError::Cancelled)) {
                    let _ = asked.try_set(Asked::Cancelled);
                    return;
                }
                counts.push(lookup::total(&result));
                let done = counts.len() == calls;
                if asked.try_set(Asked::Counts(counts.clone(), done)).is_some() {
                    return;
                }
            }
        });
    };
    let shown = parts;
    let stage = memo(move |_| asked.with(Asked::stage));
    // What is pressed goes as its work begins or ends: what stands there then has the focus.
    let pressed = StoredValue::new(false);
    let keep = move |button: El| {
        if pressed.get_value() {
            focus_if_lost(button.cast());
        }
        button
    };
    let begin = move || {
        pressed.set_value(true);
        start();
    };
    let begin: Rc<dyn Fn()> = Rc::new(begin);
    let press = |words: Msg, act: Rc<dyn Fn()>| {
        el("button").class("button").attr("type", "button").on_click(move || act()).child(words)
    };
    el("section")
        .class("funnel card")
        .attr("aria-label", &t(m::FUNNEL_TITLE))
        .child(el("h3").child(m::FUNNEL_TITLE))
        .child(dynamic(move || -> Child {
            let Asked::Counts(counts, done) = asked.get() else { return Child::None };
            let rows: Vec<El> = shown
                .iter()
                .enumerate()
                .map(|(at, part)| clause(draft, &sent, part.clone(), counts.get(at), done))
                .collect();
            let whole = counts
                .get(shown.len())
                .map(|count| el("p").child(tf(m::FUNNEL_ALL, &[("count", &number(count))])));
            // Of one clause the answer without it is the answer without any.
            let any = counts.get(shown.len()).or_else(|| counts.first().filter(|_| shown.len() == 1));
            let none =
                (done && counts[..shown.len()].iter().all(|count| matches!(count, Ok(0)))).then(|| {
                    let words = if matches!(any, Some(Ok(0))) { m::FUNNEL_EMPTY } else { m::FUNNEL_NONE };
                    el("p").class("muted").child(words)
                });
            let list = el("ul").class("plain funnel-list").child(rows);
            if done {
                let first: web_sys::Element = list.cast();
                // The button "Cancel" goes with this change, but not before it.
                request_animation_frame(move || {
                    if let Ok(Some(button)) = first.query_selector("button") {
                        focus_if_lost(button.unchecked_into());
                    }
                });
            }
            Child::from([list, el("div").attr("role", "status").child(whole).child(none)])
        }))
        .child(dynamic(move || -> Child {
            match stage.get() {
                Stage::ToAsk => Child::from([
                    el("p").class("muted").child(tf(m::FUNNEL_HINT, &[("count", &calls.to_string())])),
                    keep(press(m::FUNNEL_ASK, begin.clone())),
                ]),
                Stage::Asking => el("div").child(keep(press(m::CANCEL, Rc::new(cancel)))).into(),
                Stage::Done => Child::None,
            }
        }))
}

/// What became of a clause since its query was sent.
#[derive(Clone, Copy, PartialEq)]
enum Since {
    AsItWas,
    Changed,
    Gone,
}

fn since(rows: &[RowId], sent: &Draft, now: &Draft) -> Since {
    let of = |draft: &Draft, id: RowId| draft.rows.iter().find(|row| row.id == id).cloned();
    let there: Vec<Row> = rows.iter().filter_map(|id| of(now, *id)).collect();
    if there.is_empty() {
        Since::Gone
    } else if there.len() == rows.len() && there.iter().all(|row| of(sent, row.id).as_ref() == Some(row)) {
        Since::AsItWas
    } else {
        Since::Changed
    }
}

fn clause(
    draft: DraftState,
    sent: &Arc<Sent>,
    part: Part,
    count: Option<&Result<u64, String>>,
    done: bool,
) -> El {
    let told: Child = match count {
        None => el("span").class("muted").child(m::FUNNEL_WAITING).into(),
        // The answer as a whole has none, so what comes without this clause is what it removes.
        Some(Ok(0)) => el("span").class("muted").child(m::FUNNEL_REMOVES_NONE).into(),
        Some(count @ Ok(_)) => {
            el("span").class("funnel-some").child(tf(m::FUNNEL_REMOVES, &[("count", &number(count))])).into()
        }
        Some(Err(words)) => el("span").class("condition-problem").child(words.clone()).into(),
    };
    let (rows, sent) = (part.rows, sent.clone());
    let to_drop = rows.clone();
    let state = memo(move |_| draft.with(|now| since(&rows, &sent.draft, now)));
    el("li")
        .class("funnel-clause")
        .flag("data-gone", move || state.get() == Since::Gone)
        .child(el("code").class("break").child(part.words))
        .child(told)
        .child(done.then(|| {
            el("button")
                .class("button button-small")
                .attr("type", "button")
                .flag("disabled", move || state.get() != Since::AsItWas)
                .on_click(move || {
                    let drop = to_drop.iter().map(|row| Edit::Remove { row: *row }).collect();
                    draft.apply(Edit::All(drop));
                    draft.note(t(m::CLAUSE_DROPPED), true);
                    pass_focus([".note-bar .button".into()]);
                })
                .text(move || {
                    t(match state.get() {
                        Since::AsItWas => m::DROP_CLAUSE,
                        Since::Changed => m::CLAUSE_CHANGED,
                        Since::Gone => m::CLAUSE_GONE,
                    })
                })
        }))
}

fn number(count: &Result<u64, String>) -> String {
    match count {
        Ok(count) => m::number(*count),
        Err(_) => "?".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use query::{Field, FieldKind};
    use serde_json::json;

    #[test]
    fn each_clause_is_left_out_once() {
        let users = EntitySchema::new("user", "/user/search")
            .field(Field::new("email", FieldKind::Text).filterable().searchable())
            .field(Field::new("name", FieldKind::Text).filterable().searchable())
            .field(Field::new("createdAt", FieldKind::Date).rangeable());
        let body = json!({
            "filters": { "email": ["a@b.example"], "name": ["x"] }, "search": { "name": ["Jo"], "email": ["an"] },
            "greaterThan": { "createdAt": "2026-01-01" }, "page": 3, "limit": 50, "sortBy": "name" });
        let draft = Draft::from_json(&body, &users).expect("a query");
        let found = parts(&draft, &users, 1, 0);
        let words: Vec<&str> = found.iter().map(|part| part.words.as_str()).collect();
        assert_eq!(
            words,
            [
                "email is a@b.example",
                "name is x",
                "name contains \"Jo\" or whose email contains \"an\"",
                "created since 2026-01-01"
            ]
        );
        assert_eq!(
            found[2].without,
            json!({ "filters": { "email": ["a@b.example"], "name": ["x"] },
                "greaterThan": { "createdAt": "2026-01-01" }, "page": 1, "limit": 1 })
        );
        assert!(parts(&Draft::default(), &users, 0, 0).is_empty());
    }
}
