//! The menu of a cell: from the answer back to the question, and on to what an id names.

use super::cell::is_uuid;
use super::cell_acts::{Act, acts, asking_for, entity_title, link_field, named};
use super::entity_peek::{Elsewhere, Peek, entity_peek};
use super::rows_table::{CellRef, OnCell};
use crate::messages::{self as m, Msg, t, tf};
use crate::paths::Place;
use crate::state::{DraftState, use_address, use_document};
use crate::ui::{Child, El, MenuEntry, copy, dynamic, el, menu};
use leptos::prelude::*;
use openapi::Document;
use query::Draft;
use serde_json::Value;
use std::rc::Rc;

/// An entity that ids can name.
#[derive(Clone)]
pub struct Named {
    /// `GameServer`.
    pub title: String,
    /// Its search operation's place in the document.
    pub index: usize,
    /// Its search operation's name in addresses.
    pub key: String,
}

/// All entities of the document.
pub fn named_entities(document: &Document) -> Vec<Named> {
    document
        .entities()
        .into_iter()
        .map(|(index, _)| {
            let head = &document.operations()[index];
            Named { title: entity_title(&head.id, &head.path), index, key: head.key.clone() }
        })
        .collect()
}

/// The entity that a column of rows names, where its value can be an id.
pub fn entity_of(column: &str, value: &Value, entities: &[Named]) -> Option<Named> {
    let id = value.as_str().filter(|id| is_uuid(id))?;
    let titles: Vec<String> = entities.iter().map(|entity| entity.title.clone()).collect();
    named(column, &titles).filter(|_| !id.is_empty()).map(|at| entities[at].clone())
}

/// The menu's place in the page, and what opens it. What an id names is looked for where the answer is from.
pub fn cell_menu(draft: DraftState, elsewhere: Elsewhere) -> (El, OnCell) {
    let opened: RwSignal<Option<CellRef>, LocalStorage> = RwSignal::new_local(None);
    let (peek_view, peek) = entity_peek();
    let view = el("div")
        .class("cell-menu")
        .child(dynamic(move || -> Child {
            let Some(cell) = opened.get() else { return Child::None };
            let entries = untrack(|| entries(draft, &cell, peek, elsewhere()));
            let close = Rc::new(move || opened.set(None));
            menu(&tf(m::CELL_MENU, &[("column", &cell.column)]), &cell.element, entries, close).into()
        }))
        .child(peek_view);
    let open: OnCell = Rc::new(move |cell| opened.set(Some(cell)));
    (view, open)
}

fn entries(draft: DraftState, cell: &CellRef, peek: Peek, elsewhere: Option<String>) -> Vec<MenuEntry> {
    let schema = draft.schema();
    let short = short(&cell.value);
    let mut list: Vec<MenuEntry> = draft
        .now(|draft| acts(draft, &schema, &cell.column, &cell.value))
        .into_iter()
        .map(|(act, edit)| {
            let (words, told) = (t(words(act)), cell.column.clone());
            let note = if matches!(act, Act::SortUp | Act::SortDown) { String::new() } else { short.clone() };
            MenuEntry::Item(
                words.clone(),
                note,
                Rc::new(move || {
                    draft.apply(edit.clone());
                    draft.note(tf(m::ASKED_NOW, &[("column", &told), ("act", &words)]), true);
                }),
            )
        })
        .collect();
    let copied = match &cell.value {
        Value::String(text) => text.clone(),
        value => value.to_string(),
    };
    let near = cell.element.clone();
    list.push(MenuEntry::Item(
        t(m::COPY_VALUE),
        String::new(),
        Rc::new(move || {
            let (text, near) = (copied.clone(), near.clone());
            leptos::task::spawn_local(async move {
                let done = copy(&text, &near).await;
                match done {
                    true => draft.tell(t(m::COPIED)),
                    false => draft.note(t(m::COPY_REFUSED_HINT), false),
                }
            });
        }),
    ));
    list.extend(ways_on(&schema, cell, peek, elsewhere));
    list
}

/// Where an id leads: to the entity that it names, and to what belongs to it.
fn ways_on(
    schema: &query::EntitySchema,
    cell: &CellRef,
    peek: Peek,
    elsewhere: Option<String>,
) -> Vec<MenuEntry> {
    let Some(document) = untrack(|| use_document().ready()) else { return Vec::new() };
    let Some(id) = cell.value.as_str().filter(|id| is_uuid(id)).map(String::from) else { return Vec::new() };
    let entities = named_entities(&document);
    let title = tf(m::RELATED_ROWS, &[("entity", &entity_title(&schema.operation_id, &schema.path))]);
    let mut list = Vec::new();
    let own = || entities.iter().find(|it| document.operations()[it.index].path == schema.path).cloned();
    let Some(entity) =
        (if cell.column == "id" { own() } else { entity_of(&cell.column, &cell.value, &entities) })
    else {
        return list;
    };
    {
        let (entity, id, elsewhere) = (entity.clone(), id.clone(), elsewhere.clone());
        list.push(MenuEntry::Item(
            tf(m::OPEN_ENTITY, &[("entity", &entity.title)]),
            String::new(),
            Rc::new(move || peek.open(entity.clone(), id.clone(), elsewhere.clone())),
        ));
    }
    let titles: Vec<String> = entities.iter().map(|entity| entity.title.clone()).collect();
    let at = entities.iter().position(|other| other.index == entity.index).unwrap_or(entities.len());
    let related: Vec<MenuEntry> = entities
        .iter()
        .filter(|other| document.operations()[other.index].path != schema.path)
        .filter_map(|other| {
            let field = link_field(&document.entity(other.index)?, &titles, at)?.to_string();
            let place = Place::Operation {
                key: other.key.clone(),
                draft: Some(asking_for(&field, &id).to_address()),
            };
            let (title, elsewhere) = (title.clone(), elsewhere.clone());
            let words = tf(m::RELATED_ROWS, &[("entity", &other.title)]);
            Some(MenuEntry::Item(
                words,
                field,
                Rc::new(move || {
                    let address = use_address();
                    address.leave_from(title.clone(), &place);
                    address.go_in(&place, elsewhere.as_deref());
                }),
            ))
        })
        .collect();
    if !related.is_empty() {
        list.push(MenuEntry::Title(tf(m::RELATED_TO, &[("entity", &entity.title)])));
        list.extend(related);
    }
    list
}

fn words(act: Act) -> Msg {
    match act {
        Act::Filter => m::ACT_FILTER,
        Act::FilterEmpty => m::ACT_FILTER_EMPTY,
        Act::Search => m::ACT_SEARCH,
        Act::AtLeast => m::ACT_AT_LEAST,
        Act::AtMost => m::ACT_AT_MOST,
        Act::Above => m::ACT_ABOVE,
        Act::Below => m::ACT_BELOW,
        Act::SortUp => m::ACT_SORT_UP,
        Act::SortDown => m::ACT_SORT_DOWN,
    }
}

fn short(value: &Value) -> String {
    const LONGEST: usize = 24;
    let text = match value {
        Value::String(text) => text.clone(),
        value => value.to_string(),
    };
    if text.chars().count() <= LONGEST {
        text
    } else {
        format!("{}…", text.chars().take(LONGEST).collect::<String>())
    }
}

/// The address at which an entity's row can be asked for in the builder.
pub fn place_of(entity: &Named, id: &str) -> Place {
    let draft: Draft = asking_for("id", id);
    Place::Operation { key: entity.key.clone(), draft: Some(draft.to_address()) }
}
