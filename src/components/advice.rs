//! What the doctor says of a draft: the list "Advice", and a mark with the way out beside the row that it concerns. The
//! words stand in the list alone, so that nobody is told them twice; the row is described by them.

use crate::messages::{self as m, Msg, t, tf};
use crate::state::DraftState;
use crate::ui::{Child, El, each, el, focus_soon, memo};
use leptos::prelude::*;
use query::{Advice, Draft, Place, RowId, RowKind, Severity};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::rc::Rc;
use std::sync::atomic::{AtomicU32, Ordering};

/// Hears that a person wants to go to the place that a piece of advice is about.
pub type OnGo = Rc<dyn Fn(&Advice)>;

/// The list "Advice".
pub fn advice_list(draft: DraftState, go: OnGo) -> El {
    let none = memo(move |_| draft.advice(<[Advice]>::is_empty));
    el("section")
        .class("advice-box")
        // A way out that was taken is gone, and the focus that was on it comes here.
        .child(el("h3").attr("id", &title_id(draft)).attr("tabindex", "-1").child(m::ADVICE))
        .child(
            el("ul")
                .class("advice")
                .attr("aria-label", &t(m::ADVICE))
                .flag("hidden", move || none.get())
                .child(items(draft, None, Some(go))),
        )
        .child(el("p").class("muted small").flag("hidden", move || !none.get()).child(m::NO_ADVICE))
}

/// The marks of the advice on one row.
pub fn row_advice(draft: DraftState, row: RowId) -> El {
    el("ul").class("advice advice-of-row").child(items(draft, Some(row), None))
}

fn items(draft: DraftState, of: Option<RowId>, go: Option<OnGo>) -> Child {
    each(
        move || {
            let concerns = |advice: &&Advice| of.is_none() || advice.row == of;
            let mut advice: Vec<Advice> = draft.advice(|all| all.iter().filter(concerns).cloned().collect());
            // The worst first; within a severity in the order of the page.
            advice.sort_by_key(|advice| advice.severity);
            advice
        },
        key,
        move |advice| match of {
            Some(row) => mark(draft, row, advice),
            None => item(draft, advice, go.clone()),
        },
    )
}

fn key(advice: &Advice) -> String {
    let fix = advice.fix.as_ref().map(|fix| fix.label.as_str()).unwrap_or_default();
    format!("{} {:?} {:?} {} {fix}", advice.code.as_str(), advice.row, advice.place, advice.words)
}

fn title_id(draft: DraftState) -> String {
    format!("advice-of-{}", draft.number())
}

/// Under which id the words of a piece of advice stand in the list.
fn words_id(draft: DraftState, advice: &Advice) -> String {
    let mut hasher = DefaultHasher::new();
    key(advice).hash(&mut hasher);
    format!("advice-{}-{:x}", draft.number(), hasher.finish())
}

/// The ids of the words on a row, for what is described by them; tracked.
pub fn described_by(draft: DraftState, row: RowId) -> Option<String> {
    let ids: Vec<String> = draft
        .advice(|all| all.iter().filter(|it| it.row == Some(row)).map(|it| words_id(draft, it)).collect());
    (!ids.is_empty()).then(|| ids.join(" "))
}

/// Beside a row: how much it matters, the way to the words, and the way out.
fn mark(draft: DraftState, row: RowId, advice: Advice) -> El {
    let id = words_id(draft, &advice);
    let (class, word) = severity(advice.severity);
    let to = format!("#{id}");
    el("li")
        .class("advice-item advice-mark")
        .child(
            el("button")
                .class("advice-to")
                .attr("type", "button")
                .attr("aria-describedby", &id)
                .attr("title", &advice.words)
                .on_click(move || focus(std::slice::from_ref(&to)))
                .child(el("span").class(class).child(word)),
        )
        .child(way_out(draft, &advice, format!("[data-row=\"{}\"] .row-handle", row.0)))
}

/// The button "Fix", and what it does. It goes away by that, so `then` names what the focus goes to.
fn way_out(draft: DraftState, advice: &Advice, then: String) -> Option<El> {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let id = format!("fix-{}", NEXT.fetch_add(1, Ordering::Relaxed));
    let label = advice.fix.as_ref()?.label.clone();
    // A button stays as long as it says the same, and what it says may have come to be about other rows and values.
    let shown = key(advice);
    let fix = move || draft.advice_now(|all| all.iter().find(|it| key(it) == shown)?.fix.clone());
    Some(
        el("span")
            .class("advice-fix")
            .child(
                el("button")
                    .class("button button-small")
                    .attr("type", "button")
                    // Many are called "Fix"; what each one does is told beside it.
                    .attr("aria-describedby", &id)
                    .on_click(move || {
                        if let Some(fix) = fix() {
                            draft.apply(fix.edit);
                        }
                        focus(&[then.clone(), format!("#{}", title_id(draft))]);
                    })
                    .child(m::FIX),
            )
            .child(el("span").class("muted").attr("id", &id).attr("lang", "en").child(label)),
    )
}

fn item(draft: DraftState, advice: Advice, go: Option<OnGo>) -> El {
    let id = words_id(draft, &advice);
    let (class, word) = severity(advice.severity);
    let fix = way_out(draft, &advice, format!("#{}", title_id(draft)));
    let place = go.map(|go| {
        let (about, shown) = (advice.clone(), advice.clone());
        el("button")
            .class("button button-link advice-place")
            .attr("type", "button")
            .on_click(move || go(&about))
            .text(move || draft.with(|draft| place_name(draft, &shown)))
    });
    el("li")
        .class("advice-item")
        .child(
            el("p").child(el("span").class(class).child(word)).child(" ").child(place).child(" ").child(
                el("span")
                    .attr("id", &id)
                    // A mark leads here.
                    .attr("tabindex", "-1")
                    .attr("lang", "en")
                    .child(advice.words),
            ),
        )
        .child(fix)
}

fn severity(severity: Severity) -> (&'static str, Msg) {
    match severity {
        Severity::Error => ("chip chip-error", m::SEVERITY_ERROR),
        Severity::Warning => ("chip chip-warning", m::SEVERITY_WARNING),
        Severity::Hint => ("chip", m::SEVERITY_HINT),
    }
}

/// The name that a row has on the page: `Filter 2`. `None` for a row that is gone.
pub fn row_name(draft: &Draft, id: RowId) -> Option<String> {
    let kind = draft.row(id)?.kind;
    let place = draft.group(kind).position(|row| row.id == id)? + 1;
    let title = match kind {
        RowKind::Filter => m::FILTER_N,
        RowKind::Search => m::SEARCH_N,
        RowKind::Range => m::RANGE_N,
    };
    Some(tf(title, &[("n", &place.to_string())]))
}

fn place_name(draft: &Draft, advice: &Advice) -> String {
    if let Some(name) = advice.row.and_then(|row| row_name(draft, row)) {
        return name;
    }
    t(match advice.place {
        Place::SortBy | Place::SortDirection => m::SORT,
        Place::Page => m::PAGE,
        Place::Limit => m::ROWS_PER_PAGE,
        Place::Extend => m::INCLUDE,
        Place::Extra => m::UNKNOWN_KEYS,
        _ => m::QUERY,
    })
}

/// Gives the focus to the box that a piece of advice is about, with the next drawing of the page.
pub fn focus_place(advice: &Advice) {
    focus_spot(advice.row, advice.place);
}

/// Gives the focus to the box of a row, or of a setting, with the next drawing of the page.
pub fn focus_spot(row: Option<RowId>, place: Place) {
    let selector = match (row, place) {
        (Some(row), Place::Upper) => {
            format!("[data-row=\"{}\"] .condition-value + .condition-value .input", row.0)
        }
        (Some(row), Place::Value) => {
            format!("[data-row=\"{}\"] .condition-value .input", row.0)
        }
        (Some(row), _) => format!("[data-row=\"{}\"] .input", row.0),
        (None, Place::Page) => "[data-setting=page] .input".into(),
        (None, Place::Limit) => "[data-setting=limit] .input".into(),
        (None, Place::SortBy | Place::SortDirection) => "[data-setting=sort] .input".into(),
        (None, Place::Extend) => "[data-setting=include] input".into(),
        (None, Place::Extra) => "[data-setting=extra] input".into(),
        _ => return,
    };
    let of_row = row.map(|row| format!("[data-row=\"{}\"] .input", row.0));
    // What is gone meanwhile leaves the way into the builder.
    focus(
        &[Some(selector), of_row, Some(".builder .input, .builder button".into())]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>(),
    );
}

/// Gives the focus to the first of these that is in the page, with the next drawing.
pub fn focus(selectors: &[String]) {
    let selectors = selectors.to_vec();
    let ground = crate::ui::ground();
    focus_soon(move || selectors.iter().find_map(|selector| ground.query_selector(selector).ok().flatten()));
}
