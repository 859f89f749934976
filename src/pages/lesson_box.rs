//! A query that runs as one types, over the practice rows in the browser.

use crate::components::{TextForm, TextView, advice_list, builder, code_panel, text_panel};
use crate::messages::{self as m, t, tf};
use crate::paths::Place;
use crate::state::{DraftState, use_lessons};
use crate::ui::{Child, El, Tab, dynamic, el, tabs};
use leptos::prelude::*;
use openapi::Operation;
use practice::lessons::{Exercise, FIRST_PAGE, Judge, Live, Verdict};
use query::{Clause, Draft, History, Query};
use serde_json::{Map, Value};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

/// So many matching rows are shown, and so many that do not match.
const MATCHES: usize = 8;
const OTHERS: usize = 3;
/// So many columns.
const COLUMNS: usize = 5;
/// The columns that tell best what a row is; an entity has one or two of them.
const NAMES: [&str; 5] = ["name", "key", "eventName", "status", "gameId"];

thread_local! {
    /// The rows of each entity that was asked for, made once.
    static JUDGES: RefCell<BTreeMap<String, Rc<Judge>>> = const { RefCell::new(BTreeMap::new()) };
}

fn judge_of(entity: &str) -> Option<Rc<Judge>> {
    let known = JUDGES.with(|judges| judges.borrow().get(entity).cloned());
    if known.is_some() {
        return known;
    }
    let judge = Rc::new(Judge::new(entity)?);
    JUDGES.with(|judges| judges.borrow_mut().insert(entity.to_string(), judge.clone()));
    Some(judge)
}

/// A query to try.
pub fn live_box(live: &Live, number: usize) -> El {
    let name = tf(m::LIVE_QUERY, &[("n", &number.to_string())]);
    match judge_of(&live.entity) {
        Some(judge) => {
            let draft = draft_of(&judge, &live.body);
            el("div").child(el("h2").class("visually-hidden").child(name.clone())).child(query_box(
                &live.entity,
                judge,
                draft,
                &name,
                live.refused,
            ))
        }
        None => el("div"),
    }
}

/// A goal, a query to reach it with, hints and a check.
pub fn exercise_box(exercise: &Exercise, number: usize) -> El {
    let Some(judge) = judge_of(&exercise.entity) else { return el("div") };
    let draft = draft_of(&judge, &exercise.start);
    let lessons = use_lessons();
    let count = number.to_string();
    let n = [("n", count.as_str())];
    let name = tf(m::EXERCISE, &n);
    let hints = RwSignal::new(0_usize);
    let told: RwSignal<Option<Told>, LocalStorage> = RwSignal::new_local(None);
    let (id, total) = (exercise.id.clone(), exercise.hints.len());
    let check = {
        let (judge, exercise) = (judge.clone(), exercise.clone());
        move || {
            let result = match Query::from_json(&draft.body_now(false)) {
                Ok(query) => tell(&judge, &judge.judge(&exercise, &query)),
                Err(error) => Told { right: false, words: error.to_string(), clauses: Vec::new() },
            };
            if result.right {
                lessons.set_solved(&exercise.id);
            }
            told.set(Some(result));
        }
    };
    let shown_hints = exercise.hints.clone();
    el("section")
        .class("exercise")
        .attr("aria-label", &name)
        .child(el("div").class("row row-wrap").child(el("h2").child(name.clone())).child(dynamic(
            move || {
                lessons
                    .solved()
                    .contains(&id)
                    .then(|| el("span").class("chip chip-success").child(m::EXERCISE_DONE))
            },
        )))
        .child(el("p").class("exercise-goal").child(exercise.goal.clone()))
        .child(query_box(&exercise.entity, judge, draft, &tf(m::EXERCISE_QUERY, &n), false))
        .child(
            el("div")
                .class("row row-wrap")
                .child(
                    el("button")
                        .class("button button-primary")
                        .attr("type", "button")
                        .on_click(check)
                        .child(m::CHECK),
                )
                .child(
                    el("button")
                        .class("button")
                        .attr("type", "button")
                        .flag("disabled", move || hints.get() >= total)
                        .on_click(move || hints.update(|shown| *shown += 1))
                        .child(m::HINT),
                ),
        )
        .child(el("div").attr("role", "status").child(dynamic(move || told.get().map(show_told))))
        .child(dynamic(move || -> Child {
            let shown: Vec<El> =
                shown_hints.iter().take(hints.get()).map(|hint| el("li").child(hint.clone())).collect();
            if shown.is_empty() { Child::None } else { el("ol").class("exercise-hints").child(shown).into() }
        }))
}

/// What is said of a try.
#[derive(Clone)]
struct Told {
    right: bool,
    words: String,
    clauses: Vec<Clause>,
}

fn tell(judge: &Judge, verdict: &Verdict) -> Told {
    let row = |at: usize| row_name(&judge.rows()[at]);
    let wrong = |words: String, clauses: Vec<Clause>| Told { right: false, words, clauses };
    match verdict {
        Verdict::Right => Told { right: true, words: t(m::VERDICT_RIGHT), clauses: Vec::new() },
        Verdict::Refused(refusal) => {
            wrong(tf(m::VERDICT_REFUSED, &[("words", &refusal.to_string())]), Vec::new())
        }
        Verdict::TooMany(at, clauses) => {
            wrong(tf(m::VERDICT_TOO_MANY, &[("row", &row(*at))]), clauses.clone())
        }
        Verdict::Missing(at, clauses) => {
            wrong(tf(m::VERDICT_MISSING, &[("row", &row(*at))]), clauses.clone())
        }
        Verdict::OtherOrder => wrong(t(m::VERDICT_OTHER_ORDER), Vec::new()),
        Verdict::NotExtended(name) => wrong(tf(m::VERDICT_NOT_EXTENDED, &[("name", name)]), Vec::new()),
    }
}

fn show_told(told: Told) -> El {
    let clauses: Vec<El> = told.clauses.iter().map(|clause| el("li").child(clause_words(clause))).collect();
    el("div")
        .class(if told.right { "notice notice-success" } else { "notice notice-warning" })
        .child(el("p").child(told.words))
        .child((!clauses.is_empty()).then(|| el("ul").child(clauses)))
}

/// A clause and the value that decides it.
fn clause_words(clause: &Clause) -> String {
    let found: Vec<String> = clause
        .compared
        .iter()
        .map(|it| {
            format!(
                "{}: {}",
                it.field,
                if it.found.is_null() { t(m::EMPTY_VALUE) } else { text_of(&it.found) }
            )
        })
        .collect();
    let mut found_once: Vec<String> = Vec::new();
    for words in found {
        if !found_once.contains(&words) {
            found_once.push(words);
        }
    }
    tf(m::CLAUSE_FAILED, &[("clause", &clause.words), ("found", &found_once.join(", "))])
}

fn draft_of(judge: &Judge, body: &Map<String, Value>) -> DraftState {
    let draft = Draft::from_json(&Value::Object(body.clone()), judge.schema()).unwrap_or_default();
    DraftState::new(judge.schema().clone(), FIRST_PAGE, History::new(draft))
}

/// The box itself: one draft as rows, JSON, a sentence and code, and the rows that it finds.
fn query_box(entity: &str, judge: Rc<Judge>, draft: DraftState, name: &str, refused: bool) -> El {
    let rows_name = tf(m::LESSON_ROWS, &[("name", name)]);
    let tab = RwSignal::new(String::from(if refused { "json" } else { "builder" }));
    let json = TextView::new(TextForm::Json, draft);
    let english = TextView::new(TextForm::English, draft);
    let language = RwSignal::new(String::from("curl"));
    let known = practice::entity(entity);
    let controller = known.map_or("", |known| known.controller);
    let key = format!("{controller}Search");
    let operation = Rc::new(Operation {
        method: "POST".into(),
        path: format!("/{entity}/search"),
        id: format!("{controller}.search"),
        key: key.clone(),
        ..Operation::default()
    });
    let fresh = |id: &str, label, panel: Rc<dyn Fn() -> El>| Tab { id: id.into(), label, panel, keep: false };
    let views = vec![
        Tab::new("builder", t(m::BUILDER), move || builder(draft)),
        fresh("json", t(m::JSON), Rc::new(move || text_panel(json))),
        fresh("english", t(m::ENGLISH), Rc::new(move || text_panel(english))),
        fresh("code", t(m::CODE), Rc::new(move || code_panel(draft, &operation, language))),
    ];
    el("section")
        .class("card lesson-box")
        .attr("aria-label", name)
        .child(
            el("div")
                .class("row row-wrap lesson-box-head")
                .child(el("code").child(format!("POST /{entity}/search")))
                .child(el("span").class("spread"))
                .child(
                    el("a")
                        .class("button button-small")
                        .to_with(move || {
                            let draft = draft.with(|draft| draft.to_address());
                            Place::Operation { key: key.clone(), draft: Some(draft) }.address()
                        })
                        .child(m::TRY_IT),
                ),
        )
        .child(tabs(&t(m::QUERY_VIEWS), views, tab))
        .child(advice_list(draft, Rc::new(move |_| tab.set("builder".into()))))
        .child(dynamic(move || answer(&judge, draft, &rows_name)))
}

/// The rows as they stand now: those that match light up, a few others say why they do not.
fn answer(judge: &Judge, draft: DraftState, name: &str) -> Child {
    let body = draft.body(false);
    let query = match Query::from_json(&body) {
        Ok(query) => query,
        Err(error) => return refusal(error.to_string()),
    };
    let answer = match judge.ask(&query) {
        Ok(answer) => answer,
        Err(refused) => return refusal(refused.to_string()),
    };
    let total = judge.rows().len();
    let words = tf(m::LESSON_COUNT, &[("count", &answer.total.to_string()), ("total", &total.to_string())]);
    let columns = columns(judge, &query);
    let head: Vec<El> =
        columns.iter().map(|name| el("th").attr("scope", "col").child(name.clone())).collect();
    let mut rows: Vec<El> =
        answer.rows.iter().take(MATCHES).map(|at| row(judge, *at, &columns, None)).collect();
    let failing = |at: usize| {
        let clauses = judge.explain(&query, at).ok()?;
        clauses.into_iter().find(|clause| !clause.held)
    };
    if answer.total < total {
        let others = (0..total).filter_map(|at| failing(at).map(|clause| (at, clause))).take(OTHERS);
        rows.extend(others.map(|(at, clause)| row(judge, at, &columns, Some(&clause))));
    }
    let more = answer.rows.len().saturating_sub(MATCHES);
    Child::from([
        el("p").class("lesson-count").attr("role", "status").child(words),
        el("div")
            .class("rows-region")
            .attr("tabindex", "0")
            .attr("role", "region")
            .attr("aria-label", name)
            .child(
                el("table")
                    .class("rows lesson-rows")
                    .attr("aria-label", &t(m::ROWS))
                    .child(el("thead").child(
                        el("tr").child(el("th").attr("scope", "col").child(m::LESSON_MATCHES)).child(head),
                    ))
                    .child(el("tbody").child(rows)),
            ),
        el("p")
            .class("muted small")
            .child((more > 0).then(|| tf(m::LESSON_MORE, &[("count", &more.to_string())]))),
    ])
}

fn refusal(words: String) -> Child {
    el("p")
        .class("notice notice-warning")
        .attr("role", "status")
        .child(tf(m::LESSON_REFUSED, &[("words", &words)]))
        .into()
}

fn row(judge: &Judge, at: usize, columns: &[String], failed: Option<&Clause>) -> El {
    let row = &judge.rows()[at];
    let cells: Vec<El> = columns
        .iter()
        .map(|name| match row.get(name) {
            None | Some(Value::Null) => el("td").child(el("i").class("muted").child(m::EMPTY_VALUE)),
            Some(value) => el("td").child(text_of(value)),
        })
        .collect();
    let mark = match failed {
        None => el("td").child(el("strong").class("lesson-yes").child(m::LESSON_YES)),
        Some(clause) => el("td").child(el("span").class("muted").child(clause_words(clause))),
    };
    el("tr").class(if failed.is_none() { "is-match" } else { "is-other" }).child(mark).child(cells)
}

/// The columns that the query speaks of, after what names the row.
fn columns(judge: &Judge, query: &Query) -> Vec<String> {
    let has = |name: &str| judge.rows().first().is_some_and(|row| row.contains_key(name));
    let asked = query
        .filters
        .keys()
        .chain(query.search.keys())
        .chain(query.greater_than.keys())
        .chain(query.less_than.keys())
        .chain(query.sort_by.iter());
    let mut list: Vec<String> = Vec::new();
    let candidates = NAMES
        .iter()
        .map(|name| (*name).to_string())
        .chain(asked.cloned())
        .chain(["email", "createdAt", "price", "amount", "playtimeSeconds"].map(String::from));
    for name in candidates {
        if has(&name) && !list.contains(&name) && list.len() < COLUMNS {
            list.push(name);
        }
    }
    list
}

fn row_name(row: &Map<String, Value>) -> String {
    let named =
        NAMES.iter().chain(["id"].iter()).find_map(|name| row.get(*name).filter(|value| !value.is_null()));
    named.map(text_of).unwrap_or_default()
}

fn text_of(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
