//! The single inputs of a form: text, number, yes or no, one of several values, a moment, an id.

use super::body_form::{FormView, problem_id, short};
use super::form_words::format_example;
use super::id_picker::id_picker;
use crate::messages::{self as m, t, tf};
use crate::state::FormState;
use crate::ui::{Child, Choice, Combobox, El, combobox, dynamic, el, memo};
use leptos::prelude::*;
use openapi::form::{Control, Edit, NodeId, Shape, State, is_secret};
use serde_json::Value;
use std::rc::Rc;
use std::sync::Arc;
use wasm_bindgen::{JsCast, JsValue};

/// Texts that may be longer than this get a box of several lines.
const LONG_TEXT: u64 = 300;
/// More values than these are chosen by typing.
const MANY_VALUES: usize = 24;

/// How a place is called, and where it stands.
#[derive(Clone)]
pub(super) struct Labelled {
    name: Rc<dyn Fn() -> String>,
    /// The name of the field, which tells what an id is of; for an item that of its list.
    pub(super) field: String,
    /// It is an item of a list.
    pub(super) item: bool,
    /// It has a name that can be changed.
    pub(super) extra: bool,
    /// It is the whole.
    pub(super) root: bool,
    /// It has no head of its own.
    pub(super) bare: bool,
}

impl Labelled {
    pub(super) fn named(name: String) -> Labelled {
        let field = name.clone();
        let name = Rc::new(move || name.clone());
        Labelled { name, field, item: false, extra: false, root: false, bare: false }
    }

    pub(super) fn root(name: String) -> Labelled {
        Labelled { root: true, bare: true, ..Labelled::named(name) }
    }

    pub(super) fn item(name: impl Fn() -> String + 'static, field: String) -> Labelled {
        Labelled { name: Rc::new(name), field, item: true, ..Labelled::named(String::new()) }
    }

    pub(super) fn extra(name: impl Fn() -> String + 'static) -> Labelled {
        Labelled { name: Rc::new(name), extra: true, ..Labelled::named(String::new()) }
    }

    /// The same place within itself: an alternative that was chosen.
    pub(super) fn bare(mut self) -> Labelled {
        self.bare = true;
        self
    }

    /// Its name, tracked.
    pub(super) fn name(&self) -> String {
        (self.name)()
    }

    pub(super) fn text(&self) -> impl Fn() -> String + 'static {
        let name = self.name.clone();
        move || name()
    }
}

/// The input of a place that is neither object nor list.
pub(super) fn input(view: &FormView, id: NodeId, label: &Labelled) -> Child {
    let Some(node) = view.form.now(|form| form.node(id).cloned()) else { return Child::None };
    match &node.shape.control {
        Control::Boolean => yes_or_no(view, id, label),
        Control::Choice(values) if values.len() <= MANY_VALUES => choice(view, id, label, values),
        Control::Choice(values) => many_values(view, id, label, values),
        Control::Number { .. } => text_box(view, id, label, "decimal").into(),
        _ => text(view, id, label, &node.shape, node.required),
    }
}

/// What stands in a text or number, tracked.
fn text_of(view: &FormView, id: NodeId) -> String {
    text_in(view.form, id)
}

fn text_in(form: FormState, id: NodeId) -> String {
    form.with(|form| match form.node(id).map(|node| &node.state) {
        Some(State::Text(text)) => text.clone(),
        _ => String::new(),
    })
}

fn is_empty_text(view: &FormView, id: NodeId) -> bool {
    view.form.with(|form| form.node(id).is_some_and(|node| node.state == State::Text(String::new())))
}

fn value_of(event: &web_sys::Event) -> String {
    let value = event.target().and_then(|target| js_sys::Reflect::get(&target, &"value".into()).ok());
    value.and_then(|value| value.as_string()).unwrap_or_default()
}

/// The attributes that all inputs have.
fn labelled(view: &FormView, id: NodeId, label: &Labelled, input: El) -> El {
    let (wrong, required) =
        (view.clone(), view.form.now(|form| form.node(id).is_some_and(|node| node.required)));
    let name = label.clone();
    let input = if required { input.attr("aria-required", "true") } else { input };
    input
        .attr_with("aria-label", move || Some(name.name()))
        .attr("aria-describedby", &problem_id(view, id))
        .attr_with("aria-invalid", move || (!wrong.words(id).is_empty()).then(|| "true".to_string()))
}

fn placeholder(view: &FormView, id: NodeId) -> String {
    view.form.now(|form| {
        let Some(node) = form.node(id) else { return String::new() };
        let format = node.shape.formats.last().map_or("", |format| format_example(format));
        if node.required { format.into() } else { t(m::NOT_SENT) }
    })
}

fn text_box(view: &FormView, id: NodeId, label: &Labelled, mode: &str) -> El {
    let (shown, apply) = (view.clone(), view.apply.clone());
    let input = el("input").class("input").attr("type", "text").attr("inputmode", mode);
    labelled(view, id, label, input)
        .attr("autocomplete", "off")
        .attr("autocapitalize", "off")
        .attr("spellcheck", "false")
        .attr("placeholder", &placeholder(view, id))
        .prop("value", move || text_of(&shown, id).into())
        .on("input", move |event| {
            apply(Edit::Type(id, value_of(&event)));
        })
}

fn text(view: &FormView, id: NodeId, label: &Labelled, shape: &Arc<Shape>, _required: bool) -> Child {
    let empty = {
        let view = view.clone();
        dynamic(move || is_empty_text(&view, id).then(|| el("p").class("field-state").child(m::EMPTY_SENT)))
    };
    if let Some(search) = view.document.entity_of_id(&view.path, &label.field) {
        return Child::from([id_picker(view, id, label, search).into(), empty]);
    }
    if shape.json_text() {
        return Child::from([Child::from(json_text(view, id, label)), empty]);
    }
    if shape.is_password() || is_secret(&label.field) {
        let input =
            text_box(view, id, label, "text").attr("type", "password").attr("autocomplete", "new-password");
        return Child::from([Child::from(input), empty]);
    }
    let moment = shape.formats.iter().any(|format| format == "date-time");
    if moment {
        let row =
            el("div").class("row").child(text_box(view, id, label, "text")).child(calendar(view, id, label));
        return Child::from([Child::from(row), empty]);
    }
    let long = shape.schema.max_length().is_some_and(|most| most > LONG_TEXT)
        || matches!(
            label.field.as_str(),
            "function" | "code" | "description" | "message" | "helpText" | "value"
        );
    // Of a text with several lines a box of one line would drop the breaks with the first key.
    let form = view.form;
    let has_lines =
        memo(move |before: Option<&bool>| long || before == Some(&true) || text_in(form, id).contains('\n'));
    let (view, label) = (view.clone(), label.clone());
    let input = dynamic(move || match has_lines.get() {
        true => area(&view, id, &label, "3", false),
        false => text_box(&view, id, &label, "text"),
    });
    Child::from([input, empty])
}

fn area(view: &FormView, id: NodeId, label: &Labelled, rows: &str, code: bool) -> El {
    let (shown, apply) = (view.clone(), view.apply.clone());
    let input =
        el("textarea").class(if code { "input input-code" } else { "input input-area" }).attr("rows", rows);
    labelled(view, id, label, input)
        .attr("spellcheck", "false")
        .attr("placeholder", &placeholder(view, id))
        .prop("value", move || text_of(&shown, id).into())
        .on("input", move |event| {
            apply(Edit::Type(id, value_of(&event)));
        })
}

/// JSON inside a text: what is typed is the JSON itself, and it is sent as one text.
fn json_text(view: &FormView, id: NodeId, label: &Labelled) -> El {
    let (sound, tidied) = (view.clone(), view.clone());
    let read = move |view: &FormView| serde_json::from_str::<Value>(&text_of(view, id)).ok();
    el("div").class("field-json").child(area(view, id, label, "4", true)).child(
        el("button")
            .class("button button-small")
            .attr("type", "button")
            .flag("disabled", move || read(&sound).is_none())
            .on_click(move || {
                if let Some(value) = untrack(|| read(&tidied)) {
                    let text = serde_json::to_string_pretty(&value).unwrap_or_default();
                    (tidied.apply)(Edit::Type(id, text));
                }
            })
            .child(m::TIDY),
    )
}

/// The browser's own calendar and clock, in the person's time zone; what is sent is in UTC.
fn calendar(view: &FormView, id: NodeId, label: &Labelled) -> El {
    let (apply, name, shown) = (view.apply.clone(), label.clone(), view.clone());
    el("input")
        .class("input input-moment")
        .attr("type", "datetime-local")
        .attr_with("aria-label", move || Some(tf(m::PICK_TIME, &[("name", &name.name())])))
        // One and the same moment beside the text, whichever of both is typed into.
        .prop("value", move || local_moment(&text_of(&shown, id)).into())
        .on("change", move |event| {
            let picked = value_of(&event);
            let date = js_sys::Date::new(&JsValue::from_str(&picked));
            if picked.is_empty() {
                apply(Edit::Type(id, String::new()));
            } else if !date.get_time().is_nan() {
                apply(Edit::Type(id, date.to_iso_string().into()));
            }
        })
}

/// A moment as the browser's calendar wants it, in the person's time zone: `2026-12-01T09:30`; nothing for what is none.
fn local_moment(text: &str) -> String {
    let date = js_sys::Date::new(&JsValue::from_str(text));
    if text.trim().is_empty() || date.get_time().is_nan() {
        return String::new();
    }
    let year = date.get_full_year();
    let (month, day) = (date.get_month() + 1, date.get_date());
    format!("{year:04}-{month:02}-{day:02}T{:02}:{:02}", date.get_hours(), date.get_minutes())
}

fn yes_or_no(view: &FormView, id: NodeId, label: &Labelled) -> Child {
    let (shown, apply) = (view.clone(), view.apply.clone());
    let value = move || {
        shown.form.with(|form| match form.node(id).map(|node| &node.state) {
            Some(State::Flag(true)) => "true",
            Some(State::Flag(false)) => "false",
            _ => "",
        })
    };
    let option = |value: &str, words| el("option").attr("value", value).child(words);
    let select = el("select")
        .class("input")
        .child(option("", if required(view, id) { m::CHOOSE } else { m::NOT_SENT }))
        .child(option("true", m::YES))
        .child(option("false", m::NO));
    labelled(view, id, label, select)
        .prop("value", move || value().into())
        .on("change", move |event| {
            apply(match value_of(&event).as_str() {
                "true" => Edit::Flag(id, true),
                "false" => Edit::Flag(id, false),
                _ => Edit::Leave(id),
            });
        })
        .into()
}

fn required(view: &FormView, id: NodeId) -> bool {
    view.form.now(|form| form.node(id).is_some_and(|node| node.required))
}

fn chosen(view: &FormView, id: NodeId) -> Option<Value> {
    view.form.with(|form| match form.node(id).map(|node| &node.state) {
        Some(State::Chosen(value)) => Some(value.clone()),
        _ => None,
    })
}

fn words_of(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), String::from)
}

fn choice(view: &FormView, id: NodeId, label: &Labelled, values: &[Value]) -> Child {
    let (shown, apply) = (view.clone(), view.apply.clone());
    let mut select =
        el("select").class("input").child(el("option").attr("value", "").child(if required(view, id) {
            m::CHOOSE
        } else {
            m::NOT_SENT
        }));
    for (index, value) in values.iter().enumerate() {
        select = select.child(el("option").attr("value", &index.to_string()).child(words_of(value)));
    }
    // A value that came with JSON and is none of the allowed ones is shown, so that it can be seen and exchanged.
    let other = view.form.now(|form| match form.node(id).map(|node| &node.state) {
        Some(State::Chosen(value)) if !values.contains(value) => Some(value.clone()),
        _ => None,
    });
    if let Some(other) = other {
        select = select.child(el("option").attr("value", "other").child(short(&other)));
    }
    let known = values.to_vec();
    let place = {
        let known = known.clone();
        move || match chosen(&shown, id) {
            Some(value) => {
                known.iter().position(|it| *it == value).map_or_else(|| "other".into(), |it| it.to_string())
            }
            None => String::new(),
        }
    };
    labelled(view, id, label, select)
        .prop("value", move || place().into())
        .on("change", move |event| {
            let value = value_of(&event).parse::<usize>().ok().and_then(|index| known.get(index).cloned());
            apply(value.map_or(Edit::Leave(id), |value| Edit::Choose(id, value)));
        })
        .into()
}

fn many_values(view: &FormView, id: NodeId, label: &Labelled, values: &[Value]) -> Child {
    let all: Vec<Choice> = values
        .iter()
        .map(|value| Choice { value: words_of(value), note: String::new(), description: String::new() })
        .collect();
    let (shown, wrong, apply) = (view.clone(), view.clone(), view.apply.clone());
    let known = values.to_vec();
    let take: Rc<dyn Fn(String)> = Rc::new(move |text| {
        if text.is_empty() {
            apply(Edit::Leave(id));
            return;
        }
        let value = known.iter().find(|value| words_of(value) == text).cloned();
        apply(Edit::Choose(id, value.unwrap_or(Value::String(text))));
    });
    combobox(Combobox {
        label: untrack(|| label.name()),
        value: Rc::new(move || chosen(&shown, id).as_ref().map(words_of).unwrap_or_default()),
        choices: Rc::new(move || all.clone()),
        on_input: take.clone(),
        on_choose: take,
        placeholder: t(if required(view, id) { m::CHOOSE } else { m::NOT_SENT }),
        invalid: Rc::new(move || !wrong.words(id).is_empty()),
    })
    .into()
}

/// The text of a place, for the picker of ids.
pub(super) fn typed_text(view: &FormView, id: NodeId) -> String {
    text_of(view, id)
}

/// Reads an event's value.
pub(super) fn event_value(event: &web_sys::Event) -> String {
    value_of(event)
}

/// A text area's own value.
pub(super) fn area_value(event: &web_sys::Event) -> String {
    let area = event.target().and_then(|target| target.dyn_into::<web_sys::HtmlTextAreaElement>().ok());
    area.map(|area| area.value()).unwrap_or_default()
}

/// The text that a paste brings.
pub(super) fn pasted(event: &web_sys::Event) -> String {
    let data = js_sys::Reflect::get(event, &"clipboardData".into()).ok();
    let data = data.and_then(|data| data.dyn_into::<web_sys::DataTransfer>().ok());
    data.and_then(|data| data.get_data("text/plain").ok()).unwrap_or_default()
}
