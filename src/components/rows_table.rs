//! The table "Rows": a list of objects, one a row.
//!
//! All its buttons together are one tab stop; arrows move among them. Of more than [`DRAWN_WHOLE`] rows only those in
//! view are drawn, between two rows of empty space as high as what is left out. Clicks and keys are heard once, at the
//! table, for a thousand rows have ten thousand cells.

use super::cell::{Shown, column_width, columns, shown, window};
use super::json_tree::{json_tree, shortened};
use crate::messages::{self as m, t, tf};
use crate::ui::{El, copy, dialog, each, el};
use leptos::prelude::*;
use query::Direction;
use serde_json::Value;
use std::ops::Range;
use std::rc::Rc;
use std::time::Duration;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlElement};

/// Up to so many rows are drawn as they are.
const DRAWN_WHOLE: usize = 200;
/// The height of a row in pixels until one is measured.
const ROW_HEIGHT: f64 = 32.0;
/// A title is no place for a novel.
const LONGEST_TITLE: usize = 2_000;
/// How long a button says that it has copied.
const TOLD_FOR: Duration = Duration::from_millis(1_500);

/// A cell that a person pressed.
#[derive(Clone, Debug)]
pub struct CellRef {
    /// The row's place in the list, from 0.
    pub row: usize,
    /// The column's name.
    pub column: String,
    /// What stands there; `null` where the row has no such part.
    pub value: Value,
    /// The button that was pressed: menus open beside it and give the focus back to it.
    pub element: Element,
}

/// By which column rows are sorted, and how.
pub type SortedBy = Option<(String, Direction)>;

/// Hears that a cell was pressed.
pub type OnCell = Rc<dyn Fn(CellRef)>;
/// Hears that a column's name was pressed.
pub type OnSort = Rc<dyn Fn(&str)>;
/// Tells by which column rows are sorted, tracked.
pub type Sort = Rc<dyn Fn() -> SortedBy>;

/// What a table tells to whoever shows it.
#[derive(Clone, Default)]
pub struct TableHooks {
    /// Hears that a cell was pressed. With it every cell is a button; lists and objects open as trees all the same.
    pub on_cell: Option<OnCell>,
    /// Hears that a column's name was pressed.
    pub on_sort: Option<OnSort>,
    /// By which column the rows are sorted, tracked.
    pub sort: Option<Sort>,
}

/// What all parts of one table share.
struct Table {
    rows: Rc<Vec<Value>>,
    columns: Vec<String>,
    hooks: TableHooks,
}

/// The table "Rows", in a box of its own that scrolls both ways.
pub fn rows_table(rows: Rc<Vec<Value>>, hooks: TableHooks) -> El {
    table_of(rows, hooks, &t(m::ROWS))
}

/// A single object as a table of two columns, a row for each of its parts.
pub fn fields_table(value: &Value) -> El {
    let (field, words) = (t(m::FIELD), t(m::VALUE));
    let row = |(name, value): (&String, &Value)| serde_json::json!({ &field: name, &words: value });
    let rows = value.as_object().map(|map| map.iter().map(row).collect()).unwrap_or_default();
    table_of(Rc::new(rows), TableHooks::default(), &t(m::FIELDS_TABLE))
}

fn table_of(rows: Rc<Vec<Value>>, hooks: TableHooks, label: &str) -> El {
    let (columns, left_out) = columns(&rows);
    let table = Rc::new(Table { rows, columns, hooks });
    let viewing = RwSignal::new(false);
    let viewed: StoredValue<Option<(usize, usize)>> = StoredValue::new(None);
    let told = RwSignal::new(String::new());

    let view = el("table")
        .class("rows")
        .attr("aria-label", label)
        .attr("aria-rowcount", &(table.rows.len() + 1).to_string())
        .child(head(&table))
        .on("keydown", |event| on_key(&event))
        .on("focusin", |event| make_current(&event))
        .on("click", {
            let table = table.clone();
            move |event| {
                let Some(pressed) = Pressed::of(&event) else { return };
                match pressed {
                    Pressed::Sort(column) => {
                        if let (Some(on_sort), Some(name)) = (&table.hooks.on_sort, table.columns.get(column))
                        {
                            on_sort(name);
                        }
                    }
                    Pressed::Copy(row, column, button) => {
                        if let Some(Value::String(id)) = table.value(row, column) {
                            copy_id(id.clone(), button, told);
                        }
                    }
                    Pressed::Cell(row, column, element) => {
                        match (table.value(row, column), &table.hooks.on_cell) {
                            (Some(Value::Array(_) | Value::Object(_)), _) => {
                                viewed.set_value(Some((row, column)));
                                viewing.set(true);
                            }
                            (value, Some(on_cell)) => on_cell(CellRef {
                                row,
                                column: table.columns.get(column).cloned().unwrap_or_default(),
                                value: value.cloned().unwrap_or_default(),
                                element,
                            }),
                            _ => {}
                        }
                    }
                }
            }
        });
    let region = el("div")
        .class("rows-region")
        .attr("tabindex", "0")
        .attr("role", "region")
        .attr("aria-label", &t(m::ROWS_REGION));
    let region = if table.rows.len() <= DRAWN_WHOLE {
        let rows: Vec<El> = (0..table.rows.len()).map(|at| row(&table, at)).collect();
        region.child(view.child(el("tbody").child(rows)))
    } else {
        drawn_in_part(&table, region, view)
    };
    keep_a_tab_stop(region.element());

    let shown_part = table.clone();
    el("div")
        .class("rows-box")
        .child(region)
        .child((left_out > 0).then(|| {
            el("p").class("muted small").child(tf(m::MORE_COLUMNS, &[("count", &left_out.to_string())]))
        }))
        .child(el("span").class("visually-hidden").attr("aria-live", "polite").text(move || told.get()))
        .child(dialog(&t(m::VALUE), viewing, move || {
            let Some((row, column)) = viewed.get_value() else { return el("div") };
            let name = shown_part.columns.get(column).cloned().unwrap_or_default();
            let value = shown_part.value(row, column).cloned().unwrap_or_default();
            json_tree(Rc::new(value), &name)
        }))
}

impl Table {
    fn value(&self, row: usize, column: usize) -> Option<&Value> {
        self.rows.get(row)?.get(self.columns.get(column)?)
    }
}

fn head(table: &Rc<Table>) -> El {
    let cells: Vec<El> = table
        .columns
        .iter()
        .enumerate()
        .map(|(at, column)| {
            let cell = el("th").attr("scope", "col").attr("data-column", &at.to_string());
            let cell = match &table.hooks.sort {
                Some(sort) => {
                    let (sort, column) = (sort.clone(), column.clone());
                    cell.attr_with("aria-sort", move || match sort() {
                        Some((by, direction)) if by == column => Some(match direction {
                            Direction::Asc => "ascending".into(),
                            Direction::Desc => "descending".into(),
                        }),
                        _ => None,
                    })
                }
                None => cell,
            };
            match &table.hooks.on_sort {
                Some(_) => cell.child(
                    el("button")
                        .class("rows-sort")
                        .attr("type", "button")
                        .attr("tabindex", "-1")
                        .attr("title", &tf(m::SORT_BY_COLUMN, &[("name", column)]))
                        .child(column.clone()),
                ),
                None => cell.child(column.clone()),
            }
        })
        .collect();
    el("thead").child(el("tr").attr("aria-rowindex", "1").child(cells))
}

fn row(table: &Rc<Table>, at: usize) -> El {
    let cells: Vec<El> = (0..table.columns.len()).map(|column| cell(table, at, column)).collect();
    el("tr").attr("data-row", &at.to_string()).attr("aria-rowindex", &(at + 2).to_string()).child(cells)
}

fn cell(table: &Rc<Table>, at: usize, column: usize) -> El {
    let value = table.value(at, column);
    let look = shown(value);
    let (class, words) = match &look {
        Shown::Absent => ("cell-absent", String::new()),
        Shown::Null => ("cell-null", t(m::NULL_VALUE)),
        Shown::Empty => ("cell-null", "“”".into()),
        Shown::Bool(on) => ("cell-literal", on.to_string()),
        Shown::Number(words) => ("cell-number", words.clone()),
        Shown::Moment(text) => ("cell-moment", local_moment(text).unwrap_or_else(|| text.clone())),
        Shown::Id(short, _) => ("cell-id", format!("{short}…")),
        Shown::Text(words) => ("cell-text", words.clone()),
        Shown::Part(words) => ("cell-part", words.clone()),
    };
    let title = match value {
        Some(Value::String(text)) => Some(shortened(text, LONGEST_TITLE)),
        _ => None,
    };
    let cell =
        el("td").class(class).attr("data-column", &column.to_string()).maybe_attr("title", title.as_deref());
    let is_part = matches!(look, Shown::Part(_));
    let cell = if is_part || (table.hooks.on_cell.is_some() && look != Shown::Absent) {
        let name = match &look {
            Shown::Id(_, whole) => Some(whole.clone()),
            Shown::Empty => Some(t(m::EMPTY_TEXT)),
            Shown::Part(words) => table.columns.get(column).map(|column| format!("{column} {words}")),
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
        cell.child(el("span").class("cell-words").child(words))
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

fn copy_id(id: String, button: Element, told: RwSignal<String>) {
    leptos::task::spawn_local(async move {
        let done = copy(&id, &button).await;
        let class = if done { "is-copied" } else { "is-refused" };
        let _ = button.class_list().add_1(class);
        let _ = told.try_set(t(if done { m::COPIED } else { m::COPY_REFUSED_HINT }));
        set_timeout(
            move || {
                let _ = button.class_list().remove_1(class);
                let _ = told.try_set(String::new());
            },
            TOLD_FOR,
        );
    });
}

/// Draws only the rows in view. Their height is the same for all; columns have their widths from all rows, so that
/// nothing jumps while scrolling.
fn drawn_in_part(table: &Rc<Table>, region: El, view: El) -> El {
    let count = table.rows.len();
    let shown: RwSignal<Range<usize>> = RwSignal::new(window(0.0, 0.0, ROW_HEIGHT, count));
    let height = StoredValue::new(ROW_HEIGHT);
    let columns = table.columns.len().to_string();
    let spacer = |left_out: Box<dyn Fn(Range<usize>) -> usize>| {
        let inner = el("td").attr("colspan", &columns);
        let element: HtmlElement = inner.cast();
        // Reading the window in an attribute makes this follow it; the height itself is not an attribute.
        el("tr")
            .class("rows-spacer")
            .attr("aria-hidden", "true")
            .flag("hidden", move || {
                let rows = left_out(shown.get());
                set_style(&element, "height", &format!("{}px", rows as f64 * height.get_value()));
                rows == 0
            })
            .child(inner)
    };
    let widths: Vec<usize> = table.columns.iter().map(|column| column_width(column, &table.rows)).collect();
    set_style(view.element(), "width", &format!("max(100%, {}ch)", widths.iter().sum::<usize>()));
    let group: Vec<El> = widths
        .iter()
        .map(|width| el("col").with(|element| set_style(element, "width", &format!("{width}ch"))))
        .collect();
    let drawn = table.clone();
    let body = el("tbody")
        .child(spacer(Box::new(|shown| shown.start)))
        .child(each(move || shown.get().collect(), |at: &usize| at.to_string(), move |at| row(&drawn, at)))
        .child(spacer(Box::new(move |shown| count - shown.end)));
    let element = region.element().clone();
    let view = view.class("rows rows-fixed").child(el("colgroup").child(group)).child(body);
    region.child(view).on("scroll", move |_| {
        if let Ok(Some(row)) = element.query_selector("tr[data-row]") {
            height.set_value(row.get_bounding_client_rect().height().max(1.0));
        }
        let wanted = window(
            f64::from(element.scroll_top()),
            f64::from(element.client_height()),
            height.get_value(),
            count,
        );
        if wanted == shown.get_untracked() {
            return;
        }
        let had_focus = focused(&element).is_some();
        shown.set(wanted);
        let region = element.clone();
        set_timeout(
            move || {
                // The row with the focus may be gone: the keyboard goes on from the box that holds the rows.
                if had_focus && focused(&region).is_none() {
                    focus(&region);
                }
                keep_a_tab_stop(&region);
            },
            Duration::ZERO,
        );
    })
}

fn set_style(element: &Element, name: &str, value: &str) {
    if let Some(element) = element.dyn_ref::<HtmlElement>() {
        let _ = element.style().set_property(name, value);
    }
}

fn focused(inside: &Element) -> Option<Element> {
    let active = inside.owner_document()?.active_element()?;
    inside.contains(Some(&active)).then_some(active)
}

fn focus(element: &Element) {
    if let Some(element) = element.dyn_ref::<HtmlElement>() {
        let _ = element.focus();
    }
}

/// What a click meant.
enum Pressed {
    Sort(usize),
    Copy(usize, usize, Element),
    Cell(usize, usize, Element),
}

impl Pressed {
    fn of(event: &Event) -> Option<Pressed> {
        let button = event.target()?.dyn_into::<Element>().ok()?.closest("button").ok()??;
        let column = column_of(&button)?;
        let Some(row) = button.closest("tr[data-row]").ok()? else { return Some(Pressed::Sort(column)) };
        let row = row.get_attribute("data-row")?.parse().ok()?;
        Some(if button.class_list().contains("cell-copy") {
            Pressed::Copy(row, column, button)
        } else {
            Pressed::Cell(row, column, button)
        })
    }
}

fn column_of(inside: &Element) -> Option<usize> {
    inside.closest("[data-column]").ok()??.get_attribute("data-column")?.parse().ok()
}

/// One button of the table can be reached by Tab: the one that had the focus last, or else the first.
fn keep_a_tab_stop(region: &Element) {
    if let Ok(None) = region.query_selector("button[tabindex=\"0\"]")
        && let Ok(Some(first)) = region.query_selector("button")
    {
        let _ = first.set_attribute("tabindex", "0");
    }
}

fn make_current(event: &Event) {
    let Some(button) = event.target().and_then(|target| target.dyn_into::<Element>().ok()) else { return };
    let Ok(Some(table)) = button.closest("table") else { return };
    if let Ok(Some(before)) = table.query_selector("button[tabindex=\"0\"]") {
        let _ = before.set_attribute("tabindex", "-1");
    }
    let _ = button.set_attribute("tabindex", "0");
}

fn on_key(event: &Event) {
    let key: &web_sys::KeyboardEvent = event.unchecked_ref();
    if key.alt_key() || key.meta_key() || key.shift_key() {
        return;
    }
    let Some(button) = event.target().and_then(|target| target.dyn_into::<Element>().ok()) else { return };
    let found = match (key.key().as_str(), key.ctrl_key()) {
        ("ArrowRight", false) => in_row(&button, 1),
        ("ArrowLeft", false) => in_row(&button, -1),
        ("Home", false) => in_row(&button, isize::MIN),
        ("End", false) => in_row(&button, isize::MAX),
        ("ArrowDown", false) => in_column(&button, 1),
        ("ArrowUp", false) => in_column(&button, -1),
        ("PageDown", false) => in_column(&button, 10),
        ("PageUp", false) => in_column(&button, -10),
        _ => return,
    };
    event.prevent_default();
    if let Some(next) = found {
        focus(&next);
    }
}

fn buttons(inside: &Element) -> Vec<Element> {
    let Ok(found) = inside.query_selector_all("button") else { return Vec::new() };
    (0..found.length()).filter_map(|at| found.get(at)?.dyn_into().ok()).collect()
}

fn in_row(button: &Element, by: isize) -> Option<Element> {
    let all = buttons(&button.closest("tr").ok()??);
    let at = all.iter().position(|it| it == button)?;
    let last = all.len().checked_sub(1)?;
    all.get(at.saturating_add_signed(by).min(last)).cloned()
}

/// The button of the same column `by` rows further, as far as rows are drawn; the rows' head counts as one.
fn in_column(button: &Element, by: isize) -> Option<Element> {
    let column = column_of(button)?;
    let mut row = button.closest("tr").ok()??;
    let mut best = None;
    for _ in 0..by.unsigned_abs() {
        row = beside(&row, by > 0)?;
        let all = buttons(&row);
        let there = all.iter().find(|it| column_of(it) >= Some(column)).or(all.last());
        if let Some(there) = there {
            best = Some(there.clone());
        }
        if beside(&row, by > 0).is_none() {
            break;
        }
    }
    best
}

/// The row above or below, over the border of the table's head.
fn beside(row: &Element, below: bool) -> Option<Element> {
    let next = if below { row.next_element_sibling() } else { row.previous_element_sibling() };
    if let Some(next) = next.filter(|next| !next.class_list().contains("rows-spacer")) {
        return Some(next);
    }
    let table = row.closest("table").ok()??;
    let in_head = row.closest("thead").ok()?.is_some();
    match (in_head, below) {
        (true, true) => table.query_selector("tr[data-row]").ok()?,
        (false, false) => table.query_selector("thead tr").ok()?,
        _ => None,
    }
}
