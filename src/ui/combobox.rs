//! A text box with suggestions: type freely, or choose by arrows, Enter or pointer.

use super::el::{El, dynamic, each, el};
use super::react::{effect, memo};
use leptos::prelude::*;
use send_wrapper::SendWrapper;
use std::rc::Rc;
use std::sync::atomic::{AtomicU32, Ordering};
use wasm_bindgen::JsCast;
use web_sys::{HtmlInputElement, KeyboardEvent};

/// One suggestion.
#[derive(Clone, PartialEq, Debug)]
pub struct Choice {
    /// What is put into the box.
    pub value: String,
    /// A short word beside it, such as its type.
    pub note: String,
    /// A sentence under it, or empty.
    pub description: String,
}

/// A combobox's properties.
pub struct Combobox {
    /// Its accessible name.
    pub label: String,
    /// What stands in it, tracked.
    pub value: Rc<dyn Fn() -> String>,
    /// All suggestions, tracked; those that hold the typed text are shown.
    pub choices: Rc<dyn Fn() -> Vec<Choice>>,
    /// Hears every change of the text.
    pub on_input: Rc<dyn Fn(String)>,
    /// Hears that a suggestion was chosen, or that Enter was pressed on free text.
    pub on_choose: Rc<dyn Fn(String)>,
    /// Shown while empty.
    pub placeholder: String,
    /// Whether what stands in it is wrong, tracked.
    pub invalid: Rc<dyn Fn() -> bool>,
}

/// How many suggestions are shown at once; the rest is found by typing.
const SHOWN: usize = 60;

/// The suggestions for a text: those that begin with it first, then those that hold it.
pub fn matching(choices: &[Choice], text: &str, all: bool) -> Vec<Choice> {
    let wanted = text.trim().to_lowercase();
    if all || wanted.is_empty() {
        return choices.iter().take(SHOWN).cloned().collect();
    }
    let rank = |choice: &Choice| {
        let value = choice.value.to_lowercase();
        if value.starts_with(&wanted) {
            Some(0)
        } else if value.contains(&wanted) {
            Some(1)
        } else if choice.description.to_lowercase().contains(&wanted) {
            Some(2)
        } else {
            None
        }
    };
    let mut ranked: Vec<(u8, &Choice)> =
        choices.iter().filter_map(|choice| rank(choice).map(|rank| (rank, choice))).collect();
    ranked.sort_by_key(|(rank, _)| *rank);
    ranked.into_iter().take(SHOWN).map(|(_, choice)| choice.clone()).collect()
}

/// A text box with suggestions.
pub fn combobox(props: Combobox) -> El {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let id = format!("combo-{}", NEXT.fetch_add(1, Ordering::Relaxed));
    let Combobox { label, value, choices, on_input, on_choose, placeholder, invalid } = props;
    let open = RwSignal::new(false);
    // Until something is typed, the whole list is offered, whatever stands in the box.
    let typed = RwSignal::new(false);
    let active = RwSignal::new(None::<usize>);
    let shown = {
        let (value, choices) = (value.clone(), choices.clone());
        move || matching(&choices(), &value(), !typed.get())
    };
    let shown = Rc::new(shown);
    // A list without suggestions is none.
    let listed = {
        let shown = SendWrapper::new(shown.clone());
        memo(move |_| open.get() && !shown().is_empty())
    };

    let choose: Rc<dyn Fn(String)> = Rc::new({
        let on_choose = on_choose.clone();
        move |text| {
            open.set(false);
            typed.set(false);
            active.set(None);
            on_choose(text);
        }
    });

    let input = el("input")
        .class("input")
        .attr("type", "text")
        .attr("role", "combobox")
        .attr("aria-label", &label)
        .attr("aria-autocomplete", "list")
        .attr("autocomplete", "off")
        .attr("autocapitalize", "off")
        .attr("spellcheck", "false")
        .attr("placeholder", &placeholder)
        .attr_with("aria-expanded", move || Some(listed.get().to_string()))
        .attr_with("aria-controls", {
            let id = id.clone();
            move || listed.get().then(|| id.clone())
        })
        .attr_with("aria-activedescendant", {
            let id = id.clone();
            move || active.get().filter(|_| open.get()).map(|at| format!("{id}-{at}"))
        })
        .attr_with("aria-invalid", move || invalid().then(|| "true".to_string()))
        .prop("value", {
            let value = value.clone();
            move || value().into()
        })
        .on("input", {
            let on_input = on_input.clone();
            move |event| {
                let input: HtmlInputElement =
                    event.target().expect("an event of this input").unchecked_into();
                typed.set(true);
                active.set(None);
                open.set(true);
                on_input(input.value());
            }
        })
        .on("click", move |_| open.set(true))
        .on("blur", move |_| {
            open.set(false);
            typed.set(false);
            active.set(None);
        })
        .on("keydown", {
            let (shown, choose, value) = (shown.clone(), choose.clone(), value.clone());
            move |event| {
                let key: &KeyboardEvent = event.unchecked_ref();
                if key.ctrl_key() || key.meta_key() || key.alt_key() {
                    return;
                }
                match key.key().as_str() {
                    "ArrowDown" | "ArrowUp" => {
                        event.prevent_default();
                        if !open.get_untracked() {
                            open.set(true);
                            return;
                        }
                        let count = untrack(|| shown().len());
                        if count == 0 {
                            return;
                        }
                        let down = key.key() == "ArrowDown";
                        active.update(|active| {
                            *active = Some(match (*active, down) {
                                (None, true) => 0,
                                (None, false) => count - 1,
                                (Some(at), true) => (at + 1) % count,
                                (Some(at), false) => (at + count - 1) % count,
                            });
                        });
                    }
                    "Enter" => {
                        let list = untrack(|| shown());
                        let text = untrack(|| value());
                        let picked = active
                            .get_untracked()
                            .filter(|_| open.get_untracked())
                            .and_then(|at| list.get(at).map(|choice| choice.value.clone()));
                        event.prevent_default();
                        choose(picked.unwrap_or(text));
                    }
                    "Escape" if open.get_untracked() => {
                        event.stop_propagation();
                        open.set(false);
                        active.set(None);
                    }
                    _ => {}
                }
            }
        });

    let list = dynamic(move || {
        if !listed.get() {
            return None;
        }
        let (shown, choose, id) = (shown.clone(), choose.clone(), id.clone());
        let rows = each(
            move || shown().into_iter().enumerate().collect(),
            |(at, choice): &(usize, Choice)| format!("{at} {}", choice.value),
            {
                let id = id.clone();
                move |(at, choice)| {
                    option(&format!("{id}-{at}"), choice, move || active.get() == Some(at), &choose)
                }
            },
        );
        Some(
            el("div")
                .class("combobox-list")
                .attr("role", "listbox")
                .attr("id", &id)
                .attr("aria-label", &label)
                .child(rows),
        )
    });
    el("div").class("combobox").child(input).child(list)
}

fn option(
    id: &str,
    choice: Choice,
    active: impl Fn() -> bool + Clone + 'static,
    choose: &Rc<dyn Fn(String)>,
) -> El {
    let (choose, value) = (choose.clone(), choice.value.clone());
    let row = el("div")
        .class("combobox-option")
        .attr("role", "option")
        .attr("id", id)
        .attr_with("aria-selected", {
            let active = active.clone();
            move || Some(active().to_string())
        })
        // Before the click would take the focus from the box.
        .on("mousedown", move |event| {
            event.prevent_default();
            choose(value.clone());
        })
        .child(el("span").class("combobox-value").child(choice.value))
        .child((!choice.note.is_empty()).then(|| el("span").class("combobox-note").child(choice.note)))
        .child(
            (!choice.description.is_empty())
                .then(|| el("span").class("combobox-words").child(choice.description)),
        );
    let element = row.element().clone();
    effect(move |_| {
        if active() {
            let options = web_sys::ScrollIntoViewOptions::new();
            options.set_block(web_sys::ScrollLogicalPosition::Nearest);
            element.scroll_into_view_with_scroll_into_view_options(&options);
        }
    });
    row
}

#[cfg(test)]
mod tests {
    use super::*;

    fn choice(value: &str) -> Choice {
        Choice { value: value.into(), note: String::new(), description: String::new() }
    }

    #[test]
    fn beginnings_come_first_and_the_whole_list_until_something_is_typed() {
        let choices = [choice("lastSeen"), choice("name"), choice("seen")];
        let values = |text, all| -> Vec<String> {
            matching(&choices, text, all).into_iter().map(|choice| choice.value).collect()
        };
        assert_eq!(values("SEEN", false), ["seen", "lastSeen"]);
        assert_eq!(values("seen", true), ["lastSeen", "name", "seen"]);
        assert!(values("zzz", false).is_empty());
    }
}
