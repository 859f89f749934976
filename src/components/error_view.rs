//! An error in words for people, with all that the server said about it.

use crate::messages::{self as m, t, tf};
use crate::ui::{Child, El, copy_button, el};
use client::{ApiError, SendError};
use std::rc::Rc;

/// What is done when the person wants to send the same again.
pub type Again = Option<Rc<dyn Fn()>>;

/// An error that the server, or something in front of it, answered with.
pub fn error_view(error: ApiError, again: Again) -> El {
    let explanation = error.explain();
    let fields: Vec<El> = error
        .fields
        .iter()
        .map(|field| {
            let place = field.place();
            el("li")
                .child((!place.is_empty()).then(|| el("code").class("error-place").child(place)))
                .child(el("span").child(field.message.clone()))
        })
        .collect();
    el("section")
        .class("error")
        .attr("role", "alert")
        .child(
            el("div")
                .class("error-head")
                .child(el("strong").class("error-title").child(explanation.title))
                .child(el("code").class("chip chip-error").child(error.code.clone())),
        )
        .child(el("p").child(explanation.what_to_do))
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
                .child(send_again(again))
                .child(error.trace_id.as_deref().map(trace_id)),
        )
}

/// Why no answer came at all.
pub fn failure_view(error: &SendError, again: Again) -> El {
    // To cancel is no failure: it was asked for.
    let (class, role) = match error {
        SendError::Cancelled => ("error error-quiet", "status"),
        _ => ("error", "alert"),
    };
    let title = match error {
        SendError::Cancelled => t(m::CANCELLED_TITLE),
        _ => t(m::NO_ANSWER_TITLE),
    };
    let words: Child = match error {
        SendError::Cancelled => el("p").child(m::CANCELLED).into(),
        SendError::NoAnswer { detail, hints } if !hints.is_empty() => {
            let hints: Vec<El> = hints.iter().map(|hint| el("li").child(hint.to_string())).collect();
            Child::from([
                Child::from(el("p").child(m::NO_ANSWER_WORDS)),
                el("ul").class("error-hints").child(hints).into(),
                (!detail.is_empty()).then(|| el("p").class("error-words").child(detail.clone())).into(),
            ])
        }
        other => el("p").child(other.to_string()).into(),
    };
    el("section")
        .class(class)
        .attr("role", role)
        .child(
            el("div")
                .class("error-head")
                .child(el("strong").class("error-title").child(title))
                .child(el("code").class("chip").child(error.code())),
        )
        .child(words)
        .child(el("div").class("error-foot").child(send_again(again)))
}

fn send_again(again: Again) -> Option<El> {
    again.map(|again| {
        el("button").class("button").attr("type", "button").on_click(move || again()).child(m::SEND_AGAIN)
    })
}

/// A trace id, which is what Takaro's support asks for.
pub fn trace_id(id: &str) -> El {
    let copied = id.to_string();
    el("span")
        .class("trace")
        .child(el("span").class("muted").child(m::TRACE_ID))
        .child(" ")
        .child(el("code").class("trace-id").child(id))
        .child(copy_button(
            &t(m::COPY),
            &tf(m::COPY_THING, &[("thing", &t(m::TRACE_ID).to_lowercase())]),
            move || copied.clone(),
        ))
}
