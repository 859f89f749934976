//! The visual query builder: region "Query".

use super::advice::focus;
use super::condition_row::{condition_row, fields_of};
use super::row_order::RowOrder;
use crate::messages::{self as m, Msg, t, tf};
use crate::state::DraftState;
use crate::ui::{Child, El, Icon, dynamic, each, el, icon, when};
use leptos::prelude::*;
use query::{Direction, Edit, RowId, RowKind};
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, HtmlInputElement, HtmlSelectElement};

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
        // A group that the document leaves without fields still shows the rows that a link or an import put into it.
        let has_rows = draft.now(|draft| draft.group(kind).next().is_some());
        if has_rows || !fields_of(&schema, kind).is_empty() {
            groups = groups.child(rows(draft, kind, title, hint, add));
        }
    }
    groups
        .child(el("div").class("builder-settings").child(sort(draft)).child(page(draft, first_page)))
        .child((!schema.extend.is_empty()).then(|| include(draft)))
        .child(unknown_keys(draft))
        .child(el("p").class("visually-hidden").attr("aria-live", "polite").text(move || draft.told()))
}

/// Keys of an imported body that the model does not know.
fn unknown_keys(draft: DraftState) -> Child {
    let keys = Memo::new(move |_| {
        draft.with(|draft| draft.extra.iter().map(|(key, value)| (key.clone(), value.to_string())).collect())
    });
    let some = Memo::new(move |_| keys.with(|keys: &Vec<(String, String)>| !keys.is_empty()));
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
                                .prop("checked", move || draft.with(|draft| draft.send_extra).into())
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
    let ids =
        Memo::new(move |_| draft.with(|draft| draft.group(kind).map(|row| row.id).collect::<Vec<RowId>>()));
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
            let number = Memo::new(move |_| {
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

fn sort(draft: DraftState) -> El {
    let schema = draft.schema();
    let column = Memo::new(move |_| draft.with(|draft| draft.sort_by.clone()));
    let names: Vec<String> = schema.sorts().map(|field| field.name.clone()).collect();
    let mut by = el("select")
        .class("input")
        .attr("aria-label", &t(m::SORT_BY))
        .on("change", move |event| {
            let select: HtmlSelectElement = event.target().expect("an event of this box").unchecked_into();
            let mut edits = vec![Edit::SetSortBy(select.value())];
            // A direction without a column is ignored by the server.
            if select.value().is_empty() {
                edits.push(Edit::SetSortDirection(None));
            }
            draft.apply(Edit::All(edits));
        })
        .child(el("option").attr("value", "").child(m::SORT_NONE));
    for name in &names {
        by = by.child(el("option").attr("value", name).child(name.as_str()));
    }
    // A column that the rows do not show may still stand in a draft from a link.
    by = by.child(dynamic(move || {
        let column = column.get();
        (!column.is_empty() && !names.contains(&column))
            .then(|| el("option").attr("value", &column).child(column.clone()))
    }));
    let by = by.prop("value", move || column.get().into());
    let direction = el("select")
        .class("input")
        .attr("aria-label", &t(m::DIRECTION))
        .flag("disabled", move || column.get().is_empty())
        .on("change", move |event| {
            let select: HtmlSelectElement = event.target().expect("an event of this box").unchecked_into();
            let direction = match select.value().as_str() {
                "asc" => Some(Direction::Asc),
                "desc" => Some(Direction::Desc),
                _ => None,
            };
            draft.apply(Edit::SetSortDirection(direction));
        })
        .child(el("option").attr("value", "").child("–"))
        .child(el("option").attr("value", "asc").child(m::ASCENDING))
        .child(el("option").attr("value", "desc").child(m::DESCENDING))
        .prop("value", move || draft.with(|draft| draft.sort_direction.map_or("", Direction::as_str)).into());
    group(m::SORT, None).attr("data-setting", "sort").child(el("div").class("row").child(by).child(direction))
}

fn number_box(
    label: Msg,
    min: u32,
    max: Option<&str>,
    placeholder: String,
    value: impl Fn() -> String + 'static,
    change: impl Fn(String) + 'static,
) -> El {
    el("label").class("labelled").child(el("span").class("muted").child(label)).child(
        el("input")
            .class("input input-number")
            .attr("type", "number")
            .attr("inputmode", "numeric")
            .attr("step", "1")
            .attr("min", &min.to_string())
            .maybe_attr("max", max)
            .attr("placeholder", &placeholder)
            .prop("value", move || value().into())
            .on("input", move |event| {
                let input: HtmlInputElement = event.target().expect("an event of this box").unchecked_into();
                change(input.value());
            }),
    )
}

fn page(draft: DraftState, first_page: u32) -> El {
    let page = number_box(
        m::PAGE,
        first_page,
        None,
        first_page.to_string(),
        move || draft.with(|draft| draft.page.clone()),
        move |text| {
            draft.apply(Edit::SetPage(text));
        },
    );
    let limit = number_box(
        m::ROWS_PER_PAGE,
        1,
        Some("1000"),
        "100".into(),
        move || draft.with(|draft| draft.limit.clone()),
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
    let names = draft.schema().extend.clone();
    let boxes: Vec<El> = names
        .into_iter()
        .map(|name| {
            let shown = name.clone();
            let of = name.clone();
            el("label")
                .class("check")
                .child(
                    el("input")
                        .attr("type", "checkbox")
                        .prop("checked", move || draft.with(|draft| draft.extend.contains(&of)).into())
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
        })
        .collect();
    group(m::INCLUDE, Some(m::INCLUDE_HINT))
        .attr("data-setting", "include")
        .child(el("div").class("row row-wrap").child(Child::from(boxes)))
}
