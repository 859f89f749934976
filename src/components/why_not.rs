//! "Why isn't this row here?": one row is fetched by its id, and each clause is held against it.

use super::cell_acts::entity_title;
use super::cell_menu::{entity_of, named_entities};
use super::query_request::Sent;
use super::row_source::RowSource;
use super::seen_rows::{SeenAnswer, offers, seen};
use crate::messages::{self as m, t, tf};
use crate::state::{DraftState, lookup, use_document};
use crate::ui::{Child, Combobox, El, combobox, dynamic, el};
use client::Request;
use leptos::prelude::*;
use query::{Clause, EntitySchema, FieldKind, FilterValues, Query, explain_row};
use serde_json::{Map, Value};
use std::rc::Rc;
use std::sync::Arc;

/// A clause and how it was judged.
#[derive(Clone, Debug, PartialEq)]
pub struct Judged {
    clause: Clause,
    /// The field that the row does not carry, so that the server was asked.
    asked: Option<String>,
}

/// What is known of the row.
#[derive(Clone)]
enum State {
    Nothing,
    Asking,
    /// Words that say why there is no explanation.
    Not(String),
    Explained(Vec<Judged>),
}

/// Remembers the rows of an answer, so that they can be picked when they are missing from another one.
pub fn remember_rows(draft: DraftState, sent: &Sent, rows: Option<&RowSource>) {
    let schema = draft.schema();
    let domain = sent.domain.clone().unwrap_or_default();
    let title = entity_title(&schema.operation_id, &schema.path);
    let answer = SeenAnswer { domain: &domain, path: &schema.path, title: &title };
    let document = untrack(|| use_document().ready());
    let entities = document.as_ref().map(|document| named_entities(document)).unwrap_or_default();
    let path_of = |column: &str, value: &Value| {
        let entity = entity_of(column, value, &entities)?;
        document.as_ref().map(|document| document.operations()[entity.index].path.clone())
    };
    let length = rows.map_or(0, RowSource::len).min(100);
    let read: Vec<Value> =
        (0..length).filter_map(|at| rows.and_then(|rows| rows.pass(at, |row| row.cloned()))).collect();
    seen(|seen| seen.take(&answer, read.iter(), path_of));
}

/// The part under an answer, closed until it is wanted. Nothing, where rows cannot be asked for by id.
pub fn why_not(draft: DraftState, sent: Arc<Sent>) -> El {
    if !draft.schema().get("id").is_some_and(|id| id.filter) {
        return el("div");
    }
    let state: RwSignal<State, LocalStorage> = RwSignal::new_local(State::Nothing);
    let id = RwSignal::new(String::new());
    let number = StoredValue::new(0_u32);
    let asked = sent.clone();
    let ask = move || {
        let wanted = id.get_untracked().trim().to_string();
        // What was said of another row does not stand beside an empty box, nor comes late.
        let mine = number.get_value() + 1;
        number.set_value(mine);
        if wanted.is_empty() {
            state.set(State::Nothing);
            return;
        }
        if !query::is_uuid(&wanted) && draft.schema().get("id").is_some_and(|id| id.kind == FieldKind::Uuid) {
            state.set(State::Not(tf(m::WHY_NO_UUID, &[("id", &wanted)])));
            return;
        }
        state.set(State::Asking);
        let asker = lookup::use_asker();
        let (schema, sent) = (draft.schema(), asked.clone());
        let (to, domain) = (sent.to.clone(), sent.domain.clone());
        let request =
            move |path: &str, body: &Value| asker.search(path, &to.headers, to.admin, body, domain.clone());
        leptos::task::spawn_local(async move {
            let explained = explain(&schema, &sent, &wanted, request).await;
            if number.try_get_value() == Some(mine) {
                let _ = state.try_set(explained.map_or_else(State::Not, State::Explained));
            }
        });
    };
    let choices = move || {
        let domain = sent.domain.clone().unwrap_or_default();
        offers(seen(|seen| seen.missing(&domain, &draft.schema().path)), |entity| {
            tf(m::WHY_SEEN_IN, &[("entity", entity)])
        })
    };
    let by_choice = ask.clone();
    let input = combobox(Combobox {
        label: t(m::WHY_ID),
        value: Rc::new(move || id.get()),
        choices: Rc::new(choices),
        on_input: Rc::new(move |text| id.set(text)),
        on_choose: Rc::new(move |text| {
            id.set(text);
            by_choice();
        }),
        placeholder: t(m::WHY_ID),
        invalid: Rc::new(|| false),
    });
    el("details")
        .class("why card")
        .child(el("summary").child(m::WHY_TITLE))
        .child(el("p").class("muted small").child(m::WHY_HINT).child(" ").child(m::WHY_PICK_HINT))
        .child(
            el("div")
                .class("row")
                .child(input.class("combobox spread"))
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

/// Fetches the row and judges each clause of the query that was sent by it; what the row does not tell, the server is asked.
async fn explain(
    schema: &EntitySchema,
    sent: &Sent,
    id: &str,
    request: impl Fn(&str, &Value) -> Request,
) -> Result<Vec<Judged>, String> {
    let by_id = request(&sent.to.path, &lookup::by_id(id, &sent.draft.extend));
    let rows = lookup::rows(&client::send(&by_id, true, None).await)?;
    let row = rows.first().ok_or_else(|| t(m::WHY_NO_ROW))?;
    let (query, _) = sent.draft.build_what_can_be(schema, sent.at);
    let clauses = explain_row(&query, schema, row)
        .map_err(|refusal| tf(m::WHY_REFUSED, &[("words", &refusal.to_string())]))?;
    let mut judged = Vec::new();
    for mut clause in clauses {
        let asked = unknown_to(&clause, row, schema);
        if asked.is_some() {
            let body = alone(&query, &clause.path, id).to_json();
            let one = request(&sent.to.path, &body);
            clause.held = lookup::total(&client::send(&one, true, None).await)? > 0;
        }
        judged.push(Judged { clause, asked });
    }
    Ok(judged)
}

/// The field of a clause that no row of this entity carries, such as the role by which players are filtered.
fn unknown_to(clause: &Clause, row: &Map<String, Value>, schema: &EntitySchema) -> Option<String> {
    let carried = |name: &str| row.contains_key(name) || schema.get(name).is_some_and(|field| field.row);
    clause.compared.iter().map(|it| &it.field).find(|name| !carried(name)).cloned()
}

/// The query for one row with one clause of another query alone.
fn alone(query: &Query, path: &str, id: &str) -> Query {
    let mut alone = Query { limit: Some(1), ..Query::default() };
    match path.split_once('.').unwrap_or((path, "")) {
        ("filters", field) => {
            alone.filters.extend(
                query.filters.get_key_value(field).map(|(field, values)| (field.clone(), values.clone())),
            );
        }
        ("greaterThan", field) => {
            alone.greater_than.extend(
                query.greater_than.get_key_value(field).map(|(field, value)| (field.clone(), value.clone())),
            );
        }
        ("lessThan", field) => {
            alone.less_than.extend(
                query.less_than.get_key_value(field).map(|(field, value)| (field.clone(), value.clone())),
            );
        }
        _ => alone.search = query.search.clone(),
    }
    alone.filters.insert("id".into(), FilterValues::Any(vec![id.into()]));
    alone
}

fn explained(clauses: &[Judged]) -> Child {
    let failed = clauses.iter().filter(|judged| !judged.clause.held).count();
    let verdict = match failed {
        0 => t(m::WHY_ALL_HELD),
        failed => tf(m::WHY_FAILED, &[("count", &failed.to_string()), ("of", &clauses.len().to_string())]),
    };
    let items: Vec<El> = clauses
        .iter()
        .map(|Judged { clause, asked }| {
            let (class, word) = if clause.held {
                ("chip chip-success", m::WHY_HELD)
            } else {
                ("chip chip-error", m::WHY_NOT_HELD)
            };
            let told: Vec<String> = match asked {
                Some(field) => vec![tf(m::WHY_ASKED, &[("field", field)])],
                None => clause
                    .compared
                    .iter()
                    .map(|compared| {
                        let (found, wanted) = (compared.found.to_string(), compared.wanted.to_string());
                        tf(
                            m::WHY_COMPARED,
                            &[("field", &compared.field), ("found", &found), ("wanted", &wanted)],
                        )
                    })
                    .collect(),
            };
            let told: Vec<El> =
                told.into_iter().map(|words| el("p").class("muted small break").child(words)).collect();
            el("li")
                .class("why-clause")
                .child(
                    el("p").child(el("span").class(class).child(word)).child(" ").child(clause.words.clone()),
                )
                .child(told)
        })
        .collect();
    Child::from([el("p").class("why-verdict").child(verdict), el("ul").class("plain").child(items)])
}

#[cfg(test)]
mod tests {
    use super::*;
    use query::Field;
    use serde_json::json;

    #[test]
    fn what_a_row_does_not_carry_is_asked_of_the_server() {
        let schema = EntitySchema::new("player", "/player/search")
            .field(Field::new("id", FieldKind::Uuid).filterable().in_rows())
            .field(Field::new("name", FieldKind::Text).filterable().searchable().in_rows())
            .field(Field::new("roleId", FieldKind::Uuid).filterable())
            .field(Field::new("level", FieldKind::Number).rangeable().in_rows());
        let id = "ea85ddf4-2885-482f-adc6-548fbe3fd8af";
        let query = Query::from_json(&json!({
            "filters": { "name": ["Jo"], "roleId": [id] }, "search": { "name": ["o"] },
            "greaterThan": { "level": 2 }, "lessThan": { "level": 9 }, "sortBy": "name",
        }))
        .expect("a query");
        let row = json!({ "id": id, "name": "Jo" }).as_object().cloned().expect("an object");
        let clauses = explain_row(&query, &schema, &row).expect("the server takes it");
        let asked: Vec<Option<String>> =
            clauses.iter().map(|clause| unknown_to(clause, &row, &schema)).collect();
        assert_eq!(asked, [None, Some("roleId".into()), None, None, None]);
        let bodies: Vec<Value> =
            clauses.iter().map(|clause| alone(&query, &clause.path, "x").to_json()).collect();
        assert_eq!(
            bodies,
            [
                json!({ "filters": { "name": ["Jo"], "id": ["x"] }, "limit": 1 }),
                json!({ "filters": { "roleId": [id], "id": ["x"] }, "limit": 1 }),
                json!({ "filters": { "id": ["x"] }, "search": { "name": ["o"] }, "limit": 1 }),
                json!({ "filters": { "id": ["x"] }, "greaterThan": { "level": 2 }, "limit": 1 }),
                json!({ "filters": { "id": ["x"] }, "lessThan": { "level": 9 }, "limit": 1 }),
            ]
        );
    }
}
