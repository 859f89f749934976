//! The draft of a query: one for each operation and domain, kept through reload, with its past.

use super::{session::use_session, storage};
use crate::ui::effect;
use leptos::prelude::*;
use query::secret::tells_secret;
use query::{
    Advice, Context, Draft, Edit, EntitySchema, History, Nothing, Query, Row, RowId, RowKind, RowProblem,
    Severity,
};
use std::rc::Rc;
use std::sync::atomic::{AtomicU32, Ordering};

/// Something that the server said of the query as it was sent.
#[derive(Clone, Debug, PartialEq)]
pub struct Refused {
    /// The row it speaks of, as it was sent; `None` where it speaks of no row.
    pub row: Option<Row>,
    /// The place in the body, as the server writes it.
    pub place: String,
    /// The server's words.
    pub words: String,
}

/// A row of the draft, told in two parts: a letter that is typed into it changes its texts alone, and nothing that hangs on
/// the rest of it is even asked.
#[derive(Clone, Copy)]
pub struct RowState {
    id: RowId,
    shape: RwSignal<Option<RowShape>>,
    texts: RwSignal<[String; 2]>,
}

/// A row without its half-typed texts.
#[derive(Clone, Debug, PartialEq)]
pub struct RowShape {
    /// The row, its two texts empty.
    pub row: Row,
    /// The value it stands for, where that asks nothing.
    pub nothing: Option<Nothing>,
}

impl RowState {
    /// Reads the row without its texts; tracked. `None` for a row that is gone.
    pub fn shape<T>(&self, read: impl FnOnce(Option<&RowShape>) -> T) -> T {
        self.shape.with(|shape| read(shape.as_ref()))
    }

    /// The text that is being typed; tracked.
    pub fn text(&self) -> String {
        self.texts.with(|[text, _]| text.clone())
    }

    /// The text of the upper bound; tracked.
    pub fn upper(&self) -> String {
        self.texts.with(|[_, upper]| upper.clone())
    }

    fn follow(&self, draft: &Draft) {
        let row = draft.row(self.id);
        let texts = row.map_or_else(Default::default, |row| [row.text.clone(), row.upper.clone()]);
        tell(self.texts, texts);
        let shape = row.map(|row| RowShape {
            row: Row { text: String::new(), upper: String::new(), ..row.clone() },
            nothing: row.nothing(),
        });
        tell(self.shape, shape);
    }
}

/// Sets a signal where that changes it. What hangs on a memo is asked with each change of what the memo reads; what hangs
/// on a signal is left alone as long as the signal is.
fn tell<T: PartialEq + Send + Sync + 'static>(signal: RwSignal<T>, now: T) {
    if signal.try_with_untracked(|before| *before != now) == Some(true) {
        signal.set(now);
    }
}

/// Tells the present moment, which relative dates count from, in milliseconds since 1970.
pub type Clock = fn() -> i64;

/// The draft of the operation on the page, and what follows from it.
///
/// What most of the page hangs on (which rows there are, what stands beside them, what is wrong) is worked out where the
/// draft changes and told only where it changed: a letter in a row then reaches what shows the letter, and nothing else.
#[derive(Clone, Copy)]
pub struct DraftState {
    /// Tells it from the others of a page.
    number: u32,
    history: RwSignal<History, LocalStorage>,
    schema: StoredValue<Rc<EntitySchema>, LocalStorage>,
    first_page: u32,
    clock: Clock,
    settings: RwSignal<Draft>,
    rows: RwSignal<Vec<(RowKind, RowId)>>,
    /// The rows that somebody looks at.
    followed: StoredValue<Vec<RowState>>,
    steps: RwSignal<(bool, bool)>,
    problems: RwSignal<Vec<RowProblem>>,
    advice: RwSignal<Vec<Advice>>,
    refused: RwSignal<Vec<Refused>, LocalStorage>,
    /// The draft as it was sent when it was refused.
    sent: StoredValue<Draft, LocalStorage>,
    /// The page that was turned to last, while the draft asks for it.
    turned: StoredValue<Option<String>>,
    touched: RwSignal<bool>,
    taken_along: StoredValue<bool>,
    told: RwSignal<String>,
    noted: RwSignal<Option<(String, bool)>>,
}

impl DraftState {
    /// A draft that stands for itself: nothing is stored, no session is asked.
    pub fn new(schema: EntitySchema, first_page: u32, history: History, clock: Clock) -> DraftState {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let state = DraftState {
            number: NEXT.fetch_add(1, Ordering::Relaxed),
            history: RwSignal::new_local(history),
            schema: StoredValue::new_local(Rc::new(schema)),
            first_page,
            clock,
            settings: RwSignal::new(Draft::default()),
            rows: RwSignal::new(Vec::new()),
            followed: StoredValue::new(Vec::new()),
            steps: RwSignal::new((false, false)),
            problems: RwSignal::new(Vec::new()),
            advice: RwSignal::new(Vec::new()),
            refused: RwSignal::new_local(Vec::new()),
            sent: StoredValue::new_local(Draft::default()),
            turned: StoredValue::new(None),
            touched: RwSignal::new(false),
            taken_along: StoredValue::new(false),
            told: RwSignal::new(String::new()),
            noted: RwSignal::new(None),
        };
        state.follow();
        state
    }

    /// Changes the draft, or its past, and tells what changed by that. Nothing else writes either.
    fn update(&self, change: impl FnOnce(&mut History)) {
        self.history.update(change);
        self.follow();
    }

    /// Tells what follows from the draft as it is now.
    fn follow(&self) {
        self.history.with_untracked(|history| {
            let draft = history.draft();
            tell(self.settings, settings_of(draft));
            tell(self.rows, draft.rows.iter().map(|row| (row.kind, row.id)).collect());
            self.followed.with_value(|followed| followed.iter().for_each(|row| row.follow(draft)));
            tell(self.steps, (history.can_undo(), history.can_redo()));
            let (schema, now) = (self.schema(), self.moment());
            tell(self.problems, draft.build(&schema, now).err().unwrap_or_default());
            self.turned.update_value(|turned| *turned = turned.take().filter(|page| *page == draft.page));
            let turned = self.turned.with_value(Option::is_some);
            let context = Context { first_page: self.first_page, now, wanted_pages: 1, turned };
            tell(self.advice, query::check(draft, &schema, &context));
        });
    }

    /// A row, followed until the present owner is cleaned up.
    pub fn row(&self, id: RowId) -> RowState {
        let row = RowState { id, shape: RwSignal::new(None), texts: RwSignal::new(Default::default()) };
        self.now(|draft| row.follow(draft));
        let followed = self.followed;
        followed.update_value(|followed| followed.push(row));
        on_cleanup(move || {
            followed.try_update_value(|followed| followed.retain(|other| other.shape != row.shape));
        });
        row
    }

    /// What tells it from the other drafts of a page.
    pub fn number(&self) -> u32 {
        self.number
    }

    /// Reads the draft, tracked.
    pub fn with<T>(&self, read: impl FnOnce(&Draft) -> T) -> T {
        self.history.with(|history| read(history.draft()))
    }

    /// Reads the draft as it is now, not tracked.
    pub fn now<T>(&self, read: impl FnOnce(&Draft) -> T) -> T {
        self.history.with_untracked(|history| read(history.draft()))
    }

    /// The entity that is asked.
    pub fn schema(&self) -> Rc<EntitySchema> {
        self.schema.get_value()
    }

    /// The number of the server's first page.
    pub fn first_page(&self) -> u32 {
        self.first_page
    }

    /// The present moment, which its relative dates count from.
    pub fn moment(&self) -> i64 {
        (self.clock)()
    }

    /// Says that it is a person's own by now: it is kept, and no link tells of it. Told once: what follows from it is not
    /// for every letter.
    pub fn touch(&self) {
        if !self.touched.get_untracked() {
            self.touched.set(true);
        }
    }

    /// Makes one change; gives the id of the row that was added.
    pub fn apply(&self, edit: Edit) -> Option<RowId> {
        self.change(|history| history.apply(edit))
    }

    /// Makes one change that goes on with the last one of the same place, as typing does.
    pub fn apply_in(&self, edit: Edit, place: &str) -> Option<RowId> {
        self.change(|history| history.apply_in(edit, Some(place.to_string())))
    }

    /// Turns to a page of the query. That is no change of it: a link whose pages are looked at stays a link.
    pub fn turn(&self, page: String) {
        self.turned.set_value(Some(page.clone()));
        self.update(|history| {
            history.apply(Edit::SetPage(page));
        });
    }

    fn change(&self, change: impl FnOnce(&mut History) -> Option<RowId>) -> Option<RowId> {
        let mut added = None;
        self.update(|history| added = change(history));
        self.touch();
        added
    }

    /// Ends the step that is being typed.
    pub fn rest(&self) {
        // Nobody is told: what is seen of the draft does not change.
        self.history.update_untracked(History::rest);
    }

    /// Takes the last step back; false where there is none.
    pub fn undo(&self) -> bool {
        self.step(History::undo)
    }

    /// Makes the last step that was taken back again.
    pub fn redo(&self) -> bool {
        self.step(History::redo)
    }

    /// A box that undoes its own typing may leave steps behind that change nothing: those are walked over.
    fn step(&self, step: fn(&mut History) -> bool) -> bool {
        let mut stepped = false;
        self.update(|history| {
            let before = history.draft().clone();
            while step(history) {
                stepped = true;
                if *history.draft() != before {
                    break;
                }
            }
        });
        self.touch();
        stepped
    }

    /// There is a step to take back; tracked.
    pub fn can_undo(&self) -> bool {
        self.steps.get().0
    }

    /// There is a step to make again; tracked.
    pub fn can_redo(&self) -> bool {
        self.steps.get().1
    }

    /// Reads the draft without its rows; tracked.
    pub fn settings<T>(&self, read: impl FnOnce(&Draft) -> T) -> T {
        self.settings.with(read)
    }

    /// The rows of a group, in their order; tracked.
    pub fn rows(&self, kind: RowKind) -> Vec<RowId> {
        self.rows.with(|rows| rows.iter().filter(|(of, _)| *of == kind).map(|(_, id)| *id).collect())
    }

    /// The query that would be sent now, or what keeps it from being sent.
    pub fn built_now(&self) -> Result<Query, Vec<RowProblem>> {
        self.now(|draft| draft.build(&self.schema(), self.moment()))
    }

    /// What keeps the query from being sent; tracked.
    pub fn problems<T>(&self, read: impl FnOnce(&[RowProblem]) -> T) -> T {
        self.problems.with(|problems| read(problems))
    }

    /// Reads all advice; tracked.
    pub fn advice<T>(&self, read: impl FnOnce(&[Advice]) -> T) -> T {
        self.advice.with(|advice| read(advice))
    }

    /// Reads all advice as it is now, not tracked.
    pub fn advice_now<T>(&self, read: impl FnOnce(&[Advice]) -> T) -> T {
        self.advice.with_untracked(|advice| read(advice))
    }

    /// How many pieces of advice there are of a severity; tracked.
    pub fn count(&self, severity: Severity) -> usize {
        self.advice.with(|advice| advice.iter().filter(|it| it.severity == severity).count())
    }

    /// The draft as JSON, half typed or not. Unknown keys are in it where they would be sent, or where `all` wants
    /// them. Tracked.
    pub fn body(&self, all: bool) -> serde_json::Value {
        self.with(|draft| body_of(draft, &self.schema(), self.moment(), all))
    }

    /// Another draft of the same entity as JSON, as [`DraftState::body`] gives this one; `at` is the moment that its
    /// relative dates count from.
    pub fn body_of(&self, draft: &Draft, at: i64) -> serde_json::Value {
        body_of(draft, &self.schema(), at, false)
    }

    /// As [`DraftState::body`], not tracked.
    pub fn body_now(&self, all: bool) -> serde_json::Value {
        untrack(|| self.body(all))
    }

    /// Takes what the server said of the query as it was sent.
    pub fn set_refused(&self, refused: Vec<Refused>, sent: &Draft) {
        self.sent.set_value(sent.clone());
        if !(refused.is_empty() && self.refused.with_untracked(Vec::is_empty)) {
            self.refused.set(refused);
        }
    }

    /// What the server said of a row, as long as the row is as it was sent; tracked.
    pub fn refused_of(&self, row: RowId) -> Vec<String> {
        self.refused.with(|refused| {
            if refused.is_empty() {
                return Vec::new();
            }
            self.with(|draft| {
                let now = draft.row(row);
                refused
                    .iter()
                    .filter(|it| it.row.as_ref().is_some_and(|row| Some(row) == now))
                    .map(|it| it.words.clone())
                    .collect()
            })
        })
    }

    /// What the server said that belongs to no row, as long as what it speaks of is as it was sent; tracked.
    pub fn refused_elsewhere(&self) -> Vec<Refused> {
        self.refused.with(|refused| {
            if refused.is_empty() {
                return Vec::new();
            }
            let still = |place: &str| {
                self.sent.with_value(|sent| self.with(|draft| part(draft, place) == part(sent, place)))
            };
            refused.iter().filter(|it| it.row.is_none() && still(&it.place)).cloned().collect()
        })
    }

    /// Says something that a person who does not see the page should hear.
    pub fn tell(&self, words: String) {
        self.told.set(words);
    }

    /// Says something where the person looks at an answer, which may be far from the draft; `changed`, if it is that the
    /// query is another one now.
    pub fn note(&self, words: String, changed: bool) {
        self.tell(words.clone());
        self.noted.set(Some((words, changed)));
    }

    /// What was noted and not taken note of yet, tracked.
    pub fn noted(&self) -> Option<(String, bool)> {
        self.noted.get()
    }

    /// Takes note.
    pub fn noticed(&self) {
        self.noted.set(None);
    }

    /// What was said last, tracked.
    pub fn told(&self) -> String {
        self.told.get()
    }

    /// Takes the draft along into the domain that is chosen next; undoing leads back to the one that was there.
    pub fn take_along(&self) {
        self.taken_along.set_value(true);
    }

    /// What stands here is a step after an older draft, so that undoing leads back to that one.
    fn begin_after(&self, older: Option<Draft>) {
        let present = self.now(Draft::clone);
        let mut begun = History::new(older.unwrap_or_default());
        if *begun.draft() != present {
            begun.apply(Edit::Replace(Box::new(present)));
            self.update(|history| *history = begun);
        }
    }

    /// A person has changed the draft since it came; tracked.
    pub fn touched(&self) -> bool {
        self.touched.get()
    }
}

/// The part of a draft that a place in the body is about.
fn part<'a>(draft: &Draft, place: &'a str) -> (&'a str, Draft) {
    let settings = Draft { rows: Vec::new(), next: 0, ..Draft::default() };
    let name = place.split(['.', '[']).next().unwrap_or_default();
    let written = draft.written.iter().filter(|(key, _)| *key == name);
    let written = written.map(|(key, value)| (key.clone(), value.clone())).collect();
    let about = match name {
        "page" => Draft { page: draft.page.clone(), written, ..settings },
        "limit" => Draft { limit: draft.limit.clone(), written, ..settings },
        "sortBy" => Draft { sort_by: draft.sort_by.clone(), ..settings },
        "sortDirection" => Draft { sort_direction: draft.sort_direction, written, ..settings },
        "extend" => Draft { extend: draft.extend.clone(), written, ..settings },
        _ => draft.clone(),
    };
    (name, about)
}

/// A draft without its rows.
fn settings_of(draft: &Draft) -> Draft {
    Draft {
        page: draft.page.clone(),
        limit: draft.limit.clone(),
        sort_by: draft.sort_by.clone(),
        sort_direction: draft.sort_direction,
        extend: draft.extend.clone(),
        extra: draft.extra.clone(),
        send_extra: draft.send_extra,
        written: draft.written.clone(),
        rows: Vec::new(),
        next: 0,
    }
}

fn body_of(draft: &Draft, schema: &EntitySchema, now: i64, all: bool) -> serde_json::Value {
    let mut body = match draft.rows.iter().any(|row| row.field.is_empty()) {
        // What has no field yet is not sent.
        true => {
            let named = draft.rows.iter().filter(|row| !row.field.is_empty()).cloned().collect();
            Draft { rows: named, ..draft.clone() }.to_json_loose(schema, now)
        }
        false => draft.to_json_loose(schema, now),
    };
    if !all
        && !draft.send_extra
        && let Some(body) = body.as_object_mut()
    {
        for key in draft.extra.keys() {
            body.shift_remove(key);
        }
    }
    body
}

fn key(operation: &str, domain: Option<&str>) -> String {
    format!("draft:{}:{operation}", domain.unwrap_or(""))
}

fn stored(operation: &str, domain: Option<&str>) -> Option<Draft> {
    storage::read(&key(operation, domain)).and_then(|text| Draft::from_kept(&text).ok())
}

/// A text that is no query yet, as it was left in the view of that name.
pub fn half_typed(operation: &str, view: &str) -> Option<String> {
    storage::read(&half_key(operation, view))
}

/// Keeps such a text, or forgets it; one that tells a secret is not kept.
pub fn keep_half_typed(operation: &str, view: &str, text: Option<String>) {
    storage::write_behind(half_key(operation, view), text.filter(|text| !tells_secret(text)));
}

fn half_key(operation: &str, view: &str) -> String {
    format!("{}:{view}", key(operation, untrack(|| use_session().draft_domain()).as_deref()))
}

/// The draft of an operation: from the address where that holds one (undoing leads back to what was there before),
/// else as it was left, else empty.
///
/// Another domain has another draft, and takes this one where it has none. What was typed while signed out stays when the
/// person signs in. What came with a link is kept only once it is changed: looking at a link costs nobody the draft that was
/// there.
pub fn use_draft(
    operation: &str,
    schema: EntitySchema,
    first_page: u32,
    from_address: Option<Draft>,
) -> DraftState {
    let session = use_session();
    let domain = untrack(|| session.draft_domain());
    let linked = from_address.is_some();
    let mut begin = History::new(stored(operation, domain.as_deref()).unwrap_or_default());
    if let Some(draft) = from_address {
        begin.apply(Edit::Replace(Box::new(draft)));
    }
    let state = DraftState::new(schema, first_page, begin, super::now);
    let history = state.history;
    let operation = operation.to_string();
    effect(move |before: Option<Option<String>>| {
        let now = session.draft_domain();
        let begin_with =
            |draft: Option<Draft>| state.update(|history| *history = History::new(draft.unwrap_or_default()));
        match before {
            // Nothing to do on the first run, or where nothing changed.
            None => {}
            Some(before) if before == now => {}
            Some(None) => {
                if let Some(kept) = stored(&operation, now.as_deref()) {
                    match history.with_untracked(|history| *history.draft() == Draft::default()) {
                        true => begin_with(Some(kept)),
                        false => state.begin_after(Some(kept)),
                    }
                }
                // It goes over to the domain; left here it would come back later, as it was.
                if !linked {
                    storage::remove(&key(&operation, None));
                }
            }
            Some(Some(_)) => {
                let kept = stored(&operation, now.as_deref());
                // What came with a link is of no domain until it is changed.
                let of_none = linked && !untrack(|| state.touched());
                // A query that the other domain has none of goes along; else each shows its own.
                if of_none || kept.is_none() || state.taken_along.get_value() {
                    state.begin_after(kept);
                } else {
                    begin_with(kept);
                }
                state.taken_along.set_value(false);
            }
        }
        if linked && !state.touched() {
            return now;
        }
        // The draft is stored under the domain that it was typed in.
        let text =
            state.with(|draft| (*draft != Draft::default()).then(|| draft.without_secrets().to_address()));
        storage::write_behind(key(&operation, now.as_deref()), text);
        now
    });
    state
}

thread_local! {
    /// A text to import that was pasted on another page.
    static PENDING: std::cell::RefCell<Option<String>> = const { std::cell::RefCell::new(None) };
}

/// Hands a text to import to the next page of an operation.
pub fn store_pending(text: String) {
    PENDING.with(|pending| *pending.borrow_mut() = Some(text));
}

/// Takes the text that was handed over, once.
pub fn take_pending() -> Option<String> {
    PENDING.with(|pending| pending.borrow_mut().take())
}

/// Forgets all drafts of this browser.
pub fn forget_drafts() {
    for key in storage::keys("draft:") {
        storage::remove(&key);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_complaint_is_about_its_own_part() {
        let sent = Draft { limit: "5000".into(), page: "1".into(), ..Draft::default() };
        let later = Draft { page: "2".into(), ..sent.clone() };
        let same = |place: &str| part(&sent, place) == part(&later, place);
        assert!(same("limit") && same("extend[0]") && same("sortBy"));
        assert!(!same("page") && !same("strange") && !same(""));
    }
}
