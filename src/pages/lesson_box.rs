//! A query that runs as one types, over the practice rows in the browser.

use crate::components::{
    TextForm, TextView, advice_list, builder, code_panel, is_moment, text_panel, unread,
};
use crate::messages::{self as m, t, tf};
use crate::paths::Place;
use crate::state::{DraftState, use_config, use_document, use_lessons};
use crate::ui::{Child, El, Tab, code_block, dynamic, each, el, follow, memo, pass_focus, tabs, when};
use leptos::prelude::*;
use openapi::Operation;
use practice::lessons::{DOMAIN, Exercise, FIRST_PAGE, Judge, Live, Misplaced, Verdict, envelope, related};
use query::{Clause, Draft, Edit, History, Query};
use serde_json::{Map, Value};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

/// So many matching rows are shown, and so many that do not match.
const MATCHES: usize = 8;
const OTHERS: usize = 3;
/// So many columns.
const COLUMNS: usize = 5;
/// So many rows are written out in the answer as it is sent.
const WRITTEN_OUT: usize = 2;
/// The columns that tell best what a row is; an entity has one or two of them.
const NAMES: [&str; 5] = ["name", "key", "eventName", "status", "gameId"];

thread_local! {
    /// The rows of each domain's entities that were asked for, made once.
    static JUDGES: RefCell<BTreeMap<[String; 2], Rc<Judge>>> = const { RefCell::new(BTreeMap::new()) };
}

fn judge_of(domain: &str, entity: &str) -> Option<Rc<Judge>> {
    let key = [domain.to_string(), entity.to_string()];
    let known = JUDGES.with(|judges| judges.borrow().get(&key).cloned());
    if known.is_some() {
        return known;
    }
    let judge = Rc::new(Judge::of(domain, entity)?);
    JUDGES.with(|judges| judges.borrow_mut().insert(key, judge.clone()));
    Some(judge)
}

/// A query to try.
pub fn live_box(live: &Live, number: usize) -> El {
    let name = tf(m::LIVE_QUERY, &[("n", &number.to_string())]);
    let Some(judge) = judge_of(&live.domain, &live.entity) else { return el("div") };
    let start = draft_from(&judge, &live.body);
    let about = BoxOf { entity: &live.entity, domain: &live.domain, name: &name, refused: live.refused };
    let draft = new_draft(&judge, &start);
    let views = Views::new(draft, live.refused);
    el("div")
        .child(el("h2").class("visually-hidden").child(name.clone()))
        .child(query_box(about, judge, draft, views, start))
}

/// A goal, a query to reach it with, hints and a check.
pub fn exercise_box(exercise: &Exercise, number: usize) -> El {
    let Some(judge) = judge_of(DOMAIN, &exercise.entity) else { return el("div") };
    let (start, answer) = (draft_from(&judge, &exercise.start), draft_from(&judge, &exercise.answer));
    let draft = new_draft(&judge, &start);
    let views = Views::new(draft, false);
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
            let result = match (untrack(|| views.unread()), Query::from_json(&draft.body_now(false))) {
                // The query as it stood before is not what a person looks at.
                (Some(why), _) => Told { right: false, words: t(m::UNREAD_TITLE), reasons: vec![why] },
                (None, Ok(query)) => tell(&judge, &judge.judge(&exercise, &query)),
                (None, Err(error)) => Told { right: false, words: error.to_string(), reasons: Vec::new() },
            };
            if result.right {
                lessons.set_solved(&exercise.id);
            }
            told.set(Some(result));
        }
    };
    let shown_hints = exercise.hints.clone();
    // What was said of a try holds for that try alone.
    let in_view = move || (draft.body(false), views.unread());
    let tried = StoredValue::new((Value::Null, None));
    follow(move || {
        let now = in_view();
        if tried.with_value(|tried| *tried != now) {
            told.set(None);
        }
    });
    let check = Rc::new(move || {
        tried.set_value(untrack(in_view));
        check();
    });
    let check_answer = check.clone();
    let exercise_place = format!("[data-exercise=\"{count}\"]");
    el("section")
        .class("exercise")
        .attr("data-exercise", &count)
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
        .child(query_box(
            BoxOf {
                entity: &exercise.entity,
                domain: DOMAIN,
                name: &tf(m::EXERCISE_QUERY, &n),
                refused: false,
            },
            judge,
            draft,
            views,
            start,
        ))
        .child(
            el("div")
                .class("row row-wrap")
                .child(
                    el("button")
                        .class("button button-primary")
                        .attr("type", "button")
                        .on_click(move || check())
                        .child(m::CHECK),
                )
                .child(
                    el("button")
                        .class("button")
                        .attr("type", "button")
                        .flag("disabled", move || hints.get() >= total)
                        .on_click(move || {
                            hints.update(|shown| *shown += 1);
                            pass_focus([format!("{exercise_place} .exercise-answer")]);
                        })
                        .child(m::HINT),
                )
                // The last help there is, and only behind all hints.
                .child(when(
                    move || hints.get() >= total,
                    move || {
                        let answer = answer.clone();
                        let check = check_answer.clone();
                        el("button")
                            .class("button exercise-answer")
                            .attr("type", "button")
                            .on_click(move || {
                                views.drop_typed();
                                draft.apply(Edit::Replace(Box::new(answer.clone())));
                                check();
                            })
                            .child(m::SHOW_ANSWER)
                    },
                )),
        )
        .child(el("div").attr("role", "status").child(dynamic(move || told.get().map(show_told))))
        // Each hint is told as it comes, and those before it are not told again.
        .child(el("div").attr("aria-live", "polite").child(
            el("ol").class("exercise-hints").flag("hidden", move || hints.get() == 0).child(each(
                move || shown_hints.iter().take(hints.get()).cloned().collect(),
                String::clone,
                |hint| el("li").attr("lang", "en").child(hint),
            )),
        ))
}

/// What is said of a try.
#[derive(Clone)]
struct Told {
    right: bool,
    words: String,
    reasons: Vec<String>,
}

fn tell(judge: &Judge, verdict: &Verdict) -> Told {
    let row = |at: usize| row_name(&judge.rows()[at]);
    let wrong = |words: String, reasons: Vec<String>| Told { right: false, words, reasons };
    let clauses = |clauses: &[Clause]| clauses.iter().map(clause_words).collect();
    match verdict {
        Verdict::Right => Told { right: true, words: t(m::VERDICT_RIGHT), reasons: Vec::new() },
        Verdict::Refused(refusal) => {
            wrong(tf(m::VERDICT_REFUSED, &[("words", &refusal.to_string())]), Vec::new())
        }
        Verdict::TooMany(at, failing) => {
            wrong(tf(m::VERDICT_TOO_MANY, &[("row", &row(*at))]), clauses(failing))
        }
        Verdict::Missing(at, failing) => {
            wrong(tf(m::VERDICT_MISSING, &[("row", &row(*at))]), clauses(failing))
        }
        Verdict::OtherOrder(misplaced) => {
            wrong(misplaced_words(misplaced, judge.rows()), key_words(&misplaced.keys))
        }
        Verdict::OtherLimit => wrong(t(m::VERDICT_OTHER_LIMIT), Vec::new()),
        Verdict::NotExtended(name) => wrong(tf(m::VERDICT_NOT_EXTENDED, &[("name", name)]), Vec::new()),
    }
}

fn misplaced_words(misplaced: &Misplaced, rows: &[Map<String, Value>]) -> String {
    let place = misplaced.place.to_string();
    let row = |at: usize| row_name(&rows[at]);
    // Namesakes are told apart.
    let apart = |at: usize| match ["email", "id"].iter().find_map(|key| rows[at].get(*key)?.as_str()) {
        Some(text) => format!("{} ({text})", row(at)),
        None => row(at),
    };
    let alike = misplaced.found.map(row) == misplaced.wanted.map(row);
    let name = |at: Option<usize>| at.map(|at| if alike { apart(at) } else { row(at) }).unwrap_or_default();
    let words = match (misplaced.found, misplaced.wanted) {
        (Some(_), None) => m::VERDICT_TOO_LONG,
        (None, _) => m::VERDICT_TOO_SHORT,
        _ => m::VERDICT_OTHER_ROW,
    };
    let (found, wanted) = (name(misplaced.found), name(misplaced.wanted));
    tf(words, &[("place", &place), ("row", &found), ("wanted", &wanted)])
}

/// The keys that place a row, as the builder calls them.
fn key_words(keys: &[&str]) -> Vec<String> {
    let words: Vec<String> = keys
        .iter()
        .map(|key| match *key {
            "sortBy" => t(m::SORT_BY),
            "sortDirection" => t(m::DIRECTION),
            "limit" => t(m::ROWS_PER_PAGE),
            _ => t(m::PAGE),
        })
        .collect();
    if words.is_empty() { Vec::new() } else { vec![tf(m::VERDICT_KEYS, &[("keys", &words.join(", "))])] }
}

fn show_told(told: Told) -> El {
    let reasons: Vec<El> = told.reasons.iter().map(|reason| el("li").child(reason.clone())).collect();
    el("div").class(if told.right { "notice notice-success" } else { "notice notice-warning" }).child(
        el("div")
            .child(el("p").child(told.words))
            .child((!reasons.is_empty()).then(|| el("ul").child(reasons))),
    )
}

/// A clause and the value that decides it. Which field holds that is told where the clause speaks of several.
fn clause_words(clause: &Clause) -> String {
    let several = clause.compared.windows(2).any(|pair| pair[0].field != pair[1].field);
    let mut found_once: Vec<String> = Vec::new();
    for it in &clause.compared {
        let found = if it.found.is_null() { t(m::EMPTY_VALUE) } else { text_of(&it.found) };
        let words = if several { format!("{}: {found}", it.field) } else { found };
        if !found_once.contains(&words) {
            found_once.push(words);
        }
    }
    // A list of no values is compared with none.
    if found_once.is_empty() {
        return clause.words.clone();
    }
    tf(m::CLAUSE_FAILED, &[("clause", &clause.words), ("found", &found_once.join(", "))])
}

fn draft_from(judge: &Judge, body: &Map<String, Value>) -> Draft {
    Draft::from_json(&Value::Object(body.clone()), judge.schema()).unwrap_or_default()
}

/// Its clock stands still at the moment that the practice data was made for.
fn new_draft(judge: &Judge, start: &Draft) -> DraftState {
    DraftState::new(judge.schema().clone(), FIRST_PAGE, History::new(start.clone()), || practice::NOW_MS)
}

/// The ways in which a box shows its query.
#[derive(Clone, Copy)]
struct Views {
    /// The one in view.
    tab: RwSignal<String>,
    texts: [TextView; 2],
}

impl Views {
    fn new(draft: DraftState, begins_as_json: bool) -> Views {
        let tab = RwSignal::new(String::from(if begins_as_json { "json" } else { "builder" }));
        Views { tab, texts: [TextForm::Json, TextForm::English].map(|form| TextView::new(form, draft)) }
    }

    /// Why the text in view is no query yet, tracked.
    fn unread(&self) -> Option<String> {
        unread(self.texts, &self.tab.get())
    }

    /// Lets a text that is no query go for the query that is put in.
    fn drop_typed(&self) {
        self.texts.iter().for_each(TextView::drop_typed);
    }
}

/// What a box is about.
struct BoxOf<'a> {
    entity: &'a str,
    domain: &'a str,
    name: &'a str,
    refused: bool,
}

/// The box itself: one draft as rows, JSON, a sentence and code, and the rows that it finds. `start` is what it begins
/// with.
fn query_box(about: BoxOf<'_>, judge: Rc<Judge>, draft: DraftState, views: Views, start: Draft) -> El {
    let BoxOf { entity, domain, name, refused } = about;
    let elsewhere = practice::domains().iter().find(|it| it.id == domain && domain != DOMAIN);
    let elsewhere = elsewhere.map(|domain| domain.name);
    let rows_name = tf(m::LESSON_ROWS, &[("name", name)]);
    let Views { tab, texts: [json, english] } = views;
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
    // Where the server begins to count; not asked while the query names no page.
    let first_page = memo({
        let (document, config, key) = (use_document(), use_config(), key.clone());
        move |_| {
            let schema = document.ready().and_then(|document| document.entity(document.find(&key)?));
            schema.and_then(|schema| schema.first_page).or(config.first_page).unwrap_or(0)
        }
    });
    let fresh = |id: &str, label, panel: Rc<dyn Fn() -> El>| Tab { id: id.into(), label, panel, keep: false };
    let shown = vec![
        Tab::new("builder", t(m::BUILDER), move || builder(draft)),
        fresh("json", t(m::JSON), Rc::new(move || text_panel(json))),
        fresh("english", t(m::ENGLISH), Rc::new(move || text_panel(english))),
        fresh("code", t(m::CODE), Rc::new(move || code_panel(draft, &operation, language, Rc::new(|it| it)))),
    ];
    el("section")
        .class("card lesson-box")
        .attr("aria-label", name)
        .child(
            el("div")
                .class("row row-wrap lesson-box-head")
                .child(el("code").child(format!("POST /{entity}/search")))
                .child(elsewhere.map(|name| el("span").class("chip").child(name)))
                .child(el("span").class("spread"))
                .child(
                    el("button")
                        .class("button button-small")
                        .attr("type", "button")
                        .attr("aria-label", &tf(m::START_OVER_NAMED, &[("name", name)]))
                        .on_click(move || {
                            views.drop_typed();
                            draft.apply(Edit::Replace(Box::new(start.clone())));
                        })
                        .child(m::START_OVER),
                )
                .child(
                    el("a")
                        .class("button button-small")
                        .to_with(move || {
                            let draft =
                                draft.with(|draft| counted_from(|| first_page.get(), draft).to_address());
                            Place::Operation { key: key.clone(), draft: Some(draft) }.address()
                        })
                        .child(m::TRY_IT),
                ),
        )
        .child(tabs(&t(m::QUERY_VIEWS), shown, tab))
        .child(advice_list(draft, Rc::new(move |_| tab.set("builder".into()))))
        .child({
            let judge = judge.clone();
            dynamic(move || answer(&judge, draft, &rows_name, elsewhere))
        })
        .child(sent_answer(judge, draft, tf(m::LESSON_ANSWER_OF, &[("name", name)]), refused))
}

/// The same query for a server that counts its pages from another first one than the lessons.
fn counted_from(first_page: impl FnOnce() -> u32, draft: &Draft) -> Draft {
    let page = draft.page.trim().parse::<i64>().ok();
    let page = page.and_then(|page| page.checked_add(i64::from(first_page()) - i64::from(FIRST_PAGE)));
    Draft { page: page.map_or_else(|| draft.page.clone(), |page| page.to_string()), ..draft.clone() }
}

/// The answer as JSON, written only while it is looked at.
fn sent_answer(judge: Rc<Judge>, draft: DraftState, label: String, begins_open: bool) -> El {
    let open = RwSignal::new(begins_open);
    let judge = StoredValue::new_local(judge);
    let written = memo(move |_| {
        let query = Query::from_json(&draft.body(false)).unwrap_or_default();
        let (answer, more) = judge.with_value(|judge| envelope(judge, &query, WRITTEN_OUT));
        (serde_json::to_string_pretty(&answer).unwrap_or_default(), more)
    });
    el("details")
        .class("lesson-answer")
        .maybe_attr("open", begins_open.then_some(""))
        .on("toggle", move |event| {
            use wasm_bindgen::JsCast;
            let details = event.target().and_then(|it| it.dyn_into::<web_sys::Element>().ok());
            open.set(details.is_some_and(|it| it.has_attribute("open")));
        })
        .child(el("summary").child(m::LESSON_ANSWER))
        .child(when(
            move || open.get(),
            move || {
                el("div").child(code_block(move || written.get().0, "json", &label)).child(dynamic(
                    move || {
                        let more = written.with(|written| written.1);
                        (more > 0).then(|| {
                            let words = tf(m::LESSON_ANSWER_MORE, &[("count", &more.to_string())]);
                            el("p").class("muted small").child(words)
                        })
                    },
                ))
            },
        ))
}

/// The rows as they stand now: those that match light up, a few others say why they do not.
fn answer(judge: &Judge, draft: DraftState, name: &str, elsewhere: Option<&str>) -> Child {
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
    let (count, all) = (m::number(answer.total as u64), m::number(total as u64));
    let words = match elsewhere {
        None => tf(m::LESSON_COUNT, &[("count", &count), ("total", &all)]),
        Some(domain) => tf(m::LESSON_COUNT_IN, &[("count", &count), ("total", &all), ("domain", domain)]),
    };
    let columns = columns(judge, &query);
    let head: Vec<El> =
        columns.iter().map(|name| el("th").attr("scope", "col").child(name.clone())).collect();
    let mut rows: Vec<El> =
        answer.rows.iter().take(MATCHES).map(|at| row(judge, &query, *at, &columns, None)).collect();
    let failing = |at: usize| {
        let clauses = judge.explain(&query, at).ok()?;
        clauses.into_iter().find(|clause| !clause.held)
    };
    if answer.total < total {
        let others = (0..total).filter_map(|at| failing(at).map(|clause| (at, clause))).take(OTHERS);
        rows.extend(others.map(|(at, clause)| row(judge, &query, at, &columns, Some(&clause))));
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

fn row(judge: &Judge, query: &Query, at: usize, columns: &[String], failed: Option<&Clause>) -> El {
    // What is extended comes with the rows that are sent, and only with those.
    let row = match failed {
        None if !query.extend.is_empty() => &judge.sent(query, at),
        _ => &judge.rows()[at],
    };
    let cells: Vec<El> = columns
        .iter()
        .map(|name| match row.get(name).map(text_of) {
            None => el("td").child(el("i").class("muted").child(m::EMPTY_VALUE)),
            Some(text) if text.is_empty() => el("td").child(el("i").class("muted").child(m::EMPTY_VALUE)),
            Some(text) => el("td").child(whole_moment(text)),
        })
        .collect();
    let mark = match failed {
        None => el("td").child(el("strong").class("lesson-yes").child(m::LESSON_YES)),
        Some(clause) => el("td").child(el("span").class("muted").child(clause_words(clause))),
    };
    el("tr").class(if failed.is_none() { "is-match" } else { "is-other" }).child(mark).child(cells)
}

/// A moment breaks between its day and its time, where it must, and not within a number.
fn whole_moment(text: String) -> Child {
    match text.split_once('T').filter(|_| is_moment(&text)) {
        None => text.into(),
        Some((day, time)) => {
            let part = |words: String| el("span").class("lesson-moment").child(words);
            Child::from([part(format!("{day}T")), el("wbr"), part(time.into())])
        }
    }
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
    // A related row stands under the first part of its name, whatever is chained to it.
    for name in &query.extend {
        let first = name.split('.').next().unwrap_or(name).to_string();
        if judge.schema().extend.contains(&first) && !list.contains(&first) {
            list.push(first);
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
        Value::Array(_) | Value::Object(_) | Value::Null => related(value),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_the_same_rows_on_a_server_that_counts_otherwise() {
        for (typed, first, page) in
            [("2", 0, "1"), ("2", 1, "2"), (" 3 ", 0, "2"), ("1", 7, "7"), ("", 0, ""), ("last", 0, "last")]
        {
            let draft = Draft { page: typed.into(), limit: "10".into(), ..Draft::default() };
            let there = counted_from(|| first, &draft);
            assert_eq!((there.page.as_str(), there.limit.as_str()), (page, "10"), "{typed} from {first}");
        }
        // A query that names no page asks for no document.
        assert_eq!(counted_from(|| panic!("asked"), &Draft::default()), Draft::default());
    }

    #[test]
    fn namesakes_are_told_apart() {
        let rows: Vec<Map<String, Value>> = ["a@x.y", "b@x.y", ""]
            .iter()
            .map(|email| serde_json::json!({ "id": "1", "name": if email.is_empty() { "Jo" } else { "John" }, "email": email }))
            .filter_map(|row| row.as_object().cloned())
            .collect();
        let words = |found, wanted| {
            let misplaced =
                Misplaced { place: 1, found: Some(found), wanted: Some(wanted), keys: Vec::new() };
            misplaced_words(&misplaced, &rows)
        };
        assert!(words(0, 1).contains("John (a@x.y), where John (b@x.y)"), "{}", words(0, 1));
        assert!(words(0, 2).contains("John, where Jo should"), "{}", words(0, 2));
    }

    #[test]
    fn a_clause_that_compares_nothing_stands_alone() {
        let judge = Judge::of(DOMAIN, "player").expect("players are practised with");
        let told = |body: Value| {
            let query = Query::from_json(&body).expect("a query");
            let clauses = judge.explain(&query, 0).expect("it is taken");
            clauses.iter().filter(|clause| !clause.held).map(clause_words).collect::<Vec<_>>()
        };
        let nothing = told(serde_json::json!({ "filters": { "steamVacBanned": [false] } }));
        assert!(nothing.iter().all(|words| !words.contains("but there stands")), "{nothing:?}");
        assert_eq!(nothing.len(), 1);
        let other = told(serde_json::json!({ "filters": { "name": ["nobody"] } }));
        let name = text_of(&judge.rows()[0]["name"]);
        assert_eq!(other, [format!("name is \"nobody\", but there stands {name}")]);
        let either = told(serde_json::json!({ "search": { "name": ["nobody"], "steamId": ["nothing"] } }));
        assert!(either.len() == 1 && either[0].contains(&format!("name: {name}")), "{either:?}");
    }
}
