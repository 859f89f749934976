//! An error in words for people, with all that the server said about it.

use crate::messages::{self as m, said, t, tf};
use crate::paths::Place;
use crate::state::{Config, SessionState};
use crate::ui::{Child, El, copy_button, dynamic, el, memo, save_blob};
use client::{ApiError, FieldError, Request, SendError};
use leptos::prelude::*;
use std::rc::Rc;
use std::time::Duration;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

/// What is done when the person wants to send the same again.
pub type Again = Option<Rc<dyn Fn()>>;

/// The way to the input that a detail is about, where there is one.
pub type WayTo = Option<Rc<dyn Fn(&FieldError) -> Option<Rc<dyn Fn()>>>>;

/// What helps with an error, all of it optional.
#[derive(Clone, Default)]
pub struct ErrorHelp {
    /// Finds the input that a detail is about. Where it finds none, an input that says so of itself is looked for.
    pub way_to: WayTo,
    /// Sends the same again.
    pub again: Again,
    /// The permissions that the operation requires.
    pub permissions: Vec<String>,
    /// It is an operation of administration, for which a session is nothing.
    pub admin: bool,
    /// The request that is answered so.
    pub request: Option<Rc<Request>>,
    /// It changes nothing, whatever its method.
    pub reads: bool,
}

/// How long a server that does not say it wants to be left alone, in milliseconds.
const GUESSED_WAIT: u64 = 10_000;

/// An error that the server, or something in front of it, answered with.
pub fn error_view(mut error: ApiError, help: ErrorHelp) -> El {
    let (wait, guessed) = match (error.status, error.retry_after_ms) {
        (429, Some(wait)) => (wait, false),
        (429, None) => (GUESSED_WAIT, true),
        _ => (0, false),
    };
    // Where the button counts down, a number that stands still would soon be another one.
    error.retry_after_ms = error.retry_after_ms.filter(|_| help.again.is_none());
    let explanation = help
        .request
        .as_ref()
        .map_or_else(|| error.explain(), |request| error.explain_to(request, help.reads));
    // A session and its roles are nothing to administration: the token is missing (401), or it is another one (403).
    let (title, what_to_do) = match (help.admin, error.status) {
        (true, 401) => (t(m::ERROR_ADMIN_TITLE), t(m::ERROR_ADMIN)),
        (true, 403) => (t(m::ERROR_ADMIN_WRONG), t(m::ERROR_ADMIN)),
        _ => (said(&explanation.title), said(&explanation.what_to_do)),
    };
    let logs_in = help.request.as_ref().is_some_and(|request| request.is_log_in());
    let fields: Vec<El> = error.fields.iter().map(|field| detail(field, &help.way_to)).collect();
    el("section")
        .class("error")
        .attr("role", "alert")
        .child(head(title, &error.code, "chip chip-error"))
        .child(el("p").child(what_to_do))
        .child((error.status == 403 && !help.admin).then(|| lacking(&help.permissions)))
        .child((error.status == 401 && !help.admin && !logs_in).then(log_in))
        .child((!fields.is_empty()).then(|| {
            el("div")
                .child(el("h3").class("error-label").child(m::DETAILS))
                .child(el("ul").class("error-fields").attr("aria-label", &t(m::DETAILS)).child(fields))
        }))
        .child((!error.message.is_empty()).then(|| {
            el("div")
                .child(el("h3").class("error-label").child(m::SERVER_SAYS))
                .child(el("p").class("error-words").child(error.message.clone()))
        }))
        .child(
            el("div")
                .class("error-foot")
                .child(send_again(help.again, wait, guessed))
                .child(error.trace_id.as_deref().map(trace_id))
                .child(about(&error.code)),
        )
}

/// Why no answer came at all. `reads` says that the request only reads, so that it cannot have done anything.
pub fn failure_view(error: &SendError, reads: bool, again: Again) -> El {
    // To cancel is no failure: it was asked for.
    let (class, role) = match error {
        SendError::Cancelled => ("error error-quiet", "status"),
        _ => ("error", "alert"),
    };
    let listed = client::codes::find(error.code());
    let title = match error {
        SendError::Cancelled => t(m::CANCELLED_TITLE),
        SendError::NoAnswer { .. } => t(m::NO_ANSWER_TITLE),
        _ => listed.map(|code| said(code.title)).unwrap_or_else(|| t(m::NO_ANSWER_TITLE)),
    };
    let remedy = listed.map(|code| el("p").child(said(code.what_to_do)));
    let words: Child = match error {
        SendError::Cancelled => el("p").child(m::CANCELLED).into(),
        SendError::NoAnswer { detail, hints } if !hints.is_empty() => {
            let list: Vec<El> = hints.iter().map(|hint| el("li").child(said(&hint.to_string()))).collect();
            let reasons = match &hints[..] {
                [only] => el("p").child(said(&only.to_string())),
                _ => el("div")
                    .child(el("p").child(m::NO_ANSWER_WORDS))
                    .child(el("ul").class("error-hints").child(list)),
            };
            let words =
                (!detail.is_empty()).then(|| el("p").class("error-words small").child(detail.clone()));
            let done =
                (!reads && error.may_be_done()).then(|| el("p").child(said(client::codes::MAY_BE_DONE)));
            Child::from([Some(reasons), done, words])
        }
        other => Child::from([Some(el("p").child(said(&other.to_string()))), remedy]),
    };
    el("section").class(class).attr("role", role).child(head(title, error.code(), "chip")).child(words).child(
        el("div")
            .class("error-foot")
            .child(whole_answer(error))
            .child(send_again(again, 0, false))
            .child(about(error.code())),
    )
}

/// An answer that is too large to be shown is there to be saved.
fn whole_answer(error: &SendError) -> Option<El> {
    let SendError::TooLong { file: Some(file), .. } = error else { return None };
    let file = file.clone();
    Some(
        el("button")
            .class("button")
            .attr("type", "button")
            .on_click(move || save_blob(&file, "reply"))
            .child(m::DOWNLOAD),
    )
}

fn head(title: String, code: &str, chip: &str) -> El {
    el("div")
        .class("error-head")
        .child(el("strong").class("error-title").child(title))
        .child(el("code").class(chip).child(code))
}

/// The way to the page on error codes.
fn about(code: &str) -> Option<El> {
    let code = client::codes::find(code)?.code;
    Some(el("a").to(&Place::Errors(Some(code.into())).address()).child(m::ERROR_MORE))
}

/// One detail. Its place leads to the input that it is about: the page knows which, or the input says by `data-path`
/// that it stands for the place.
fn detail(field: &FieldError, way_to: &WayTo) -> El {
    let place = field.place();
    let way = way_to.as_ref().and_then(|way_to| way_to(field)).or_else(|| {
        let input = input_of(&field.path)?;
        Some(Rc::new(move || {
            let _ = input.focus();
        }))
    });
    let name: Child = match way {
        Some(way) => {
            // Some answers name no place and put the field into their words.
            let name = if place.is_empty() { t(m::GO_THERE) } else { place.clone() };
            el("button")
                .class("error-place button-link")
                .attr("type", "button")
                .attr("title", &tf(m::ERROR_GO, &[("place", &place)]))
                .on_click(move || way())
                .child(name)
                .into()
        }
        None if place.is_empty() => Child::None,
        None => el("code").class("error-place").child(place).into(),
    };
    el("li").child(name).child(el("span").child(field.message.clone()))
}

/// The input that stands for a place of the request, or for the nearest part of it that has one.
fn input_of(path: &[String]) -> Option<HtmlElement> {
    (1..=path.len()).rev().find_map(|length| {
        let place = path[..length].join(".").replace('\\', "\\\\").replace('"', "\\\"");
        let found = crate::ui::find(&format!("[data-path=\"{place}\"]"))?;
        let inside = found.query_selector("input, select, textarea, button").ok().flatten();
        inside.unwrap_or(found).dyn_into().ok()
    })
}

/// Which permission is lacking, as far as the session tells.
fn lacking(required: &[String]) -> Child {
    let Some(session) = use_context::<SessionState>() else { return Child::None };
    let required = required.to_vec();
    dynamic(move || {
        let lacking = session.me()?.may(&required);
        let (words, names) = match (lacking.is_empty(), required.is_empty()) {
            (false, _) => (m::ERROR_LACKING, lacking.join(", ")),
            (true, false) => (m::ERROR_HAVING, required.join(", ")),
            (true, true) => return None,
        };
        Some(el("p").class("error-lacking").child(tf(words, &[("permissions", &names)])))
    })
}

fn log_in() -> El {
    let dashboard = use_context::<StoredValue<Config>>().map(|config| config.get_value().dashboard_url);
    let link = dashboard
        .filter(|url| !url.is_empty())
        .map(|url| el("a").class("button button-primary").outside(&url).child(m::LOG_IN));
    el("p").class("row row-wrap").child(link).child(el("span").child(m::ERROR_KEPT))
}

/// "Send again", after the wait that the server wants.
fn send_again(again: Again, wait_ms: u64, guessed: bool) -> Child {
    let Some(again) = again else { return Child::None };
    let left = RwSignal::new(wait_ms.div_ceil(1_000));
    if wait_ms > 0
        && let Ok(timer) = set_interval_with_handle(
            move || left.update(|left| *left = left.saturating_sub(1)),
            Duration::from_secs(1),
        )
    {
        on_cleanup(move || timer.clear());
    }
    let words = if guessed { m::ERROR_WAIT_GUESSED } else { m::ERROR_WAIT };
    let waiting = memo(move |_| left.get() > 0);
    Child::from([
        el("span")
            .class("error-wait")
            .attr("role", "timer")
            .flag("hidden", move || !waiting.get())
            .text(move || tf(words, &[("time", &m::time(left.get().max(1) * 1_000))])),
        el("button")
            .class("button")
            .attr("type", "button")
            .flag("hidden", move || waiting.get())
            .on_click(move || again())
            .child(m::SEND_AGAIN),
    ])
}

/// A trace id, which is what Takaro's support asks for.
pub fn trace_id(id: &str) -> El {
    let copied = id.to_string();
    el("span")
        .class("trace")
        .child(el("span").class("muted").child(m::TRACE_ID))
        .child(" ")
        .child(el("code").class("trace-id").child(id))
        .child(copy_button(&t(m::COPY), &tf(m::COPY_THING, &[("thing", &t(m::THE_TRACE_ID))]), move || {
            copied.clone()
        }))
}
