//! The value of a row of the builder, by the kind of its field: text, choice, yes or no, date; one or several.

use super::body_inputs::pasted;
use super::calendar::calendar_button;
use super::condition_row::focus_value;
use super::rows_cells::local_moment;
use crate::messages::{self as m, t, tf};
use crate::state::{DraftState, RowState};
use crate::ui::{Child, Choice, Combobox, El, Icon, combobox, dynamic, each, el, icon, memo};
use leptos::prelude::*;
use query::relative::End;
use query::{Advice, Cell, Edit, Field, FieldKind, Operator, Place, RowId, Severity};
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::{HtmlInputElement, HtmlSelectElement, KeyboardEvent};

/// Relative dates to choose from, in the words that `query::relative` reads: no translation may touch them.
const RELATIVE_DATES: [&str; 11] = [
    "now",
    "today",
    "yesterday",
    "last 24 hours",
    "last 7 days",
    "last 30 days",
    "this week",
    "last week",
    "this month",
    "last month",
    "this year",
];

/// Which of a row's two texts a box edits.
#[derive(Clone, Copy, PartialEq)]
pub enum Slot {
    /// The value, or the lower bound.
    Text,
    /// The upper bound.
    Upper,
}

/// The boxes for a row's value; made anew when its field becomes one of another kind.
pub fn value_box(draft: DraftState, id: RowId, row: RowState, field: Memo<Option<Field>>, slot: Slot) -> El {
    let kind = memo(move |_| field.get().map(|field| field.kind));
    el("div").child(dynamic(move || {
        let label = if slot == Slot::Upper { t(m::UPPER_VALUE) } else { t(m::VALUE) };
        let operator = untrack(|| row.shape(|it| it.map(|it| it.row.operator)));
        let many = slot == Slot::Text && matches!(operator, Some(Operator::Is | Operator::Contains));
        let value = Value { draft, id, row, slot, many, searched: operator == Some(Operator::Contains) };
        let input = match kind.get() {
            // A search is for text, whatever its field holds.
            Some(FieldKind::Boolean) if !value.searched => value.boolean_box(&label),
            Some(FieldKind::Enum(values)) if !value.searched => value.enum_box(&label, values),
            Some(FieldKind::Date) if !value.searched => value.date_box(&label),
            other => value.text_box(&label, other.as_ref()),
        };
        // A bound may hold a value that no box can show, from an imported body: it stands as a chip too.
        if slot == Slot::Text { Child::from([value.chips(kind), input]) } else { input.into() }
    }))
}

/// One value of a row and how it is edited.
#[derive(Clone, Copy)]
struct Value {
    draft: DraftState,
    id: RowId,
    row: RowState,
    slot: Slot,
    /// Several values may stand, as chips.
    many: bool,
    /// The value is a searched text.
    searched: bool,
}

impl Value {
    fn boolean_box(self, label: &str) -> El {
        let Value { draft, id, row, .. } = self;
        el("select")
            .class("input")
            .attr("aria-label", label)
            .on("change", move |event| {
                let select: HtmlSelectElement =
                    event.target().expect("an event of this box").unchecked_into();
                // A bare boolean is the only form in which the server takes "no": it drops false from a list.
                draft.apply(Edit::All(vec![
                    Edit::SetValues { row: id, values: Vec::new() },
                    Edit::SetText { row: id, text: select.value() },
                    Edit::SetBare { row: id, bare: true },
                ]));
            })
            .child(el("option").attr("value", "").child("…"))
            .child(el("option").attr("value", "true").child(m::YES))
            .child(el("option").attr("value", "false").child(m::NO))
            .prop("value", move || {
                let text = row.text();
                let chip = || row.shape(|it| it.and_then(|it| it.row.values.first().map(Cell::display)));
                if text.is_empty() { chip().unwrap_or_default().into() } else { text.into() }
            })
    }

    fn text(self) -> String {
        match self.slot {
            Slot::Text => self.row.text(),
            Slot::Upper => self.row.upper(),
        }
    }

    fn set(self, text: String) {
        let row = self.id;
        self.draft.apply(match self.slot {
            Slot::Text => Edit::SetText { row, text },
            Slot::Upper => Edit::SetUpper { row, text },
        });
    }

    fn text_box(self, label: &str, kind: Option<&FieldKind>) -> El {
        let (placeholder, mode) = match kind {
            _ if self.searched => ("", "text"),
            Some(FieldKind::Number) => ("0", "decimal"),
            Some(FieldKind::Uuid) => ("ea85ddf4-2885-482f-adc6-548fbe3fd8af", "text"),
            _ => ("", "text"),
        };
        let id = self.id;
        let wrong = memo(move |_| {
            let wrong =
                |it: &Advice| it.row == Some(id) && it.severity == Severity::Error && self.is_about(it.place);
            self.draft.advice(|all| all.iter().any(wrong))
        });
        let input = el("input")
            .class("input")
            .attr("type", "text")
            .attr("inputmode", mode)
            .attr("aria-label", label)
            // An empty one is an element too, which the browser would style with every letter.
            .maybe_attr("placeholder", (!placeholder.is_empty()).then_some(placeholder))
            .attr("autocomplete", "off")
            .attr("autocapitalize", "off")
            .attr("spellcheck", "false")
            .attr_with("aria-invalid", move || wrong.get().then(|| "true".into()))
            .prop("value", move || self.text().into())
            .on("input", move |event| {
                let input: HtmlInputElement = event.target().expect("an event of this box").unchecked_into();
                self.set(input.value());
            });
        let words = matches!(kind, None | Some(FieldKind::Text | FieldKind::Unknown));
        self.with_many(input, words)
    }

    fn is_about(self, place: Place) -> bool {
        place == if self.slot == Slot::Upper { Place::Upper } else { Place::Value }
    }

    /// Where several values may stand: Enter makes a chip, Backspace takes one back, a pasted column is many.
    fn with_many(self, input: El, words: bool) -> El {
        let Value { draft, id, many, searched, .. } = self;
        if !many {
            return input;
        }
        input
            .on("paste", move |event| {
                let parts = split_column(&pasted(&event), searched, words);
                if parts.len() > 1 {
                    event.prevent_default();
                    self.add(parts);
                }
            })
            .on("keydown", move |event| {
                let key: &KeyboardEvent = event.unchecked_ref();
                if key.ctrl_key() || key.meta_key() || event.default_prevented() {
                    return;
                }
                let pressed = key.key();
                if !matches!(pressed.as_str(), "Enter" | "Backspace") {
                    return;
                }
                let Some(now) = draft.now(|draft| draft.row(id).cloned()) else { return };
                match pressed.as_str() {
                    "Enter" if !now.text.is_empty() => {
                        event.prevent_default();
                        // Two quotation marks are how a text without letters is written.
                        let text = if now.text == "\"\"" { String::new() } else { now.text };
                        self.add(vec![text]);
                    }
                    "Backspace" if now.text.is_empty() && !now.values.is_empty() => {
                        event.prevent_default();
                        let mut values = now.values;
                        let last = values.pop().map(|cell| cell.display()).unwrap_or_default();
                        draft.apply(Edit::All(vec![
                            Edit::SetValues { row: id, values },
                            Edit::SetText { row: id, text: last },
                        ]));
                    }
                    _ => {}
                }
            })
    }

    fn enum_box(self, label: &str, values: Vec<String>) -> El {
        let choices: Vec<Choice> = values.iter().map(|value| choice(value, "")).collect();
        let known = values;
        let input = combobox(Combobox {
            label: label.into(),
            value: Rc::new(move || self.text()),
            choices: Rc::new(move || choices.clone()),
            on_input: Rc::new(move |text| self.set(text)),
            on_choose: Rc::new(move |text| match (text.is_empty(), self.many) {
                (true, _) => {}
                (false, true) => self.add(vec![text]),
                (false, false) => self.set(text),
            }),
            placeholder: String::new(),
            invalid: Rc::new(move || {
                let text = self.text();
                !text.is_empty() && !known.iter().any(|value| value.starts_with(&text))
            }),
        });
        self.with_many(input, false)
    }

    /// A date: typed, relative from a list, or from the calendar.
    fn date_box(self, label: &str) -> El {
        let choices: Vec<Choice> =
            RELATIVE_DATES.iter().map(|words| choice(words, &t(m::RELATIVE_NOTE))).collect();
        let put = move |text: String| match (text.is_empty(), self.many) {
            (true, _) => {}
            (false, true) => self.add(vec![text]),
            (false, false) => self.set(text),
        };
        let input = combobox(Combobox {
            label: label.into(),
            value: Rc::new(move || self.text()),
            choices: Rc::new(move || choices.clone()),
            on_input: Rc::new(move |text| self.set(text)),
            on_choose: Rc::new(put),
            placeholder: t(m::DATE_PLACEHOLDER),
            invalid: Rc::new(move || {
                let text = self.text();
                let text = text.trim();
                !text.is_empty()
                    && query::relative::parse(text).is_none()
                    && query::dates::parse(text).is_none()
            }),
        });
        let row = self.row;
        // The first box's own name is left out: what is looked for by it is the box.
        let bound = match self.slot {
            Slot::Text => String::new(),
            Slot::Upper => format!(", {label}"),
        };
        let name = move || {
            format!("{}{bound}", row.shape(|it| it.map(|it| it.row.field.clone()).unwrap_or_default()))
        };
        let resolved = move || {
            let end = if self.slot == Slot::Upper || self.is_upper() { End::Finish } else { End::Start };
            let relative = query::relative::parse(self.text().trim())?;
            Some(query::dates::format(relative.resolve(self.draft.moment(), end)))
        };
        el("div")
            .child(el("div").class("date-box").child(self.with_many(input, false)).child(calendar_button(
                name,
                move || untrack(|| self.text()),
                put,
                move || self.draft.moment(),
            )))
            .child(dynamic(move || {
                // The server's days are those of UTC, which elsewhere begin and end in the middle of one's own.
                let here = |date: &str| elsewhere_than_utc().then(|| local_moment(date)).flatten();
                let words = match resolved() {
                    Some(date) => {
                        let is = tf(m::RELATIVE_IS, &[("date", &date)]);
                        here(&date).map_or(is.clone(), |time| {
                            format!("{is} · {}", tf(m::MOMENT_HERE, &[("time", &time)]))
                        })
                    }
                    None => {
                        let date = query::dates::parse(self.text().trim())?;
                        tf(m::MOMENT_HERE, &[("time", &here(&query::dates::format(date.ms))?)])
                    }
                };
                Some(el("p").class("muted small").child(words))
            }))
    }

    fn is_upper(self) -> bool {
        self.row.shape(|it| it.is_some_and(|it| it.row.operator == Operator::AtMost))
    }

    /// Adds values behind those that stand, each once, empties the box, and says what became of a pasted column.
    fn add(self, texts: Vec<String>) {
        let Value { draft, id, .. } = self;
        let mut values = draft.now(|draft| draft.row(id).map(|row| row.values.clone()).unwrap_or_default());
        let (before, given) = (values.len(), texts.len());
        let mut known: std::collections::HashSet<String> = values.iter().map(Cell::display).collect();
        values.extend(texts.into_iter().filter(|text| known.insert(text.clone())).map(Cell::Text));
        let added = values.len() - before;
        draft.apply(Edit::All(vec![
            Edit::SetValues { row: id, values },
            Edit::SetText { row: id, text: String::new() },
        ]));
        if given > 1 {
            let (added, twice) = (added.to_string(), (given - added).to_string());
            draft.tell(tf(m::VALUES_ADDED, &[("added", &added), ("twice", &twice)]));
        }
    }

    /// The values that stand, each with its way out. Of many the first are shown, until all are wanted.
    fn chips(self, kind: Memo<Option<FieldKind>>) -> El {
        let Value { draft, id, row, .. } = self;
        const SHOWN: usize = 5;
        let all = RwSignal::new(false);
        let values = memo(move |_| row.shape(|it| it.map(|it| it.row.values.clone()).unwrap_or_default()));
        let count = memo(move |_| values.with(Vec::len));
        let shown = move || if all.get() { usize::MAX } else { SHOWN };
        let list = each(
            move || values.get().into_iter().take(shown()).enumerate().collect(),
            |(at, cell): &(usize, Cell)| format!("{at}:{}", cell.display()),
            move |(at, cell)| {
                let text = cell.display();
                // Yes and no are called as the box calls them.
                let is_boolean = kind.with_untracked(|kind| *kind == Some(FieldKind::Boolean));
                let shown = match text.as_str() {
                    "" => "“”".to_string(),
                    "true" if is_boolean => t(m::YES),
                    "false" if is_boolean => t(m::NO),
                    _ => text.clone(),
                };
                el("li")
                    .class("value-chip")
                    .child(el("span").class("value-chip-text").attr("title", &text).child(shown.clone()))
                    .child(
                        el("button")
                            .class("value-chip-remove")
                            .attr("type", "button")
                            .attr("aria-label", &tf(m::REMOVE_VALUE, &[("value", &shown)]))
                            .on_click(move || {
                                let mut values = values.get_untracked();
                                if at < values.len() {
                                    values.remove(at);
                                }
                                draft.apply(Edit::SetValues { row: id, values });
                                focus_value(id);
                            })
                            .child(icon(Icon::Close)),
                    )
            },
        );
        let many = memo(move |_| count.get() > SHOWN);
        let link = |press: Rc<dyn Fn()>| {
            el("button").class("button button-link").attr("type", "button").on_click(move || press())
        };
        el("div")
            .class("value-chips-line")
            .flag("hidden", move || count.get() == 0)
            .child(el("ul").class("value-chips").child(list))
            .child(
                el("p")
                    .class("muted value-count")
                    .flag("hidden", move || count.get() < 2)
                    .child(
                        el("span").text(move || tf(m::VALUE_COUNT, &[("count", &count.get().to_string())])),
                    )
                    .child(" ")
                    .child(
                        link(Rc::new(move || all.update(|all| *all = !*all)))
                            .flag("hidden", move || !many.get())
                            .attr_with("aria-expanded", move || Some(all.get().to_string()))
                            .text(move || t(if all.get() { m::SHOW_FEW_VALUES } else { m::SHOW_ALL_VALUES })),
                    )
                    .child(" ")
                    .child(
                        link(Rc::new(move || {
                            draft.apply(Edit::SetValues { row: id, values: Vec::new() });
                            focus_value(id);
                        }))
                        .child(m::REMOVE_ALL),
                    ),
            )
    }
}

/// Whether the person's own time is not UTC.
fn elsewhere_than_utc() -> bool {
    js_sys::Date::new_0().get_timezone_offset() != 0.0
}

fn choice(value: &str, note: &str) -> Choice {
    Choice { value: value.into(), note: note.into(), description: String::new() }
}

/// The values of a pasted column: split at line ends and tabs, at commas and semicolons too, trimmed, without empty ones.
/// Searched texts hold commas, and so do `words` such as names: those are split at commas only where each part is like
/// an id, one word with a digit in it.
pub fn split_column(text: &str, searched: bool, words: bool) -> Vec<String> {
    let split = |ends: &[char]| -> Vec<String> {
        text.split(ends).map(str::trim).filter(|part| !part.is_empty()).map(String::from).collect()
    };
    let all = split(&['\n', '\r', '\t', ',', ';']);
    let id =
        |part: &String| !part.contains(char::is_whitespace) && part.contains(|c: char| c.is_ascii_digit());
    if searched || words && !all.iter().all(id) { split(&['\n', '\r', '\t']) } else { all }
}

#[cfg(test)]
mod tests {
    use super::split_column;

    #[test]
    fn a_column_is_split_and_trimmed() {
        assert_eq!(split_column(" a\r\nb\n\n c ,d;\te", false, false), ["a", "b", "c", "d", "e"]);
        assert_eq!(split_column("Smith, John\nx", true, false), ["Smith, John", "x"]);
        assert_eq!(split_column("Smith, John\nx1", false, true), ["Smith, John", "x1"]);
        assert_eq!(split_column("76561198000000001, 76561198000000002", false, true).len(), 2);
        assert_eq!(split_column("1,2", true, true), ["1,2"]);
        assert!(split_column(" \n ", false, false).is_empty());
    }
}
