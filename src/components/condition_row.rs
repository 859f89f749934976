//! One row of the builder: field, operator, values, and what is to be said of it.

use super::advice::{focus, row_advice};
use super::row_order::RowOrder;
use super::value_box::{Slot, value_box};
use crate::messages::{self as m, Msg, t, tf};
use crate::state::DraftState;
use crate::ui::{Child, Choice, Combobox, El, Icon, combobox, dynamic, el, icon};
use leptos::prelude::*;
use query::{Edit, EntitySchema, Field, FieldKind, Operator, Problem, Row, RowId, RowKind};
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::{HtmlInputElement, HtmlSelectElement};

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
pub fn kind_word(kind: &FieldKind) -> String {
    t(match kind {
        FieldKind::Text => m::KIND_TEXT,
        FieldKind::Uuid => m::KIND_UUID,
        FieldKind::Date => m::KIND_DATE,
        FieldKind::Number => m::KIND_NUMBER,
        FieldKind::Boolean => m::KIND_BOOLEAN,
        FieldKind::Enum(_) => m::KIND_ENUM,
        FieldKind::Nested => m::KIND_NESTED,
        FieldKind::Unknown => m::KIND_UNKNOWN,
    })
}

/// A row of the builder; `number` is its place in its group, from 1.
pub fn condition_row(
    draft: DraftState,
    id: RowId,
    number: Memo<usize>,
    order: RowOrder,
    remove: impl Fn() + 'static,
) -> El {
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
    // The doctor tells most problems better, with a way out; a problem that it does not know is told all the same.
    let advised = Memo::new(move |_| draft.advice().iter().any(|advice| advice.row == Some(id)));
    let off = Memo::new(move |_| row.get().is_some_and(|row| row.off));
    let whole = el("div")
        .class("condition")
        .class_if("is-off", move || off.get())
        .attr("role", "group")
        .attr_with("aria-label", move || Some(tf(title, &[("n", &number.get().to_string())])))
        .attr("data-row", &id.0.to_string())
        .child(
            el("div")
                .class("condition-line")
                .child(order.handle(id))
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
                    el("div").class("condition-buttons").child(on_box(draft, id, off)).child(
                        el("button")
                            .class("button button-icon")
                            .attr("type", "button")
                            .attr("aria-label", &t(m::REMOVE))
                            .attr("title", &t(m::REMOVE))
                            .on_click(remove)
                            .child(icon(Icon::Close)),
                    ),
                ),
        )
        .child(dynamic(move || {
            problem.get().filter(|_| !advised.get()).map(|problem| {
                el("p").class("condition-problem").attr("role", "status").child(words(&problem))
            })
        }))
        .child(dynamic(move || -> Child {
            let lines: Vec<El> = draft
                .refused_of(id)
                .into_iter()
                .map(|words| {
                    el("p")
                        .class("condition-problem")
                        .attr("role", "status")
                        .child(tf(m::SERVER_REFUSED, &[("words", &words)]))
                })
                .collect();
            lines.into()
        }))
        .child(dynamic(move || off.get().then(|| el("p").class("muted small").child(m::ROW_IS_OFF))))
        .child(row_advice(draft, id));
    order.with_keys(whole, id)
}

/// A row that is switched off is kept and not sent.
fn on_box(draft: DraftState, id: RowId, off: Memo<bool>) -> El {
    el("input")
        .class("condition-on")
        .attr("type", "checkbox")
        .attr("aria-label", &t(m::USE_ROW))
        .attr("title", &t(m::USE_ROW))
        .prop("checked", move || (!off.get()).into())
        .on("change", move |event| {
            let input: HtmlInputElement = event.target().expect("an event of this box").unchecked_into();
            draft.apply(Edit::SetOff { row: id, off: !input.checked() });
        })
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
                    note: kind_word(&field.kind),
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
    focus(&[format!("[data-row=\"{}\"] .condition-value .input", id.0)]);
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
