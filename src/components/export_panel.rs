//! "Export all pages": the question what to export, and beneath it each export of this operation, under way or done.

use crate::messages::{self as m, Msg, said, t, tf};
use crate::state::{OneExport, Pace, Phase, Stage, Subject, now, use_config, use_exports, use_session};
use crate::ui::{Child, El, dialog_button, dynamic, each, el, keep_focus, pass_focus};
use client::Request;
use client::export::{Format, Job};
use leptos::prelude::*;
use std::rc::Rc;
use std::time::Duration;
use wasm_bindgen::JsCast;

/// What can be exported.
#[derive(Clone)]
pub struct ExportOffer {
    /// The operation, as its address names it.
    pub operation: String,
    /// Its name for people.
    pub title: String,
    /// The request whose pages are read.
    pub request: Rc<Request>,
    /// The number of the first page, where somebody knows it.
    pub first_page: Option<i64>,
    /// Rows in all, where the server told.
    pub total: Option<u64>,
    /// Whether rows have an `id`.
    pub has_key: bool,
    /// Whether there are pages.
    pub paged: bool,
    /// Whether requests go with the admin token.
    pub admin: bool,
}

impl ExportOffer {
    /// The offer of a request, before its reply is known.
    pub fn new(subject: &Subject, request: Rc<Request>) -> ExportOffer {
        ExportOffer {
            operation: subject.operation.clone(),
            title: subject.title.clone(),
            request,
            first_page: None,
            total: None,
            has_key: false,
            paged: false,
            admin: false,
        }
    }
}

/// Button "Export all pages" with its dialog; where there are none, one for the rows that came.
pub fn export_button(offer: ExportOffer) -> El {
    let open = RwSignal::new(false);
    let words = if offer.paged { m::EXPORT_ALL } else { m::EXPORT_THESE };
    dialog_button(words, open, move || question(&offer, open))
}

fn question(offer: &ExportOffer, open: RwSignal<bool>) -> El {
    let format = RwSignal::new(Format::Csv);
    let guard = RwSignal::new(true);
    let limit = RwSignal::new(String::from("1000"));
    let choices: Vec<El> = Format::ALL
        .into_iter()
        .map(|choice| {
            let hint: Msg = match choice {
                Format::Csv => m::EXPORT_FORMAT_CSV,
                Format::Ndjson => m::EXPORT_FORMAT_NDJSON,
                Format::Json => m::EXPORT_FORMAT_JSON,
            };
            el("label")
                .class("check")
                .child(
                    el("input")
                        .attr("type", "radio")
                        .attr("name", "export-format")
                        .prop("checked", move || (format.get() == choice).into())
                        .on("change", move |_| format.set(choice)),
                )
                .child(el("span").child(choice.name()).child(" "))
                .child(el("span").class("muted small").child(hint))
        })
        .collect();
    let guard_box = el("label")
        .class("check")
        .flag("hidden", move || format.get() != Format::Csv)
        .child(
            el("input")
                .attr("type", "checkbox")
                .prop("checked", move || guard.get().into())
                .on("change", move |_| guard.update(|on| *on = !*on)),
        )
        .child(el("span").child(m::EXPORT_GUARD).child(" "))
        .child(el("span").class("muted small").child(m::EXPORT_GUARD_HINT));
    let limit_box = el("label").class("labelled").child(m::EXPORT_LIMIT).child(
        el("input")
            .class("input input-number")
            .attr("type", "number")
            .attr("min", "1")
            .attr("max", "1000")
            .prop("value", move || limit.get().into())
            .on("input", move |event| {
                let input: web_sys::HtmlInputElement =
                    event.target().expect("an event of this box").unchecked_into();
                limit.set(input.value());
            }),
    );
    let rows_per_request =
        move || limit.get().trim().parse().ok().filter(|limit| (1..=1_000_u32).contains(limit));
    let order: Child = match (offer.paged, offer.has_key && offer.request.method.takes_body()) {
        (false, _) => Child::None,
        (true, true) => el("p").class("muted small").child(tf(m::EXPORT_SORT_HINT, &[("key", "id")])).into(),
        (true, false) => el("p").class("muted small").child(m::EXPORT_UNSORTED_HINT).into(),
    };
    let total = offer.total.map(|total| tf(m::EXPORT_TOTAL, &[("count", &m::number(total))]));
    let start = {
        let offer = offer.clone();
        move || {
            let Some(limit) = untrack(rows_per_request) else { return };
            let first_page = offer.first_page.or(use_config().first_page.map(i64::from)).unwrap_or(0);
            let person = untrack(|| use_session().me()).map(|me| me.person().to_string());
            let job = Job {
                operation: offer.operation.clone(),
                title: offer.title.clone(),
                person,
                format: format.get_untracked(),
                guard: guard.get_untracked(),
                limit,
                key: offer.has_key.then(|| "id".into()),
                paged: offer.paged,
                admin: offer.admin,
                ..Job::new(&offer.request, first_page)
            };
            if let Some(exports) = use_exports() {
                exports.start(job);
            }
            open.set(false);
        }
    };
    el("div")
        .class("export-question")
        .child(el("fieldset").child(el("legend").child(m::EXPORT_FORMAT)).child(choices).child(guard_box))
        .child(offer.paged.then_some(limit_box))
        .child(total.map(|words| el("p").child(words)))
        .child(order)
        .child(
            el("div").class("row").child(
                el("button")
                    .class("button button-primary")
                    .attr("type", "button")
                    .attr("autofocus", "")
                    .flag("disabled", move || rows_per_request().is_none())
                    .on_click(start)
                    .child(m::EXPORT_START),
            ),
        )
}

/// The exports of an operation, each in a card; nothing where there are none, or where the app has none at all.
pub fn exports_of(operation: String) -> Child {
    let Some(exports) = use_exports() else { return Child::None };
    let session = use_session();
    let list = move || {
        let person = session.me().map(|me| me.person().to_string());
        exports.of(&operation, person.as_deref())
    };
    each(list, |one: &OneExport| one.job().id.clone(), card)
}

fn card(one: OneExport) -> El {
    let job = one.job();
    let of = |name: &str| tf(m::EXPORT_REGION, &[("title", &format!("{name} ({})", job.format.name()))]);
    let title = of(&job.operation);
    // Many operations have one name for people: the path tells them apart.
    let shown = of(&format!("{} {}", job.title, client::url::path(&job.url)));
    let seconds = RwSignal::new(0_u32);
    if let Ok(timer) = set_interval_with_handle(
        move || seconds.update(|count| *count = count.wrapping_add(1)),
        Duration::from_millis(500),
    ) {
        on_cleanup(move || timer.clear());
    }
    let (bar, line, state, detail) = (one.clone(), one.clone(), one.clone(), one.clone());
    let (kept, buttons) = (one.clone(), one.clone());
    el("section")
        .class("export card")
        .attr("aria-label", &title)
        .child(el("h3").class("export-title").child(shown))
        // The card stands beneath the operation in every domain.
        .child(
            job.domain
                .clone()
                .map(|id| el("p").class("muted small").text(move || use_session().name_of(&id))),
        )
        .child(
            el("progress")
                .class("export-bar")
                .attr("aria-label", &t(m::EXPORT_PROGRESS))
                .attr_with("max", move || {
                    let pace = bar.pace();
                    Some(pace.progress.total.unwrap_or(0).max(pace.progress.rows).max(1).to_string())
                })
                .attr_with("value", {
                    let one = line.clone();
                    move || match (one.phase(), one.pace().progress) {
                        (Phase::Done(_), progress) => {
                            Some(progress.total.unwrap_or(progress.rows).max(1).to_string())
                        }
                        (_, progress) if progress.total.is_some() => Some(progress.rows.to_string()),
                        // How much there is nobody knows yet.
                        _ => None,
                    }
                })
                .flag("hidden", {
                    let one = line.clone();
                    move || matches!(one.phase(), Phase::Done(_) | Phase::Elsewhere | Phase::Leaving)
                }),
        )
        .child(el("p").class("export-pace").text(move || pace_words(&line)))
        .child(el("p").class("export-phase").attr("role", "status").text(move || {
            let phase = state.phase();
            if matches!(phase, Phase::Waiting(..)) {
                seconds.track();
            }
            phase_words(&phase, &state.pace())
        }))
        .child(dynamic(move || -> Child {
            match detail.phase() {
                Phase::Stopped(why) => {
                    el("p").class("export-trouble").attr("role", "alert").child(said(&why)).into()
                }
                Phase::Done(statement) if !statement.doubts.is_empty() => {
                    let doubts: Vec<El> =
                        statement.doubts.into_iter().map(|words| el("li").child(said(&words))).collect();
                    el("div")
                        .class("export-doubts")
                        .child(el("strong").child(m::EXPORT_DOUBTS))
                        .child(el("ul").child(doubts))
                        .into()
                }
                _ => Child::None,
            }
        }))
        .child(el("p").class("muted small").flag("hidden", move || kept.lasts()).child(m::EXPORT_IN_MEMORY))
        .child({
            let row = el("div").class("row row-wrap");
            let place = row.element().clone();
            row.child(dynamic(move || {
                keep_focus(&place);
                actions(&buttons)
            }))
        })
}

/// The buttons that fit the phase. Counting pages while writing does not make them anew.
fn actions(one: &OneExport) -> Child {
    let button = |words: Msg, class: &'static str, act: Box<dyn Fn()>| {
        el("button").class(class).attr("type", "button").on_click(act).child(words)
    };
    let (pause, resume, save, remove) = (one.clone(), one.clone(), one.clone(), one.clone());
    let cancel = |words: Msg| {
        let exports = use_exports();
        button(
            words,
            "button",
            Box::new(move || {
                if let Some(exports) = exports {
                    exports.remove(&remove);
                    hand_focus_on();
                }
            }),
        )
    };
    match one.stage() {
        Stage::Running => Child::from([
            button(m::EXPORT_PAUSE, "button", Box::new(move || pause.pause())),
            cancel(m::CANCEL),
        ]),
        Stage::Halted => Child::from([
            button(m::EXPORT_RESUME, "button button-primary", Box::new(move || resume.resume())),
            cancel(m::CANCEL),
        ]),
        Stage::Leaving => Child::None,
        Stage::Elsewhere => button(m::EXPORT_RESUME, "button", Box::new(move || resume.resume())).into(),
        Stage::Done => {
            Child::from([button(m::EXPORT_SAVE, "button", Box::new(move || save.save())), cancel(m::REMOVE)])
        }
    }
}

/// The focus of a card that goes is given to what is next: another export, the button that begins one, or the page.
fn hand_focus_on() {
    pass_focus([".export button", ".reply-pages [aria-haspopup]", "#main"].map(String::from));
}

fn pace_words(one: &OneExport) -> String {
    let pace = one.pace();
    let phase = one.phase();
    if matches!(phase, Phase::Done(_) | Phase::Elsewhere | Phase::Leaving) || pace.progress.rows == 0 {
        return String::new();
    }
    let rows = m::number(pace.progress.rows);
    let mut parts = vec![match pace.progress.total {
        Some(total) => tf(m::EXPORT_ROWS, &[("rows", &rows), ("total", &m::number(total))]),
        None => tf(m::EXPORT_ROWS_OPEN, &[("rows", &rows)]),
    }];
    if matches!(phase, Phase::Reading | Phase::Waiting(..)) {
        if let Some(rate) = pace.per_second {
            parts.push(tf(m::EXPORT_RATE, &[("rate", &m::number(rate.round() as u64))]));
        }
        if let Some(left) = pace.left_ms {
            // Tenths of seconds would only flicker.
            parts.push(tf(m::EXPORT_LEFT, &[("time", &m::time(left.div_ceil(1_000).max(1) * 1_000))]));
        }
    }
    parts.join(" · ")
}

fn phase_words(phase: &Phase, pace: &Pace) -> String {
    match phase {
        Phase::Reading => t(m::EXPORT_READING),
        Phase::Waiting(until, why) => {
            let left = u64::try_from(until - now()).unwrap_or(0).div_ceil(1_000).max(1) * 1_000;
            tf(m::EXPORT_WAITING, &[("why", &said(why)), ("time", &m::time(left))])
        }
        Phase::Paused | Phase::Stopped(_) if pace.anew => t(m::EXPORT_ANEW),
        Phase::Paused if pace.pages_kept > 0 => {
            tf(m::EXPORT_PAUSED_PAGES, &[("count", &m::number(pace.pages_kept))])
        }
        Phase::Paused => t(m::EXPORT_PAUSED),
        Phase::Stopped(_) => t(m::EXPORT_STOPPED),
        Phase::Elsewhere => t(m::EXPORT_ELSEWHERE),
        Phase::Leaving => t(m::EXPORT_LEAVING),
        Phase::Writing(done, count) => {
            tf(m::EXPORT_WRITING, &[("done", &m::number(*done)), ("count", &m::number(*count))])
        }
        Phase::Done(statement) => format!("{}: {}", t(m::EXPORT_DONE), said(&statement.words)),
    }
}
