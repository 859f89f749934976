//! A calendar under a date box: a grid of days that arrows walk over, and a time of day.

use crate::messages::{self as m, t};
use crate::ui::{Child, El, Icon, dynamic, el, icon, memo};
use leptos::prelude::*;
use query::dates::{self, Civil, DAY};
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, HtmlInputElement, KeyboardEvent};

/// The weeks of a month, from Monday, whole ones: days of the months beside it stand at both ends.
pub fn weeks(year: i64, month: i64) -> Vec<[Civil; 7]> {
    let first = Civil { year, month, day: 1 };
    let start = first.days() - weekday(first);
    let last = first.days() + first.month_length() - 1;
    (0..)
        .map(|week| start + week * 7)
        .take_while(|monday| *monday <= last)
        .map(|monday| std::array::from_fn(|day| Civil::from_days(monday + day as i64)))
        .collect()
}

/// The day of the week, from 0 for Monday.
fn weekday(day: Civil) -> i64 {
    // 1970-01-01 was a Thursday.
    (day.days() + 3).rem_euclid(7)
}

/// A day as ISO 8601 writes it.
pub fn iso(day: Civil) -> String {
    format!("{:04}-{:02}-{:02}", day.year, day.month, day.day)
}

/// A day as people say it: `1 November 2026`.
fn in_words(day: Civil) -> String {
    let months = t(m::MONTHS);
    let month =
        usize::try_from(day.month - 1).ok().and_then(|at| months.split(' ').nth(at)).unwrap_or_default();
    format!("{} {month} {}", day.day, day.year)
}

/// Where a key leads from a day; `None` for keys that are none of ours.
pub fn step(key: &str, day: Civil) -> Option<Civil> {
    let by = |days: i64| Civil::from_days(day.days() + days);
    let next = match key {
        "ArrowLeft" => by(-1),
        "ArrowRight" => by(1),
        "ArrowUp" => by(-7),
        "ArrowDown" => by(7),
        "Home" => by(-weekday(day)),
        "End" => by(6 - weekday(day)),
        "PageUp" => day.plus_months(-1),
        "PageDown" => day.plus_months(1),
        _ => return None,
    };
    (0..=9999).contains(&next.year).then_some(next)
}

/// The date that a day and a time of day (`18:00`, or empty) make.
pub fn joined(day: Civil, time: &str) -> String {
    match time.trim() {
        "" => iso(day),
        // With seconds or without, as the browser gives it.
        time if time.matches(':').count() == 1 => format!("{}T{time}:00Z", iso(day)),
        time => format!("{}T{time}Z", iso(day)),
    }
}

/// The day and the time of day of a text in a date box, where it holds a date.
fn parts(text: &str) -> Option<(Civil, String)> {
    let moment = dates::parse(text.trim())?;
    let day = Civil::from_days(moment.ms.div_euclid(DAY));
    let whole = dates::format(moment.ms);
    let time = if moment.date_only { "" } else { whole.get(11..16).unwrap_or_default() };
    Some((day, time.to_string()))
}

/// The button that opens the calendar, and the calendar. `name` is that of the box, tracked; `now` tells which day is today.
pub fn calendar_button(
    name: impl Fn() -> String + 'static,
    text: impl Fn() -> String + 'static,
    choose: impl Fn(String) + 'static,
    now: impl Fn() -> i64 + 'static,
) -> El {
    let open = RwSignal::new(false);
    let button = el("button")
        .class("button button-icon calendar-button")
        .attr("type", "button")
        .attr_with("aria-label", move || Some(format!("{}: {}", t(m::CHOOSE_DATE), name())))
        .attr("title", &t(m::CHOOSE_DATE))
        .attr("aria-haspopup", "dialog")
        .attr_with("aria-expanded", move || Some(open.get().to_string()))
        .on_click(move || open.update(|open| *open = !*open))
        .child(icon(Icon::Calendar));
    let choose: Rc<dyn Fn(String)> = Rc::new(choose);
    let back: HtmlElement = button.cast();
    let whole = el("div").class("calendar-box");
    let element: HtmlElement = whole.cast();
    whole
        .on("focusout", move |event| {
            let to = js_sys::Reflect::get(&event, &"relatedTarget".into()).ok();
            let to = to.and_then(|to| to.dyn_into::<web_sys::Node>().ok());
            if to.is_some_and(|to| !element.contains(Some(&to))) {
                open.set(false);
            }
        })
        .child(button)
        .child(dynamic(move || -> Child {
            if !open.get() {
                return Child::None;
            }
            let (choose, back) = (choose.clone(), back.clone());
            let close = move || {
                open.set(false);
                let _ = back.focus();
            };
            untrack(|| calendar(&text(), now(), choose, Rc::new(close))).into()
        }))
}

fn calendar(text: &str, now: i64, choose: Rc<dyn Fn(String)>, close: Rc<dyn Fn()>) -> El {
    let today = Civil::from_days(now.div_euclid(DAY));
    let (day, time) = parts(text).unwrap_or((today, String::new()));
    let at = RwSignal::new((day.year, day.month, day.day));
    let time = RwSignal::new(time);
    let civil = move || {
        let (year, month, day) = at.get();
        Civil { year, month, day }
    };
    let set = move |day: Civil| at.set((day.year, day.month, day.day));
    let whole = el("div").class("calendar").attr("role", "dialog").attr("aria-label", &t(m::CHOOSE_DATE));
    let element: HtmlElement = whole.cast();
    let box_of_days = element.clone();
    let days = element.clone();
    let focus_day: Rc<dyn Fn()> = Rc::new(move || {
        // A day of the month that is shown is there already; one of another month comes with the next drawing.
        let label = iso(untrack(civil));
        if let Ok(Some(day)) = days.query_selector(&format!(".calendar-day[data-day='{label}']")) {
            let _ = day.unchecked_into::<HtmlElement>().focus();
        }
        let element = element.clone();
        request_animation_frame(move || {
            if let Ok(Some(day)) = element.query_selector(".calendar-day[tabindex='0']") {
                let _ = day.unchecked_into::<HtmlElement>().focus();
            }
        });
    });
    focus_day();
    let shown = box_of_days.clone();
    request_animation_frame(move || {
        let options = web_sys::ScrollIntoViewOptions::new();
        options.set_block(web_sys::ScrollLogicalPosition::Nearest);
        shown.scroll_into_view_with_scroll_into_view_options(&options);
    });
    let turn = |picture: Icon, label: m::Msg, months: i64| {
        el("button")
            .class("button button-icon")
            .attr("type", "button")
            .attr("aria-label", &t(label))
            .on_click(move || set(untrack(civil).plus_months(months)))
            .child(icon(picture))
    };
    let month = memo(move |_| at.with(|(year, month, _)| (*year, *month)));
    let names: Vec<String> = t(m::MONTHS).split(' ').map(String::from).collect();
    let days: Vec<El> =
        t(m::WEEKDAYS).split(' ').map(|name| el("th").attr("scope", "col").child(name.to_string())).collect();
    let picked = choose.clone();
    let done = close.clone();
    let pick: Rc<dyn Fn(Civil)> = Rc::new(move |day| {
        picked(joined(day, &time.get_untracked()));
        done();
    });
    let chosen = pick.clone();
    let body = el("tbody").child(dynamic(move || {
        let (year, shown) = month.get();
        let rows: Vec<El> = weeks(year, shown)
            .into_iter()
            .map(|week| {
                let days: Vec<El> = week
                    .into_iter()
                    .map(|day| day_cell(day, day.month == shown, day == today, at, chosen.clone()))
                    .collect();
                el("tr").child(days)
            })
            .collect();
        rows
    }));
    whole
        .on("keydown", move |event| {
            let Some(key) = event.dyn_ref::<KeyboardEvent>() else { return };
            if key.key() == "Escape" {
                event.prevent_default();
                event.stop_propagation();
                close();
            }
        })
        .child(
            el("div")
                .class("row calendar-head")
                .child(turn(Icon::Left, m::PREVIOUS_MONTH, -1))
                .child(el("strong").class("spread").attr("aria-live", "polite").text(move || {
                    let (year, month) = month.get();
                    let name = usize::try_from(month - 1).ok().and_then(|at| names.get(at));
                    format!("{} {year}", name.map(String::as_str).unwrap_or_default())
                }))
                .child(turn(Icon::Right, m::NEXT_MONTH, 1)),
        )
        .child(
            el("table")
                .class("calendar-days")
                .attr("role", "grid")
                .on("keydown", move |event| {
                    let Some(key) = event.dyn_ref::<KeyboardEvent>() else { return };
                    if key.ctrl_key() || key.meta_key() || key.alt_key() {
                        return;
                    }
                    if let Some(day) = step(&key.key(), untrack(civil)) {
                        event.prevent_default();
                        event.stop_propagation();
                        set(day);
                        focus_day();
                    }
                })
                .child(el("thead").child(el("tr").child(days)))
                .child(body),
        )
        .child(
            el("label")
                .class("row calendar-time")
                .child(el("span").class("muted small").child(m::TIME_UTC))
                .child(
                    el("input")
                        .class("input")
                        .attr("type", "time")
                        .prop("value", move || time.get().into())
                        .on("input", move |event| {
                            let input: HtmlInputElement =
                                event.target().expect("an event of this box").unchecked_into();
                            time.set(input.value());
                        }),
                ),
        )
        .child(
            el("button")
                .class("button button-small")
                .attr("type", "button")
                .on_click(move || pick(untrack(civil)))
                .text(move || crate::messages::tf(m::TAKE_DATE, &[("date", &joined(civil(), &time.get()))])),
        )
}

fn day_cell(
    day: Civil,
    of_month: bool,
    today: bool,
    at: RwSignal<(i64, i64, i64)>,
    pick: Rc<dyn Fn(Civil)>,
) -> El {
    let is_at = move || at.get() == (day.year, day.month, day.day);
    let class = match (of_month, today) {
        (_, true) => "calendar-day is-today",
        (true, _) => "calendar-day",
        (false, _) => "calendar-day muted",
    };
    el("td").attr_with("aria-selected", move || Some(is_at().to_string())).child(
        el("button")
            .class(class)
            .attr("type", "button")
            .attr("data-day", &iso(day))
            .attr("aria-label", &in_words(day))
            .attr_with("aria-current", move || today.then(|| "date".into()))
            .attr_with("tabindex", move || Some(if is_at() { "0" } else { "-1" }.into()))
            .on_click(move || pick(day))
            .child(day.day.to_string()),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_is_whole_weeks_from_monday() {
        let november = weeks(2026, 11);
        assert_eq!(november.len(), 6);
        assert_eq!((iso(november[0][0]), iso(november[5][6])), ("2026-10-26".into(), "2026-12-06".into()));
        assert_eq!(weeks(2021, 2).len(), 4);
        assert!(weeks(2024, 2).iter().flatten().any(|day| iso(*day) == "2024-02-29"));
    }

    #[test]
    fn keys_walk_over_days() {
        let day = Civil { year: 2026, month: 1, day: 31 };
        for (key, to) in [
            ("ArrowRight", "2026-02-01"),
            ("ArrowUp", "2026-01-24"),
            ("Home", "2026-01-26"),
            ("End", "2026-02-01"),
            ("PageDown", "2026-02-28"),
            ("PageUp", "2025-12-31"),
        ] {
            assert_eq!(step(key, day).map(iso).as_deref(), Some(to), "{key}");
        }
        assert_eq!(step("a", day), None);
        assert_eq!(step("ArrowRight", Civil { year: 9999, month: 12, day: 31 }), None);
    }

    #[test]
    fn a_date_is_taken_apart_and_put_together() {
        assert_eq!(joined(Civil { year: 2026, month: 3, day: 9 }, "18:05"), "2026-03-09T18:05:00Z");
        assert_eq!(joined(Civil { year: 2026, month: 3, day: 9 }, ""), "2026-03-09");
        let (day, time) = parts("2026-11-23T18:00:00+02:00").expect("a date");
        assert_eq!((iso(day).as_str(), time.as_str()), ("2026-11-23", "16:00"));
        assert_eq!(parts("2026-11-23").map(|(_, time)| time), Some(String::new()));
        assert!(parts("last 7 days").is_none());
    }
}
