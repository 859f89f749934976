//! The columns of a table: which there are, and how a person wants them. Decided here without a page.

use super::cell::{MOST_COLUMNS, shown};
use indexmap::{IndexMap, IndexSet};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// About so many pixels wide is a letter of the table's type.
const LETTER: usize = 8;
/// Beside the letters a cell has so many pixels of space.
const PADDING: usize = 26;
/// The narrowest and the widest that a column may be made by hand, in pixels.
const WIDTHS: std::ops::RangeInclusive<u32> = 48..=1_200;

/// A column: its name, and the way to its value in a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its name: `level`, or `stats.kills` for a part of an object that was opened into columns.
    pub name: String,
    /// The way to its value.
    pub path: Vec<String>,
    /// Its width in pixels.
    pub width: u32,
    /// How far it stays from the left edge while the rest scrolls, where it is pinned.
    pub pinned: Option<u32>,
    /// Whether some of its values are objects, which can be opened into columns.
    pub has_objects: bool,
}

impl Column {
    /// Its value in a row.
    pub fn of<'r>(&self, row: &'r Value) -> Option<&'r Value> {
        self.path.iter().try_fold(row, |value, step| value.get(step))
    }
}

/// What rows hold, gathered row by row.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Survey {
    flat: IndexSet<String>,
    found: IndexMap<String, Found>,
    known: usize,
}

#[derive(Clone, Debug, Default, PartialEq)]
struct Found {
    path: Vec<String>,
    letters: usize,
    objects: bool,
}

impl Survey {
    /// A survey in which the objects of these columns are opened into columns of their own.
    pub fn new(flat: &IndexSet<String>) -> Survey {
        Survey { flat: flat.clone(), ..Survey::default() }
    }

    /// Looks at a row.
    pub fn add(&mut self, row: &Value) {
        if let Value::Object(parts) = row {
            self.visit(parts, &mut Vec::new(), "");
        }
    }

    fn visit(&mut self, parts: &Map<String, Value>, path: &mut Vec<String>, before: &str) {
        for (key, value) in parts {
            let joined;
            let name = if before.is_empty() {
                key
            } else {
                joined = format!("{before}.{key}");
                &joined
            };
            if self.flat.contains(name) {
                match value {
                    // One without parts would have no column at all.
                    Value::Object(inner) if !inner.is_empty() => {
                        let name = name.clone();
                        path.push(key.clone());
                        self.visit(inner, path, &name);
                        path.pop();
                        continue;
                    }
                    // Beside its parts a column of `null` alone would say nothing.
                    Value::Null => continue,
                    _ => {}
                }
            }
            let letters = shown(Some(value)).width();
            match self.found.get_mut(name) {
                Some(found) => {
                    found.letters = found.letters.max(letters);
                    found.objects |= value.is_object();
                }
                None => {
                    let mut path = path.clone();
                    path.push(key.clone());
                    let found = Found { path, letters, objects: value.is_object() };
                    self.found.insert(name.clone(), found);
                    self.known += 1;
                }
            }
        }
    }

    /// How many columns there are.
    pub fn len(&self) -> usize {
        self.known
    }
}

/// How a person wants the columns of one operation.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Layout {
    order: Vec<String>,
    hidden: IndexSet<String>,
    pinned: IndexSet<String>,
    widths: BTreeMap<String, u32>,
    flat: IndexSet<String>,
}

impl Layout {
    /// The columns to show, in order: those that are pinned first.
    pub fn columns(&self, survey: &Survey) -> Vec<Column> {
        let mut columns: Vec<Column> =
            self.all(survey).into_iter().filter(|column| !self.hidden.contains(&column.name)).collect();
        columns.sort_by_key(|column| !self.pinned.contains(&column.name));
        columns.truncate(MOST_COLUMNS);
        let mut left = 0;
        for column in &mut columns {
            if self.pinned.contains(&column.name) {
                column.pinned = Some(left);
                left += column.width;
            }
        }
        columns
    }

    /// All columns in the person's order, hidden ones too; new ones stand at the end.
    pub fn all(&self, survey: &Survey) -> Vec<Column> {
        let known = self.order.iter().filter_map(|name| survey.found.get_key_value(name));
        let others = survey.found.iter().filter(|(name, _)| !self.order.contains(name));
        known
            .chain(others)
            .map(|(name, found)| Column {
                name: name.clone(),
                path: found.path.clone(),
                width: self.widths.get(name).copied().unwrap_or_else(|| natural_width(name, found.letters)),
                pinned: None,
                has_objects: found.objects,
            })
            .collect()
    }

    /// The columns whose objects are opened into columns.
    pub fn flat(&self) -> &IndexSet<String> {
        &self.flat
    }

    /// Whether a column is left out.
    pub fn is_hidden(&self, name: &str) -> bool {
        self.hidden.contains(name)
    }

    /// Whether a column stays while the others scroll.
    pub fn is_pinned(&self, name: &str) -> bool {
        self.pinned.contains(name)
    }

    /// Leaves a column out, or shows it again.
    pub fn toggle_hidden(&mut self, name: &str) {
        toggle(&mut self.hidden, name);
    }

    /// Pins a column, or lets it scroll again.
    pub fn toggle_pinned(&mut self, name: &str) {
        toggle(&mut self.pinned, name);
    }

    /// Opens the objects of a column into columns, or closes them again.
    pub fn toggle_flat(&mut self, name: &str) {
        toggle(&mut self.flat, name);
    }

    /// Makes a column so many pixels wide.
    pub fn set_width(&mut self, name: &str, width: u32) {
        self.widths.insert(name.into(), width.clamp(*WIDTHS.start(), *WIDTHS.end()));
    }

    /// Moves a column by one place, to the left or to the right.
    pub fn shift(&mut self, survey: &Survey, name: &str, right: bool) {
        let mut order: Vec<String> = self.all(survey).into_iter().map(|column| column.name).collect();
        let Some(at) = order.iter().position(|one| one == name) else { return };
        let to = if right { at + 1 } else { at.wrapping_sub(1) };
        if to < order.len() {
            order.swap(at, to);
        }
        self.order = order;
    }

    /// Puts a column before another one.
    pub fn put_before(&mut self, survey: &Survey, name: &str, before: &str) {
        let mut order: Vec<String> = self.all(survey).into_iter().map(|column| column.name).collect();
        let Some(from) = order.iter().position(|one| one == name).filter(|_| name != before) else { return };
        let name = order.remove(from);
        let to = order.iter().position(|one| one == before).unwrap_or(order.len());
        order.insert(to, name);
        self.order = order;
    }

    /// As it is stored.
    pub fn to_json(&self) -> Value {
        json!({
            "order": self.order,
            "hidden": self.hidden.iter().collect::<Vec<_>>(),
            "pinned": self.pinned.iter().collect::<Vec<_>>(),
            "flat": self.flat.iter().collect::<Vec<_>>(),
            "widths": self.widths,
        })
    }

    /// Reads what was stored; what cannot be read is as if it had not been chosen.
    pub fn from_json(value: &Value) -> Layout {
        let names = |key: &str| -> Vec<String> {
            let list = value.get(key).and_then(Value::as_array).cloned().unwrap_or_default();
            list.into_iter().filter_map(|name| name.as_str().map(str::to_owned)).collect()
        };
        let widths = value.get("widths").and_then(Value::as_object);
        let mut layout = Layout {
            order: names("order"),
            hidden: names("hidden").into_iter().collect(),
            pinned: names("pinned").into_iter().collect(),
            flat: names("flat").into_iter().collect(),
            widths: BTreeMap::new(),
        };
        for (name, width) in widths.into_iter().flatten() {
            if let Some(width) = width.as_u64().and_then(|width| u32::try_from(width).ok()) {
                layout.set_width(name, width);
            }
        }
        layout
    }
}

fn toggle(set: &mut IndexSet<String>, name: &str) {
    if !set.shift_remove(name) {
        set.insert(name.into());
    }
}

/// Wide enough for its name and for most of what stands in it.
fn natural_width(name: &str, letters: usize) -> u32 {
    // A name is bold, and has the sorting's arrow beside it.
    let name = name.chars().count();
    let letters = letters.clamp(4, 32).max((name + name / 8 + 2).min(36));
    (letters * LETTER + PADDING) as u32
}

/// Which of the columns that scroll are in view: `scrolled` pixels are to the left of a view of `width` pixels. A few
/// more on both sides are drawn too, and the window moves by steps, so that not every pixel draws anew.
pub fn in_view(columns: &[Column], scrolled: f64, width: f64) -> std::ops::Range<usize> {
    /// Columns up to here are all drawn: to leave some out would save little.
    const ALL: usize = 12;
    const STEP: usize = 4;
    let pinned = columns.iter().take_while(|column| column.pinned.is_some()).count();
    if columns.len() <= ALL {
        return pinned..columns.len();
    }
    let edge: u32 = columns[..pinned].iter().map(|column| column.width).sum();
    let mut left = f64::from(edge);
    let (mut first, mut last) = (columns.len(), pinned);
    for (at, column) in columns.iter().enumerate().skip(pinned) {
        let right = left + f64::from(column.width);
        if right >= scrolled + f64::from(edge) && left <= scrolled + width.max(1.0) {
            first = first.min(at);
            last = at + 1;
        }
        left = right;
    }
    let first = first.min(last).saturating_sub(2) / STEP * STEP;
    let last = (last + 2).div_ceil(STEP) * STEP;
    first.max(pinned)..last.min(columns.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn survey(rows: &[Value], flat: &[&str]) -> Survey {
        let mut survey = Survey::new(&flat.iter().map(|name| name.to_string()).collect());
        rows.iter().for_each(|row| survey.add(row));
        survey
    }

    fn names(layout: &Layout, survey: &Survey) -> Vec<String> {
        layout.columns(survey).into_iter().map(|column| column.name).collect()
    }

    #[test]
    fn columns_stand_as_the_person_wants_them() {
        let survey = survey(&[json!({"a": 1, "b": 2}), json!({"c": 3, "a": 4})], &[]);
        let mut layout = Layout::default();
        assert_eq!(names(&layout, &survey), ["a", "b", "c"]);
        layout.shift(&survey, "c", false);
        layout.toggle_hidden("a");
        assert_eq!(names(&layout, &survey), ["c", "b"]);
        layout.toggle_hidden("a");
        layout.toggle_pinned("b");
        assert_eq!(names(&layout, &survey), ["b", "a", "c"]);
        assert_eq!(layout.columns(&survey)[0].pinned, Some(0));
        layout.put_before(&survey, "c", "a");
        assert_eq!(names(&layout, &survey), ["b", "c", "a"]);
        for (name, right) in [("c", false), ("b", true), ("nope", true)] {
            layout.shift(&survey, name, right);
        }
        layout.set_width("a", 5);
        assert_eq!(Layout::from_json(&layout.to_json()), layout);
        assert_eq!(layout.all(&survey).iter().find(|column| column.name == "a").map(|it| it.width), Some(48));
        assert_eq!(Layout::from_json(&json!({"order": 5, "widths": {"a": "x"}})), Layout::default());
    }

    #[test]
    fn objects_open_into_columns() {
        let rows = [
            json!({"id": 1, "stats": {"kills": 5, "place": {"x": 1}}, "z": 1}),
            json!({"id": 2, "stats": null}),
            json!({"id": 3, "stats": "odd"}),
        ];
        let closed = survey(&rows, &[]);
        assert_eq!(names(&Layout::default(), &closed), ["id", "stats", "z"]);
        assert!(Layout::default().columns(&closed)[1].has_objects);
        let open = survey(&rows[..2], &["stats", "stats.place"]);
        assert_eq!(names(&Layout::default(), &open), ["id", "stats.kills", "stats.place.x", "z"]);
        assert_eq!(Layout::default().columns(&open)[2].of(&rows[0]), Some(&json!(1)));
        assert_eq!(Layout::default().columns(&open)[2].of(&rows[1]), None);
        // A value that is no object keeps its column.
        assert_eq!(survey(&rows, &["stats"]).len(), 5);
    }

    #[test]
    fn of_many_columns_those_in_view_are_drawn() {
        let row: Map<String, Value> = (0..90).map(|at| (format!("c{at:02}"), json!(at))).collect();
        let survey = survey(&[Value::Object(row)], &[]);
        let mut layout = Layout::default();
        layout.toggle_pinned("c50");
        let columns = layout.columns(&survey);
        let width = f64::from(columns[1].width);
        assert!(in_view(&columns, 0.0, 600.0).contains(&1));
        for scrolled in 0..60 {
            let shown = in_view(&columns, f64::from(scrolled) * width, 600.0);
            assert!(shown.contains(&((scrolled + 1) as usize)) && shown.len() < 30, "{scrolled}: {shown:?}");
            assert!(shown.start >= 1);
        }
        assert_eq!(in_view(&columns[..10], 5_000.0, 600.0), 1..10);
        assert!(in_view(&columns, 1e9, 600.0).end <= 90);
    }
}
