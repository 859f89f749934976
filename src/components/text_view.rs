//! The tabs "JSON" and "English": the draft as text that can be edited.
//!
//! What is typed stays in the box as it is typed. Once it is a query, the draft follows; until then the draft stays as
//! it was and the box says where the text stops making sense.

use super::text_form::{TextForm, TextProblem, next_words};
use crate::messages::{self as m, Msg, t, tf};
use crate::state::DraftState;
use crate::ui::{Child, El, each, el, memo, soon, when};
use leptos::prelude::*;
use query::{Draft, Edit};
use web_sys::HtmlTextAreaElement;

/// What was typed last, and what came of it.
#[derive(Clone)]
struct Typed {
    text: String,
    /// The draft as it stood after the text was taken.
    draft: Draft,
    /// The moment for which relative dates in the text were resolved.
    now: i64,
    problem: Option<TextProblem>,
}

/// The draft as one kind of text, outliving the tab that shows it.
#[derive(Clone, Copy)]
pub struct TextView {
    /// Which kind.
    pub form: TextForm,
    draft: DraftState,
    typed: RwSignal<Option<Typed>, LocalStorage>,
    written: StoredValue<i64>,
    text: Memo<String>,
}

impl TextView {
    /// A view of a draft.
    pub fn new(form: TextForm, draft: DraftState) -> TextView {
        let typed: RwSignal<Option<Typed>, LocalStorage> = RwSignal::new_local(None);
        let written = StoredValue::new(draft.moment());
        let text = memo(move |_| {
            typed.with(|typed| {
                draft.with(|draft_now| match typed {
                    Some(typed) if typed.problem.is_some() || typed.draft == *draft_now => typed.text.clone(),
                    _ => {
                        let moment = draft.moment();
                        written.set_value(moment);
                        form.write(draft_now, &draft.schema(), moment)
                    }
                })
            })
        });
        TextView { form, draft, typed, written, text }
    }

    /// What stands in the box, tracked.
    pub fn text(&self) -> String {
        self.text.get()
    }

    /// Why it is no query yet, tracked.
    pub fn problem(&self) -> Option<TextProblem> {
        self.typed.with(|typed| typed.as_ref().and_then(|typed| typed.problem.clone()))
    }

    /// The text is no query and the draft has changed since, tracked.
    pub fn stale(&self) -> bool {
        self.typed.with(|typed| {
            typed.as_ref().is_some_and(|typed| {
                typed.problem.is_some() && self.draft.with(|draft| *draft != typed.draft)
            })
        })
    }

    /// Takes what was typed.
    pub fn take(&self, text: String) {
        let follows =
            |typed: &Typed| typed.problem.is_some() || self.draft.now(|draft| *draft == typed.draft);
        let moment = self
            .typed
            .with_untracked(|typed| typed.as_ref().filter(|typed| follows(typed)).map(|typed| typed.now))
            .unwrap_or_else(|| self.written.get_value());
        let schema = self.draft.schema();
        let problem = match self.form.read(&text, &schema) {
            Ok(mut read) => {
                // JSON shows what is unknown, and does not say whether it is sent.
                if self.form == TextForm::Json {
                    read.send_extra = self.draft.now(|draft| draft.send_extra);
                }
                let adopted = self.draft.now(|draft| match self.form {
                    TextForm::Json => draft.adopt(read, &schema, moment),
                    TextForm::English => draft.adopt_sentence(read, &schema, moment),
                });
                self.draft.apply_in(Edit::Replace(Box::new(adopted)), &format!("{:?}", self.form));
                None
            }
            Err(problem) => Some(problem),
        };
        let draft = self.draft.now(Draft::clone);
        self.typed.set(Some(Typed { text, draft, now: moment, problem }));
    }

    /// What was typed and is no query yet, tracked.
    pub fn half_typed(&self) -> Option<String> {
        self.problem().map(|_| self.text())
    }

    /// Takes back what was half typed; what is a query by now is none of this.
    pub fn take_back(&self, text: String) -> bool {
        let half = self.form.read(&text, &self.draft.schema()).is_err();
        if half {
            self.take(text);
        }
        half
    }

    /// Forgets what was typed and shows the query.
    pub fn drop_typed(&self) {
        self.typed.set(None);
    }
}

/// The tab's panel with a plain box.
pub fn text_panel(view: TextView) -> El {
    let (label, class): (Msg, &str) = match view.form {
        TextForm::Json => (m::JSON_EDITOR, "input input-code text-view text-view-json"),
        TextForm::English => (m::ENGLISH_EDITOR, "input text-view text-view-english"),
    };
    let caret = RwSignal::new(usize::MAX);
    let area = el("textarea")
        .class(class)
        .attr("aria-label", &t(label))
        .attr("spellcheck", "false")
        .attr("autocapitalize", "off")
        .attr("autocomplete", "off")
        .attr("rows", if view.form == TextForm::Json { "16" } else { "4" })
        .attr_with("aria-invalid", move || view.problem().map(|_| "true".into()))
        .prop("value", move || view.text().into());
    let element: HtmlTextAreaElement = area.cast();
    let place = move |element: &HtmlTextAreaElement| {
        let units = element.selection_end().ok().flatten().unwrap_or(0) as usize;
        caret.set(bytes_before(&element.value(), units));
    };
    let (heard, moved) = (element.clone(), element.clone());
    let area = area
        .on("input", move |_| {
            place(&heard);
            view.take(heard.value());
        })
        .on("keyup", {
            let moved = moved.clone();
            move |_| place(&moved)
        })
        .on("click", move |_| place(&moved));
    el("div")
        .class("text-panel")
        .child((view.form == TextForm::English).then(|| el("p").class("muted small").child(m::ENGLISH_HINT)))
        .child(area)
        .child(problem_line(view, {
            let element = element.clone();
            move |problem| select(&element, problem.at, problem.end)
        }))
        .child((view.form == TextForm::English).then(|| suggestions(view, caret, element)))
}

/// Says where and why the text is no query yet; `go` moves the caret there. It stays as long as there is a problem, and only
/// its words follow the typing: a button that has the focus keeps it.
pub fn problem_line(view: TextView, go: impl Fn(&TextProblem) + Clone + 'static) -> El {
    let words = memo(move |_| told_problem(view));
    let stale = memo(move |_| view.stale());
    let lines = move || {
        let go = go.clone();
        let link = || el("button").class("button button-link").attr("type", "button");
        let there = link().child(m::GO_THERE).on_click(move || {
            if let Some(problem) = untrack(|| view.problem()) {
                go(&problem);
            }
        });
        Child::from([
            el("p")
                .class("condition-problem")
                .child(el("span").text(move || words.get().unwrap_or_default()))
                .child(" ")
                .child(there),
            el("p")
                .class("muted small")
                .child(el("span").text(move || t(if stale.get() { m::TEXT_STALE } else { m::TEXT_KEPT })))
                .child(" ")
                .child(link().child(m::TEXT_DROP).on_click(move || view.drop_typed())),
        ])
    };
    el("div")
        .class("text-problem")
        .attr("role", "status")
        .child(when(move || words.with(Option::is_some), lines))
}

/// Where and why the text is no query yet, in words; tracked.
fn told_problem(view: TextView) -> Option<String> {
    let problem = view.problem()?;
    let (line, column) = untrack(|| problem.line(&view.text()));
    let (line, column) = (line.to_string(), column.to_string());
    Some(tf(m::TEXT_PROBLEM, &[("line", &line), ("column", &column), ("message", &problem.words)]))
}

/// Why the text in view is no query yet, tracked; `None` where it is one, or where no text is in view. A text that was left
/// half typed for another tab is not what a person looks at.
pub fn unread(texts: [TextView; 2], tab: &str) -> Option<String> {
    let [json, english] = texts;
    match tab {
        "json" => told_problem(json),
        "english" => told_problem(english),
        _ => None,
    }
}

fn suggestions(view: TextView, caret: RwSignal<usize>, element: HtmlTextAreaElement) -> El {
    let words = memo(move |_| {
        let text = view.text();
        next_words(&text, caret.get().min(text.len()), &view.schema())
    });
    let list = each(
        move || words.with(|(words, _)| words.clone()),
        |word: &String| word.clone(),
        move |word| {
            let element = element.clone();
            let shown = word.clone();
            el("button")
                .class("button button-small")
                .attr("type", "button")
                .on_click(move || {
                    let text = untrack(|| view.text());
                    let at = caret.get_untracked().min(text.len());
                    let begun = words.with_untracked(|(_, begun)| *begun);
                    let start = at.saturating_sub(begun);
                    let (Some(before), Some(after)) = (text.get(..start), text.get(at..)) else { return };
                    let space = if before.is_empty() || before.ends_with([' ', '\n']) { "" } else { " " };
                    let tail = if after.starts_with(' ') { "" } else { " " };
                    let with = format!("{before}{space}{word}{tail}");
                    let end = with.len();
                    view.take(with + after);
                    caret.set(end);
                    let element = element.clone();
                    soon(move || select(&element, end, end));
                })
                .child(shown)
        },
    );
    el("div")
        .class("row row-wrap next-words")
        .attr("role", "group")
        .attr("aria-label", &t(m::NEXT_WORDS))
        .flag("hidden", move || words.with(|(words, _)| words.is_empty()))
        .child(el("span").class("muted small").child(m::NEXT_WORDS))
        .child(list)
}

impl TextView {
    /// The draft.
    pub fn draft(&self) -> DraftState {
        self.draft
    }

    fn schema(&self) -> std::rc::Rc<query::EntitySchema> {
        self.draft.schema()
    }
}

/// Selects a part of the text, given in bytes.
fn select(element: &HtmlTextAreaElement, at: usize, end: usize) {
    let text = element.value();
    let units = |bytes: usize| text.get(..bytes).map_or(text.len(), |it| it.encode_utf16().count()) as u32;
    let _ = element.focus();
    let _ = element.set_selection_range(units(at), units(end));
}

/// How many bytes of a text stand before a place that is counted as browsers count, in UTF-16 units.
fn bytes_before(text: &str, units: usize) -> usize {
    let mut left = units;
    for (at, letter) in text.char_indices() {
        if left == 0 {
            return at;
        }
        left = left.saturating_sub(letter.len_utf16());
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::bytes_before;

    #[test]
    fn places_are_counted_as_browsers_count() {
        assert_eq!(bytes_before("aé🎮b", 0), 0);
        assert_eq!(bytes_before("aé🎮b", 2), 3);
        assert_eq!(bytes_before("aé🎮b", 4), 7);
        assert_eq!(bytes_before("aé🎮b", 99), 8);
    }
}
