//! The table "Rows": a list of objects, one a row.
//!
//! All its buttons together are one tab stop; arrows move among them. Of many rows only those in view are drawn, between
//! two rows of empty space as high as what is left out, and of many columns only those in view. Clicks and keys are
//! heard once, at the table, for a thousand rows have ten thousand cells.

use super::cell::{Shown, shown, window};
use super::column_panel::column_panel;
use super::columns::{Column, Layout, Survey, in_view};
use super::json_tree::{json_tree, shortened};
use super::row_source::RowSource;
use crate::messages::{self as m, t, tf};
use crate::state::{remember, remembered};
use crate::ui::{Child, El, copy, dialog, dynamic, each, el, in_pieces, when};
use leptos::prelude::*;
use query::Direction;
use serde_json::Value;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::ops::Range;
use std::rc::Rc;
use std::time::Duration;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlElement};

/// Up to so many cells are drawn as they are.
const DRAWN_WHOLE: usize = 1_000;
/// So many rows are looked at before the first is drawn; the others a little later.
const LOOKED_AT: usize = 300;
/// The height of a row in pixels until one is measured.
const ROW_HEIGHT: f64 = 32.0;
/// No view is taller, in pixels, whatever the page's style makes of it.
const TALLEST: i32 = 2_400;
/// A title is no place for a novel.
const LONGEST_TITLE: usize = 2_000;
/// How long a button says that it has copied.
const TOLD_FOR: Duration = Duration::from_millis(1_500);

/// A cell that a person pressed.
#[derive(Clone, Debug)]
pub struct CellRef {
    /// The row's place in the list, from 0.
    pub row: usize,
    /// The column's name; `stats.kills` for a part of an object that was opened into columns.
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
    /// Under which name the person's choice of columns is kept; without, it lasts as long as the table.
    pub keep: Option<String>,
}

/// What all parts of one table share.
pub(super) struct Table {
    pub rows: RowSource,
    hooks: TableHooks,
    pub survey: RwSignal<Survey>,
    pub layout: RwSignal<Layout>,
    pub columns: Memo<Vec<Column>>,
    pub utc: RwSignal<bool>,
    /// How far and in what the rows are scrolled: top, left, height, width.
    scroll: RwSignal<[f64; 4]>,
}

/// The table "Rows", in a box of its own that scrolls both ways, with the way to choose its columns.
pub fn rows_table(rows: impl Into<RowSource>, hooks: TableHooks) -> El {
    table_of(rows.into(), hooks, &t(m::ROWS), true)
}

/// A single object as a table of two columns, a row for each of its parts.
pub fn fields_table(value: &Value) -> El {
    let (field, words) = (t(m::FIELD), t(m::VALUE));
    let row = |(name, value): (&String, &Value)| serde_json::json!({ &field: name, &words: value });
    let rows: Vec<Value> = value.as_object().map(|map| map.iter().map(row).collect()).unwrap_or_default();
    table_of(Rc::new(rows).into(), TableHooks::default(), &t(m::FIELDS_TABLE), false)
}

fn table_of(rows: RowSource, hooks: TableHooks, label: &str, with_bar: bool) -> El {
    let kept = hooks.keep.as_deref().and_then(remembered).and_then(|text| serde_json::from_str(&text).ok());
    let layout = RwSignal::new(kept.as_ref().map(Layout::from_json).unwrap_or_default());
    let survey = RwSignal::new(Survey::default());
    let columns = Memo::new(move |_| layout.with(|layout| survey.with(|survey| layout.columns(survey))));
    let utc = RwSignal::new(remembered("times").is_some());
    let scroll = RwSignal::new([0.0; 4]);
    let table = Rc::new(Table { rows, hooks, survey, layout, columns, utc, scroll });
    look_at_rows(&table);
    keep_layout(&table);
    let viewing = RwSignal::new(false);
    let viewed: StoredValue<Option<(usize, Vec<String>)>> = StoredValue::new(None);
    let told = RwSignal::new(String::new());

    let view = el("table")
        .class("rows rows-fixed")
        .attr("aria-label", label)
        .attr("aria-rowcount", &(table.rows.len() + 1).to_string())
        .attr_with("aria-colcount", move || Some(columns.with(Vec::len).to_string()));
    let wide: HtmlElement = view.cast();
    let view = view
        .child(dynamic(move || column_group(&columns.get(), &wide)))
        .child(head(&table))
        .child(body(&table))
        .on("keydown", |event| on_key(&event))
        .on("focusin", |event| make_current(&event))
        .on("click", {
            let table = table.clone();
            move |event| {
                let Some(pressed) = Pressed::of(&event) else { return };
                match pressed {
                    Pressed::Sort(column) => {
                        if let (Some(on_sort), Some(column)) = (&table.hooks.on_sort, table.column(column)) {
                            on_sort(&column.name);
                        }
                    }
                    Pressed::Copy(row, column, button) => {
                        if let Some(Value::String(id)) = table.value(row, column) {
                            copy_id(id, button, told);
                        }
                    }
                    Pressed::Cell(row, column, element) => {
                        let Some(named) = table.column(column) else { return };
                        match (table.value(row, column), &table.hooks.on_cell) {
                            (Some(Value::Array(_) | Value::Object(_)), _) => {
                                viewed.set_value(Some((row, named.path)));
                                viewing.set(true);
                            }
                            (value, Some(on_cell)) => on_cell(CellRef {
                                row,
                                column: named.name,
                                value: value.unwrap_or_default(),
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
        .attr("aria-label", &t(m::ROWS_REGION))
        .child(view);
    let region = follow_scrolling(&table, region);
    keep_a_tab_stop(region.element());

    let shown_part = table.clone();
    el("div")
        .class("rows-box")
        .child(with_bar.then(|| column_panel(&table)))
        .child(region)
        .child(el("p").class("muted small").child(dynamic(move || {
            let left_out = survey.with(Survey::len).saturating_sub(super::cell::MOST_COLUMNS);
            (left_out > 0).then(|| tf(m::MORE_COLUMNS, &[("count", &left_out.to_string())]))
        })))
        .child(el("span").class("visually-hidden").attr("aria-live", "polite").text(move || told.get()))
        .child(dialog(&t(m::VALUE), viewing, move || {
            let Some((row, path)) = viewed.get_value() else { return el("div") };
            let part = |row: &Value| path.iter().try_fold(row, |value, step| value.get(step)).cloned();
            let value = shown_part.rows.with(row, |row| row.and_then(part)).unwrap_or_default();
            json_tree(Rc::new(value), &path.join("."))
        }))
}

impl Table {
    fn column(&self, at: usize) -> Option<Column> {
        self.columns.with_untracked(|columns| columns.get(at).cloned())
    }

    fn value(&self, row: usize, column: usize) -> Option<Value> {
        let column = self.column(column)?;
        self.rows.with(row, |row| column.of(row?).cloned())
    }
}

/// Finds out which columns there are and how wide they are: by the first rows at once, by all others in pieces.
fn look_at_rows(table: &Rc<Table>) {
    let run = StoredValue::new(0_u32);
    let table = table.clone();
    let flat = {
        let layout = table.layout;
        Memo::new(move |_| layout.with(|layout| layout.flat().clone()))
    };
    let look = move || {
        let mut survey = Survey::new(&flat.get_untracked());
        let count = table.rows.len();
        for at in 0..count.min(LOOKED_AT) {
            table.rows.pass(at, |row| row.into_iter().for_each(|row| survey.add(row)));
        }
        table.survey.set(survey.clone());
        let number = run.get_value() + 1;
        run.set_value(number);
        if count > LOOKED_AT {
            let (table, mut at) = (table.clone(), LOOKED_AT);
            leptos::task::spawn_local(async move {
                let mut current = true;
                in_pieces(|| {
                    // The table may be gone, or another column opened meanwhile.
                    current = run.try_get_value() == Some(number);
                    for _ in 0..50 {
                        if at < count && current {
                            table.rows.pass(at, |row| row.into_iter().for_each(|row| survey.add(row)));
                            at += 1;
                        }
                    }
                    at >= count || !current
                })
                .await;
                if current && table.survey.try_with_untracked(|before| *before != survey) == Some(true) {
                    table.survey.set(survey);
                }
            });
        }
    };
    look();
    Effect::new(move |before: Option<()>| {
        flat.track();
        // The first look was had already, before anything was drawn.
        if before.is_some() {
            untrack(&look);
        }
    });
}

fn keep_layout(table: &Rc<Table>) {
    let Some(name) = table.hooks.keep.clone() else { return };
    let layout = table.layout;
    Effect::new(move |before: Option<()>| {
        let text = layout.with(|layout| match *layout == Layout::default() {
            true => String::new(),
            false => layout.to_json().to_string(),
        });
        if before.is_some() {
            remember(&name, &text);
        }
    });
}

fn column_group(columns: &[Column], table: &HtmlElement) -> Child {
    let whole: u32 = columns.iter().map(|column| column.width).sum();
    set_style(table, "width", &format!("max(100%, {whole}px)"));
    let group: Vec<El> = columns
        .iter()
        .map(|column| el("col").with(|element| set_style(element, "width", &format!("{}px", column.width))))
        .collect();
    el("colgroup").child(group).into()
}

fn head(table: &Rc<Table>) -> El {
    let table = table.clone();
    let dragged: StoredValue<Option<String>> = StoredValue::new(None);
    el("thead").child(dynamic(move || {
        let cells: Vec<El> = table
            .columns
            .get()
            .into_iter()
            .enumerate()
            .map(|(at, column)| head_cell(&table, at, column, dragged))
            .collect();
        el("tr").attr("aria-rowindex", "1").child(cells)
    }))
}

fn head_cell(table: &Rc<Table>, at: usize, column: Column, dragged: StoredValue<Option<String>>) -> El {
    let name = column.name.clone();
    let cell = el("th").attr("scope", "col").attr("data-column", &at.to_string()).attr("draggable", "true");
    let cell = pin(cell, &column);
    let cell = match &table.hooks.sort {
        Some(sort) => {
            let (sort, column) = (sort.clone(), name.clone());
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
    let cell = match &table.hooks.on_sort {
        Some(_) => cell.child(
            el("button")
                .class("rows-sort")
                .attr("type", "button")
                .attr("tabindex", "-1")
                .attr("title", &tf(m::SORT_BY_COLUMN, &[("name", &name)]))
                .child(name.clone()),
        ),
        None => cell.attr("title", &name).child(name.clone()),
    };
    let (layout, survey, mine, before) = (table.layout, table.survey, name.clone(), name.clone());
    cell.on("dragstart", move |_| dragged.set_value(Some(mine.clone())))
        .on("dragover", move |event| event.prevent_default())
        .on("drop", move |event| {
            event.prevent_default();
            if let Some(name) = dragged.get_value() {
                survey.with_untracked(|survey| {
                    layout.update(|layout| layout.put_before(survey, &name, &before))
                });
            }
        })
        .child(resize_handle(table.layout, name, column.width))
}

/// The edge of a column's head, which can be drawn to another width.
fn resize_handle(layout: RwSignal<Layout>, name: String, width: u32) -> El {
    let started: StoredValue<Option<(i32, u32)>> = StoredValue::new(None);
    let handle = el("span").class("rows-resize").attr("aria-hidden", "true").attr("draggable", "true");
    let (element, last) = (handle.element().clone(), StoredValue::new(width));
    let column = move |width: u32| {
        let at = element.closest("th").ok().flatten().and_then(|th| th.get_attribute("data-column"))?;
        let place = at.parse::<u32>().ok()? + 1;
        let table = element.closest("table").ok().flatten()?;
        let column = table.query_selector(&format!("col:nth-child({place})")).ok().flatten()?;
        set_style(&column, "width", &format!("{width}px"));
        Some(())
    };
    let to = move |event: &Event| {
        let mouse: &web_sys::MouseEvent = event.unchecked_ref();
        let (from, before) = started.get_value()?;
        Some(u32::try_from((i64::from(before) + i64::from(mouse.client_x() - from)).max(48)).unwrap_or(48))
    };
    handle
        .on("dragstart", |event| {
            // The handle draws the width, not the column's place.
            event.prevent_default();
            event.stop_propagation();
        })
        .on("pointerdown", move |event| {
            let pointer: &web_sys::MouseEvent = event.unchecked_ref();
            started.set_value(Some((pointer.client_x(), width)));
            last.set_value(width);
            if let Some(target) = event.target().and_then(|it| it.dyn_into::<Element>().ok())
                && let Some(id) =
                    js_sys::Reflect::get(&event, &"pointerId".into()).ok().and_then(|id| id.as_f64())
            {
                let _ = target.set_pointer_capture(id as i32);
            }
        })
        .on("pointermove", move |event| {
            if let Some(width) = to(&event) {
                last.set_value(width);
                // While it is drawn only this column's width is set; all else follows at the end.
                let _ = column(width);
            }
        })
        .on("pointerup", move |_| {
            if started.get_value().is_some() {
                started.set_value(None);
                layout.update(|layout| layout.set_width(&name, last.get_value()));
            }
        })
}

fn pin(cell: El, column: &Column) -> El {
    match column.pinned {
        Some(left) => {
            set_style(cell.element(), "left", &format!("{left}px"));
            let _ = cell.element().class_list().add_1("is-pinned");
            cell
        }
        None => cell,
    }
}

fn body(table: &Rc<Table>) -> El {
    let (count, columns, scroll, utc) = (table.rows.len(), table.columns, table.scroll, table.utc);
    let rows: Memo<Range<usize>> = Memo::new(move |_| {
        if count * columns.with(Vec::len) <= DRAWN_WHOLE {
            return 0..count;
        }
        let [top, _, height, _] = scroll.get();
        window(top, height, ROW_HEIGHT, count)
    });
    let in_sight: Memo<Range<usize>> = Memo::new(move |_| {
        let [_, left, _, width] = scroll.get();
        columns.with(|columns| in_view(columns, left, if width > 0.0 { width } else { 1_400.0 }))
    });
    // A row is drawn anew only where this differs: its place, and what decides how it looks.
    let look = Memo::new(move |_| {
        let mut hasher = DefaultHasher::new();
        columns.with(|columns| columns.iter().for_each(|it| (&it.name, it.pinned).hash(&mut hasher)));
        in_sight.get().hash(&mut hasher);
        utc.get().hash(&mut hasher);
        hasher.finish()
    });
    let spacer = move |height: fn(&Range<usize>, usize) -> usize| {
        let left_out = move || rows.with(|rows| height(rows, count));
        when(
            move || left_out() > 0,
            move || {
                let inner =
                    el("td").attr_with("colspan", move || Some(columns.with(Vec::len).max(1).to_string()));
                let element: HtmlElement = inner.cast();
                // Reading the window in an attribute makes this follow it; the height itself is not an attribute.
                el("tr")
                    .class("rows-spacer")
                    .attr_with("aria-hidden", move || {
                        set_style(&element, "height", &format!("{}px", left_out() as f64 * ROW_HEIGHT));
                        Some("true".into())
                    })
                    .child(inner)
            },
        )
    };
    let drawn = table.clone();
    el("tbody")
        .child(spacer(|rows, _| rows.start))
        .child(each(
            move || {
                let look = look.get();
                rows.get().map(|at| (at, look)).collect()
            },
            |(at, look): &(usize, u64)| format!("{at}/{look}"),
            move |(at, _)| row(&drawn, at, in_sight.get_untracked()),
        ))
        .child(spacer(|rows, count| count.saturating_sub(rows.end)))
}

fn row(table: &Rc<Table>, at: usize, in_sight: Range<usize>) -> El {
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

/// Tells the table how far it is scrolled, and keeps the keyboard's place where rows come and go.
fn follow_scrolling(table: &Rc<Table>, region: El) -> El {
    let scroll = table.scroll;
    let element = region.element().clone();
    let measure = move |element: &Element| {
        scroll.set([
            f64::from(element.scroll_top()),
            f64::from(element.scroll_left()),
            f64::from(element.client_height().min(TALLEST)),
            f64::from(element.client_width()),
        ]);
    };
    let first = element.clone();
    // Before it stands in the page it has no size.
    queue_microtask(move || {
        if scroll.try_get_untracked().is_some() && first.client_height() > 0 {
            measure(&first);
        }
    });
    region.on("scroll", move |_| {
        let had_focus = focused(&element).is_some_and(|focused| focused != element);
        measure(&element);
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
