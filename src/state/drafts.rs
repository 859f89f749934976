//! The draft of a query: one for each operation and domain, kept through reload.

use super::{session::use_session, storage};
use leptos::prelude::*;
use query::{Draft, Edit, EntitySchema, Query, RowProblem};
use std::rc::Rc;

/// The draft of the operation on the page.
#[derive(Clone, Copy)]
pub struct DraftState {
    draft: RwSignal<Draft, LocalStorage>,
    schema: StoredValue<Rc<EntitySchema>, LocalStorage>,
    /// Everything that follows from it.
    pub views: Views,
}

/// What follows from a draft.
#[derive(Clone, Copy)]
pub struct Views {
    built: Memo<Result<Query, Vec<RowProblem>>>,
}

impl DraftState {
    /// The draft, tracked.
    pub fn with<T>(&self, read: impl FnOnce(&Draft) -> T) -> T {
        self.draft.with(read)
    }

    /// The draft now, not tracked.
    pub fn now<T>(&self, read: impl FnOnce(&Draft) -> T) -> T {
        self.draft.with_untracked(read)
    }

    /// The entity that is asked.
    pub fn schema(&self) -> Rc<EntitySchema> {
        self.schema.get_value()
    }

    /// Makes one change; gives the id of the row that was added.
    pub fn apply(&self, edit: Edit) -> Option<query::RowId> {
        let mut added = None;
        self.draft.update(|draft| added = draft.apply(edit));
        added
    }

    /// The query that would be sent, or what keeps it from being sent; tracked.
    pub fn built(&self) -> Result<Query, Vec<RowProblem>> {
        self.views.built.get()
    }
}

fn key(operation: &str, domain: Option<&str>) -> String {
    format!("draft:{}:{operation}", domain.unwrap_or(""))
}

/// The draft of an operation: from the address where it holds one, else as it was left, else empty.
///
/// A change of domain changes the draft to the one of that domain; what was typed before signing in moves along.
pub fn use_draft(operation: &str, schema: EntitySchema, from_address: Option<Draft>) -> DraftState {
    let session = use_session();
    let stored = |domain: Option<&str>| {
        storage::read(&key(operation, domain)).and_then(|text| Draft::from_address(&text).ok())
    };
    let domain = session.domain_untracked();
    let first = from_address.clone().or_else(|| stored(domain.as_deref())).unwrap_or_default();
    let draft = RwSignal::new_local(first);
    let schema = Rc::new(schema);
    let held = StoredValue::new_local(schema.clone());
    let built = {
        let held = held;
        Memo::new(move |_| draft.with(|draft| draft.build(&held.get_value(), super::now())))
    };
    let operation = operation.to_string();
    Effect::new(move |before: Option<Option<String>>| {
        let domain = session.domain();
        if let Some(before) = before
            && before != domain
        {
            let stored = storage::read(&key(&operation, domain.as_deref()))
                .and_then(|text| Draft::from_address(&text).ok());
            match (before, stored) {
                (Some(_), stored) => draft.set(stored.unwrap_or_default()),
                (None, Some(stored)) if draft.with_untracked(|draft| *draft == Draft::default()) => draft.set(stored),
                (None, _) => {}
            }
        }
        domain
    });
    let name = operation_name(&held);
    let _ = name;
    DraftState { draft, schema: held, views: Views { built } }
}

fn operation_name(schema: &StoredValue<Rc<EntitySchema>, LocalStorage>) -> String {
    schema.get_value().name.clone()
}

/// Forgets all drafts of this browser.
pub fn forget_drafts() {
    for key in storage::keys("draft:") {
        storage::remove(&key);
    }
}
