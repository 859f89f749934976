//! An input that wants an id offers the rows whose ids it may be, found by name.

use super::body_form::FormView;
use super::body_inputs::{Labelled, typed_text};
use crate::messages::{self as m, t, tf};
use crate::state::{lookup, use_session};
use crate::ui::{Choice, Combobox, El, combobox, effect, el, matching};
use leptos::prelude::*;
use openapi::form::{Edit, NodeId, State, has_format};
use serde_json::{Map, Value, json};
use std::rc::Rc;
use std::time::Duration;

/// How many rows are offered.
const OFFERED: u32 = 30;
/// So long nothing is typed before it is searched for.
const REST: Duration = Duration::from_millis(250);
/// Fields by which people know a row, the best first.
const NAMES: [&str; 7] = ["name", "key", "email", "itemName", "tag", "code", "reason"];

/// Of a list so many items are named that stood there before anybody looked for them.
const NAMED: usize = 5;

/// A question and the rows that it found. Of several at once the last one counts.
#[derive(Clone, Copy)]
struct Looked {
    rows: RwSignal<Vec<Choice>>,
    /// Whether an answer has come, where one was asked for.
    answered: RwSignal<Option<bool>>,
    number: StoredValue<u32>,
}

impl Looked {
    fn new() -> Looked {
        Looked { rows: RwSignal::new(Vec::new()), answered: RwSignal::new(None), number: StoredValue::new(0) }
    }

    fn begin(&self) -> u32 {
        let mine = self.number.get_value() + 1;
        self.number.set_value(mine);
        mine
    }
}

/// The input. `search` is the index of the entity's search.
pub(super) fn id_picker(view: &FormView, id: NodeId, label: &Labelled, search: usize) -> El {
    // What is offered, and the row whose id stood here before.
    let (by_text, by_id) = (Looked::new(), Looked::new());
    let Looked { rows: found, answered, .. } = by_text;
    let looked = StoredValue::new(false);
    // Whether the box has the focus.
    let inside = RwSignal::new(false);
    let failed = RwSignal::new(None::<String>);
    let path = view.document.operations()[search].path.clone();
    let schema = view.document.entity(search);
    let by = schema.as_ref().and_then(|schema| {
        let searched: Vec<String> = schema.searches().map(|field| field.name.clone()).collect();
        NAMES.iter().find(|name| searched.iter().any(|field| field == *name)).map(|name| name.to_string())
    });
    let (asker, session) = (lookup::use_asker(), use_session());
    let admin = view.document.operation(search).is_ok_and(|operation| operation.admin);
    // Another domain, or another person, has other rows.
    effect(move |before: Option<(Option<String>, Option<String>)>| {
        let now = (session.domain(), session.me().map(|me| me.person().to_string()));
        if before.is_some_and(|before| before != now) {
            by_text.begin();
            looked.set_value(false);
            answered.set(None);
            found.set(Vec::new());
            // That the session ended is why it failed.
            if now.1.is_some() {
                failed.set(None);
            }
        }
        now
    });
    let of_domains = admin && path.starts_with("/domain/");
    let by_name = of_domains || by.is_some();
    let ask = Rc::new(move |asked: Looked, mine: u32, body: &Value| {
        let mut request = asker.search(&path, &[], false, body, untrack(|| session.domain()));
        request.timeout_ms = Some(10_000);
        leptos::task::spawn_local(async move {
            let answer = client::send(&request, true, None).await;
            if asked.number.try_get_value() != Some(mine) {
                return;
            }
            if matches!(&answer, Ok(reply) if reply.status == 401) {
                session.lost();
            }
            let rows = lookup::rows(&answer);
            asked.answered.set(rows.is_ok().then_some(true));
            match rows {
                Ok(rows) => {
                    failed.set(None);
                    asked.rows.set(rows.iter().filter_map(offer).collect());
                }
                Err(words) => {
                    failed.set(Some(words));
                    // Who comes back to the box asks again.
                    looked.set_value(false);
                }
            }
        });
    });
    let ask_one = ask.clone();
    let look: Rc<dyn Fn(String)> = Rc::new(move |text: String| {
        let Some(me) = untrack(|| session.me()) else { return };
        if of_domains {
            // Only administration searches domains; a person's own are known.
            let text = text.to_lowercase();
            let fits = |it: &&client::session::Domain| {
                it.name.to_lowercase().contains(&text) || it.id.contains(&text)
            };
            let offers = me.domains.iter().filter(fits).map(|it| Choice {
                value: it.id.clone(),
                note: String::new(),
                description: it.name.clone(),
            });
            answered.set(Some(true));
            return found.set(offers.collect());
        }
        if admin {
            return;
        }
        let mine = by_text.begin();
        answered.set(Some(false));
        failed.set(None);
        let text_is_new = !text.is_empty();
        let (ask, by) = (ask.clone(), by.clone());
        set_timeout(
            move || {
                if by_text.number.try_get_value() == Some(mine) {
                    ask(by_text, mine, &question(by.as_deref(), &text));
                }
            },
            if text_is_new { REST } else { Duration::ZERO },
        );
    });
    // An id that a draft brought has a name too, once its box is used: a link asks for nothing by itself. A list of a thousand
    // is not asked for.
    let filters = schema.as_ref().and_then(|schema| schema.get("id")).is_some_and(|field| field.filter);
    if filters && !admin && (!label.item || is_early(view, id)) {
        let view = view.clone();
        let (first, used) = (untrack(|| typed_text(&view, id)), StoredValue::new(false));
        effect(move |before: Option<(Option<[Option<String>; 3]>, bool)>| {
            let (text, here) = (typed_text(&view, id), inside.get());
            if here || text != first {
                used.set_value(true);
            }
            let text = Some(text).filter(|text| has_format("uuid", text) && used.get_value());
            let me = session.me().map(|me| me.person().to_string());
            let now = (text.is_some() && me.is_some()).then(|| [text, session.domain(), me]);
            // Who comes back to the box asks again where no answer came.
            let came_back = here && before.as_ref().is_some_and(|(_, there)| !there);
            let unanswered = came_back && by_id.answered.get_untracked().is_none();
            if unanswered || before.is_none_or(|(before, _)| before != now) {
                let mine = by_id.begin();
                by_id.rows.set(Vec::new());
                if let Some([Some(text), ..]) = &now
                    && found.with_untracked(|rows| named(rows, text).is_none())
                {
                    by_id.answered.set(Some(false));
                    ask_one(by_id, mine, &lookup::by_id(text, &[]));
                }
            }
            (now, here)
        });
    }

    let (shown, wrong) = (view.clone(), view.clone());
    let (typed, chosen) = (view.apply.clone(), view.apply.clone());
    let search_typed = look.clone();
    let box_of_ids = combobox(Combobox {
        label: untrack(|| label.name()),
        value: Rc::new(move || typed_text(&shown, id)),
        choices: Rc::new(move || found.get()),
        on_input: Rc::new(move |text| {
            typed(Edit::Type(id, text.clone()));
            if !has_format("uuid", &text) {
                search_typed(text);
            }
        }),
        on_choose: Rc::new(move |text| {
            chosen(Edit::Type(id, text));
        }),
        placeholder: if admin && !of_domains { String::new() } else { t(m::PICK_BY_NAME) },
        invalid: Rc::new(move || !wrong.words(id).is_empty()),
    });
    // A name that is looked for is no wrong id, while something may yet be found by it.
    let (searched, typing) = (view.searched, view.clone());
    effect(move |_: Option<()>| {
        let text = typed_text(&typing, id);
        let offers = || found.with(|found| !offered(found, &text).is_empty());
        let sought = inside.get() && !text.is_empty() && (answered.get() == Some(false) || offers());
        if sought != (searched.get_untracked() == Some(id)) {
            searched.set(sought.then_some(id));
        }
    });
    // The name of the row whose id stands here, once it is known; or why it is not, or that no row has the name that does.
    let (view, names) = (view.clone(), found);
    let name = move || {
        let here = typed_text(&view, id);
        let known = [names, by_id.rows].iter().find_map(|rows| rows.with(|rows| named(rows, &here)));
        let none = || {
            let asked = by_name && inside.get() && answered.get() == Some(true);
            let sought = !here.is_empty() && !has_format("uuid", &here);
            asked && sought && names.with(|rows| offered(rows, &here).is_empty())
        };
        known
            .or_else(|| failed.get().map(|why| tf(m::NOT_LOOKED_UP, &[("why", &why)])))
            .or_else(|| none().then(|| tf(m::PALETTE_NOTHING, &[("text", &here)])))
    };
    el("div")
        .class("id-picker")
        .on("focusout", move |_| inside.set(false))
        .on("focusin", move |_| {
            inside.set(true);
            if !looked.get_value() {
                looked.set_value(true);
                look(String::new());
            }
        })
        .child(box_of_ids)
        .child(
            el("span")
                .class("muted small")
                .attr("aria-live", "polite")
                .text(move || name().unwrap_or_default()),
        )
}

/// Whether it is one of the first items of its list.
fn is_early(view: &FormView, id: NodeId) -> bool {
    view.form.now(|form| {
        let list = form.node(id).and_then(|node| form.node(node.parent?));
        list.is_some_and(
            |list| matches!(&list.state, State::List(items) if items.iter().take(NAMED).any(|it| *it == id)),
        )
    })
}

/// The name of the row that has the id.
fn named(rows: &[Choice], id: &str) -> Option<String> {
    rows.iter().find(|row| row.value.eq_ignore_ascii_case(id)).map(|row| row.description.clone())
}

/// Those of the rows found that the box offers for a text.
fn offered(found: &[Choice], text: &str) -> Vec<Choice> {
    matching(found, text, false)
}

fn question(by: Option<&str>, text: &str) -> Value {
    match by {
        Some(by) if !text.trim().is_empty() => json!({"search": {by: [text.trim()]}, "limit": OFFERED}),
        _ => json!({ "limit": OFFERED }),
    }
}

/// A row as a suggestion: its id, and by what people know it.
fn offer(row: &Map<String, Value>) -> Option<Choice> {
    let text = |key: &str| row.get(key).and_then(Value::as_str).filter(|text| !text.is_empty());
    let id = text("id")?;
    let name = NAMES.iter().find_map(|key| text(key)).unwrap_or_default();
    Some(Choice { value: id.into(), note: String::new(), description: name.into() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_found_by_name_and_offered_with_it() {
        assert_eq!(question(Some("name"), " dust "), json!({"search": {"name": ["dust"]}, "limit": 30}));
        assert_eq!(question(None, "dust"), json!({"limit": 30}));
        let offered = |row: Value| offer(row.as_object()?).map(|it| (it.value, it.description));
        let dust = offered(json!({"id": "1", "name": "Dust", "email": "x"}));
        assert_eq!(dust, Some(("1".into(), "Dust".into())));
        assert_eq!(offered(json!({"name": "a role without an id"})), None);
    }
}
