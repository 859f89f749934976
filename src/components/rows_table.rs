//! The table "Rows": a list of objects, one a row.
//!
//! All its buttons together are one tab stop; arrows move among them. Of many rows only those in view are drawn, between
//! two rows of empty space as high as what is left out, and of many columns only those in view. Clicks and keys are
//! heard once, at the table, for a thousand rows have ten thousand cells.

use super::cell::window;
use super::column_panel::column_panel;
use super::columns::{Column, Layout, Survey, in_view};
use super::json_tree::json_tree;
use super::row_source::RowSource;
use super::rows_cells::{DrawnRow, title};
use super::rows_keys::{
    Pressed, Spot, column_of, focus, focused, keep_a_tab_stop, make_current, on_key, set_style,
};
use crate::messages::{self as m, t, tf};
use crate::state::{remember, remembered};
use crate::ui::{
    Child, El, after_frame, copy, dialog, dynamic, effect, el, follow, in_pieces, listen, memo, on_resize,
    pass_focus, text_node, when,
};
use leptos::prelude::*;
use query::Direction;
use serde_json::Value;
use std::cell::RefCell;
use std::collections::VecDeque;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::ops::Range;
use std::rc::Rc;
use std::time::Duration;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlElement, Node};

/// Up to so many cells are drawn as they are.
const DRAWN_WHOLE: usize = 1_000;
/// So many rows are all looked at before the first is drawn: as many as a page commonly has.
const LOOKED_AT: usize = 120;
/// So many rows go on paper.
const PRINTED: usize = 1_000;
/// Of more rows these are, and the others a little later.
const LOOKED_AT_FIRST: usize = 40;
/// So many cells are in the first frame. To make and lay out all that are in view takes longer than a frame has, so the
/// others come in the frames after it.
const FIRST_CELLS: usize = 60;
/// The height of a row in pixels until one is measured.
const ROW_HEIGHT: f64 = 32.0;
/// How high the view is taken to be until it is measured, in pixels: with the rows below it that are drawn too, enough to fill it.
const FIRST_HEIGHT: f64 = 400.0;
/// No view is taller, in pixels, whatever the page's style makes of it.
const TALLEST: i32 = 2_400;
/// The size of the letters in pixels until it is measured.
const LETTER: f64 = 13.0;
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
/// Tells whether a column can be sorted by.
pub type Sortable = Rc<dyn Fn(&str) -> bool>;
/// Tells by which column rows are sorted, tracked.
pub type Sort = Rc<dyn Fn() -> SortedBy>;

/// What a table tells to whoever shows it.
#[derive(Clone, Default)]
pub struct TableHooks {
    /// Hears that a cell was pressed. With it every cell is a button; lists and objects open as trees all the same.
    pub on_cell: Option<OnCell>,
    /// Hears that a column's name was pressed.
    pub on_sort: Option<OnSort>,
    /// Which columns can be sorted by; all, where nobody says.
    pub sortable: Option<Sortable>,
    /// By which column the rows are sorted, tracked.
    pub sort: Option<Sort>,
    /// Under which name the person's choice of columns is kept; without, it lasts as long as the table.
    pub keep: Option<String>,
}

/// What all parts of one table share.
pub(super) struct Table {
    pub rows: RowSource,
    pub hooks: TableHooks,
    pub survey: RwSignal<Survey>,
    pub layout: RwSignal<Layout>,
    pub columns: Memo<Vec<Column>>,
    pub utc: RwSignal<bool>,
    /// How far and in what the rows are scrolled: top, left, height, width.
    scroll: RwSignal<[f64; 4]>,
    /// How many cells may stand by now.
    ready: RwSignal<usize>,
    /// The size of the letters, in pixels.
    pub letter: RwSignal<f64>,
    /// The cell that a person points at. Only it has a title: to write one for each would cost more than the cells.
    titled: RefCell<Option<Element>>,
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
        .class_if("rows-of-one", || true)
}

fn table_of(rows: RowSource, hooks: TableHooks, label: &str, with_bar: bool) -> El {
    let kept = hooks.keep.as_deref().and_then(remembered).and_then(|text| serde_json::from_str(&text).ok());
    let layout = RwSignal::new(kept.as_ref().map(Layout::from_json).unwrap_or_default());
    let survey = RwSignal::new(Survey::default());
    let columns = memo(move |_| layout.with(|layout| survey.with(|survey| layout.columns(survey))));
    let utc = RwSignal::new(remembered("times").is_some());
    let scroll = RwSignal::new([0.0, 0.0, FIRST_HEIGHT, 0.0]);
    let ready = RwSignal::new(FIRST_CELLS);
    let table = Rc::new(Table {
        rows,
        hooks,
        survey,
        layout,
        columns,
        utc,
        scroll,
        ready,
        letter: RwSignal::new(LETTER),
        titled: RefCell::default(),
    });
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
        .on("pointerover", {
            let table = table.clone();
            move |event| table.title(event.target().and_then(|target| target.dyn_into().ok()))
        })
        .on("click", {
            let table = table.clone();
            move |event| {
                let Some(pressed) = Pressed::of(&event) else { return };
                match pressed {
                    Pressed::Sort(column) => {
                        if let (Some(on_sort), Some(column)) = (&table.hooks.on_sort, table.column(column)) {
                            SORTED.set(Some(column.name.clone()));
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
    keep_clear_of_pinned(&table, region.element());

    let (columns, layout) = (table.columns, table.layout);
    let all_hidden = memo(move |_| columns.with(Vec::is_empty) && survey.with(Survey::len) > 0);
    let none_left = when(
        move || all_hidden.get(),
        move || {
            el("p").class("row row-wrap rows-none").child(m::COLUMNS_ALL_HIDDEN).child(
                el("button")
                    .class("button button-small")
                    .attr("type", "button")
                    .on_click(move || {
                        layout.set(Layout::default());
                        pass_focus([".rows-region".into()]);
                    })
                    .child(m::COLUMNS_RESET),
            )
        },
    );
    let shown_part = table.clone();
    el("div")
        .class("rows-box")
        .child(with_bar.then(|| column_panel(&table)))
        .child(region)
        .child(none_left)
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

/// What the keys reach comes to stand beside the pinned columns and not beneath them; and where those would leave the
/// others no room, they scroll like the others.
fn keep_clear_of_pinned(table: &Rc<Table>, region: &Element) {
    let (columns, scroll, region) = (table.columns, table.scroll, region.clone());
    let edge = memo(move |_| {
        columns
            .with(|columns| columns.iter().filter(|it| it.pinned.is_some()).map(|it| it.width).sum::<u32>())
    });
    let width = memo(move |_| scroll.get()[3]);
    follow(move || {
        let (edge, width) = (edge.get(), width.get());
        let crowded = width > 0.0 && f64::from(edge) > 0.7 * width;
        let _ = region.class_list().toggle_with_force("is-crowded", crowded);
        let padding = if crowded { 0 } else { edge };
        set_style(&region, "scroll-padding-inline-start", &format!("{padding}px"));
    });
}

impl Table {
    fn column(&self, at: usize) -> Option<Column> {
        self.columns.with_untracked(|columns| columns.get(at).cloned())
    }

    fn value(&self, row: usize, column: usize) -> Option<Value> {
        let column = self.column(column)?;
        self.rows.with(row, |row| column.of(row?).cloned())
    }

    /// Gives the cell around an element its title, and takes that of the cell before away.
    fn title(&self, inside: Option<Element>) {
        let cell = inside.and_then(|inside| inside.closest("tbody td[data-column]").ok().flatten());
        let before = self.titled.replace(cell.clone());
        if before == cell {
            return;
        }
        if let Some(before) = before {
            let _ = before.remove_attribute("title");
        }
        let Some(cell) = cell else { return };
        let row = cell.parent_element().and_then(|row| row.get_attribute("data-row")?.parse().ok());
        if let Some((row, column)) = row.zip(column_of(&cell))
            && let Some(words) = self.value(row, column).as_ref().and_then(title)
        {
            let _ = cell.set_attribute("title", &words);
        }
    }
}

/// Finds out which columns there are and how wide they are: by the first rows at once, by all others in pieces.
fn look_at_rows(table: &Rc<Table>) {
    let run = StoredValue::new(0_u32);
    let table = table.clone();
    let flat = {
        let layout = table.layout;
        memo(move |_| layout.with(|layout| layout.flat().clone()))
    };
    let look = move || {
        let mut survey = Survey::new(&flat.get_untracked());
        let count = table.rows.len();
        let first = if count > LOOKED_AT { LOOKED_AT_FIRST } else { count };
        for at in 0..first {
            table.rows.pass(at, |row| row.into_iter().for_each(|row| survey.add(row)));
        }
        table.survey.set(survey.clone());
        let number = run.get_value() + 1;
        run.set_value(number);
        if count > first {
            let (table, mut at) = (table.clone(), first);
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
    effect(move |before: Option<()>| {
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
    effect(move |before: Option<()>| {
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
    let can = table.hooks.sortable.as_ref().is_none_or(|can| can(&name));
    let cell = match table.hooks.on_sort.as_ref().filter(|_| can) {
        Some(_) => {
            let button = el("button")
                .class("rows-sort")
                .attr("type", "button")
                .attr("tabindex", "-1")
                .attr("title", &tf(m::SORT_BY_COLUMN, &[("name", &name)]))
                .child(name.clone());
            if SORTED.with_borrow(|sorted| sorted.as_ref() == Some(&name)) {
                SORTED.set(None);
                let head: web_sys::HtmlElement = button.cast();
                request_animation_frame(move || {
                    if crate::ui::focus_is_lost(&head) {
                        let _ = head.focus();
                    }
                });
            }
            cell.child(button)
        }
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

thread_local! {
    /// The column that was sorted by last: its rows come as a new reply with a new head, which has the focus then.
    static SORTED: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// The edge of a column's head, which can be drawn to another width.
fn resize_handle(layout: RwSignal<Layout>, name: String, width: u32) -> El {
    let started: StoredValue<Option<(i32, u32)>> = StoredValue::new(None);
    let handle = el("span").class("rows-resize").attr("aria-hidden", "true").attr("draggable", "true");
    let (element, last) = (handle.element().clone(), StoredValue::new(width));
    let drawn = element.clone();
    // What fitted may fit no longer.
    let resizing = move |on: bool| {
        let table = drawn.closest("table").ok().flatten()?;
        table.class_list().toggle_with_force("is-resizing", on).ok()
    };
    let (starting, given_up) = (resizing.clone(), resizing.clone());
    let column = move |width: u32| {
        let at = element.closest("th").ok().flatten().and_then(|th| th.get_attribute("data-column"))?;
        let place = at.parse::<u32>().ok()? + 1;
        let table = element.closest("table").ok().flatten()?;
        let column = table.query_selector(&format!("col:nth-child({place})")).ok().flatten()?;
        set_style(&column, "width", &format!("{width}px"));
        Some(())
    };
    let to_before = column.clone();
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
            let _ = starting(true);
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
        .on("pointercancel", move |_| {
            started.set_value(None);
            let _ = given_up(false);
            let _ = to_before(width);
        })
        .on("pointerup", move |_| {
            if started.get_value().is_some() {
                started.set_value(None);
                let _ = resizing(false);
                layout.update(|layout| layout.set_width(&name, last.get_value()));
            }
        })
}

pub(super) fn pin(cell: El, column: &Column) -> El {
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
    let (ready, letter) = (table.ready, table.letter);
    let rows: Memo<Range<usize>> = memo(move |_| {
        let across = columns.with(Vec::len).max(1);
        let wanted = if count * across <= DRAWN_WHOLE {
            0..count
        } else {
            let [top, _, height, _] = scroll.get();
            window(top, height, ROW_HEIGHT, count)
        };
        wanted.start..wanted.end.min(wanted.start.saturating_add(ready.get().div_ceil(across)))
    });
    let in_sight: Memo<Range<usize>> = memo(move |_| {
        let [_, left, _, width] = scroll.get();
        columns.with(|columns| in_view(columns, left, if width > 0.0 { width } else { 1_400.0 }))
    });
    // A row is drawn anew only where this differs: its place, and what decides how it looks.
    let look = memo(move |_| {
        let mut hasher = DefaultHasher::new();
        columns.with(|columns| columns.iter().for_each(|it| (&it.name, it.pinned).hash(&mut hasher)));
        in_sight.get().hash(&mut hasher);
        utc.get().hash(&mut hasher);
        hasher.finish()
    });
    // What decides only which texts fit.
    let room = memo(move |_| {
        let widths: Vec<u32> = columns.with(|columns| columns.iter().map(|it| it.width).collect());
        (widths, letter.get())
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
    let drawn = el("tbody").child(spacer(|rows, _| rows.start));
    // The rows stand before it.
    let end: Node = text_node("").into();
    let body = drawn.element().clone();
    let _ = body.append_child(&end);
    let drawn = drawn.child(spacer(|rows, count| count.saturating_sub(rows.end)));
    let (table, mut window) = (table.clone(), Window::default());
    follow(move || {
        let (wanted, look) = (rows.get(), look.get());
        room.track();
        untrack(|| {
            room.with_untracked(|room| window.fit(&table, look, room));
            window.show(&table, wanted, look, in_sight.get_untracked(), &body, &end);
        });
    });
    drawn
}

/// The rows that stand in the page.
#[derive(Default)]
struct Window {
    rows: VecDeque<DrawnRow>,
    first: usize,
    look: u64,
    /// The columns' widths and the size of the letters.
    room: (Vec<u32>, f64),
}

impl Window {
    /// Lets the rows that stay look again which of their texts fit, where columns or letters have another width.
    fn fit(&mut self, table: &Table, look: u64, room: &(Vec<u32>, f64)) {
        if self.room == *room {
            return;
        }
        self.room = room.clone();
        if look == self.look {
            self.rows.iter_mut().for_each(|row| row.fit(table));
        }
    }

    /// Shows the rows `wanted`. Those that are in view stay as they are, and those that leave come in at the other end:
    /// to make new ones would take longer than a frame has.
    fn show(
        &mut self,
        table: &Table,
        wanted: Range<usize>,
        look: u64,
        in_sight: Range<usize>,
        body: &Element,
        end: &Node,
    ) {
        let mut spot = None;
        if look != self.look {
            spot = Spot::of_focus(body);
            self.rows.drain(..).for_each(|row| row.element().remove());
            self.look = look;
        }
        table.title(None);
        let before = self.first..self.first + self.rows.len();
        let kept = before.start.max(wanted.start)..before.end.min(wanted.end);
        let mut spare: VecDeque<DrawnRow> = if kept.is_empty() {
            self.rows.drain(..).collect()
        } else {
            let gone_below = self.rows.split_off(kept.end - before.start);
            self.rows.drain(..kept.start - before.start).chain(gone_below).collect()
        };
        // The row with the focus leaves for good: the keyboard goes on from the box that holds the rows.
        let focus = (!spare.is_empty()).then(|| focused(body)).flatten();
        spare.retain(|row| {
            let stays = focus.as_ref().is_none_or(|focus| !row.element().contains(Some(focus)));
            if !stays {
                row.element().remove();
            }
            stays
        });
        for row in &spare {
            if let Ok(Some(stop)) = row.element().query_selector("[tabindex=\"0\"]") {
                let _ = stop.set_attribute("tabindex", "-1");
            }
        }
        let mut take = |at: usize| match spare.pop_front() {
            Some(mut row) => {
                row.show(table, at);
                row
            }
            None => DrawnRow::new(table, at, in_sight.clone()),
        };
        let put = |row: &DrawnRow, next: &Node| {
            let _ = body.insert_before(row.element(), Some(next));
        };
        if kept.is_empty() {
            // Somewhere else altogether: the rows stand in order already, and only say something else.
            self.rows = wanted.clone().map(&mut take).collect();
            for row in &self.rows {
                if row.element().parent_node().is_none() {
                    let _ = body.insert_before(row.element(), Some(end));
                }
            }
        } else {
            for at in (wanted.start..kept.start).rev() {
                let row = take(at);
                let next = self.rows.front().map_or(end, |row| row.element());
                put(&row, next);
                self.rows.push_front(row);
            }
            for at in kept.end..wanted.end {
                let row = take(at);
                put(&row, end);
                self.rows.push_back(row);
            }
        }
        spare.iter().for_each(|row| row.element().remove());
        self.first = wanted.start;
        // Of rows that were made anew the same cell goes on.
        if let Some(spot) = spot {
            spot.take_focus(body);
        }
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

/// Lets the cells that the first frame left out stand, so many more in each frame until there is room for all.
fn draw_the_rest(ready: RwSignal<usize>) {
    // The table may be gone.
    let Some(now) = ready.try_get_untracked() else { return };
    let more = if now >= DRAWN_WHOLE { usize::MAX } else { now + 2 * FIRST_CELLS };
    let _ = ready.try_set(more);
    if more != usize::MAX {
        after_frame(move || draw_the_rest(ready));
    }
}

/// The size of a table's letters, in pixels.
fn size_of_letters(region: &Element) -> Option<f64> {
    let table = region.first_element_child()?;
    let style = web_sys::window()?.get_computed_style(&table).ok()??;
    let size = js_sys::parse_float(&style.get_property_value("font-size").ok()?);
    (size > 0.0).then_some(size)
}

/// Tells the table how far it is scrolled, and keeps the keyboard's place where rows come and go.
fn follow_scrolling(table: &Rc<Table>, region: El) -> El {
    let (scroll, ready, letter) = (table.scroll, table.ready, table.letter);
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
    // Behind the first frame, which lays it out: to be asked before would make the page lay itself out in the same breath as it
    // makes the rows.
    after_frame(move || {
        if scroll.try_get_untracked().is_some() && first.client_height() > 0 {
            measure(&first);
            letter.set(size_of_letters(&first).unwrap_or(LETTER));
        }
        draw_the_rest(ready);
    });
    let on_paper = StoredValue::new(false);
    let look_again = move |region: &Element| {
        // While a tab hides it there is nothing to measure, and it stays as it was. So it does on paper, which has a size of
        // its own.
        if region.client_height() == 0 || on_paper.try_get_value() != Some(false) {
            return;
        }
        let had_focus = focused(region).is_some_and(|focused| focused != *region);
        measure(region);
        let region = region.clone();
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
    };
    if let Some(window) = web_sys::window() {
        let printed = element.clone();
        listen(&window, "beforeprint", move |_| {
            // Paper shows all columns, whichever are in view on the screen, and as many rows as anybody would read.
            if printed.client_height() > 0 {
                on_paper.set_value(true);
                scroll.set([0.0, 0.0, PRINTED as f64 * ROW_HEIGHT, 1e6]);
            }
        });
        let printed = element.clone();
        listen(&window, "afterprint", move |_| {
            on_paper.set_value(false);
            look_again(&printed);
        });
    }
    // It may be hidden while the window changes, and is looked at again when it is shown.
    let sized = element.clone();
    on_resize(&element, move || look_again(&sized));
    region.on("scroll", move |_| look_again(&element))
}
