//! Two replies of one operation side by side: rows added, removed, changed.

use super::json_tree::shortened;
use super::rows_cells::local_moment;
use crate::messages::{self as m, Msg, t, tf};
use crate::state::Earlier;
use crate::ui::{Child, El, dynamic, each, el, find};
use client::Reply;
use client::diff::{RowChange, diff};
use leptos::prelude::*;
use serde_json::Value;
use std::rc::Rc;
use wasm_bindgen::JsCast;

/// The name of the domain of an earlier reply, where that is another's than the present one's.
pub type Elsewhere = Option<Rc<dyn Fn(&Earlier) -> Option<String>>>;

/// So many differences are drawn at a time.
const MOST: usize = 200;
/// A value is no place for a novel.
const LONGEST: usize = 120;

/// The present reply against one of the earlier ones.
pub(super) fn compare_view(reply: &Rc<Reply>, before: &[Rc<Earlier>], of: &Elsewhere) -> El {
    let chosen = RwSignal::new(0_usize);
    let options: Vec<El> = before
        .iter()
        .enumerate()
        .map(|(at, one)| {
            let rows = m::rows(rows_of(&one.reply).len() as u64);
            let time = local_moment(&query::dates::format(one.at)).unwrap_or_default();
            let name = [("n", &*one.number.to_string()), ("rows", &*rows), ("time", &*time)];
            let words = tf(m::COMPARE_REPLY, &name);
            // Rows of another community are told apart by its name.
            let elsewhere = of.as_ref().and_then(|of| of(one));
            let words = elsewhere.map_or(words.clone(), |name| format!("{words} · {name}"));
            el("option").attr("value", &at.to_string()).child(words)
        })
        .collect();
    let (reply, before) = (reply.clone(), before.to_vec());
    el("div")
        .class("compare")
        .child(
            el("label").class("labelled").child(m::COMPARE_WITH).child(
                el("select")
                    .class("input")
                    .on("change", move |event| {
                        let select: web_sys::HtmlSelectElement =
                            event.target().expect("an event of this box").unchecked_into();
                        chosen.set(usize::try_from(select.selected_index()).unwrap_or(0));
                    })
                    .child(options),
            ),
        )
        .child(dynamic(move || match before.get(chosen.get()) {
            Some(one) => differences(&rows_of(&one.reply), &rows_of(&reply)),
            None => el("div"),
        }))
}

/// The rows of a reply; a single object is one row.
fn rows_of(reply: &Reply) -> Vec<Value> {
    match reply.envelope().data {
        Some(Value::Array(rows)) => rows,
        Some(one) => vec![one],
        None => Vec::new(),
    }
}

fn differences(before: &[Value], after: &[Value]) -> El {
    let found = diff(before, after);
    let (added, removed, changed) = found.counts();
    let number = |count: usize| m::number(count as u64);
    let counts = tf(
        m::COMPARE_COUNTS,
        &[
            ("added", &number(added)),
            ("removed", &number(removed)),
            ("changed", &number(changed)),
            ("same", &number(found.same)),
        ],
    );
    let by = match &found.key {
        Some(key) => tf(m::COMPARE_BY, &[("key", key)]),
        None => t(m::COMPARE_BY_PLACE),
    };
    let moved = (found.moved > 0).then(|| tf(m::COMPARE_MOVED, &[("count", &number(found.moved))]));
    let some = !found.changes.is_empty();
    let (before, after, all) = (before.to_vec(), after.to_vec(), found.changes.len());
    // Each piece is drawn when it is asked for, behind those that stand.
    let drawn = RwSignal::new(MOST);
    let rows = move || {
        let to = drawn.get().min(all);
        (0..to.div_ceil(MOST)).collect::<Vec<_>>()
    };
    let piece = move |at: usize| {
        let changes = found.changes.iter().skip(at * MOST).take(MOST);
        let lines: Vec<El> = changes.flat_map(|change| lines(change, &before, &after)).collect();
        el("tbody").child(lines)
    };
    let left_out = move || all.saturating_sub(drawn.get());
    let heads = [m::COMPARE_KIND, m::COMPARE_ROW, m::FIELD, m::COMPARE_BEFORE, m::COMPARE_AFTER];
    let heads: Vec<El> = heads.into_iter().map(|words| el("th").attr("scope", "col").child(words)).collect();
    let table: Child = match some {
        false => el("p").class("muted").child(m::COMPARE_NOTHING).into(),
        true => el("div")
            .class("compare-region")
            .attr("tabindex", "0")
            .attr("role", "region")
            .attr("aria-label", &t(m::COMPARE))
            .child(
                el("table")
                    .class("headers compare-table")
                    .attr("aria-label", &t(m::COMPARE))
                    .child(el("thead").child(el("tr").child(heads)))
                    .child(each(rows, |at| at.to_string(), piece)),
            )
            .into(),
    };
    el("div")
        .child(el("p").attr("role", "status").child(counts))
        .child(el("p").class("muted small").child(by).child(moved.map(|words| format!(" {words}"))))
        .child(table)
        .child((all > MOST).then(|| {
            el("button")
                .class("button")
                .attr("type", "button")
                .flag("hidden", move || left_out() == 0)
                .on_click(move || {
                    drawn.update(|drawn| *drawn += MOST);
                    let region = find(".compare-region").filter(|_| left_out() == 0);
                    // The button goes with the last of them.
                    if let Some(region) = region.and_then(|it| it.dyn_into::<web_sys::HtmlElement>().ok()) {
                        let _ = region.focus();
                    }
                })
                .text(move || tf(m::SHOW_MORE, &[("count", &number(left_out().min(MOST)))]))
        }))
}

/// The lines of one difference: a changed row has one for each of its columns that changed.
fn lines(change: &RowChange, before: &[Value], after: &[Value]) -> Vec<El> {
    match change {
        RowChange::Added(at) => {
            vec![line(m::COMPARE_ADDED, &name(&after[*at], *at), None, None, Some(&after[*at]))]
        }
        RowChange::Removed(at) => {
            vec![line(m::COMPARE_REMOVED, &name(&before[*at], *at), None, Some(&before[*at]), None)]
        }
        RowChange::Changed { before: was, after: is, columns } => columns
            .iter()
            .map(|column| {
                let (old, new) = (&before[*was], &after[*is]);
                let of = |row: &Value| match column.as_str() {
                    "" => Some(row.clone()),
                    column => row.get(column).cloned(),
                };
                line(m::COMPARE_CHANGED, &name(new, *is), Some(column), of(old).as_ref(), of(new).as_ref())
            })
            .collect(),
    }
}

fn line(kind: Msg, row: &str, column: Option<&String>, before: Option<&Value>, after: Option<&Value>) -> El {
    let class = match (before, after) {
        _ if column.is_some() => "is-changed",
        (None, _) => "is-added",
        _ => "is-removed",
    };
    let words =
        |value: Option<&Value>| value.map(|value| shortened(&value.to_string(), LONGEST)).unwrap_or_default();
    el("tr")
        .class(class)
        .child(el("td").child(kind))
        .child(el("th").attr("scope", "row").child(row.to_string()))
        .child(el("td").child(column.cloned().unwrap_or_default()))
        .child(el("td").child(words(before)))
        .child(el("td").child(words(after)))
}

/// What people know a row by.
fn name(row: &Value, at: usize) -> String {
    let text =
        |key: &str| row.get(key).and_then(Value::as_str).filter(|text| !text.is_empty()).map(str::to_owned);
    text("name").or_else(|| text("key")).or_else(|| text("id")).unwrap_or_else(|| format!("{}", at + 1))
}
