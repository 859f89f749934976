//! The cells of the table "Rows": how each value is drawn.

use super::cell::{Shown, fits, shown};
use super::columns::Column;
use super::json_tree::shortened;
use super::rows_table::{Table, pin};
use crate::messages::{self as m, t, tf};
use crate::ui::{El, el, set_words, text_node};
use leptos::prelude::*;
use serde_json::Value;
use std::ops::Range;
use web_sys::{Element, Text};

/// A title is no place for a novel.
const LONGEST_TITLE: usize = 2_000;
/// What a cell has beside its text, in ems: the space at both sides, and the button that copies an id.
const SIDES: f64 = 1.25;
const COPY: f64 = 2.25;

/// A row of the table as it stands in the page. It shows whichever row of the list it is told to: while a list is
/// scrolled, rows that leave the view come in again at its other end, and only what differs is written.
pub(super) struct DrawnRow {
    element: Element,
    cells: Vec<Cell>,
}

/// A cell: what stands in it, and how it looked last.
struct Cell {
    column: usize,
    pinned: bool,
    element: Element,
    inner: Inner,
    copy: Option<Element>,
    look: Look,
    /// Its text surely fits.
    fits: bool,
}

/// The nodes in a cell.
enum Inner {
    Plain(Text),
    Moment(Element, Text),
    Button(Element, Text),
}

/// How a value looks.
#[derive(PartialEq)]
struct Look {
    class: &'static str,
    words: String,
    kind: Kind,
    /// An id, which can be copied.
    id: Option<String>,
}

#[derive(PartialEq)]
enum Kind {
    Plain,
    /// A moment as the server wrote it.
    Moment(String),
    Button {
        /// What a screen reader says, where it is not the words.
        name: Option<String>,
        /// Opens as a tree and not as a menu.
        part: bool,
    },
}

impl DrawnRow {
    /// A row with cells for the pinned columns and for those in sight, that shows the list's row `at`.
    pub fn new(table: &Table, at: usize, in_sight: Range<usize>) -> DrawnRow {
        let columns = table.columns.get_untracked();
        let pinned = columns.iter().take_while(|column| column.pinned.is_some()).count();
        let gap = |columns: usize| {
            (columns > 0).then(|| el("td").class("rows-gap").attr("colspan", &columns.to_string()))
        };
        let (utc, letter) = (table.utc.get_untracked(), table.letter.get_untracked());
        let cells: Vec<Cell> = table.rows.with(at, |row| {
            let make = |place: usize| {
                let column = &columns[place];
                let look = look(table, row.and_then(|row| column.of(row)), column, utc);
                let fits = look.fits(column, letter);
                Cell::new(place, column, look, fits)
            };
            (0..pinned).chain(in_sight.clone()).map(make).collect()
        });
        let stands =
            |cells: &[Cell]| cells.iter().map(|cell| El::of(cell.element.clone())).collect::<Vec<_>>();
        let drawn = el("tr")
            .child(stands(&cells[..pinned]))
            .child(gap(in_sight.start.saturating_sub(pinned)))
            .child(stands(&cells[pinned..]))
            .child(gap(columns.len().saturating_sub(in_sight.end)));
        let row = DrawnRow { element: drawn.element().clone(), cells };
        row.number(at);
        row
    }

    /// The row's element.
    pub fn element(&self) -> &Element {
        &self.element
    }

    /// Shows another row of the list. The columns must be those that it was made for.
    pub fn show(&mut self, table: &Table, at: usize) {
        let (utc, letter) = (table.utc.get_untracked(), table.letter.get_untracked());
        table.columns.with_untracked(|columns| {
            table.rows.with(at, |row| {
                for cell in &mut self.cells {
                    let column = &columns[cell.column];
                    let look = look(table, row.and_then(|row| column.of(row)), column, utc);
                    let fits = look.fits(column, letter);
                    cell.show(look, fits);
                }
            });
        });
        self.number(at);
    }

    /// Looks again which texts fit: the columns or the letters have another width.
    pub fn fit(&mut self, table: &Table) {
        let letter = table.letter.get_untracked();
        table.columns.with_untracked(|columns| {
            for cell in &mut self.cells {
                let fits = cell.look.fits(&columns[cell.column], letter);
                if std::mem::replace(&mut cell.fits, fits) != fits {
                    cell.classify();
                }
            }
        });
    }

    fn number(&self, at: usize) {
        let _ = self.element.set_attribute("data-row", &at.to_string());
        let _ = self.element.set_attribute("aria-rowindex", &(at + 2).to_string());
    }
}

impl Cell {
    fn new(place: usize, column: &Column, look: Look, fits: bool) -> Cell {
        let element = pin(el("td").attr("data-column", &place.to_string()), column).element().clone();
        let (inner, pinned) = (Inner::new(&element, &look), column.pinned.is_some());
        let mut made = Cell { column: place, pinned, element, inner, copy: None, look, fits };
        made.classify();
        made.offer_copy();
        made
    }

    fn classify(&self) {
        // No selector that looks into the cell: it would be asked for every cell at every frame.
        let pressed = if is_button(&self.look) { " cell-pressed" } else { "" };
        let pinned = if self.pinned { " is-pinned" } else { "" };
        let fits = if self.fits { " cell-fits" } else { "" };
        self.element.set_class_name(&format!("{}{pressed}{fits}{pinned}", self.look.class));
    }

    /// Puts the button that copies an id behind it, or takes it away.
    fn offer_copy(&mut self) {
        match (&self.copy, &self.look.id) {
            (Some(copy), Some(id)) => {
                // It may still say that it has copied another id.
                copy.set_class_name("cell-copy");
                let _ = copy.set_attribute("aria-label", &tf(m::COPY_THING, &[("thing", id)]));
            }
            (None, Some(id)) => {
                let made = el("button")
                    .class("cell-copy")
                    .attr("type", "button")
                    .attr("tabindex", "-1")
                    .attr("aria-label", &tf(m::COPY_THING, &[("thing", id)]));
                let _ = self.element.append_child(made.element());
                self.copy = Some(made.element().clone());
            }
            (Some(gone), None) => {
                gone.remove();
                self.copy = None;
            }
            (None, None) => {}
        }
    }

    fn show(&mut self, look: Look, fits: bool) {
        let fitted = std::mem::replace(&mut self.fits, fits);
        if self.look == look {
            if fitted != fits {
                self.classify();
            }
            return;
        }
        let before = std::mem::replace(&mut self.look, look);
        let look = &self.look;
        match (&self.inner, &before.kind, &look.kind) {
            (Inner::Plain(words), _, Kind::Plain) => set_words(words, &look.words),
            (Inner::Moment(time, words), _, Kind::Moment(moment)) => {
                let _ = time.set_attribute("datetime", moment);
                set_words(words, &look.words);
            }
            (
                Inner::Button(button, words),
                Kind::Button { name: old, part: was },
                Kind::Button { name, part },
            ) => {
                if look.words != before.words {
                    set_words(words, &look.words);
                }
                if name != old {
                    let _ = match name {
                        Some(name) => button.set_attribute("aria-label", name),
                        None => button.remove_attribute("aria-label"),
                    };
                }
                if part != was {
                    let _ = button.set_attribute("aria-haspopup", opens(*part));
                }
            }
            _ => {
                self.element.set_text_content(None);
                self.copy = None;
                self.inner = Inner::new(&self.element, look);
            }
        }
        let new_id = self.look.id != before.id || self.copy.is_some() != self.look.id.is_some();
        if self.look.class != before.class || is_button(&self.look) != is_button(&before) || fitted != fits {
            self.classify();
        }
        if new_id {
            self.offer_copy();
        }
    }
}

impl Look {
    /// Whether its text surely fits into a column, in letters of `letter` pixels.
    fn fits(&self, column: &Column, letter: f64) -> bool {
        let beside = SIDES + if self.id.is_some() { COPY } else { 0.0 };
        fits(&self.words, letter, f64::from(column.width) - beside * letter)
    }
}

impl Inner {
    /// Puts what a look wants into an empty cell.
    fn new(cell: &Element, look: &Look) -> Inner {
        let words = text_node(&look.words);
        let around = match &look.kind {
            Kind::Plain => {
                let _ = cell.append_child(&words);
                return Inner::Plain(words);
            }
            Kind::Moment(moment) => el("time").attr("datetime", moment),
            Kind::Button { name, part } => el("button")
                .class("cell-button")
                .attr("type", "button")
                .attr("tabindex", "-1")
                .attr("aria-haspopup", opens(*part))
                .maybe_attr("aria-label", name.as_deref()),
        };
        let around = around.element().clone();
        let _ = around.append_child(&words);
        let _ = cell.append_child(&around);
        match look.kind {
            Kind::Moment(_) => Inner::Moment(around, words),
            _ => Inner::Button(around, words),
        }
    }
}

fn is_button(look: &Look) -> bool {
    matches!(look.kind, Kind::Button { .. })
}

fn opens(part: bool) -> &'static str {
    if part { "dialog" } else { "menu" }
}

fn look(table: &Table, value: Option<&Value>, column: &Column, utc: bool) -> Look {
    let shown = shown(value);
    let pressed = table.hooks.on_cell.is_some() && shown != Shown::Absent;
    let button = |name: Option<String>| match pressed {
        true => Kind::Button { name, part: false },
        false => Kind::Plain,
    };
    let mut id = None;
    let (class, words, kind) = match shown {
        Shown::Absent => ("cell-absent", String::new(), Kind::Plain),
        Shown::Null => ("cell-null", t(m::NULL_VALUE), button(None)),
        Shown::Empty => ("cell-null", "“”".into(), button(Some(t(m::EMPTY_TEXT)))),
        Shown::Bool(on) => ("cell-literal", on.to_string(), button(None)),
        Shown::Number(words) => ("cell-number", words, button(None)),
        Shown::Text(words) => ("cell-text", words, button(None)),
        Shown::Id(short, whole) => {
            id = Some(whole.clone());
            ("cell-id", format!("{short}…"), button(Some(whole)))
        }
        Shown::Moment(text) => {
            let words = if utc { utc_moment(&text) } else { local_moment(&text) };
            let words = words.unwrap_or_else(|| text.clone());
            ("cell-moment", words, if pressed { button(None) } else { Kind::Moment(text) })
        }
        Shown::Part(words) => {
            let name = format!("{} {words}", column.name);
            ("cell-part", words, Kind::Button { name: Some(name), part: true })
        }
    };
    Look { class, words, kind, id }
}

/// What a cell has to say when a person points at it: the whole text, or a moment in both ways.
pub(super) fn title(value: &Value) -> Option<String> {
    match (shown(Some(value)), value) {
        (Shown::Moment(text), _) => Some(both_moments(&text)),
        (_, Value::String(text)) => Some(shortened(text, LONGEST_TITLE)),
        _ => None,
    }
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
