//! Choosing columns, and what a column holds: the line above the table and what it opens.

use super::columns::{Column, Layout};
use super::rows_cells::local_moment;
use super::rows_table::Table;
use crate::messages::{self as m, Msg, t, tf};
use crate::state::remember;
use crate::ui::{Child, El, dynamic, el, focus_is_lost, in_pieces, svg, when};
use client::summary::{Spread, Summary, Summing};
use leptos::prelude::*;
use std::rc::Rc;
use wasm_bindgen::JsCast;

/// The size of a histogram's drawing; the page's style decides how large it is seen.
const CHART: (f64, f64) = (240.0, 56.0);

/// A summary on its way, or there.
#[derive(Clone)]
enum Told {
    Reading,
    There(Box<Summary>),
}

/// The line above the table: "Columns" with its panel, and the zone that moments are told in.
pub(super) fn column_panel(table: &Rc<Table>) -> El {
    let open = RwSignal::new(false);
    let (utc, layout) = (table.utc, table.layout);
    let hidden = {
        let survey = table.survey;
        let columns = table.columns;
        move || survey.with(|survey| survey.len()).saturating_sub(columns.with(Vec::len))
    };
    let inner = table.clone();
    el("div")
        .class("rows-tools")
        .child(
            el("div")
                .class("row row-wrap rows-bar")
                .child(
                    el("button")
                        .class("button button-small")
                        .attr("type", "button")
                        .attr_with("aria-expanded", move || Some(open.get().to_string()))
                        .on_click(move || open.update(|open| *open = !*open))
                        .text(move || match hidden() {
                            0 => t(m::COLUMNS),
                            count => tf(m::COLUMNS_HIDDEN, &[("count", &count.to_string())]),
                        }),
                )
                .child(
                    el("label")
                        .class("check small")
                        .child(
                            el("input")
                                .attr("type", "checkbox")
                                .prop("checked", move || utc.get().into())
                                .on("change", move |_| {
                                    utc.update(|on| *on = !*on);
                                    remember("times", if utc.get_untracked() { "utc" } else { "" });
                                }),
                        )
                        .child(m::TIMES_UTC),
                ),
        )
        .child(when(
            move || open.get(),
            move || {
                let table = inner.clone();
                let summed: RwSignal<Option<(String, Told)>, LocalStorage> = RwSignal::new_local(None);
                let list = table.clone();
                let items = el("ul").class("plain columns-list").child(dynamic(move || -> Child {
                    let all = list.layout.with(|layout| list.survey.with(|survey| layout.all(survey)));
                    all.into_iter().map(|column| item(&list, column, summed)).collect::<Vec<_>>().into()
                }));
                el("section")
                    .class("columns card")
                    .attr("aria-label", &t(m::COLUMNS))
                    .child(keep_place(items))
                    .child(
                        el("button")
                            .class("button button-small")
                            .attr("type", "button")
                            // Not disabled: a button that is pressed to its end would lose the focus.
                            .attr_with("aria-disabled", move || {
                                layout.with(|layout| *layout == Layout::default()).then(|| "true".into())
                            })
                            .on_click(move || layout.set(Layout::default()))
                            .child(m::COLUMNS_RESET),
                    )
                    .child(dynamic(move || -> Child {
                        match summed.get() {
                            None => Child::None,
                            Some((name, Told::Reading)) => el("p")
                                .class("muted")
                                .attr("role", "status")
                                .child(tf(m::SUMMARY_READING, &[("name", &name)]))
                                .into(),
                            Some((name, Told::There(summary))) => summary_view(&name, &summary).into(),
                        }
                    }))
            },
        ))
}

/// A list whose items are made anew with each change: what a person pressed has the focus again then, and the list stands
/// where it was scrolled to.
fn keep_place(items: El) -> El {
    const PRESSED: &str = "button, input";
    let list: web_sys::HtmlElement = items.cast();
    // What is pressed, before its press makes the items anew: its column, its place in the item, and the list's.
    let held: StoredValue<Option<(String, u32, i32)>> = StoredValue::new(None);
    let hold = {
        let list = list.clone();
        move |event: web_sys::Event| {
            let found = || {
                let pressed: web_sys::Element = event.target()?.dyn_into().ok()?;
                let item = pressed.closest("[data-column]").ok().flatten()?;
                let all = item.query_selector_all(PRESSED).ok()?;
                let is_it = |at: &u32| all.item(*at).is_some_and(|it| it.is_same_node(Some(&pressed)));
                Some((item.get_attribute("data-column")?, (0..all.length()).find(is_it)?, list.scroll_top()))
            };
            held.set_value(found());
        }
    };
    let again = move || {
        let Some((column, at, top)) = held.get_value() else { return };
        let list = list.clone();
        request_animation_frame(move || {
            list.set_scroll_top(top);
            if !focus_is_lost(&list) {
                return;
            }
            let items = list.children();
            let control = (0..items.length())
                .filter_map(|at| items.item(at))
                .find(|item| item.get_attribute("data-column").as_ref() == Some(&column))
                .and_then(|item| item.query_selector_all(PRESSED).ok())
                .and_then(|all| all.item(at))
                .and_then(|control| control.dyn_into::<web_sys::HtmlElement>().ok());
            if let Some(control) = control {
                let _ = control.focus();
                list.set_scroll_top(top);
            }
        });
    };
    let (changed, pressed) = (again.clone(), hold.clone());
    items
        .on("keydown", hold)
        .on("pointerdown", pressed)
        .on("click", move |_| again())
        .on("change", move |_| changed())
}

fn item(table: &Rc<Table>, column: Column, summed: RwSignal<Option<(String, Told)>, LocalStorage>) -> El {
    let (layout, survey, name) = (table.layout, table.survey, column.name.clone());
    let is = |ask: fn(&Layout, &str) -> bool| layout.with_untracked(|layout| ask(layout, &name));
    let (hidden, pinned) = (is(Layout::is_hidden), is(Layout::is_pinned));
    let flat = layout.with_untracked(|layout| layout.flat().contains(&name));
    let parent = column.path.split_last().map(|(_, parents)| parents.join(".")).unwrap_or_default();
    let shift = move |right: bool| -> Box<dyn Fn(&str)> {
        Box::new(move |name| {
            survey.with_untracked(|survey| layout.update(|layout| layout.shift(survey, name, right)));
        })
    };
    let bare = |words: Msg, act: Box<dyn Fn(&str)>| {
        let name = name.clone();
        el("button")
            .class("button button-small")
            .attr("type", "button")
            .attr("aria-label", &format!("{}: {name}", t(words)))
            .on_click(move || act(&name))
    };
    let button = |words: Msg, act: Box<dyn Fn(&str)>| bare(words, act).child(words);
    // An arrow tells where the column goes, which a word alone in a row of words does not.
    let step = |words: Msg, right: bool, arrow: &str| {
        bare(words, shift(right))
            .class("button button-small columns-step")
            .attr("title", &t(words))
            .child(arrow)
    };
    let show = name.clone();
    let sized = name.clone();
    let rows = table.clone();
    el("li")
        .class("columns-item")
        .attr("data-column", &name)
        .child(
            el("label")
                .class("check")
                .child(
                    el("input")
                        .attr("type", "checkbox")
                        .prop("checked", move || (!hidden).into())
                        .on("change", move |_| layout.update(|layout| layout.toggle_hidden(&show))),
                )
                .child(el("code").child(name.clone())),
        )
        .child(
            el("div")
                .class("row row-wrap")
                .child(step(m::MOVE_LEFT, false, "←"))
                .child(step(m::MOVE_RIGHT, true, "→"))
                .child(
                    button(
                        if pinned { m::UNPIN } else { m::PIN },
                        Box::new(move |name| layout.update(|layout| layout.toggle_pinned(name))),
                    )
                    .attr("aria-pressed", if pinned { "true" } else { "false" }),
                )
                .child((column.has_objects && !flat).then(|| {
                    button(m::FLATTEN, Box::new(move |name| layout.update(|layout| layout.toggle_flat(name))))
                }))
                .child((!parent.is_empty()).then(|| {
                    button(
                        m::UNFLATTEN,
                        Box::new(move |_| layout.update(|layout| layout.toggle_flat(&parent))),
                    )
                }))
                .child(
                    el("input")
                        .class("input input-number columns-width")
                        .attr("type", "number")
                        .attr("min", "48")
                        .attr("max", "1200")
                        .attr("step", "10")
                        .attr("aria-label", &tf(m::COLUMN_WIDTH, &[("name", &name)]))
                        .prop("value", move || column.width.to_string().into())
                        .on("change", move |event| {
                            let input: web_sys::HtmlInputElement =
                                event.target().expect("an event of this box").unchecked_into();
                            if let Ok(width) = input.value().trim().parse() {
                                layout.update(|layout| layout.set_width(&sized, width));
                            }
                        }),
                )
                .child(el("span").class("muted small").attr("aria-hidden", "true").child(m::PIXELS))
                .child(button(
                    m::SUMMARY,
                    Box::new({
                        let path = column.path.clone();
                        move |name| sum_up(&rows, name.to_string(), path.clone(), summed)
                    }),
                )),
        )
}

/// Reads a column in pieces.
fn sum_up(
    table: &Rc<Table>,
    name: String,
    path: Vec<String>,
    summed: RwSignal<Option<(String, Told)>, LocalStorage>,
) {
    summed.set(Some((name.clone(), Told::Reading)));
    let (rows, mut at, mut summing) = (table.rows.clone(), 0, Summing::default());
    leptos::task::spawn_local(async move {
        let wanted =
            |told: &Option<(String, Told)>| matches!(told, Some((one, Told::Reading)) if *one == name);
        let mut current = true;
        in_pieces(|| {
            current = summed.try_with_untracked(wanted).unwrap_or(false);
            for _ in 0..50 {
                if at < rows.len() && current {
                    rows.pass(at, |row| {
                        let value =
                            row.and_then(|row| path.iter().try_fold(row, |value, step| value.get(step)));
                        summing.add(value);
                    });
                    at += 1;
                }
            }
            at >= rows.len() || !current
        })
        .await;
        if current {
            summed.set(Some((name, Told::There(Box::new(summing.finish())))));
        }
    });
}

fn summary_view(name: &str, summary: &Summary) -> El {
    let facts = [
        (m::SUMMARY_ROWS, summary.rows),
        (m::SUMMARY_DISTINCT, summary.distinct),
        (m::SUMMARY_NULLS, summary.nulls),
        (m::SUMMARY_ABSENT, summary.absent),
        (m::SUMMARY_EMPTY, summary.empty),
    ];
    let facts: Vec<El> = facts
        .into_iter()
        .map(|(words, number)| {
            let more = summary.more && words == m::SUMMARY_DISTINCT;
            let number = format!("{}{}", m::number(number), if more { "+" } else { "" });
            el("div").child(el("dt").child(words)).child(el("dd").child(number))
        })
        .collect();
    let most = summary.top.first().map_or(1, |(_, count)| *count).max(1);
    let top: Vec<El> = summary
        .top
        .iter()
        .map(|(value, number)| {
            let share = *number as f64 / most as f64 * 100.0;
            let bar = svg("svg")
                .attr("class", "summary-bar")
                .attr("viewBox", "0 0 100 4")
                .attr("preserveAspectRatio", "none");
            let bar = bar
                .attr("aria-hidden", "true")
                .child(svg("rect").attr("width", &format!("{share:.1}")).attr("height", "4"));
            let shown =
                if value.is_empty() { t(m::EMPTY_TEXT) } else { super::json_tree::shortened(value, 60) };
            el("li")
                .child(el("span").class("break").child(shown))
                .child(el("span").child(m::number(*number)))
                .child(bar)
        })
        .collect();
    let title = tf(m::SUMMARY_OF, &[("name", name)]);
    el("section")
        .class("summary")
        .attr("aria-label", &title)
        .child(el("h3").attr("role", "status").child(title.clone()))
        .child(el("dl").class("summary-facts").child(facts))
        .child(summary.spread.as_ref().map(spread_view))
        // Where each value stands but once, none is frequent.
        .child((most > 1 && !top.is_empty()).then(|| {
            el("div")
                .child(el("h4").child(m::SUMMARY_TOP))
                .child(el("ol").class("plain summary-top").child(top))
        }))
}

fn spread_view(spread: &Spread) -> El {
    let (bars, from, to, words) = match spread {
        Spread::Numbers { least, median, mean, most, bars } => {
            let words = tf(
                m::SUMMARY_NUMBERS,
                &[
                    ("least", &number(*least)),
                    ("median", &number(*median)),
                    ("mean", &number(*mean)),
                    ("most", &number(*most)),
                ],
            );
            (bars, number(*least), number(*most), words)
        }
        Spread::Moments { first, last, bars } => {
            let moment = |ms: i64| local_moment(&query::dates::format(ms)).unwrap_or_default();
            let words = tf(m::SUMMARY_MOMENTS, &[("first", &moment(*first)), ("last", &moment(*last))]);
            (bars, moment(*first), moment(*last), words)
        }
    };
    el("figure")
        .class("summary-spread")
        .child(histogram(bars, &words))
        .child(el("div").class("row summary-ends").child(el("span").child(from)).child(el("span").child(to)))
        .child(el("figcaption").child(words))
}

/// Bars as high as their numbers; each tells its number when pointed at.
fn histogram(bars: &[u64], words: &str) -> El {
    let (wide, high) = CHART;
    let most = bars.iter().copied().max().unwrap_or(1).max(1) as f64;
    let step = wide / bars.len().max(1) as f64;
    let drawn: Vec<El> = bars
        .iter()
        .enumerate()
        .map(|(at, number)| {
            // One among thousands is still to be seen.
            let height = if *number == 0 { 0.0 } else { (*number as f64 / most * high).max(1.0) };
            svg("rect")
                .attr("x", &format!("{:.2}", at as f64 * step))
                .attr("y", &format!("{:.2}", high - height))
                .attr("width", &format!("{:.2}", (step - 1.0).max(0.5)))
                .attr("height", &format!("{height:.2}"))
                .child(svg("title").child(m::rows(*number)))
        })
        .collect();
    svg("svg")
        .attr("class", "histogram")
        .attr("viewBox", &format!("0 0 {wide} {high}"))
        .attr("preserveAspectRatio", "none")
        .attr("role", "img")
        .attr("aria-label", words)
        .child(drawn)
}

/// A number with as many digits as help: `1,234.5`.
fn number(value: f64) -> String {
    let text = js_sys::Number::from(value).to_locale_string(&t(m::LOCALE));
    String::from(text)
}
