//! Finding something in a tree: the places whose name or value holds a text, in a list, each with its way.

use super::json_tree::{Step, path_words, shortened};
use super::tree_source::TreeSource;
use crate::messages::{self as m, t, tf};
use crate::ui::{Child, El, dynamic, effect, el, in_pieces};
use leptos::prelude::*;
use serde_json::Value;
use wasm_bindgen::JsCast;

/// So many places are listed.
const MOST: usize = 100;

#[derive(Clone, PartialEq)]
struct Match {
    path: Vec<Step>,
    words: String,
}

/// The box "Find in the tree" and what it found. A place that is pressed becomes the tree's chosen one, so that its way
/// and value can be copied.
pub(super) fn tree_search(source: TreeSource, chosen: RwSignal<Vec<Step>, LocalStorage>) -> El {
    let text = RwSignal::new(String::new());
    let found: RwSignal<Option<(Vec<Match>, bool)>, LocalStorage> = RwSignal::new_local(None);
    effect(move |before: Option<()>| {
        let wanted = text.get().trim().to_lowercase();
        if before.is_none() || wanted.is_empty() {
            found.set(None);
            return;
        }
        let source = source.clone();
        leptos::task::spawn_local(async move {
            let still =
                || text.try_with_untracked(|text| text.trim().to_lowercase() == wanted).unwrap_or(false);
            // The root's own parts first, then the rows that are not read, a few at a time.
            let mut matches = Vec::new();
            source.look(&[], |value| search(value, &mut Vec::new(), &wanted, &mut matches));
            let list = [vec![], vec![Step::Key("data".into())]].into_iter().find(|path| source.is_list(path));
            if let Some(list) = list {
                let (count, mut at) = (source.count(&list), 0);
                in_pieces(|| {
                    for _ in 0..20 {
                        if at >= count || matches.len() > MOST || !still() {
                            return true;
                        }
                        let mut path = list.clone();
                        path.push(Step::Index(at));
                        source.look(&path.clone(), |row| search(row, &mut path, &wanted, &mut matches));
                        at += 1;
                    }
                    false
                })
                .await;
            }
            if still() {
                let more = matches.len() > MOST;
                matches.truncate(MOST);
                found.set(Some((matches, more)));
            }
        });
    });
    el("div")
        .class("json-search")
        .child(
            el("input")
                .class("input")
                .attr("type", "search")
                .attr("aria-label", &t(m::TREE_SEARCH))
                .attr("placeholder", &t(m::TREE_SEARCH))
                .prop("value", move || text.get().into())
                .on("input", move |event| {
                    let input: web_sys::HtmlInputElement =
                        event.target().expect("an event of this box").unchecked_into();
                    text.set(input.value());
                }),
        )
        .child(el("p").class("muted small").attr("role", "status").text(move || {
            found.with(|found| match found {
                None => String::new(),
                Some((list, _)) if list.is_empty() => t(m::TREE_NO_MATCH),
                Some((list, more)) => {
                    let words = if *more { m::TREE_MATCHES_MORE } else { m::TREE_MATCHES };
                    tf(words, &[("count", &list.len().to_string())])
                }
            })
        }))
        .child(dynamic(move || -> Child {
            let Some((list, _)) = found.get().filter(|(list, _)| !list.is_empty()) else {
                return Child::None;
            };
            let items: Vec<El> = list
                .into_iter()
                .map(|one| {
                    let path = one.path.clone();
                    el("li").child(
                        el("button")
                            .class("json-match")
                            .attr("type", "button")
                            .on_click(move || chosen.set(path.clone()))
                            .child(el("code").child(path_words(&one.path)))
                            .child(" ")
                            .child(el("span").class("muted").child(one.words)),
                    )
                })
                .collect();
            el("ul").class("plain json-matches").attr("aria-label", &t(m::TREE_SEARCH)).child(items).into()
        }))
}

/// Adds the places in a value whose name or words hold the text, one more than are listed at most.
fn search(value: &Value, path: &mut Vec<Step>, wanted: &str, found: &mut Vec<Match>) {
    if found.len() > MOST {
        return;
    }
    let words = match value {
        Value::String(text) => Some(text.clone()),
        Value::Object(_) | Value::Array(_) => None,
        other => Some(other.to_string()),
    };
    let named = matches!(path.last(), Some(Step::Key(key)) if key.to_lowercase().contains(wanted));
    if named || words.as_ref().is_some_and(|words| words.to_lowercase().contains(wanted)) {
        let words = words.unwrap_or_else(|| super::json_tree::summary(value));
        found.push(Match { path: path.clone(), words: shortened(&words, 80) });
    }
    let mut visit = |step: Step, inner: &Value, found: &mut Vec<Match>| {
        path.push(step);
        search(inner, path, wanted, found);
        path.pop();
    };
    match value {
        Value::Object(map) => map.iter().for_each(|(key, inner)| visit(Step::Key(key.clone()), inner, found)),
        Value::Array(list) => {
            list.iter().enumerate().for_each(|(at, inner)| visit(Step::Index(at), inner, found));
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn names_and_values_are_found_ignoring_case() {
        let value = json!({"Name": "x", "list": [{"a": "the NAME"}, {"name": {"b": 1}}], "n": 12});
        let find = |text: &str| {
            let mut found = Vec::new();
            search(&value, &mut Vec::new(), text, &mut found);
            found.iter().map(|one| format!("{} {}", path_words(&one.path), one.words)).collect::<Vec<_>>()
        };
        assert_eq!(find("name"), ["Name x", "list[0].a the NAME", "list[1].name {1}"]);
        assert_eq!(find("12"), ["n 12"]);
        assert_eq!(find("nothing"), [""; 0]);
    }
}
