use crate::messages::{self as m, Msg, said};
use crate::ui::{El, el};
use client::codes::{ALL, ErrorCode, Source};
use client::words;
use leptos::prelude::queue_microtask;

/// `#/errors`: every error code with what it comes from and what to do; `#/errors/<code>` begins at one of them.
pub fn errors_page(code: Option<&str>) -> El {
    let group = |source: Source, title: Msg, hint: Msg| {
        let entries: Vec<El> = ALL
            .iter()
            .filter(|one| one.from == source)
            .map(|one| entry(one, code == Some(one.code)))
            .collect();
        el("section").child(el("h2").child(title)).child(el("p").class("muted").child(hint)).child(entries)
    };
    el("article")
        .class("page errors-page")
        .child(el("h1").child(m::ERRORS))
        .child(el("p").child(m::ERRORS_INTRO))
        .child(code.filter(|code| client::codes::find(code).is_none()).map(|code| {
            el("p")
                .class("notice notice-warning")
                .attr("role", "status")
                // One piece: what stands side by side in a notice is set apart.
                .child(
                    el("span").child(el("code").class("break").child(code)).child(": ").child(m::NOT_FOUND),
                )
        }))
        .child(group(Source::Server, m::ERRORS_SERVER, m::ERRORS_SERVER_HINT))
        .child(group(Source::Between, m::ERRORS_BETWEEN, m::ERRORS_BETWEEN_HINT))
        .child(group(Source::Page, m::ERRORS_PAGE, m::ERRORS_PAGE_HINT))
}

fn entry(one: &ErrorCode, wanted: bool) -> El {
    let statuses: Vec<String> =
        one.statuses.iter().map(|status| format!("{status} {}", words::reason(*status))).collect();
    let causes: Vec<El> = one.causes.iter().map(|cause| el("li").child(said(cause))).collect();
    let heading =
        el("h3").attr("tabindex", "-1").child(el("code").child(one.code)).child(" ").child(said(one.title));
    if wanted {
        let target: web_sys::HtmlElement = heading.cast();
        // It stands in the page only after this run.
        queue_microtask(move || {
            let _ = target.focus();
            target.scroll_into_view();
        });
    }
    el("section")
        .class(if wanted { "card error-entry is-wanted" } else { "card error-entry" })
        .child(heading)
        .child((!statuses.is_empty()).then(|| el("p").class("muted small").child(statuses.join(", "))))
        .child(el("h4").class("error-label").child(m::ERROR_CAUSES))
        .child(el("ul").class("error-hints").child(causes))
        .child(el("h4").class("error-label").child(m::ERROR_REMEDY))
        .child(el("p").child(said(one.what_to_do)))
}
