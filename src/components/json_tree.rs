//! A JSON value as a tree that opens level by level. What is closed is not built.

use super::tree_search::tree_search;
use super::tree_source::TreeSource;
use crate::messages::{self as m, t, tf};
use crate::ui::{Child, El, copy_button, dynamic, el, memo, when};
use client::rows::LargeReply;
use leptos::prelude::*;
use serde_json::Value;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

/// How many children of a list or an object are shown before one asks for more.
pub(super) const CHUNK: usize = 100;
/// A list or object of so few children is open from the beginning, down to the second level.
const OPEN_UP_TO: usize = 100;
/// Longer texts end in an ellipsis; copying gives the whole.
const LONGEST_TEXT: usize = 2_000;

/// One step from a value to a part of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Step {
    /// A part with a name.
    Key(String),
    /// An item by its place, from 0.
    Index(usize),
}

/// A way as JavaScript writes it: `data[0].name`, `meta["x-y"]`; empty for the whole.
pub fn path_words(path: &[Step]) -> String {
    let mut words = String::new();
    for step in path {
        match step {
            Step::Index(at) => words.push_str(&format!("[{at}]")),
            Step::Key(key) if is_name(key) => {
                if !words.is_empty() {
                    words.push('.');
                }
                words.push_str(key);
            }
            Step::Key(key) => words.push_str(&format!("[{}]", Value::from(key.as_str()))),
        }
    }
    words
}

fn is_name(key: &str) -> bool {
    let mut letters = key.chars();
    letters.next().is_some_and(|first| first.is_ascii_alphabetic() || first == '_' || first == '$')
        && letters.all(|letter| letter.is_ascii_alphanumeric() || letter == '_' || letter == '$')
}

/// The part of a value at the end of a way.
pub fn part<'v>(value: &'v Value, path: &[Step]) -> Option<&'v Value> {
    path.iter().try_fold(value, |value, step| match step {
        Step::Key(key) => value.get(key),
        Step::Index(at) => value.get(at),
    })
}

/// The children of a value from one place on, at most [`CHUNK`] of them.
pub(super) fn children(value: &Value, from: usize) -> Vec<Step> {
    match value {
        Value::Object(map) => map.keys().skip(from).take(CHUNK).map(|key| Step::Key(key.clone())).collect(),
        Value::Array(list) => (from..list.len()).take(CHUNK).map(Step::Index).collect(),
        _ => Vec::new(),
    }
}

pub(super) fn count(value: &Value) -> usize {
    match value {
        Value::Object(map) => map.len(),
        Value::Array(list) => list.len(),
        _ => 0,
    }
}

/// What a list or object holds, in a few words: `{3}`, `[2]`.
pub fn summary(value: &Value) -> String {
    match value {
        Value::Object(map) => format!("{{{}}}", map.len()),
        Value::Array(list) => format!("[{}]", list.len()),
        other => other.to_string(),
    }
}

/// The beginning of what a list or object holds, to tell one from the other while it is closed.
pub fn preview(value: &Value, longest: usize) -> String {
    let mut words = String::new();
    let mut add = |piece: String| {
        if !words.is_empty() {
            words.push_str(", ");
        }
        words.push_str(&piece);
        words.chars().count() < longest
    };
    let brief = |value: &Value| match value {
        Value::Object(_) | Value::Array(_) => summary(value),
        Value::String(text) if text.is_empty() => "\"\"".into(),
        Value::String(text) => shortened(text, 24),
        other => other.to_string(),
    };
    match value {
        Value::Object(map) => {
            let _ = map.iter().all(|(key, value)| add(format!("{key}: {}", brief(value))));
        }
        Value::Array(list) => {
            let _ = list.iter().all(|value| add(brief(value)));
        }
        other => {
            let _ = add(brief(other));
        }
    }
    shortened(&words, longest)
}

/// A text cut to a number of characters, the last of them an ellipsis where something is missing.
pub fn shortened(text: &str, longest: usize) -> String {
    match text.char_indices().nth(longest) {
        None => text.to_string(),
        Some(_) => text.chars().take(longest.saturating_sub(1)).chain(['…']).collect(),
    }
}

/// A value's class for its colour, and its words.
fn leaf(value: &Value) -> (&'static str, String) {
    match value {
        Value::Null => ("json-literal", t(m::NULL_VALUE)),
        Value::Bool(_) => ("json-literal", value.to_string()),
        Value::Number(_) => ("json-number", value.to_string()),
        Value::String(text) => ("json-text", Value::from(shortened(text, LONGEST_TEXT)).to_string()),
        Value::Array(_) | Value::Object(_) => ("json-summary", summary(value)),
    }
}

/// What is copied of a value: a text as itself, anything else as JSON.
pub fn copied(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => serde_json::to_string_pretty(other).unwrap_or_default(),
    }
}

/// What all nodes of a tree share: the whole value, the way to the node that was chosen last, and whether what is
/// short is open from the beginning.
#[derive(Clone)]
struct Tree {
    source: TreeSource,
    chosen: RwSignal<Vec<Step>, LocalStorage>,
    open: bool,
}

/// A tree of a value; `label` names it for screen readers. Arrows move in it, as in any tree.
pub fn json_tree(value: Rc<Value>, label: &str) -> El {
    tree_of(TreeSource::Whole(value), label)
}

/// A tree of a large reply, whose rows are read only when they are looked at.
pub fn large_tree(reply: Rc<LargeReply>, label: &str) -> El {
    tree_of(TreeSource::large(reply), label)
}

fn tree_of(source: TreeSource, label: &str) -> El {
    let chosen: RwSignal<Vec<Step>, LocalStorage> = RwSignal::new_local(Vec::new());
    let (whole, searched, label) = (source.clone(), source.clone(), label.to_string());
    // Folding all makes the tree anew, closed.
    let folded = RwSignal::new(0_u32);
    let fold = el("button")
        .class("button button-small")
        .attr("type", "button")
        .on_click(move || folded.update(|count| *count += 1))
        .child(m::FOLD_ALL);
    let list = dynamic(move || {
        let tree = Tree { source: source.clone(), chosen, open: folded.get() == 0 };
        untrack(|| tree_list(&tree, &label))
    });
    let copy_path = tf(m::COPY_THING, &[("thing", &t(m::JSON_PATH))]);
    let copy_value = tf(m::COPY_THING, &[("thing", &t(m::JSON_VALUE))]);
    el("div")
        .class("json")
        .child(
            el("div")
                .class("json-bar")
                .child(el("code").class("json-path").text(move || {
                    let words = chosen.with(|path| path_words(path));
                    if words.is_empty() { t(m::JSON_WHOLE) } else { words }
                }))
                .child(copy_button(&copy_path, &copy_path, move || {
                    chosen.with_untracked(|path| path_words(path))
                }))
                .child(copy_button(&copy_value, &copy_value, move || {
                    chosen.with_untracked(|path| whole.copied(path))
                }))
                .child(fold),
        )
        .child(tree_search(searched, chosen))
        .child(list)
}

fn tree_list(tree: &Tree, label: &str) -> El {
    let items: Child = match tree.source.count(&[]) {
        0 => node(tree, Vec::new()).into(),
        _ => chunk(tree, Rc::default(), 0),
    };
    let list = el("ul")
        .class("json-tree")
        .attr("role", "tree")
        .attr("aria-label", label)
        .on("keydown", |event| on_key(&event))
        .on("focusin", |event| {
            if let (Some(tree), Some(item)) = (target_in(&event, "[role=tree]"), target_in(&event, ITEM)) {
                make_current(&tree, &item);
            }
        })
        .child(items);
    if let Ok(Some(first)) = list.element().query_selector(ITEM) {
        let _ = first.set_attribute("tabindex", "0");
    }
    list
}

/// The children of the value at the end of a way: a chunk of them, and a way to see more.
fn chunk(tree: &Tree, path: Rc<Vec<Step>>, from: usize) -> Child {
    let mut items: Vec<Child> = tree
        .source
        .children(&path, from)
        .into_iter()
        .map(|step| {
            let mut path = path.to_vec();
            path.push(step);
            node(tree, path).into()
        })
        .collect();
    let rest = tree.source.count(&path).saturating_sub(from + CHUNK);
    if rest > 0 {
        let more = RwSignal::new(false);
        let words = tf(m::SHOW_MORE, &[("count", &rest.min(CHUNK).to_string())]);
        let (tree, path) = (tree.clone(), path);
        items.push(dynamic(move || {
            if more.get() {
                return untrack(|| chunk(&tree, path.clone(), from + CHUNK));
            }
            el("li")
                .class("json-item")
                .attr("role", "treeitem")
                .attr("tabindex", "-1")
                .child(
                    el("div")
                        .class("json-row json-more")
                        .on("click", move |event| {
                            // The place is taken by the first of the new ones, which the person wanted to see.
                            if let Some(item) = target_in(&event, ITEM) {
                                leave_to_next(&item);
                            }
                            more.set(true);
                        })
                        .child(words.clone()),
                )
                .into()
        }));
    }
    Child::Many(items)
}

fn node(tree: &Tree, path: Vec<Step>) -> El {
    let inner = tree.source.count(&path);
    let (class, words) = tree.source.look(&path, leaf).unwrap_or_default();
    let words = if tree.source.is_list(&path) { format!("[{inner}]") } else { words };
    let key = path.last().map(|step| match step {
        Step::Key(key) => (key.clone(), "json-key"),
        Step::Index(at) => (at.to_string(), "json-index"),
    });
    let mut row = el("div")
        .class(if inner > 0 { "json-row json-branch" } else { "json-row" })
        .child(key.map(|(key, class)| el("span").class(class).child(key).child(": ")))
        .child(el("span").class(class).child(words));
    let item = el("li").class("json-item").attr("role", "treeitem").attr("tabindex", "-1").on("focus", {
        let (path, chosen) = (path.clone(), tree.chosen);
        move |_| chosen.set(path.clone())
    });
    if inner == 0 {
        return item.child(row.on("click", |event| focus_item(&event)));
    }
    let open = RwSignal::new(tree.open && path.len() < 2 && inner <= OPEN_UP_TO && !is_row(tree, &path));
    let seen = memo(move |before: Option<&bool>| open.get() || before == Some(&true));
    let closed_words = tree.source.look(&path, |value| preview(value, 100)).unwrap_or_default();
    row = row
        .child(
            el("span")
                .class("json-preview")
                .attr("aria-hidden", "true")
                .flag("hidden", move || open.get())
                .child(closed_words),
        )
        .on("click", move |event| {
            focus_item(&event);
            open.update(|open| *open = !*open);
        });
    let (tree, path) = (tree.clone(), Rc::new(path));
    item.attr_with("aria-expanded", move || Some(open.get().to_string())).child(row).child(
        el("ul")
            .class("json-group")
            .attr("role", "group")
            .flag("hidden", move || !open.get())
            .child(when(move || seen.get(), move || untrack(|| chunk(&tree, path.clone(), 0)))),
    )
}

/// Rows of a long list stay closed: their previews, one under the other, say more.
fn is_row(tree: &Tree, path: &[Step]) -> bool {
    let Some((last, parent)) = path.split_last() else { return false };
    matches!(last, Step::Index(_)) && tree.source.count(parent) > 1
}

const ITEM: &str = "[role=treeitem]";

fn target_in(event: &web_sys::Event, selector: &str) -> Option<Element> {
    event.target()?.dyn_into::<Element>().ok()?.closest(selector).ok().flatten()
}

fn focus(item: &Element) {
    if let Some(item) = item.dyn_ref::<HtmlElement>() {
        let _ = item.focus();
    }
}

fn focus_item(event: &web_sys::Event) {
    if let Some(item) = target_in(event, ITEM) {
        focus(&item);
    }
}

/// Of all items of the tree only one is a tab stop: the one that had the focus last.
fn make_current(tree: &Element, item: &Element) {
    if let Ok(Some(before)) = tree.query_selector("[role=treeitem][tabindex=\"0\"]") {
        let _ = before.set_attribute("tabindex", "-1");
    }
    let _ = item.set_attribute("tabindex", "0");
}

/// When an item is about to be replaced by others, the focus goes to what then stands in its place.
fn leave_to_next(item: &Element) {
    let Some(before) = item.previous_element_sibling() else { return };
    set_timeout(
        move || {
            if let Some(next) = before.next_element_sibling() {
                focus(&next);
            }
        },
        std::time::Duration::ZERO,
    );
}

fn on_key(event: &web_sys::Event) {
    let key: &web_sys::KeyboardEvent = event.unchecked_ref();
    if key.ctrl_key() || key.alt_key() || key.meta_key() {
        return;
    }
    let (Some(tree), Some(item)) = (target_in(event, "[role=tree]"), target_in(event, ITEM)) else { return };
    let expanded = item.get_attribute("aria-expanded");
    let press = || {
        if let Some(row) = item.first_element_child().and_then(|row| row.dyn_into::<HtmlElement>().ok()) {
            row.click();
        }
    };
    match key.key().as_str() {
        "ArrowDown" => move_by(&tree, &item, 1),
        "ArrowUp" => move_by(&tree, &item, -1),
        "Home" => move_to_end(&tree, false),
        "End" => move_to_end(&tree, true),
        "ArrowRight" if expanded.as_deref() == Some("false") => press(),
        "ArrowRight" if expanded.is_some() => move_by(&tree, &item, 1),
        "ArrowLeft" if expanded.as_deref() == Some("true") => press(),
        "ArrowLeft" => {
            if let Some(parent) = item.parent_element().and_then(|group| group.closest(ITEM).ok().flatten()) {
                focus(&parent);
            }
        }
        "Enter" | " " => press(),
        _ => return,
    }
    event.prevent_default();
}

/// The items that can be seen, in order.
fn visible(tree: &Element) -> Vec<Element> {
    let Ok(found) = tree.query_selector_all(ITEM) else { return Vec::new() };
    (0..found.length())
        .filter_map(|at| found.get(at)?.dyn_into::<Element>().ok())
        .filter(|item| {
            item.parent_element()
                .and_then(|group| group.closest("[hidden]").ok())
                .is_none_or(|it| it.is_none())
        })
        .collect()
}

fn move_by(tree: &Element, item: &Element, by: isize) {
    let items = visible(tree);
    let Some(at) = items.iter().position(|it| it == item) else { return };
    if let Some(next) = at.checked_add_signed(by).and_then(|at| items.get(at)) {
        focus(next);
    }
}

fn move_to_end(tree: &Element, last: bool) {
    let items = visible(tree);
    if let Some(item) = if last { items.last() } else { items.first() } {
        focus(item);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn ways_read_as_in_javascript() {
        let way =
            [Step::Key("data".into()), Step::Index(0), Step::Key("x-y".into()), Step::Key("_b1".into())];
        assert_eq!(path_words(&way), r#"data[0]["x-y"]._b1"#);
        assert_eq!(path_words(&[]), "");
        assert_eq!(path_words(&[Step::Key("a\"b".into())]), r#"["a\"b"]"#);
        let value = json!({"data": [{"x-y": {"_b1": 5}}]});
        assert_eq!(part(&value, &way), Some(&json!(5)));
        assert_eq!(part(&value, &[Step::Key("nope".into())]), None);
    }

    #[test]
    fn long_lists_come_in_chunks() {
        let value = json!((0..250).collect::<Vec<_>>());
        assert_eq!(children(&value, 0).len(), 100);
        assert_eq!(children(&value, 200), (200..250).map(Step::Index).collect::<Vec<_>>());
        assert_eq!(children(&json!("x"), 0), []);
    }

    #[test]
    fn what_is_closed_tells_a_little() {
        assert_eq!(
            preview(&json!({"id": "1", "roles": [1, 2], "at": null}), 80),
            "id: 1, roles: [2], at: null"
        );
        assert_eq!(preview(&json!([1, "", {"a": 2}]), 80), "1, \"\", {1}");
        let long = preview(&json!({"a": "é".repeat(90), "b": "é".repeat(90), "c": 1}), 20);
        assert_eq!(long.chars().count(), 20);
        assert!(long.ends_with('…'));
        assert_eq!(shortened("abc", 3), "abc");
        assert_eq!(shortened("日本語です", 3), "日本…");
        assert_eq!((summary(&json!({})).as_str(), summary(&json!([[]])).as_str()), ("{0}", "[1]"));
    }

    #[test]
    fn a_text_is_copied_as_itself() {
        assert_eq!(copied(&json!("a\"b")), "a\"b");
        assert_eq!(copied(&json!([1])), "[\n  1\n]");
    }
}
