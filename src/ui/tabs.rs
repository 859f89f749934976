//! Tabs in the manner of the WAI-ARIA practices: one tab stop, arrows choose.

use super::el::{El, el, when};
use super::react::memo;
use leptos::prelude::*;
use std::rc::Rc;
use std::sync::atomic::{AtomicU32, Ordering};
use wasm_bindgen::JsCast;

/// One tab and its panel.
#[derive(Clone)]
pub struct Tab {
    /// Its name in the signal.
    pub id: String,
    /// Its words.
    pub label: String,
    /// Builds its panel, when it is first chosen.
    pub panel: Rc<dyn Fn() -> El>,
    /// Whether the panel is kept, hidden, while another is chosen. Else it is built anew each time.
    pub keep: bool,
}

impl Tab {
    /// A tab whose panel is kept.
    pub fn new(id: &str, label: String, panel: impl Fn() -> El + 'static) -> Tab {
        Tab { id: id.into(), label, panel: Rc::new(panel), keep: true }
    }
}

/// The place of the chosen tab. A name that none has chooses the first, so that a choice may outlive its tab.
pub fn chosen(ids: &[String], selected: &str) -> usize {
    ids.iter().position(|id| id == selected).unwrap_or(0)
}

/// Where a key leads from a tab; `None` for keys that are none of ours.
pub fn step(key: &str, at: usize, count: usize) -> Option<usize> {
    let last = count.checked_sub(1)?;
    match key {
        "ArrowRight" | "ArrowDown" => Some(if at >= last { 0 } else { at + 1 }),
        "ArrowLeft" | "ArrowUp" => Some(if at == 0 { last } else { at - 1 }),
        "Home" => Some(0),
        "End" => Some(last),
        _ => None,
    }
}

/// A row of tabs with the chosen one's panel beneath. `label` names the row; `selected` holds the chosen tab's id.
pub fn tabs(label: &str, tabs: Vec<Tab>, selected: RwSignal<String>) -> El {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let base = format!("tabs-{}", NEXT.fetch_add(1, Ordering::Relaxed));
    let ids: Rc<[String]> = tabs.iter().map(|tab| tab.id.clone()).collect();
    let known = ids.to_vec();
    let at = memo(move |_| selected.with(|selected| chosen(&known, selected)));

    let mut buttons: Vec<El> = Vec::with_capacity(tabs.len());
    let mut panels: Vec<El> = Vec::with_capacity(tabs.len());
    for (place, tab) in tabs.into_iter().enumerate() {
        let Tab { id, label, panel, keep } = tab;
        let (tab_id, panel_id) = (format!("{base}-tab-{place}"), format!("{base}-panel-{place}"));
        let is_chosen = move || at.get() == place;
        buttons.push(
            el("button")
                .class("tab")
                .attr("type", "button")
                .attr("role", "tab")
                .attr("id", &tab_id)
                .attr("aria-controls", &panel_id)
                .attr_with("aria-selected", move || Some(is_chosen().to_string()))
                .attr_with("tabindex", move || Some(if is_chosen() { "0" } else { "-1" }.into()))
                .on_click(move || selected.set(id.clone()))
                .child(label),
        );
        let seen = memo(move |before: Option<&bool>| is_chosen() || (keep && before == Some(&true)));
        panels.push(
            el("div")
                .class("tab-panel")
                .attr("role", "tabpanel")
                .attr("id", &panel_id)
                .attr("aria-labelledby", &tab_id)
                .attr("tabindex", "0")
                .flag("hidden", move || !is_chosen())
                .child(when(move || seen.get(), move || untrack(|| panel()))),
        );
    }

    let elements: Vec<web_sys::HtmlElement> = buttons.iter().map(El::cast).collect();
    let list = el("div")
        .class("tab-list")
        .attr("role", "tablist")
        .attr("aria-label", label)
        .on("keydown", move |event| {
            let key: &web_sys::KeyboardEvent = event.unchecked_ref();
            if key.ctrl_key() || key.alt_key() || key.meta_key() {
                return;
            }
            if let Some(next) = step(&key.key(), at.get_untracked(), ids.len()) {
                event.prevent_default();
                selected.set(ids[next].clone());
                let _ = elements[next].focus();
            }
        })
        .child(buttons);
    el("div").class("tabs").child(list).child(panels)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arrows_go_round() {
        assert_eq!(step("ArrowRight", 3, 4), Some(0));
        assert_eq!(step("ArrowLeft", 0, 4), Some(3));
        assert_eq!(step("ArrowRight", 1, 4), Some(2));
        assert_eq!((step("Home", 2, 4), step("End", 0, 4)), (Some(0), Some(3)));
        assert_eq!((step("Enter", 0, 4), step("End", 0, 0)), (None, None));
    }

    #[test]
    fn a_choice_that_is_gone_is_the_first() {
        let ids = ["table".to_string(), "tree".to_string()];
        assert_eq!((chosen(&ids, "tree"), chosen(&ids, "x"), chosen(&[], "x")), (1, 0, 0));
    }
}
