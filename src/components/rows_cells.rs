//! The cells of the table "Rows": how each value is drawn.

use super::cell::{Shown, shown};
use super::columns::Column;
use super::json_tree::shortened;
use super::rows_table::{Table, pin};
use crate::messages::{self as m, t, tf};
use crate::ui::{El, el};
use leptos::prelude::*;
use serde_json::Value;
use std::ops::Range;
use std::rc::Rc;

/// A title is no place for a novel.
const LONGEST_TITLE: usize = 2_000;

pub(super) fn row(table: &Rc<Table>, at: usize, in_sight: Range<usize>) -> El {
    let drawn = el("tr").attr("data-row", &at.to_string()).attr("aria-rowindex", &(at + 2).to_string());
    let columns = table.columns.get_untracked();
    let pinned = columns.iter().take_while(|column| column.pinned.is_some()).count();
    let gap = |columns: usize| {
        (columns > 0).then(|| el("td").class("rows-gap").attr("colspan", &columns.to_string()))
    };
    let utc = table.utc.get_untracked();
    table.rows.with(at, |row| {
        let Some(row) = row else { return drawn.clone() };
        let make = |place: usize| cell(table, row, place, &columns[place], utc);
        drawn
            .clone()
            .child((0..pinned).map(make).collect::<Vec<_>>())
            .child(gap(in_sight.start.saturating_sub(pinned)))
            .child(in_sight.clone().map(make).collect::<Vec<_>>())
            .child(gap(columns.len().saturating_sub(in_sight.end)))
    })
}

fn cell(table: &Table, row: &Value, place: usize, column: &Column, utc: bool) -> El {
    let value = column.of(row);
    let look = shown(value);
    let (class, words) = match &look {
        Shown::Absent => ("cell-absent", String::new()),
        Shown::Null => ("cell-null", t(m::NULL_VALUE)),
        Shown::Empty => ("cell-null", "“”".into()),
        Shown::Bool(on) => ("cell-literal", on.to_string()),
        Shown::Number(words) => ("cell-number", words.clone()),
        Shown::Moment(text) if utc => ("cell-moment", utc_moment(text).unwrap_or_else(|| text.clone())),
        Shown::Moment(text) => ("cell-moment", local_moment(text).unwrap_or_else(|| text.clone())),
        Shown::Id(short, _) => ("cell-id", format!("{short}…")),
        Shown::Text(words) => ("cell-text", words.clone()),
        Shown::Part(words) => ("cell-part", words.clone()),
    };
    let title = match (&look, value) {
        (Shown::Moment(text), _) => Some(both_moments(text)),
        (_, Some(Value::String(text))) => Some(shortened(text, LONGEST_TITLE)),
        _ => None,
    };
    let cell =
        el("td").class(class).attr("data-column", &place.to_string()).maybe_attr("title", title.as_deref());
    let cell = pin(cell, column);
    let is_part = matches!(look, Shown::Part(_));
    let cell = if is_part || (table.hooks.on_cell.is_some() && look != Shown::Absent) {
        let name = match &look {
            Shown::Id(_, whole) => Some(whole.clone()),
            Shown::Empty => Some(t(m::EMPTY_TEXT)),
            Shown::Part(words) => Some(format!("{} {words}", column.name)),
            _ => None,
        };
        cell.child(
            el("button")
                .class("cell-button")
                .attr("type", "button")
                .attr("tabindex", "-1")
                .attr("aria-haspopup", if is_part { "dialog" } else { "menu" })
                .maybe_attr("aria-label", name.as_deref())
                .child(words),
        )
    } else if let Shown::Moment(text) = &look {
        cell.child(el("time").attr("datetime", text).child(words))
    } else {
        cell.child(words)
    };
    let copy = match &look {
        Shown::Id(_, whole) => Some(
            el("button")
                .class("cell-copy")
                .attr("type", "button")
                .attr("tabindex", "-1")
                .attr("aria-label", &tf(m::COPY_THING, &[("thing", whole)])),
        ),
        _ => None,
    };
    cell.child(copy)
}

/// A moment in the person's own zone: `2026-11-23 23:07:14`. `None` where the browser knows no such moment.
pub fn local_moment(text: &str) -> Option<String> {
    let date = js_sys::Date::new(&text.into());
    if date.get_time().is_nan() {
        return None;
    }
    Some(format!(
        "{:04}-{:02}-{:02} {:02}:{:02}:{:02}",
        date.get_full_year(),
        date.get_month() + 1,
        date.get_date(),
        date.get_hours(),
        date.get_minutes(),
        date.get_seconds()
    ))
}

/// A moment in UTC: `2026-11-23 22:07:14Z`.
fn utc_moment(text: &str) -> Option<String> {
    let moment = query::dates::parse(text)?;
    let written = query::dates::format(moment.ms);
    Some(format!("{} {}Z", written.get(..10)?, written.get(11..19)?))
}

/// Both ways to read a moment, and the server's own words.
fn both_moments(text: &str) -> String {
    match (local_moment(text), utc_moment(text)) {
        (Some(local), Some(utc)) => tf(m::MOMENT_TITLE, &[("local", &local), ("utc", &utc), ("text", text)]),
        _ => text.to_string(),
    }
}
