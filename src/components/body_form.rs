//! A form made from a schema: one field for each place, made when it is opened.

use super::body_inputs::{Labelled, input, pasted};
use super::form_words::wrong_words;
use super::markdown_line;
use crate::messages::{self as m, Msg, t, tf};
use crate::state::{FormState, use_address};
use crate::ui::{Child, El, Icon, dynamic, each, el, focus_soon, framed, icon, memo, pass_focus, when};
use leptos::prelude::*;
use openapi::Document;
use openapi::form::{Control, Edit, Entry, Form, NodeId, Others, State, Wrong, has_format};
use std::rc::Rc;
use std::sync::atomic::{AtomicU32, Ordering};
use wasm_bindgen::JsCast;

/// So many fields of a form are more than a screen shows.
const FIRST_FIELDS: usize = 12;

/// What a form's fields need to know.
#[derive(Clone)]
pub struct FormView {
    /// The form.
    pub form: FormState,
    /// Makes a change.
    pub apply: Rc<dyn Fn(Edit) -> Option<NodeId>>,
    /// What the server said of places, tracked.
    pub server: Rc<dyn Fn() -> Vec<(NodeId, String)>>,
    /// The document, for what an id names.
    pub document: Rc<Document>,
    /// The operation's path.
    pub path: String,
    /// The form is the body's: its places are named as the server names them.
    pub in_body: bool,
    /// Tells this form's elements from those of others.
    pub key: u32,
    /// Sending was tried: what is required and absent, and of what there is too little, is marked from then on.
    pub tried: RwSignal<bool>,
    /// The place where somebody looks for an id by typing a name, which is not wrong meanwhile.
    pub(super) searched: RwSignal<Option<NodeId>>,
}

/// What a field shows; typing does not change it, so that an input stays while one types.
#[derive(Clone, Copy, PartialEq)]
enum Face {
    Gone,
    Input,
    Null,
    Raw,
    Closed,
    Object,
    List,
    One(usize),
}

impl FormView {
    /// The face of a place, tracked.
    fn face(&self, id: NodeId) -> Face {
        self.form.with(|form| {
            let Some(node) = form.node(id) else { return Face::Gone };
            match (&node.state, &node.shape.control) {
                (State::Null, _) => Face::Null,
                (State::Raw(_), _) => Face::Raw,
                (State::Object(_), _) => Face::Object,
                (State::List(_), _) => Face::List,
                (State::One { index, .. }, _) => Face::One(*index),
                (_, Control::Object { .. } | Control::List { .. }) => Face::Closed,
                (_, Control::Alternatives(_) | Control::Types(_) | Control::Nothing) => Face::Closed,
                _ => Face::Input,
            }
        })
    }

    /// The words under a place: what is wrong, and what the server said; tracked.
    pub(super) fn words(&self, id: NodeId) -> Vec<String> {
        let tried = self.tried.get();
        let searched = !tried && self.searched.get() == Some(id);
        let flaws = self.form.flaws();
        let absent =
            |wrong: &Wrong| matches!(wrong, Wrong::Required | Wrong::TooFew(_) | Wrong::TooFewParts(_));
        let shown = |wrong: &Wrong| tried || !absent(wrong);
        let own = flaws.iter().filter(|flaw| flaw.node == id && !searched && shown(&flaw.wrong));
        let mut words: Vec<String> = own.map(|flaw| wrong_words(&flaw.wrong)).collect();
        let said = (self.server)();
        let said = said.iter().filter(|(node, _)| *node == id);
        words.extend(said.map(|(_, words)| tf(m::SERVER_SAID, &[("words", words)])));
        words
    }
}

/// The whole form. `name` is what it is called where it is a single input.
pub fn form_view(view: &FormView, name: &str) -> El {
    let root = view.form.now(|form| form.root());
    let name = name.to_string();
    field(view, root, Labelled::root(name))
}

/// A parameter: a form whose outermost place has a head of its own.
pub fn parameter_view(view: &FormView, name: &str) -> El {
    let root = view.form.now(|form| form.root());
    field(view, root, Labelled::named(name.into()))
}

/// One place with its head, its input and what is said of it.
pub(super) fn field(view: &FormView, id: NodeId, label: Labelled) -> El {
    let Some(node) = view.form.now(|form| form.node(id).cloned()) else { return el("div") };
    let shape = node.shape.clone();
    let face = {
        let view = send_wrapper::SendWrapper::new(view.clone());
        memo(move |_| view.face(id))
    };
    let description = shape.schema.description().to_string();
    let group = matches!(shape.control, Control::Object { .. } | Control::List { .. });
    let body = {
        let (view, label) = (view.clone(), label.clone());
        dynamic(move || {
            let (view, label) = (view.clone(), label.clone());
            let face = face.get();
            untrack(move || control(&view, id, face, &label))
        })
    };
    let place = el("div")
        .class(if group { "field field-group" } else { "field" })
        .attr("data-node", &node_key(view, id));
    let place = if group || label.item {
        place.attr("role", "group").attr_with("aria-label", {
            let label = label.clone();
            move || Some(label.name())
        })
    } else {
        place
    };
    // An error's details lead here by the server's own name of the place.
    let place = if view.in_body {
        let view = view.clone();
        place.attr_with("data-path", move || {
            let pointer = view.form.with(|form| form.pointer(id)).unwrap_or_default();
            Some(pointer.trim_start_matches('/').replace('/', ".")).filter(|path| !path.is_empty())
        })
    } else {
        place
    };
    place.child((!label.bare).then(|| head(view, id, &label))).child(body).child(problems(view, id)).child(
        (!description.is_empty() && !label.bare)
            .then(|| el("p").class("field-about").child(markdown_line(&description))),
    )
}

fn problems(view: &FormView, id: NodeId) -> Child {
    let place = problem_id(view, id);
    let view = view.clone();
    Child::from(el("div").attr("id", &place).class("field-problems").child(dynamic(move || {
        let words = view.words(id);
        words.into_iter().map(|words| el("p").class("condition-problem").child(words)).collect::<Vec<El>>()
    })))
}

/// The element that says what is wrong with a place.
pub(super) fn problem_id(view: &FormView, id: NodeId) -> String {
    format!("form-problem-{}-{}", view.key, id.number())
}

/// A number that no other form has.
pub fn next_form() -> u32 {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    NEXT.fetch_add(1, Ordering::Relaxed)
}

fn head(view: &FormView, id: NodeId, label: &Labelled) -> El {
    let node = view.form.now(|form| form.node(id).cloned());
    let shape = node.as_ref().map(|node| node.shape.clone());
    let required = node.is_some_and(|node| node.required) && !label.item && !label.extra;
    let mut notes: Vec<String> = Vec::new();
    if let Some(shape) = &shape {
        notes.push(match (&shape.name, shape.formats.as_slice()) {
            (Some(name), _) => name.clone(),
            (None, [_, _, ..]) => shape.formats.join(" / "),
            _ => shape.schema.kind(),
        });
        let limits = shape.schema.limits().into_iter().filter(|limit| !limit.starts_with("matches "));
        notes.extend(limits.map(|limit| m::said(&limit)));
    }
    let deprecated = shape.is_some_and(|shape| shape.schema.deprecated());
    let name: El =
        if label.extra { name_box(view, id) } else { el("span").class("field-name").text(label.text()) };
    let title = el("div")
        .class("field-title")
        .child(name)
        .child(required.then(|| el("span").class("field-required").attr("title", &t(m::REQUIRED)).child("*")))
        .child(el("span").class("field-note").child(notes.join(" · ")))
        .child(deprecated.then(|| el("span").class("chip chip-warning").child(m::DEPRECATED)));
    let tools = el("div")
        .class("field-tools")
        .child(label.item.then(|| item_buttons(view, id, label)))
        .child((label.extra || label.item).then(|| {
            let (view, apply, label) = (view.clone(), view.apply.clone(), label.clone());
            icon_button(
                Icon::Close,
                move || tf(m::REMOVE_THING, &[("name", &label.name())]),
                move || {
                    let next = view.form.now(|form| beside(form, id));
                    apply(Edit::Remove(id));
                    pass_focus(next.map(|(next, own)| {
                        let key = node_key(&view, next);
                        format!("[data-node=\"{key}\"] {}", if own { ".field-remove" } else { ".button-add" })
                    }));
                },
            )
            .class("button button-icon field-remove")
        }))
        .child(menu(view, id, label));
    el("div").class("field-head").child(title).child(tools)
}

/// The name of a part that the schema does not name.
fn name_box(view: &FormView, id: NodeId) -> El {
    let (view, apply) = (view.clone(), view.apply.clone());
    el("input")
        .class("input field-name-box")
        .attr("type", "text")
        .attr("aria-label", &t(m::NAME))
        .attr("placeholder", &t(m::NAME))
        .attr("autocomplete", "off")
        .attr("spellcheck", "false")
        .prop("value", move || entry_name(&view, id).into())
        .on("input", move |event| {
            let input: web_sys::HtmlInputElement =
                event.target().expect("an event of this box").unchecked_into();
            apply(Edit::Rename(id, input.value()));
        })
}

fn entry_name(view: &FormView, id: NodeId) -> String {
    view.form.with(|form| {
        let parent = form.node(id).and_then(|node| node.parent);
        let entries = parent.map(|parent| form.entries(parent)).unwrap_or_default();
        entries.into_iter().find(|entry| entry.node == id).map(|entry| entry.name).unwrap_or_default()
    })
}

fn item_buttons(view: &FormView, id: NodeId, label: &Labelled) -> Child {
    let step = |picture: Icon, class: &'static str, words: Msg, by: isize| {
        let (view, label) = (view.clone(), label.clone());
        icon_button(
            picture,
            move || tf(words, &[("name", &label.name())]),
            move || {
                (view.apply)(Edit::Move(id, by));
                // The browser takes the focus from what is put elsewhere.
                let way = if by < 0 { "turn-up" } else { "turn-down" };
                pass_focus([format!("[data-node=\"{}\"] .{way}", node_key(&view, id))]);
            },
        )
        .class(class)
    };
    Child::from([
        step(Icon::Right, "button button-icon turn-up", m::MOVE_UP, -1),
        step(Icon::Right, "button button-icon turn-down", m::MOVE_DOWN, 1),
    ])
}

pub(super) fn icon_button(
    picture: Icon,
    name: impl Fn() -> String + Clone + 'static,
    press: impl FnMut() + 'static,
) -> El {
    let title = name.clone();
    el("button")
        .class("button button-icon")
        .attr("type", "button")
        .attr_with("aria-label", move || Some(name()))
        .attr_with("title", move || Some(title()))
        .on_click(press)
        .child(icon(picture))
}

/// What the focus of a removed item goes to: the item behind it, the one before it, and then the list itself; `true` for an
/// item.
fn beside(form: &Form, id: NodeId) -> [(NodeId, bool); 3] {
    let parent = form.node(id).and_then(|node| node.parent).unwrap_or(id);
    let items: Vec<NodeId> = match form.node(parent).map(|node| &node.state) {
        Some(State::List(items)) => items.clone(),
        _ => form.entries(parent).into_iter().map(|entry| entry.node).collect(),
    };
    let at = items.iter().position(|item| *item == id).unwrap_or(0);
    let item = |at: Option<usize>| at.and_then(|at| items.get(at)).map_or((parent, false), |it| (*it, true));
    [item(Some(at + 1)), item(at.checked_sub(1)), (parent, false)]
}

/// What a place can do beside being filled in; its buttons are made when it is opened.
fn menu(view: &FormView, id: NodeId, label: &Labelled) -> El {
    let open = RwSignal::new(false);
    let (view, named) = (view.clone(), label.clone());
    let details = el("details").class("field-menu");
    let element = details.element().clone();
    let details_element = element.clone();
    let close: Rc<dyn Fn()> = Rc::new(move || {
        let _ = element.remove_attribute("open");
    });
    let shut = close.clone();
    details
        .on("keydown", {
            let (close, whole) = (close.clone(), details_element);
            move |event| {
                let key: &web_sys::KeyboardEvent = event.unchecked_ref();
                if key.key() == "Escape" && whole.has_attribute("open") {
                    close();
                    if let Ok(Some(summary)) = whole.query_selector("summary") {
                        let _ = summary.unchecked_into::<web_sys::HtmlElement>().focus();
                    }
                    event.stop_propagation();
                }
            }
        })
        .on("toggle", move |event| {
            let open_now = event.target().and_then(|it| it.dyn_into::<web_sys::Element>().ok());
            open.set(open_now.is_some_and(|it| it.has_attribute("open")));
        })
        .on("focusout", {
            let close = close.clone();
            move |event| {
                let to = js_sys::Reflect::get(&event, &"relatedTarget".into()).ok();
                let to = to.and_then(|to| to.dyn_into::<web_sys::Node>().ok());
                let here = event.current_target().and_then(|it| it.dyn_into::<web_sys::Node>().ok());
                if !here.is_some_and(|here| here.contains(to.as_ref())) {
                    close();
                }
            }
        })
        .child(
            el("summary")
                .class("button button-icon")
                .attr_with("aria-label", move || Some(tf(m::MORE_FOR, &[("name", &named.name())])))
                .child(icon(Icon::Settings)),
        )
        .child(when(
            move || open.get(),
            move || el("div").class("field-menu-list").child(choices(&view, id, &shut)),
        ))
}

/// A change and the words for it.
type Offer = (String, Edit);

fn choices(view: &FormView, id: NodeId, close: &Rc<dyn Fn()>) -> Child {
    let offers = view.form.now(|form| {
        let Some(node) = form.node(id) else { return Vec::new() };
        let (schema, state) = (&node.shape.schema, &node.state);
        let mut offers: Vec<Offer> = Vec::new();
        if let Some(value) = schema.default_value() {
            let words = tf(m::USE_DEFAULT, &[("value", &short(value))]);
            offers.push((words, Edit::Fill(id, Some(value.clone()))));
        }
        for value in schema.examples().into_iter().take(4) {
            offers.push((tf(m::USE_VALUE, &[("value", &short(value))]), Edit::Fill(id, Some(value.clone()))));
        }
        if node.shape.control == Control::Text && *state != State::Text(String::new()) {
            offers.push((t(m::SEND_EMPTY), Edit::SendEmpty(id)));
        }
        if node.shape.nullable && *state != State::Null {
            offers.push((t(m::SEND_NULL), Edit::Null(id)));
        }
        match state {
            State::Raw(_) => offers.push((t(m::USE_INPUTS), Edit::UseInputs(id))),
            _ => offers.push((t(m::EDIT_AS_JSON), Edit::UseJson(id))),
        }
        if *state != State::Absent {
            offers.push((t(m::SEND_NOT), Edit::Leave(id)));
        }
        offers
    });
    let buttons = offers.into_iter().map(|(words, edit)| {
        let (view, close) = (view.clone(), close.clone());
        el("button")
            .class("field-menu-item")
            .attr("type", "button")
            .on_click(move || {
                (view.apply)(edit.clone());
                close();
                focus_within(&view, id);
            })
            .child(words)
    });
    buttons.collect::<Vec<El>>().into()
}

/// A value in few letters.
pub(super) fn short(value: &serde_json::Value) -> String {
    let text = value.as_str().map_or_else(|| value.to_string(), String::from);
    if text.chars().count() > 32 { format!("{}…", text.chars().take(31).collect::<String>()) } else { text }
}

fn control(view: &FormView, id: NodeId, face: Face, label: &Labelled) -> Child {
    match face {
        Face::Gone => Child::None,
        Face::Input => input(view, id, label),
        Face::Null => el("p").class("field-state").child(el("code").child(m::NULL_VALUE)).into(),
        Face::Raw => raw(view, id, label),
        Face::Closed => closed(view, id, label),
        Face::Object => parts(view, id, label),
        Face::List => items(view, id, label),
        Face::One(index) => {
            let inner = view.form.now(|form| match form.node(id).map(|node| &node.state) {
                Some(State::One { node, .. }) => Some(*node),
                _ => None,
            });
            let inner = inner.map(|inner| field(view, inner, label.clone().bare()));
            Child::from([Child::from(switch(view, id, Some(index), label)), inner.into()])
        }
    }
}

/// A place that is not opened yet.
fn closed(view: &FormView, id: NodeId, label: &Labelled) -> Child {
    let control = view.form.now(|form| form.node(id).map(|node| node.shape.control.clone()));
    match control {
        Some(Control::Alternatives(_) | Control::Types(_)) => switch(view, id, None, label).into(),
        Some(Control::List { .. }) => add_item(view, id, label).into(),
        Some(Control::Object { .. }) => {
            let (view, label) = (view.clone(), label.clone());
            el("button")
                .class("button button-add")
                .attr("type", "button")
                .on_click(move || {
                    (view.apply)(Edit::Open(id));
                    focus_within(&view, id);
                })
                .child(icon(Icon::Plus))
                .child(el("span").text(move || tf(m::FILL_IN, &[("name", &label.name())])))
                .into()
        }
        _ => Child::None,
    }
}

/// Which alternative or type, as a choice.
fn switch(view: &FormView, id: NodeId, chosen: Option<usize>, label: &Labelled) -> El {
    let names = view.form.now(|form| match form.node(id).map(|node| &node.shape.control) {
        Some(Control::Alternatives(list)) => list.iter().map(|it| it.title.clone()).collect(),
        Some(Control::Types(names)) => names.iter().map(|name| type_words(name)).collect(),
        _ => Vec::new(),
    });
    let (view, named) = (view.clone(), label.clone());
    let mut select = el("select")
        .class("input")
        .attr_with("aria-label", move || Some(tf(m::KIND_OF, &[("name", &named.name())])))
        .on("change", move |event| {
            let select: web_sys::HtmlSelectElement =
                event.target().expect("an event of this box").unchecked_into();
            match select.value().parse::<usize>() {
                Ok(index) => (view.apply)(Edit::Switch(id, index)),
                Err(_) => (view.apply)(Edit::Leave(id)),
            };
            focus_within(&view, id);
        })
        .child(el("option").attr("value", "").child(m::NOT_SENT));
    for (index, name) in names.into_iter().enumerate() {
        let option = el("option").attr("value", &index.to_string()).child(name);
        select = select.child(if chosen == Some(index) { option.attr("selected", "") } else { option });
    }
    select
}

fn type_words(name: &str) -> String {
    t(match name {
        "string" => m::TYPE_STRING,
        "number" => m::TYPE_NUMBER,
        "integer" => m::TYPE_INTEGER,
        "boolean" => m::TYPE_BOOLEAN,
        "array" => m::TYPE_ARRAY,
        _ => m::TYPE_OBJECT,
    })
}

fn parts(view: &FormView, id: NodeId, label: &Labelled) -> Child {
    let (listed, made) = (view.clone(), view.clone());
    let many = view.form.now(|form| form.entries(id).len()) > FIRST_FIELDS;
    // Of a long form a screen shows the beginning; the rest is made behind the first frame.
    let begun = (many && use_address().is_new()).then(framed);
    let rows = each(
        move || {
            let mut entries = listed.form.with(|form| form.entries(id));
            if begun.is_some_and(|framed| !framed.get()) {
                entries.truncate(FIRST_FIELDS);
            }
            entries
        },
        |entry: &Entry| entry.node.number().to_string(),
        move |entry| {
            let label = if entry.extra {
                let view = made.clone();
                Labelled::extra(move || entry_name(&view, entry.node))
            } else {
                Labelled::named(entry.name.clone())
            };
            field(&made, entry.node, label)
        },
    );
    let open = view.form.now(|form| {
        let control = form.node(id).map(|node| node.shape.control.clone());
        matches!(control, Some(Control::Object { others: Others::Each(_), .. }))
    });
    let add = open.then(|| {
        let view = view.clone();
        el("button")
            .class("button button-add")
            .attr("type", "button")
            .on_click(move || {
                if let Some(added) = (view.apply)(Edit::AddEntry(id)) {
                    focus_within(&view, added);
                }
            })
            .child(icon(Icon::Plus))
            .child(m::ADD_NAME)
    });
    let inset = if label.root { "field-parts" } else { "field-parts field-inset" };
    el("div").class(inset).child(rows).child(add).into()
}

fn items(view: &FormView, id: NodeId, label: &Labelled) -> Child {
    let (listed, made, around) = (view.clone(), view.clone(), label.clone());
    let list = move |view: &FormView| {
        view.form.with(|form| match form.node(id).map(|node| &node.state) {
            Some(State::List(items)) => items.clone(),
            _ => Vec::new(),
        })
    };
    let rows = each(
        move || list(&listed),
        |item: &NodeId| item.number().to_string(),
        move |item| {
            let (view, around) = (made.clone(), around.clone());
            let field_name = around.field.clone();
            let name = move || {
                let at = list(&view).iter().position(|it| *it == item).unwrap_or(0) + 1;
                tf(m::ITEM_N, &[("name", &around.name()), ("n", &at.to_string())])
            };
            let place = field(&made, item, Labelled::item(name, field_name));
            if !of_ids(&made, item) {
                return place;
            }
            let apply = made.apply.clone();
            place.on("paste", move |event| {
                let ids = several_ids(&pasted(&event));
                let Some((first, others)) = ids.split_first() else { return };
                event.prevent_default();
                apply(Edit::Type(item, first.clone()));
                for other in others {
                    if let Some(added) = apply(Edit::AddItem(id)) {
                        apply(Edit::Type(added, other.clone()));
                    }
                }
            })
        },
    );
    el("div").class("field-parts field-inset").child(rows).child(add_item(view, id, label)).into()
}

/// Whether an item is an id.
fn of_ids(view: &FormView, id: NodeId) -> bool {
    let is_id = |form: &Form| form.node(id).is_some_and(|it| it.shape.formats.iter().any(|it| it == "uuid"));
    view.form.now(is_id)
}

/// The ids of a pasted column, line or list of JSON; none where it is a single one, or something else too.
fn several_ids(text: &str) -> Vec<String> {
    let between = |letter: char| letter.is_whitespace() || matches!(letter, ',' | ';' | '"' | '[' | ']');
    let ids: Vec<String> = text.split(between).filter(|id| !id.is_empty()).map(String::from).collect();
    if ids.len() > 1 && ids.iter().all(|id| has_format("uuid", id)) { ids } else { Vec::new() }
}

fn add_item(view: &FormView, id: NodeId, label: &Labelled) -> El {
    let (view, label) = (view.clone(), label.clone());
    el("button")
        .class("button button-add")
        .attr("type", "button")
        .on_click(move || {
            if let Some(added) = (view.apply)(Edit::AddItem(id)) {
                focus_within(&view, added);
            }
        })
        .child(icon(Icon::Plus))
        .child(el("span").text(move || tf(m::ADD_ITEM, &[("name", &label.name())])))
}

/// A place as JSON text.
fn raw(view: &FormView, id: NodeId, label: &Labelled) -> Child {
    let (shown, named) = (view.clone(), label.clone());
    let (typed, back) = (view.apply.clone(), view.clone());
    let sound = view.clone();
    let text = move |view: &FormView| {
        view.form.with(|form| match form.node(id).map(|node| &node.state) {
            Some(State::Raw(text)) => text.clone(),
            _ => String::new(),
        })
    };
    let area = el("textarea")
        .class("input input-code")
        .attr("rows", "4")
        .attr("spellcheck", "false")
        .attr("aria-describedby", &problem_id(view, id))
        .attr_with("aria-label", move || Some(format!("{} ({})", named.name(), t(m::JSON))))
        .prop("value", move || text(&shown).into())
        .on("input", move |event| {
            let area: web_sys::HtmlTextAreaElement =
                event.target().expect("an event of this box").unchecked_into();
            typed(Edit::TypeJson(id, area.value()));
        });
    let button = el("button")
        .class("button button-small")
        .attr("type", "button")
        .flag("disabled", move || {
            let text = text(&sound);
            !text.trim().is_empty() && serde_json::from_str::<serde::de::IgnoredAny>(&text).is_err()
        })
        .on_click(move || {
            (back.apply)(Edit::UseInputs(id));
            focus_within(&back, id);
        })
        .child(m::USE_INPUTS);
    Child::from([area, el("div").class("row").child(button)])
}

fn node_key(view: &FormView, id: NodeId) -> String {
    format!("{}-{}", view.key, id.number())
}

/// Puts the focus on the first input of a place, once it stands there.
pub fn focus_within(view: &FormView, id: NodeId) {
    let key = node_key(view, id);
    let ground = crate::ui::ground();
    // A place without an input, as one that is null, has its menu all the same.
    let within = [":is(input, select, textarea, .button-add)", "summary"];
    focus_soon(move || {
        let found = |inner| ground.query_selector(&format!("[data-node=\"{key}\"] {inner}")).ok().flatten();
        within.into_iter().find_map(found)
    });
}

#[cfg(test)]
mod tests {
    use super::several_ids;

    #[test]
    fn a_column_of_ids_is_taken_apart_and_nothing_else_is() {
        let (one, other) = ("ea85ddf4-2885-482f-adc6-548fbe3fd8af", "3fa85f64-5717-4562-b3fc-2c963f66afa6");
        for between in ["\r\n", ", ", ";", "\t", " ", "\",\n\""] {
            assert_eq!(several_ids(&format!("[{one}{between}{other}]\n")), [one, other]);
        }
        for text in [one, "", "a b", &format!("{one} and {other}")] {
            assert!(several_ids(text).is_empty(), "{text}");
        }
    }
}
