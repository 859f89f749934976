//! One row of the builder: field, operator, values, and what is to be said of it.

use super::advice::{described_by, focus, row_advice};
use super::row_order::RowOrder;
use super::value_box::{Slot, value_box};
use crate::messages::{self as m, Msg, t, tf};
use crate::state::{DraftState, RowShape, RowState};
use crate::ui::{Child, Choice, Combobox, El, Icon, combobox, dynamic, el, icon, memo};
use leptos::prelude::*;
use query::{Edit, EntitySchema, Field, FieldKind, Nothing, Operator, Problem, Row, RowId, RowKind};
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
    let row = draft.row(id);
    let kind = untrack(|| row.shape(|it| it.map_or(RowKind::Filter, |it| it.row.kind)));
    let title = match kind {
        RowKind::Filter => m::FILTER_N,
        RowKind::Search => m::SEARCH_N,
        RowKind::Range => m::RANGE_N,
    };
    let field = memo(move |_| row.shape(|it| draft.schema().get(&it?.row.field).cloned()));
    let operator = memo(move |_| row.shape(|it| it.map(|it| it.row.operator)));
    // Its operator says the whole value already.
    let nothing = memo(move |_| row.shape(|it| it.is_some_and(|it| it.nothing.is_some())));
    let problem =
        memo(move |_| draft.problems(|all| Some(all.iter().find(|it| it.row == Some(id))?.problem.clone())));
    // The doctor tells most problems better, with a way out; a problem that it does not know is told all the same.
    let advised = memo(move |_| draft.advice(|all| all.iter().any(|advice| advice.row == Some(id))));
    let off = memo(move |_| row.shape(|it| it.is_some_and(|it| it.row.off)));
    let whole = el("div")
        .class("condition")
        .class_if("is-off", move || off.get())
        .attr("role", "group")
        .attr_with("aria-label", move || Some(tf(title, &[("n", &number.get().to_string())])))
        .attr_with("aria-describedby", move || described_by(draft, id))
        .attr("data-row", &id.0.to_string())
        .child(
            el("div")
                .class("condition-line")
                .child(order.handle(id))
                .child(field_box(draft, id, kind, row, problem))
                .child(operator_box(draft, id, kind, row, field))
                .child(el("div").class("condition-values").child(dynamic(move || match operator.get() {
                    _ if nothing.get() => Child::None,
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
    row: RowState,
    problem: Memo<Option<Problem>>,
) -> El {
    let set = move |text: String| {
        let edit =
            draft.now(|draft_now| draft_now.row(id).map(|row| with_field(row, text.trim(), &draft.schema())));
        if let Some(edit) = edit {
            draft.apply_in(edit, &format!("field {}", id.0));
        }
    };
    let name = memo(move |_| row.shape(|it| it.map(|it| it.row.field.clone()).unwrap_or_default()));
    combobox(Combobox {
        label: t(m::FIELD),
        value: Rc::new(move || name.get()),
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
        on_input: Rc::new(set),
        on_choose: Rc::new(move |text| {
            set(text);
            focus_value(id);
        }),
        placeholder: t(m::FIELD),
        invalid: Rc::new(move || matches!(problem.get(), Some(Problem::NoField | Problem::UnknownField))),
    })
}

/// After a field is chosen, the value is what comes next.
pub fn focus_value(id: RowId) {
    focus(&[format!("[data-row=\"{}\"] .condition-value .input", id.0)]);
}

/// Something that a row may ask: the operator, whether its value stands without a list, its value in the box, its
/// words.
struct Asks {
    operator: Operator,
    bare: bool,
    value: &'static str,
    words: Msg,
    /// The words on a field of yes or no, whose values stand without a list by nature.
    words_of_boolean: Msg,
    /// A value that asks nothing, for a person who wants to see what the server makes of it.
    nothing: Option<Nothing>,
}

const fn asks(
    operator: Operator,
    bare: bool,
    value: &'static str,
    words: Msg,
    words_of_boolean: Msg,
) -> Asks {
    Asks { operator, bare, value, words, words_of_boolean, nothing: None }
}

const fn asks_nothing(operator: Operator, nothing: Nothing, value: &'static str, words: Msg) -> Asks {
    Asks { operator, bare: false, value, words, words_of_boolean: words, nothing: Some(nothing) }
}

/// One of the values in a list.
const LISTED: &str = "is";
const OF_FILTER: &[Asks] = &[
    asks(Operator::Is, false, LISTED, m::OP_IS, m::OP_IS_LISTED),
    asks(Operator::IsEmpty, false, "empty", m::OP_IS_EMPTY, m::OP_IS_EMPTY),
    asks(Operator::Is, true, "bare", m::OP_IS_BARE, m::OP_IS),
    asks_nothing(Operator::Is, Nothing::List, "list", m::OP_IS_LIST),
    asks_nothing(Operator::Is, Nothing::Null, "null", m::OP_IS_NULL),
];
const OF_SEARCH: &[Asks] = &[
    asks(Operator::Contains, false, "contains", m::OP_CONTAINS, m::OP_CONTAINS),
    asks(Operator::Contains, true, "bare", m::OP_CONTAINS_BARE, m::OP_CONTAINS_BARE),
    asks_nothing(Operator::Contains, Nothing::List, "list", m::OP_CONTAINS_LIST),
    asks_nothing(Operator::Contains, Nothing::Null, "null", m::OP_CONTAINS_NULL),
];
const OF_RANGE: &[Asks] = &[
    asks(Operator::AtLeast, false, "from", m::OP_AT_LEAST, m::OP_AT_LEAST),
    asks(Operator::AtMost, false, "to", m::OP_AT_MOST, m::OP_AT_MOST),
    asks(Operator::Between, false, "between", m::OP_BETWEEN, m::OP_BETWEEN),
    asks_nothing(Operator::AtLeast, Nothing::Null, "from null", m::OP_AT_LEAST_NULL),
    asks_nothing(Operator::AtMost, Nothing::Null, "to null", m::OP_AT_MOST_NULL),
    asks_nothing(Operator::AtLeast, Nothing::Text, "from text", m::OP_AT_LEAST_TEXT),
    asks_nothing(Operator::AtMost, Nothing::Text, "to text", m::OP_AT_MOST_TEXT),
];

fn operator_box(
    draft: DraftState,
    id: RowId,
    kind: RowKind,
    row: RowState,
    field: Memo<Option<Field>>,
) -> El {
    let list = match kind {
        RowKind::Filter => OF_FILTER,
        RowKind::Search => OF_SEARCH,
        RowKind::Range => OF_RANGE,
    };
    let is_boolean =
        memo(move |_| field.with(|field| matches!(field, Some(Field { kind: FieldKind::Boolean, .. }))));
    let value = memo(move |_| row.shape(|it| it.map_or("", |it| chosen(list, it))));
    // Where the document wants one value, a list of it is offered to nobody who has not written one.
    let listless = memo(move |_| {
        let single = field.with(|field| field.as_ref().is_some_and(|it| it.single));
        single && is_boolean.get() && value.get() != LISTED
    });
    let mut select =
        el("select").class("input").attr("aria-label", &t(m::OPERATOR)).on("change", move |event| {
            let select: HtmlSelectElement = event.target().expect("an event of this box").unchecked_into();
            let chosen = select.value();
            let Some(asks) = list.iter().find(|asks| asks.value == chosen) else { return };
            if let Some(edit) = draft.now(|draft| draft.row(id).map(|row| asked(row, asks))) {
                draft.apply(edit);
            }
        });
    let option = move |asks: &'static Asks| {
        let out = move || asks.value == LISTED && listless.get();
        el("option")
            .attr("value", asks.value)
            .flag("hidden", out)
            .flag("disabled", out)
            .text(move || t(if is_boolean.get() { asks.words_of_boolean } else { asks.words }))
    };
    let (usual, nothings): (Vec<_>, Vec<_>) = list.iter().partition(|asks| asks.nothing.is_none());
    for asks in usual {
        select = select.child(option(asks));
    }
    let mut quiet = el("optgroup").attr("label", &t(m::AS_WRITTEN));
    for asks in nothings {
        quiet = quiet.child(option(asks));
    }
    select = select.child(quiet);
    // After its options are there, or the browser would not take the value.
    select.prop("value", move || value.get().into())
}

/// What a row asks, by its value in the box.
fn chosen(list: &[Asks], shape: &RowShape) -> &'static str {
    let RowShape { row, nothing } = shape;
    let of = |bare: bool| {
        list.iter().find(|asks| {
            asks.operator == row.operator
                && asks.nothing == *nothing
                && (asks.bare == bare || nothing.is_some())
        })
    };
    // Bounds have no list, and neither has the question whether a field is empty.
    of(row.bare).or_else(|| of(false)).map_or("", |asks| asks.value)
}

/// The change that makes a row ask something else.
fn asked(row: &Row, asks: &Asks) -> Edit {
    if let Some(nothing) = asks.nothing {
        return row.asking_nothing(asks.operator, nothing);
    }
    let mut edits = vec![
        Edit::SetOperator { row: row.id, operator: asks.operator },
        Edit::SetBare { row: row.id, bare: asks.bare },
    ];
    // What asked nothing is no value to go on with.
    if row.nothing().is_some() {
        edits.push(Edit::SetValues { row: row.id, values: Vec::new() });
    }
    Edit::All(edits)
}

/// The change that gives a row another field. Yes and no stand without a list, as the server takes them, and the values of
/// all other fields in one.
fn with_field(row: &Row, field: &str, schema: &EntitySchema) -> Edit {
    let is_boolean = |name: &str| {
        row.kind == RowKind::Filter && schema.get(name).is_some_and(|it| it.kind == FieldKind::Boolean)
    };
    let mut edits = vec![Edit::SetField { row: row.id, field: field.into() }];
    if is_boolean(field) != is_boolean(&row.field) && row.nothing().is_none() {
        edits.push(Edit::SetBare { row: row.id, bare: is_boolean(field) });
    }
    Edit::All(edits)
}

#[cfg(test)]
mod tests {
    use super::*;
    use query::Draft;

    #[test]
    fn a_value_that_asks_nothing_is_chosen_and_left_again() {
        let mut draft = Draft::default();
        for (kind, list) in
            [(RowKind::Filter, OF_FILTER), (RowKind::Search, OF_SEARCH), (RowKind::Range, OF_RANGE)]
        {
            let id = draft.apply(Edit::Add { kind, field: "name".into() }).expect("a new row");
            for asks in list.iter().filter(|asks| asks.nothing.is_some()) {
                draft.apply(Edit::SetText { row: id, text: "typed".into() });
                draft.apply(asked(draft.row(id).expect("it stands"), asks));
                let row = draft.row(id).expect("it stands");
                assert_eq!((row.nothing(), row.operator), (asks.nothing, asks.operator));
                let edit = with_field(row, "other", &EntitySchema::new("", ""));
                draft.apply(edit);
                draft.apply(asked(draft.row(id).expect("it stands"), &list[0]));
                let row = draft.row(id).expect("it stands");
                assert_eq!((row.is_idle(), row.bare), (true, false));
            }
        }
    }

    #[test]
    fn yes_and_no_stand_without_a_list() {
        let schema = EntitySchema::new("player", "/player/search")
            .field(Field::new("banned", FieldKind::Boolean).filterable())
            .field(Field::new("name", FieldKind::Text).filterable());
        let mut draft = Draft::default();
        let id = draft.apply(Edit::Add { kind: RowKind::Filter, field: String::new() }).expect("a new row");
        let mut bare = Vec::new();
        for field in ["b", "banned", "banne", "name", "banned"] {
            let edit = with_field(&draft.rows[0], field, &schema);
            draft.apply(edit);
            bare.push(draft.row(id).map(|row| (row.bare, row.field.clone())));
        }
        let is = |bare, field: &str| Some((bare, field.to_string()));
        assert_eq!(
            bare,
            [is(false, "b"), is(true, "banned"), is(false, "banne"), is(false, "name"), is(true, "banned")]
        );
    }
}
