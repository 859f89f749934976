//! What keys and clicks mean in the table "Rows": all its buttons together are one tab stop.

use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlElement};

pub(super) fn set_style(element: &Element, name: &str, value: &str) {
    if let Some(element) = element.dyn_ref::<HtmlElement>() {
        let _ = element.style().set_property(name, value);
    }
}

pub(super) fn focused(inside: &Element) -> Option<Element> {
    let active = crate::ui::focused(inside)?;
    inside.contains(Some(&active)).then_some(active)
}

pub(super) fn focus(element: &Element) {
    if let Some(element) = element.dyn_ref::<HtmlElement>() {
        let _ = element.focus();
    }
}

/// Where a button stands: its row and column, and which of the buttons in its cell it is.
pub(super) struct Spot {
    row: String,
    column: usize,
    at: usize,
}

impl Spot {
    /// That of the button in the body which has the focus.
    pub fn of_focus(body: &Element) -> Option<Spot> {
        let button = focused(body)?;
        let row = button.closest("tr[data-row]").ok()??.get_attribute("data-row")?;
        let column = column_of(&button)?;
        let at = buttons(&button.closest("td").ok()??).iter().position(|it| *it == button)?;
        Some(Spot { row, column, at })
    }

    /// Gives the focus back to what stands there now, without scrolling.
    pub fn take_focus(&self, body: &Element) {
        let cell = format!("tr[data-row=\"{}\"] > [data-column=\"{}\"]", self.row, self.column);
        let Ok(Some(cell)) = body.query_selector(&cell) else { return };
        let button = buttons(&cell).into_iter().nth(self.at);
        if let Some(button) = button.and_then(|it| it.dyn_into::<HtmlElement>().ok()) {
            let still = web_sys::FocusOptions::new();
            still.set_prevent_scroll(true);
            let _ = button.focus_with_options(&still);
        }
    }
}

/// What a click meant.
pub(super) enum Pressed {
    Sort(usize),
    Copy(usize, usize, Element),
    Cell(usize, usize, Element),
}

impl Pressed {
    pub fn of(event: &Event) -> Option<Pressed> {
        let target: Element = event.target()?.dyn_into().ok()?;
        let button = target.closest("button").ok()?.or_else(|| around_button(&target))?;
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

/// The button of a cell that was pressed beside its words, which fill little of it; none where a person marked text.
fn around_button(cell: &Element) -> Option<Element> {
    let marked = web_sys::window()?.get_selection().ok()?.is_some_and(|marked| !marked.is_collapsed());
    let is_cell = cell.tag_name() == "TD" && cell.has_attribute("data-column");
    let button = cell.query_selector(".cell-button").ok()?.filter(|_| is_cell && !marked)?;
    focus(&button);
    Some(button)
}

pub(super) fn column_of(inside: &Element) -> Option<usize> {
    inside.closest("[data-column]").ok()??.get_attribute("data-column")?.parse().ok()
}

/// One button of the table can be reached by Tab: the one that had the focus last, or else the first.
pub(super) fn keep_a_tab_stop(region: &Element) {
    if let Ok(None) = region.query_selector("button[tabindex=\"0\"]")
        && let Ok(Some(first)) = region.query_selector("button")
    {
        let _ = first.set_attribute("tabindex", "0");
    }
}

pub(super) fn make_current(event: &Event) {
    let Some(button) = event.target().and_then(|target| target.dyn_into::<Element>().ok()) else { return };
    let Ok(Some(table)) = button.closest("table") else { return };
    if let Ok(Some(before)) = table.query_selector("button[tabindex=\"0\"]") {
        let _ = before.set_attribute("tabindex", "-1");
    }
    let _ = button.set_attribute("tabindex", "0");
}

pub(super) fn on_key(event: &Event) {
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
        let Some(next) = beside(&row, by > 0) else { break };
        row = next;
        let all = buttons(&row);
        let there = all.iter().find(|it| column_of(it) >= Some(column)).or(all.last());
        if let Some(there) = there {
            best = Some(there.clone());
        }
    }
    best
}

/// The row above or below, over the border of the table's head.
fn beside(row: &Element, below: bool) -> Option<Element> {
    let next = if below { row.next_element_sibling() } else { row.previous_element_sibling() };
    if next.is_some() {
        // Behind space there are rows, which are drawn once it is scrolled to.
        return next.filter(|next| !next.class_list().contains("rows-spacer"));
    }
    let table = row.closest("table").ok()??;
    let in_head = row.closest("thead").ok()?.is_some();
    match (in_head, below) {
        (true, true) => table.query_selector("tr[data-row]").ok()?,
        (false, false) => table.query_selector("thead tr").ok()?,
        _ => None,
    }
}
