//! What an id names, looked at without leaving the page: a dialog with the row, the ways on from it, and the way back.

use super::cell_menu::{Named, entity_of, named_entities, place_of};
use super::rows_table::fields_table;
use crate::messages::{self as m, t, tf};
use crate::paths::in_domain;
use crate::state::{lookup, use_address, use_document};
use crate::ui::{Child, El, dialog, dynamic, el};
use leptos::prelude::*;
use serde_json::Value;
use std::rc::Rc;

/// What was opened, the last one on top.
type Stack = RwSignal<Vec<(Named, String)>, LocalStorage>;

/// The domain that an answer is of, where it is another one than is acted on now.
pub type Elsewhere = Rc<dyn Fn() -> Option<String>>;

/// Opens entities.
#[derive(Clone, Copy)]
pub struct Peek {
    open: RwSignal<bool>,
    stack: Stack,
    /// Where all of it is read.
    elsewhere: RwSignal<Option<String>>,
}

impl Peek {
    /// Shows the row of that id, in the domain that it was found in.
    pub fn open(&self, entity: Named, id: String, elsewhere: Option<String>) {
        self.elsewhere.set(elsewhere);
        self.stack.set(vec![(entity, id)]);
        self.open.set(true);
    }
}

/// The dialog, and what opens it.
pub fn entity_peek() -> (El, Peek) {
    let peek = Peek {
        open: RwSignal::new(false),
        stack: RwSignal::new_local(Vec::new()),
        elsewhere: RwSignal::new(None),
    };
    let view = dialog(&t(m::ENTITY_TITLE), peek.open, move || {
        el("div").class("peek").child(dynamic(move || -> Child {
            match peek.stack.with(|stack| stack.last().cloned()) {
                Some((entity, id)) => untrack(|| card(peek, entity, id)).into(),
                None => Child::None,
            }
        }))
    });
    (view, peek)
}

fn card(peek: Peek, entity: Named, id: String) -> El {
    let found: RwSignal<Option<Result<Option<Value>, String>>, LocalStorage> = RwSignal::new_local(None);
    let document = use_document().ready();
    if let Some(document) = &document {
        let path = document.operations()[entity.index].path.clone();
        let body = lookup::by_id(&id, &[]);
        let request = match peek.elsewhere.get_untracked() {
            Some(domain) => lookup::search_in(&path, &body, Some(domain)),
            None => lookup::search_request(&path, &body),
        };
        leptos::task::spawn_local(async move {
            let result = client::send(&request, true, None).await;
            // The dialog may be closed by now.
            let _ = found
                .try_set(Some(lookup::rows(&result).map(|rows| rows.into_iter().next().map(Value::Object))));
        });
    }
    let back = peek.stack.with_untracked(Vec::len) > 1;
    let title = entity.title.clone();
    let (place, address) = (place_of(&entity, &id), use_address());
    let link = el("a")
        .class("button")
        .to(&in_domain(place.address(), peek.elsewhere.get_untracked().as_deref()))
        .on_click(move || {
            address.leave_from(t(m::ENTITY_TITLE_BACK), &place);
            peek.open.set(false);
        })
        .child(tf(m::OPEN_IN_BUILDER, &[("entity", &entity.title)]));
    el("div")
        .class("peek-card")
        .child(
            el("div")
                .class("row row-wrap")
                .child(back.then(|| {
                    el("button")
                        .class("button")
                        .attr("type", "button")
                        .on_click(move || {
                            peek.stack.update(|stack| {
                                stack.pop();
                            });
                        })
                        .child(m::BACK)
                }))
                .child(el("h3").class("spread").child(title.clone()))
                .child(link),
        )
        .child(el("p").child(el("code").class("break").child(id)))
        .child(dynamic(move || -> Child {
            match found.get() {
                None => el("p").class("muted").attr("role", "status").child(m::SENDING).into(),
                Some(Err(words)) => {
                    el("p").class("condition-problem").attr("role", "alert").child(words).into()
                }
                Some(Ok(None)) => {
                    el("p").attr("role", "status").child(tf(m::NO_SUCH_ROW, &[("entity", &title)])).into()
                }
                Some(Ok(Some(row))) => Child::from([ways_on(peek, &row), fields_table(&row)]),
            }
        }))
}

/// The ids of a row that name entities.
fn ways_on(peek: Peek, row: &Value) -> El {
    let entities = use_document().ready().map(|document| named_entities(&document)).unwrap_or_default();
    let buttons: Vec<El> = row
        .as_object()
        .into_iter()
        .flatten()
        .filter_map(|(column, value)| {
            let entity = entity_of(column, value, &entities)?;
            let id = value.as_str()?.to_string();
            let words = tf(m::OPEN_ENTITY, &[("entity", &entity.title)]);
            Some(
                el("button")
                    .class("button button-small")
                    .attr("type", "button")
                    .attr("title", column)
                    .on_click(move || peek.stack.update(|stack| stack.push((entity.clone(), id.clone()))))
                    .child(words),
            )
        })
        .collect();
    el("div").class("row row-wrap peek-ways").child(buttons)
}
