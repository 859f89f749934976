//! One row of the builder: field, operator, values.

use crate::messages::{self as m, Msg, t, tf};
use crate::state::DraftState;
use crate::ui::{Child, Choice, Combobox, El, Icon, combobox, dynamic, each, el, icon};
use leptos::prelude::*;
use query::{Cell, Edit, EntitySchema, Field, FieldKind, Operator, Problem, Row, RowId, RowKind};
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::{HtmlInputElement, HtmlSelectElement, KeyboardEvent};

/// The fields that a group of rows may name.
pub fn fields_of(schema: &EntitySchema, kind: RowKind) -> Vec<Field> {
    schema
        .fields
        .iter()
        .filter(|field| match kind {
            RowKind::Filter => field.filter,
            RowKind::Search => field.search,
            RowKind::Range => field.range,
        })
        .cloned()
        .collect()
}

/// A field's type in one word.
pub fn kind_word(kind: &FieldKind) -> &'static str {
    match kind {
        FieldKind::Text => "text",
        FieldKind::Uuid => "uuid",
        FieldKind::Date => "date",
        FieldKind::Number => "number",
        FieldKind::Boolean => "yes/no",
        FieldKind::Enum(_) => "choice",
        FieldKind::Nested => "nested",
        FieldKind::Unknown => "any",
    }
}

/// A row of the builder; `number` is its place in its group, from 1.
pub fn condition_row(draft: DraftState, id: RowId, number: Memo<usize>, remove: impl Fn() + 'static) -> El {
    let row = Memo::new(move |_| draft.with(|draft| draft.row(id).cloned()));
    let kind = row.get_untracked().map_or(RowKind::Filter, |row| row.kind);
    let title = match kind {
        RowKind::Filter => m::FILTER_N,
        RowKind::Search => m::SEARCH_N,
        RowKind::Range => m::RANGE_N,
    };
    let field = Memo::new(move |_| {
        let name = row.get()?.field;
        draft.schema().get(&name).cloned()
    });
    let operator = Memo::new(move |_| row.get().map(|row| row.operator));
    let problem = Memo::new(move |_| {
        let problems = draft.built().err()?;
        problems.into_iter().find(|problem| problem.row == Some(id)).map(|problem| problem.problem)
    });
    el("div")
        .class("condition")
        .attr("role", "group")
        .attr_with("aria-label", move || Some(tf(title, &[("n", &number.get().to_string())])))
        .attr("data-row", &id.0.to_string())
        .child(
            el("div")
                .class("condition-line")
                .child(field_box(draft, id, kind, row, problem))
                .child(operator_box(draft, id, kind, operator))
                .child(el("div").class("condition-values").child(dynamic(move || match operator.get() {
                    None | Some(Operator::IsEmpty) => Child::None,
                    Some(Operator::Between) => Child::from([
                        value_box(draft, id, row, field, Slot::Text).class("condition-value"),
                        value_box(draft, id, row, field, Slot::Upper).class("condition-value"),
                    ]),
                    Some(_) => value_box(draft, id, row, field, Slot::Text).class("condition-value").into(),
                })))
                .child(
                    el("button")
                        .class("button button-icon")
                        .attr("type", "button")
                        .attr("aria-label", &t(m::REMOVE))
                        .attr("title", &t(m::REMOVE))
                        .on_click(remove)
                        .child(icon(Icon::Close)),
                ),
        )
        .child(dynamic(move || {
            problem.get().map(|problem| {
                el("p").class("condition-problem").attr("role", "status").child(words(&problem))
            })
        }))
}

fn words(problem: &Problem) -> String {
    match problem {
        Problem::NoField => t(m::CHOOSE_FIELD),
        Problem::UnknownField => t(m::UNKNOWN_FIELD),
        Problem::BadValue(words) | Problem::BadNumber(words) => {
            let mut letters = words.chars();
            letters
                .next()
                .map(|first| first.to_uppercase().collect::<String>() + letters.as_str())
                .unwrap_or_default()
        }
    }
}

fn field_box(
    draft: DraftState,
    id: RowId,
    kind: RowKind,
    row: Memo<Option<Row>>,
    problem: Memo<Option<Problem>>,
) -> El {
    combobox(Combobox {
        label: t(m::FIELD),
        value: Rc::new(move || row.get().map(|row| row.field).unwrap_or_default()),
        choices: Rc::new(move || {
            fields_of(&draft.schema(), kind)
                .into_iter()
                .map(|field| Choice {
                    note: kind_word(&field.kind).into(),
                    description: field.description,
                    value: field.name,
                })
                .collect()
        }),
        on_input: Rc::new(move |text| {
            draft.apply(Edit::SetField { row: id, field: text.trim().into() });
        }),
        on_choose: Rc::new(move |text| {
            draft.apply(Edit::SetField { row: id, field: text.trim().into() });
            focus_value(id);
        }),
        placeholder: t(m::FIELD),
        invalid: Rc::new(move || matches!(problem.get(), Some(Problem::NoField | Problem::UnknownField))),
    })
}

/// After a field is chosen, the value is what comes next.
fn focus_value(id: RowId) {
    leptos::prelude::request_animation_frame(move || {
        let found = web_sys::window().and_then(|window| window.document()).and_then(|document| {
            document
                .query_selector(&format!("[data-row=\"{}\"] .condition-value .input", id.0))
                .ok()
                .flatten()
        });
        if let Some(input) = found {
            let _ = input.unchecked_into::<web_sys::HtmlElement>().focus();
        }
    });
}

/// What a group's rows may ask: the operator, its value in the box, its words.
type Choices = &'static [(Operator, &'static str, Msg)];

const OPERATORS: [(RowKind, Choices); 3] = [
    (RowKind::Filter, &[(Operator::Is, "is", m::OP_IS), (Operator::IsEmpty, "empty", m::OP_IS_EMPTY)]),
    (RowKind::Search, &[(Operator::Contains, "contains", m::OP_CONTAINS)]),
    (
        RowKind::Range,
        &[
            (Operator::AtLeast, "from", m::OP_AT_LEAST),
            (Operator::AtMost, "to", m::OP_AT_MOST),
            (Operator::Between, "between", m::OP_BETWEEN),
        ],
    ),
];

fn operator_box(draft: DraftState, id: RowId, kind: RowKind, operator: Memo<Option<Operator>>) -> El {
    let list = OPERATORS.iter().find(|(of, _)| *of == kind).map_or(&[][..], |(_, list)| *list);
    let mut select =
        el("select").class("input").attr("aria-label", &t(m::OPERATOR)).on("change", move |event| {
            let select: HtmlSelectElement = event.target().expect("an event of this box").unchecked_into();
            let chosen = select.value();
            if let Some((operator, ..)) = list.iter().find(|(_, value, _)| *value == chosen) {
                draft.apply(Edit::SetOperator { row: id, operator: *operator });
            }
        });
    for (_, value, words) in list {
        select = select.child(el("option").attr("value", value).child(*words));
    }
    // After its options are there, or the browser would not take the value.
    select.prop("value", move || {
        let now = operator.get();
        let value =
            list.iter().find(|(operator, ..)| Some(*operator) == now).map_or("", |(_, value, _)| value);
        (*value).into()
    })
}

/// Which of a row's two texts a box edits.
#[derive(Clone, Copy, PartialEq)]
enum Slot {
    Text,
    Upper,
}

fn value_box(
    draft: DraftState,
    id: RowId,
    row: Memo<Option<Row>>,
    field: Memo<Option<Field>>,
    slot: Slot,
) -> El {
    let kind = Memo::new(move |_| field.get().map(|field| field.kind));
    el("div").child(dynamic(move || {
        let label = if slot == Slot::Upper { t(m::UPPER_VALUE) } else { t(m::VALUE) };
        let many = slot == Slot::Text
            && row
                .get_untracked()
                .is_some_and(|row| matches!(row.operator, Operator::Is | Operator::Contains));
        match kind.get() {
            Some(FieldKind::Boolean) => boolean_box(draft, id, row, &label).into(),
            Some(FieldKind::Enum(values)) => {
                Child::from([chips(draft, id, row), enum_box(draft, id, row, &label, values)])
            }
            other => {
                let input = text_box(draft, id, row, slot, &label, other.as_ref(), many);
                if many { Child::from([chips(draft, id, row), input]) } else { input.into() }
            }
        }
    }))
}

fn boolean_box(draft: DraftState, id: RowId, row: Memo<Option<Row>>, label: &str) -> El {
    el("select")
        .class("input")
        .attr("aria-label", label)
        .on("change", move |event| {
            let select: HtmlSelectElement = event.target().expect("an event of this box").unchecked_into();
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
            let row = row.get();
            let text = row.as_ref().map(|row| row.text.clone()).unwrap_or_default();
            let chip = row.and_then(|row| row.values.first().map(Cell::display));
            if text.is_empty() { chip.unwrap_or_default().into() } else { text.into() }
        })
}

fn set_text(draft: DraftState, id: RowId, slot: Slot, text: String) {
    draft.apply(match slot {
        Slot::Text => Edit::SetText { row: id, text },
        Slot::Upper => Edit::SetUpper { row: id, text },
    });
}

fn text_box(
    draft: DraftState,
    id: RowId,
    row: Memo<Option<Row>>,
    slot: Slot,
    label: &str,
    kind: Option<&FieldKind>,
    many: bool,
) -> El {
    let (placeholder, mode) = match kind {
        Some(FieldKind::Date) => ("2026-11-23, last 7 days", "text"),
        Some(FieldKind::Number) => ("0", "decimal"),
        Some(FieldKind::Uuid) => ("ea85ddf4-2885-482f-adc6-548fbe3fd8af", "text"),
        _ => ("", "text"),
    };
    el("input")
        .class("input")
        .attr("type", "text")
        .attr("inputmode", mode)
        .attr("aria-label", label)
        .attr("placeholder", placeholder)
        .attr("autocomplete", "off")
        .attr("autocapitalize", "off")
        .attr("spellcheck", "false")
        .prop("value", move || {
            let row = row.get();
            match slot {
                Slot::Text => row.map(|row| row.text).unwrap_or_default().into(),
                Slot::Upper => row.map(|row| row.upper).unwrap_or_default().into(),
            }
        })
        .on("input", move |event| {
            let input: HtmlInputElement = event.target().expect("an event of this box").unchecked_into();
            set_text(draft, id, slot, input.value());
        })
        .on("paste", move |event| {
            let text = js_sys::Reflect::get(&event, &"clipboardData".into())
                .ok()
                .and_then(|data| data.dyn_into::<web_sys::DataTransfer>().ok())
                .and_then(|data| data.get_data("text/plain").ok())
                .unwrap_or_default();
            let parts = split_column(&text);
            if many && parts.len() > 1 {
                event.prevent_default();
                add_chips(draft, id, parts);
            }
        })
        .on("keydown", move |event| {
            let key: &KeyboardEvent = event.unchecked_ref();
            if !many || key.ctrl_key() || key.meta_key() {
                return;
            }
            let Some(now) = row.get_untracked() else { return };
            match key.key().as_str() {
                "Enter" if !now.text.is_empty() => {
                    event.prevent_default();
                    add_chips(draft, id, vec![now.text]);
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

fn enum_box(draft: DraftState, id: RowId, row: Memo<Option<Row>>, label: &str, values: Vec<String>) -> El {
    let choices: Vec<Choice> = values
        .iter()
        .map(|value| Choice { value: value.clone(), note: String::new(), description: String::new() })
        .collect();
    let known = values;
    combobox(Combobox {
        label: label.into(),
        value: Rc::new(move || row.get().map(|row| row.text).unwrap_or_default()),
        choices: Rc::new(move || choices.clone()),
        on_input: Rc::new(move |text| set_text(draft, id, Slot::Text, text)),
        on_choose: Rc::new(move |text| {
            if !text.is_empty() {
                add_chips(draft, id, vec![text]);
            }
        }),
        placeholder: String::new(),
        invalid: Rc::new(move || {
            row.get().is_some_and(|row| {
                !row.text.is_empty() && !known.iter().any(|value| value.starts_with(&row.text))
            })
        }),
    })
}

/// The values of a pasted column: split at line ends, tabs, commas and semicolons, trimmed, without empty ones.
pub fn split_column(text: &str) -> Vec<String> {
    text.split(['\n', '\r', '\t', ',', ';'])
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .map(String::from)
        .collect()
}

/// Adds values behind those that stand, each once, and empties the box.
fn add_chips(draft: DraftState, id: RowId, texts: Vec<String>) {
    let mut values = draft.now(|draft| draft.row(id).map(|row| row.values.clone()).unwrap_or_default());
    for text in texts {
        let cell = Cell::Text(text);
        if !values.contains(&cell) {
            values.push(cell);
        }
    }
    draft.apply(Edit::All(vec![
        Edit::SetValues { row: id, values },
        Edit::SetText { row: id, text: String::new() },
    ]));
}

/// The values that stand, each with its way out. Many are counted instead of shown.
fn chips(draft: DraftState, id: RowId, row: Memo<Option<Row>>) -> El {
    const SHOWN: usize = 12;
    let values = Memo::new(move |_| row.get().map(|row| row.values).unwrap_or_default());
    let list = each(
        move || values.get().into_iter().take(SHOWN).enumerate().collect(),
        |(at, cell): &(usize, Cell)| format!("{at}:{}", cell.display()),
        move |(at, cell)| {
            let text = cell.display();
            let shown = if text.is_empty() { "“”".to_string() } else { text.clone() };
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
                        })
                        .child(icon(Icon::Close)),
                )
        },
    );
    el("div")
        .class("value-chips-line")
        .flag("hidden", move || values.with(Vec::is_empty))
        .child(el("ul").class("value-chips").child(list))
        .child(dynamic(move || {
            let count = values.with(Vec::len);
            (count > 1).then(|| {
                el("span")
                    .class("muted value-count")
                    .child(tf(m::VALUE_COUNT, &[("count", &count.to_string())]))
                    .child(" ")
                    .child(
                        el("button")
                            .class("button button-link")
                            .attr("type", "button")
                            .on_click(move || {
                                draft.apply(Edit::SetValues { row: id, values: Vec::new() });
                            })
                            .child(m::REMOVE_ALL),
                    )
            })
        }))
}

#[cfg(test)]
mod tests {
    use super::split_column;

    #[test]
    fn a_column_is_split_and_trimmed() {
        assert_eq!(split_column(" a\r\nb\n\n c ,d;\te"), ["a", "b", "c", "d", "e"]);
        assert!(split_column(" \n ").is_empty());
    }
}
