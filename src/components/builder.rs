//! The visual query builder: region "Query".

use super::advice::focus;
use super::as_written::as_written;
use super::condition_row::{condition_row, fields_of, kind_word};
use super::row_order::RowOrder;
use crate::messages::{self as m, Msg, t, tf};
use crate::state::DraftState;
use crate::ui::{
    Child, Choice, Combobox, El, Icon, combobox, dynamic, each, el, icon, memo, pass_focus, when,
};
use leptos::prelude::*;
use query::{AdviceCode, Direction, Edit, RowKind, Setting};
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, HtmlInputElement, HtmlSelectElement, KeyboardEvent};

/// All groups of the builder.
pub fn builder(draft: DraftState) -> El {
    let schema = draft.schema();
    let first_page = draft.first_page();
    let mut groups = el("div").class("builder");
    for (kind, title, hint, add) in [
        (RowKind::Filter, m::FILTERS, m::FILTERS_HINT, m::ADD_FILTER),
        (RowKind::Search, m::SEARCH, m::SEARCH_HINT, m::ADD_SEARCH),
        (RowKind::Range, m::RANGES, m::RANGES_HINT, m::ADD_RANGE),
    ] {
        let has_fields = !fields_of(&schema, kind).is_empty();
        // A group that the document leaves without fields is there once a link, an import or the JSON put rows into it,
        // and stays when they are gone, as the focus is in it then.
        let is_there = memo(move |before: Option<&bool>| {
            has_fields || before == Some(&true) || !draft.rows(kind).is_empty()
        });
        groups = groups.child(when(move || is_there.get(), move || rows(draft, kind, title, hint, add)));
    }
    groups
        .child(el("div").class("builder-settings").child(sort(draft)).child(page(draft, first_page)))
        .child(include(draft))
        .child(unknown_keys(draft))
        .child(as_written(draft))
        .child(el("p").class("visually-hidden").attr("aria-live", "polite").text(move || draft.told()))
}

/// What the focus goes to from a key that is dropped.
pub(super) const KEYS_LEFT: [&str; 3] =
    ["[data-setting=\"extra\"] .button-icon", ".builder-written .button-icon", ".builder-written > summary"];

/// Keys of an imported body that the model does not know.
fn unknown_keys(draft: DraftState) -> Child {
    let keys = memo(move |_| {
        draft.settings(|draft| {
            draft.extra.iter().map(|(key, value)| (key.clone(), value.to_string())).collect()
        })
    });
    let some = memo(move |_| keys.with(|keys: &Vec<(String, String)>| !keys.is_empty()));
    when(
        move || some.get(),
        move || {
            let list = each(
                move || keys.get(),
                |(key, value): &(String, String)| format!("{key}:{value}"),
                move |(key, value)| {
                    let name = key.clone();
                    el("li")
                        .class("row")
                        .child(el("code").class("break").child(format!("{key}: {value}")))
                        .child(
                            el("button")
                                .class("button button-icon")
                                .attr("type", "button")
                                .attr("aria-label", &tf(m::DROP_KEY, &[("key", &key)]))
                                .on_click(move || {
                                    draft.apply(Edit::DropExtra(Some(name.clone())));
                                    pass_focus(KEYS_LEFT.map(String::from));
                                })
                                .child(icon(Icon::Close)),
                        )
                },
            );
            group(m::UNKNOWN_KEYS, Some(m::UNKNOWN_KEYS_HINT))
                .attr("data-setting", "extra")
                .child(el("ul").class("plain").child(list))
                .child(
                    el("label")
                        .class("check")
                        .child(
                            el("input")
                                .attr("type", "checkbox")
                                .prop("checked", move || draft.settings(|draft| draft.send_extra).into())
                                .on("change", move |event| {
                                    let input: HtmlInputElement =
                                        event.target().expect("an event of this box").unchecked_into();
                                    draft.apply(Edit::SendExtra(input.checked()));
                                }),
                        )
                        .child(m::SEND_UNKNOWN),
                )
        },
    )
}

fn group(title: Msg, hint: Option<Msg>) -> El {
    el("div").class("builder-group").attr("role", "group").attr("aria-label", &t(title)).child(
        el("div")
            .class("builder-title")
            .child(el("h3").child(title))
            .child(hint.map(|hint| el("p").class("muted").child(hint))),
    )
}

fn rows(draft: DraftState, kind: RowKind, title: Msg, hint: Msg, add: Msg) -> El {
    let ids = memo(move |_| draft.rows(kind));
    let add_button = el("button")
        .class("button button-add")
        .attr("type", "button")
        .on_click(move || {
            if let Some(id) = draft.apply(Edit::Add { kind, field: String::new() }) {
                focus(&[format!("[data-row=\"{}\"] .input", id.0)]);
            }
        })
        .child(icon(Icon::Plus))
        .child(add);
    let button = add_button.cast::<HtmlElement>();
    let order = RowOrder::new(draft, kind);
    let list = each(
        move || ids.get(),
        |id| id.0.to_string(),
        move |id| {
            let number = memo(move |_| {
                ids.with(|ids| ids.iter().position(|other| *other == id).map_or(0, |at| at + 1))
            });
            let button = button.clone();
            condition_row(draft, id, number, order, move || {
                draft.apply(Edit::Remove { row: id });
                // The focus goes on to something that stays.
                let _ = button.focus();
            })
        },
    );
    let rows = order.with_pointer(el("div").class("builder-rows").child(list));
    group(title, Some(hint)).child(rows).child(add_button)
}

/// The choice of a direction that stands as it was written.
const WRITTEN: &str = "written";

fn sort(draft: DraftState) -> El {
    let set = move |text: String| {
        let mut edits = vec![Edit::SetSortBy(text.trim().into())];
        // A direction without a column is ignored by the server.
        if text.trim().is_empty() {
            edits.push(Edit::SetSortDirection(None));
        }
        draft.apply_in(Edit::All(edits), "sort");
    };
    let by = combobox(Combobox {
        label: t(m::SORT_BY),
        value: Rc::new(move || draft.settings(|draft| draft.sort_by.clone())),
        choices: Rc::new(move || {
            let schema = draft.schema();
            schema
                .sorts()
                .map(|field| Choice {
                    value: field.name.clone(),
                    note: kind_word(&field.kind),
                    description: field.description.clone(),
                })
                .collect()
        }),
        on_input: Rc::new(set),
        on_choose: Rc::new(set),
        placeholder: t(m::SORT_NONE),
        invalid: Rc::new(move || {
            draft.advice(|all| all.iter().any(|it| it.code == AdviceCode::UnknownSortColumn))
        }),
    });
    let written = memo(move |_| {
        draft.settings(|draft| draft.written.get(Setting::SortDirection.as_str()).map(ToString::to_string))
    });
    let direction = el("select")
        .class("input")
        .attr("aria-label", &t(m::DIRECTION))
        .on("change", move |event| {
            let select: HtmlSelectElement = event.target().expect("an event of this box").unchecked_into();
            draft.apply(match select.value().as_str() {
                WRITTEN => Edit::Write { setting: Setting::SortDirection, value: Some("DESC".into()) },
                chosen => Edit::SetSortDirection(Direction::parse(chosen)),
            });
        })
        .child(el("option").attr("value", "").child("–"))
        .child(el("option").attr("value", "asc").child(m::ASCENDING))
        .child(el("option").attr("value", "desc").child(m::DESCENDING))
        .child(
            el("optgroup").attr("label", &t(m::AS_WRITTEN)).child(
                el("option")
                    .attr("value", WRITTEN)
                    .text(move || written.get().unwrap_or_else(|| "\"DESC\"".to_string())),
            ),
        )
        .prop("value", move || match written.get() {
            Some(_) => WRITTEN.into(),
            None => draft.settings(|draft| draft.sort_direction.map_or("", Direction::as_str)).into(),
        });
    group(m::SORT, None)
        .attr("data-setting", "sort")
        .child(el("div").class("row").child(under(m::SORT_BY, by)).child(under(m::DIRECTION, direction)))
}

/// A box under its words, which it carries as its name itself.
fn under(words: Msg, own: El) -> El {
    el("div")
        .class("labelled")
        .child(el("span").class("muted").attr("aria-hidden", "true").child(words))
        .child(own)
}

fn number_box(
    label: Msg,
    min: u32,
    max: Option<&str>,
    placeholder: String,
    value: impl Fn() -> String + 'static,
    change: impl Fn(String) + 'static,
) -> El {
    // What is no number the browser keeps to itself: what is sent stays as it was, and that is said.
    let bad = RwSignal::new(false);
    let value = Rc::new(value);
    let again = value.clone();
    let told = dynamic(move || -> Child {
        let sent = again();
        let sent = if sent.is_empty() { t(m::NOTHING_SENT) } else { sent };
        match bad.get() {
            true => el("span")
                .class("condition-problem")
                .attr("role", "status")
                .child(tf(m::NO_NUMBER, &[("sent", &sent)]))
                .into(),
            false => Child::None,
        }
    });
    let back = value.clone();
    el("label")
        .class("labelled")
        .child(el("span").class("muted").child(label))
        .child(
            el("input")
                .class("input input-number")
                .attr_with("aria-invalid", move || bad.get().then(|| "true".into()))
                .attr("type", "number")
                .attr("inputmode", "numeric")
                .attr("step", "1")
                .attr("min", &min.to_string())
                .maybe_attr("max", max)
                .attr("placeholder", &placeholder)
                .prop("value", move || value().into())
                .on("input", move |event| {
                    let input: HtmlInputElement =
                        event.target().expect("an event of this box").unchecked_into();
                    let is_bad = input.validity().bad_input();
                    bad.set(is_bad);
                    if !is_bad {
                        change(input.value());
                    }
                })
                .on("blur", move |event| {
                    if bad.get() {
                        let input: HtmlInputElement =
                            event.target().expect("an event of this box").unchecked_into();
                        input.set_value(&back());
                        bad.set(false);
                    }
                }),
        )
        .child(told)
}

fn page(draft: DraftState, first_page: u32) -> El {
    let page = number_box(
        m::PAGE,
        first_page,
        None,
        first_page.to_string(),
        move || draft.settings(|draft| draft.page.clone()),
        move |text| {
            draft.apply(Edit::SetPage(text));
        },
    );
    let limit = number_box(
        m::ROWS_PER_PAGE,
        1,
        Some("1000"),
        "100".into(),
        move || draft.settings(|draft| draft.limit.clone()),
        move |text| {
            draft.apply(Edit::SetLimit(text));
        },
    );
    group(m::PAGE_GROUP, None)
        .child(
            el("div")
                .class("row")
                .child(page.attr("data-setting", "page"))
                .child(limit.attr("data-setting", "limit")),
        )
        .child(
            el("p").class("muted small").child(tf(m::FIRST_PAGE_IS, &[("first", &first_page.to_string())])),
        )
}

fn include(draft: DraftState) -> El {
    let schema = draft.schema();
    let known = schema.extend.clone();
    let free = known.is_empty();
    // What a link or an import brought stands here too, whether the document knows it or not.
    let names = memo(move |_| {
        let mut names = known.clone();
        draft.settings(|draft| {
            names.extend(draft.extend.iter().filter(|name| !known.contains(name)).cloned());
        });
        names.dedup();
        names
    });
    let boxes = each(
        move || names.get(),
        |name: &String| name.clone(),
        move |name| {
            let (shown, of) = (name.clone(), name.clone());
            el("label")
                .class("check")
                .child(
                    el("input")
                        .attr("type", "checkbox")
                        .prop("checked", move || draft.settings(|draft| draft.extend.contains(&of)).into())
                        .on("change", move |event| {
                            let input: HtmlInputElement =
                                event.target().expect("an event of this box").unchecked_into();
                            let mut extend = draft.now(|draft| draft.extend.clone());
                            extend.retain(|other| *other != name);
                            if input.checked() {
                                extend.push(name.clone());
                            }
                            draft.apply(Edit::SetExtend(extend));
                        }),
                )
                .child(shown)
        },
    );
    group(m::INCLUDE, Some(if free { m::INCLUDE_FREE_HINT } else { m::INCLUDE_HINT }))
        .attr("data-setting", "include")
        .child(el("div").class("row row-wrap").child(boxes))
        .child(free.then(|| include_box(draft)))
}

/// Where the document lists nothing to include a name can be typed.
fn include_box(draft: DraftState) -> El {
    let name = RwSignal::new(String::new());
    let add = move || {
        let typed = name.get_untracked().trim().to_string();
        let mut extend = draft.now(|draft| draft.extend.clone());
        if !typed.is_empty() && !extend.contains(&typed) {
            extend.push(typed);
            draft.apply(Edit::SetExtend(extend));
        }
        name.set(String::new());
    };
    let input = entry(&t(m::INCLUDE_NAME), &t(m::INCLUDE_NAME), name, add);
    el("div").class("row").child(input).child(
        el("button").class("button button-small").attr("type", "button").on_click(add).child(m::INCLUDE_ADD),
    )
}

/// A box for a text that counts once it is confirmed, by Enter or by a button beside it.
pub(super) fn entry(
    label: &str,
    placeholder: &str,
    text: RwSignal<String>,
    confirm: impl Fn() + 'static,
) -> El {
    el("input")
        .class("input")
        .attr("type", "text")
        .attr("autocomplete", "off")
        .attr("autocapitalize", "off")
        .attr("spellcheck", "false")
        .attr("aria-label", label)
        .attr("placeholder", placeholder)
        .prop("value", move || text.get().into())
        .on("input", move |event| {
            let input: HtmlInputElement = event.target().expect("an event of this box").unchecked_into();
            text.set(input.value());
        })
        .on("keydown", move |event| {
            let key: &KeyboardEvent = event.unchecked_ref();
            if key.key() == "Enter" && !key.ctrl_key() && !key.meta_key() {
                event.prevent_default();
                confirm();
            }
        })
}
