//! An input that wants an id offers the rows whose ids it may be, found by name.

use super::body_form::FormView;
use super::body_inputs::{Labelled, typed_text};
use crate::messages::{self as m, t, tf};
use crate::state::{lookup, origin, use_config, use_credentials, use_session};
use crate::ui::{Choice, Combobox, El, combobox, effect, el, matching};
use client::{Body, Method, Request, url};
use leptos::prelude::*;
use openapi::form::{Edit, NodeId, has_format};
use serde_json::{Map, Value, json};
use std::rc::Rc;
use std::time::Duration;

/// How many rows are offered.
const OFFERED: u32 = 30;
/// So long nothing is typed before it is searched for.
const REST: Duration = Duration::from_millis(250);
/// Fields by which people know a row, the best first.
const NAMES: [&str; 7] = ["name", "key", "email", "itemName", "tag", "code", "reason"];

/// The input. `search` is the index of the entity's search.
pub(super) fn id_picker(view: &FormView, id: NodeId, label: &Labelled, search: usize) -> El {
    let found: RwSignal<Vec<Choice>> = RwSignal::new(Vec::new());
    let number: StoredValue<u32> = StoredValue::new(0);
    let looked = StoredValue::new(false);
    // Whether an answer has come, where one was asked for; and whether the box has the focus.
    let (answered, inside) = (RwSignal::new(None::<bool>), RwSignal::new(false));
    let failed = RwSignal::new(None::<String>);
    let head = view.document.operations()[search].clone();
    let schema = view.document.entity(search);
    let by = schema.and_then(|schema| {
        let searched: Vec<String> = schema.searches().map(|field| field.name.clone()).collect();
        NAMES.iter().find(|name| searched.iter().any(|field| field == *name)).map(|name| name.to_string())
    });
    let config = use_config();
    let session = use_session();
    let credentials = use_credentials();
    let admin = view.document.operation(search).is_ok_and(|operation| operation.admin);
    // Another domain, or another person, has other rows.
    effect(move |before: Option<(Option<String>, Option<String>)>| {
        let now = (session.domain(), session.me().map(|me| me.person().to_string()));
        if before.is_some_and(|before| before != now) {
            number.set_value(number.get_value() + 1);
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
    let of_domains = admin && head.path.starts_with("/domain/");
    let by_name = of_domains || by.is_some();
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
        let mine = number.get_value() + 1;
        number.set_value(mine);
        answered.set(Some(false));
        failed.set(None);
        let text_is_new = !text.is_empty();
        let (head, by, config) = (head.clone(), by.clone(), config.clone());
        set_timeout(
            move || {
                if number.try_get_value() != Some(mine) {
                    return;
                }
                let api = config.api(&origin());
                let mut request = Request::new(Method::Post, url::join(&api, &head.path));
                request.body = Body::Json(question(by.as_deref(), &text).to_string());
                request.domain = untrack(|| session.domain());
                request.timeout_ms = Some(10_000);
                credentials.dress(&mut request, &api, false);
                leptos::task::spawn_local(async move {
                    let answer = client::send(&request, true, None).await;
                    if number.try_get_value() != Some(mine) {
                        return;
                    }
                    if matches!(&answer, Ok(reply) if reply.status == 401) {
                        session.lost();
                    }
                    let rows = lookup::rows(&answer);
                    answered.set(rows.is_ok().then_some(true));
                    match rows {
                        Ok(rows) => found.set(rows.iter().filter_map(offer).collect()),
                        Err(words) => {
                            failed.set(Some(words));
                            // Who comes back to the box asks again.
                            looked.set_value(false);
                        }
                    }
                });
            },
            if text_is_new { REST } else { Duration::ZERO },
        );
    });

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
        let known =
            names.with(|rows| rows.iter().find(|row| row.value == here).map(|row| row.description.clone()));
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
