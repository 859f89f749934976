//! The draft of a query: one for each operation and domain, kept through reload.

use super::{session::use_session, storage};
use leptos::prelude::*;
use query::{Draft, Edit, EntitySchema, Query, RowProblem};
use std::rc::Rc;

/// The draft of the operation on the page, and what follows from it.
#[derive(Clone, Copy)]
pub struct DraftState {
    draft: RwSignal<Draft, LocalStorage>,
    schema: StoredValue<Rc<EntitySchema>, LocalStorage>,
    built: Memo<Result<Query, Vec<RowProblem>>>,
}

impl DraftState {
    /// Reads the draft, tracked.
    pub fn with<T>(&self, read: impl FnOnce(&Draft) -> T) -> T {
        self.draft.with(read)
    }

    /// Reads the draft as it is now, not tracked.
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
        self.built.get()
    }
}

fn key(operation: &str, domain: Option<&str>) -> String {
    format!("draft:{}:{operation}", domain.unwrap_or(""))
}

fn stored(operation: &str, domain: Option<&str>) -> Option<Draft> {
    storage::read(&key(operation, domain)).and_then(|text| Draft::from_address(&text).ok())
}

/// The draft of an operation: from the address where that holds one, else as it was left, else empty.
///
/// Another domain has another draft. What was typed while signed out stays when the person signs in.
pub fn use_draft(operation: &str, schema: EntitySchema, from_address: Option<Draft>) -> DraftState {
    let session = use_session();
    let domain = untrack(|| session.domain());
    let draft = RwSignal::new_local(
        from_address.or_else(|| stored(operation, domain.as_deref())).unwrap_or_default(),
    );
    let schema = StoredValue::new_local(Rc::new(schema));
    let operation = operation.to_string();
    Effect::new(move |before: Option<Option<String>>| {
        let now = session.domain();
        match before {
            // Nothing to do on the first run, or where nothing changed.
            None => {}
            Some(before) if before == now => {}
            Some(None) => {
                if draft.with_untracked(|draft| *draft == Draft::default())
                    && let Some(kept) = stored(&operation, now.as_deref())
                {
                    draft.set(kept);
                }
            }
            Some(Some(_)) => draft.set(stored(&operation, now.as_deref()).unwrap_or_default()),
        }
        // The draft is stored under the domain that it was typed in.
        let text = draft.with(|draft| (*draft != Draft::default()).then(|| draft.to_address()));
        match text {
            Some(text) => storage::write(&key(&operation, now.as_deref()), &text),
            None => storage::remove(&key(&operation, now.as_deref())),
        }
        now
    });
    let built = Memo::new(move |_| draft.with(|draft| draft.build(&schema.get_value(), super::now())));
    DraftState { draft, schema, built }
}

/// Forgets all drafts of this browser.
pub fn forget_drafts() {
    for key in storage::keys("draft:") {
        storage::remove(&key);
    }
}
