//! A schema that opens level by level. Nothing is read or built before it is looked at, so circles cost nothing.

use super::markdown::markdown_under;
use super::schema_parts::{Part, kind_around_name, parts};
use crate::messages::{self as m, t, tf};
use crate::paths::Place;
use crate::ui::{Child, El, dynamic, el, focus_is_lost, memo, when};
use leptos::prelude::*;
use openapi::{Document, Resolved, Schema};
use serde_json::Value;
use std::rc::Rc;
use std::sync::atomic::{AtomicU32, Ordering};
use wasm_bindgen::JsCast;

/// So many values of an enumeration are shown before one asks for the rest.
const VALUES_SHOWN: usize = 12;
/// So many parts of an object are shown before one asks for more.
const PARTS_SHOWN: usize = 100;

/// The names of the schemas around a node, to know a circle when it closes.
type Around = Rc<Vec<String>>;

/// A tree of a schema. Where it has a `name`, that stands above as the first thing to open and close; the first level
/// is open.
pub fn schema_tree(document: Rc<Document>, schema: Schema, name: Option<String>) -> El {
    let around: Around = Rc::default();
    match name {
        Some(name) => {
            el("ul").class("schema-tree").child(node(&document, &schema, Label::named(name), &around, true))
        }
        None => {
            let found = document.resolve(&schema);
            let inner = inside(&document, &found, &around);
            el("div")
                .class("schema-tree schema-root")
                .child(el("div").class("schema-line").child(words(&schema, &found, &around)))
                .child(about(&schema, &found))
                .child(inner.map(|(parts, around)| children(document.clone(), parts, around)))
        }
    }
}

/// What stands before a node's type.
struct Label {
    words: String,
    /// A name of the API's, rather than words of ours.
    is_name: bool,
    required: bool,
}

impl Label {
    fn named(name: String) -> Label {
        Label { words: name, is_name: true, required: false }
    }

    fn of(part: &Part) -> Label {
        let said = |words: String| Label { words, is_name: false, required: false };
        match part {
            Part::Property { name, required, .. } => {
                Label { required: *required, ..Label::named(name.clone()) }
            }
            Part::Items(_) => said(t(m::SCHEMA_ITEMS)),
            Part::Item(at, _) => said(tf(m::SCHEMA_ITEM_N, &[("n", &(at + 1).to_string())])),
            Part::Others(_) => said(t(m::SCHEMA_OTHERS)),
            Part::Alternative(at, _) => said(tf(m::SCHEMA_ALTERNATIVE_N, &[("n", &(at + 1).to_string())])),
            Part::Also(_) => said(t(m::SCHEMA_ALSO)),
            Part::Not(_) => said(t(m::SCHEMA_NOT)),
        }
    }
}

/// What opens under a node: its parts, and the names around them. `None` where there is nothing.
fn inside(document: &Rc<Document>, found: &Resolved, around: &Around) -> Option<(Rc<Vec<Part>>, Around)> {
    let Resolved::Found { name, schema } = found else { return None };
    let parts = parts(document, schema);
    if parts.is_empty() {
        return None;
    }
    let around = match name {
        Some(name) => Rc::new(around.iter().cloned().chain([name.clone()]).collect()),
        None => around.clone(),
    };
    Some((Rc::new(parts), around))
}

fn node(document: &Rc<Document>, schema: &Schema, label: Label, around: &Around, opened: bool) -> El {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let found = document.resolve(schema);
    let line = el("div").class("schema-line");
    let class = if label.is_name { "schema-name" } else { "schema-word" };
    let name = el(if label.is_name { "code" } else { "span" }).class(class).child(label.words);
    let required = label.required.then(|| el("span").class("schema-required").child(m::REQUIRED));
    let Some((parts, inner)) = inside(document, &found, around) else {
        return el("li")
            .class("schema-node")
            .child(line.child(name).child(words(schema, &found, around)).child(required))
            .child(about(schema, &found));
    };
    // A list of itself would open for ever.
    let open = RwSignal::new(opened && !closes_a_circle(&found, around));
    let seen = memo(move |before: Option<&bool>| open.get() || before == Some(&true));
    let id = format!("schema-{}", NEXT.fetch_add(1, Ordering::Relaxed));
    let toggle = el("button")
        .class("schema-toggle")
        .attr("type", "button")
        .attr("aria-controls", &id)
        .attr_with("aria-expanded", move || Some(open.get().to_string()))
        .on_click(move || open.update(|open| *open = !*open))
        .child(name);
    let document = document.clone();
    el("li")
        .class("schema-node")
        .child(line.child(toggle).child(words(schema, &found, around)).child(required))
        .child(about(schema, &found))
        .child(el("div").attr("id", &id).class("schema-inside").flag("hidden", move || !open.get()).child(
            when(
                move || seen.get(),
                move || untrack(|| children(document.clone(), parts.clone(), inner.clone())),
            ),
        ))
}

fn children(document: Rc<Document>, parts: Rc<Vec<Part>>, around: Around) -> El {
    el("ul").class("schema-parts").child(some_children(document, parts, around, 0))
}

fn some_children(document: Rc<Document>, parts: Rc<Vec<Part>>, around: Around, from: usize) -> Child {
    // A list has one kind of item: to open the list is to want to see it.
    let opened = matches!(parts[..], [Part::Items(_)]);
    let nodes = parts.iter().skip(from).take(PARTS_SHOWN);
    let mut shown: Vec<Child> =
        nodes.map(|part| node(&document, part.schema(), Label::of(part), &around, opened).into()).collect();
    let rest = parts.len().saturating_sub(from + PARTS_SHOWN);
    if rest > 0 {
        let more = RwSignal::new(false);
        shown.push(dynamic(move || -> Child {
            if more.get() {
                return untrack(|| {
                    some_children(document.clone(), parts.clone(), around.clone(), from + PARTS_SHOWN)
                });
            }
            el("li").class("schema-node").child(show_more(rest.min(PARTS_SHOWN), more)).into()
        }));
    }
    Child::Many(shown)
}

fn show_more(count: usize, more: RwSignal<bool>) -> El {
    el("button")
        .class("button button-link")
        .attr("type", "button")
        .on("click", move |event| {
            // The button goes, and the first of what it shows stands where it stood.
            let place = event.target().and_then(|it| it.dyn_into::<web_sys::Element>().ok());
            let list = place.and_then(|it| it.closest("ul").ok().flatten());
            let before = list.as_ref().map_or(0, |list| list.child_element_count());
            more.set(true);
            request_animation_frame(move || {
                let Some(first) = list.and_then(|list| list.children().item(before.saturating_sub(1))) else {
                    return;
                };
                let inside = first.query_selector("button, a").ok().flatten().unwrap_or_else(|| {
                    // A value is none that takes the focus by itself.
                    let _ = first.set_attribute("tabindex", "-1");
                    first
                });
                if focus_is_lost(&inside) {
                    let _ = inside.unchecked_into::<web_sys::HtmlElement>().focus();
                }
            });
        })
        .child(tf(m::SHOW_MORE, &[("count", &count.to_string())]))
}

/// The type in words, with a link where it has a name, and what else is to be known at a glance.
fn words(schema: &Schema, found: &Resolved, around: &Around) -> Child {
    if let Resolved::Broken { reference } = found {
        return el("span")
            .class("chip chip-warning")
            .maybe_attr("title", found.why_broken().as_deref())
            .child(tf(m::BROKEN_REFERENCE, &[("reference", reference)]))
            .into();
    }
    let (before, name, after) = kind_around_name(schema);
    let link = name.map(|name| el("a").to(&Place::Schema(name.clone()).address()).child(name));
    let kind = el("span").class("schema-kind").child(before).child(link).child(after);
    let Resolved::Found { schema: inner, .. } = found else { return kind.into() };
    let chip = |on: bool, words: m::Msg| on.then(|| el("span").class("chip").child(words));
    Child::from([
        Some(kind),
        chip(closes_a_circle(found, around), m::CYCLE),
        chip(schema.deprecated() || inner.deprecated(), m::DEPRECATED),
        chip(schema.read_only() || inner.read_only(), m::SCHEMA_READ_ONLY),
        chip(schema.write_only() || inner.write_only(), m::SCHEMA_WRITE_ONLY),
    ])
}

fn closes_a_circle(found: &Resolved, around: &Around) -> bool {
    matches!(found, Resolved::Found { name: Some(name), .. } if around.contains(name))
}

/// Description, limits, values and default.
fn about(schema: &Schema, found: &Resolved) -> Child {
    let Resolved::Found { schema: inner, .. } = found else { return Child::None };
    let description =
        [schema.description(), inner.description()].into_iter().find(|text| !text.trim().is_empty());
    let mut facts: Vec<Child> = inner
        .limits()
        .into_iter()
        .map(|limit| el("span").class("schema-fact").child(m::said(&limit)).into())
        .collect();
    if let Some(value) = schema.default_value().or(inner.default_value()) {
        facts.push(fact(t(m::DEFAULT), value.to_string()));
    }
    if let Some(discriminator) = inner.discriminator() {
        facts.push(fact(t(m::SCHEMA_TOLD_BY), discriminator.property));
    }
    let values = inner.enum_values();
    let wrong = inner.is_wrong_envelope();
    Child::Many(vec![
        wrong.then(|| el("p").class("notice small").child(m::WRONG_ENVELOPE)).into(),
        description.map(|text| el("div").class("schema-about").child(markdown_under(text, 3))).into(),
        (!facts.is_empty()).then(|| el("p").class("schema-facts").child(Child::Many(facts))).into(),
        (values.len() > 1).then(|| allowed_values(values)).into(),
    ])
}

fn fact(words: String, value: String) -> Child {
    el("span").class("schema-fact").child(words).child(" ").child(el("code").child(value)).into()
}

fn allowed_values(values: Vec<Value>) -> El {
    let item = |value: &Value| {
        let words = match value {
            Value::String(text) if !text.is_empty() => text.clone(),
            other => other.to_string(),
        };
        Child::from(el("li").child(el("code").child(words)))
    };
    let first = values.iter().take(VALUES_SHOWN).map(item).collect();
    let rest = values.len().saturating_sub(VALUES_SHOWN);
    let more = RwSignal::new(false);
    let others = (rest > 0).then(|| {
        dynamic(move || -> Child {
            if more.get() {
                return Child::Many(values.iter().skip(VALUES_SHOWN).map(item).collect());
            }
            el("li").child(show_more(rest, more)).into()
        })
    });
    el("ul")
        .class("schema-values")
        .attr("aria-label", &t(m::ALLOWED_VALUES))
        .child(Child::Many(first))
        .child(others.unwrap_or(Child::None))
}
