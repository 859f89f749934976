use crate::messages::{self as m, Msg, said, t, tf};
use crate::ui::{El, el};
use client::codes::{ALL, ErrorCode, Source};
use client::words;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

/// `#/errors`: every error code with what it comes from and what to do; `#/errors/<code>` begins at one of them.
pub fn errors_page(code: Option<&str>) -> El {
    let sought = RwSignal::new(String::new());
    let found = move |one: &ErrorCode| sought.with(|sought| holds(one, sought));
    let group = |source: Source, title: Msg, hint: Msg| {
        let here = move || ALL.iter().filter(move |one| one.from == source);
        let entries: Vec<El> = here()
            .map(|one| entry(one, code == Some(one.code)).flag("hidden", move || !found(one)))
            .collect();
        el("section")
            .flag("hidden", move || !here().any(found))
            .child(el("h2").child(title))
            .child(el("p").class("muted").child(hint))
            .child(entries)
    };
    el("article")
        .class("page errors-page")
        .child(el("h1").child(m::ERRORS))
        .child(el("p").child(m::ERRORS_INTRO))
        .child(
            el("div")
                .class("row row-wrap")
                .child(
                    el("input")
                        .class("input")
                        .attr("type", "search")
                        .attr("aria-label", &t(m::ERRORS_FIND))
                        .attr("placeholder", &t(m::ERRORS_FIND))
                        .attr("autocomplete", "off")
                        .attr("spellcheck", "false")
                        .on("input", move |event| {
                            let input: web_sys::HtmlInputElement =
                                event.target().expect("an event of this box").unchecked_into();
                            sought.set(input.value());
                        }),
                )
                .child(el("span").class("muted small").attr("role", "status").text(move || {
                    if sought.with(|text| text.trim().is_empty()) {
                        return String::new();
                    }
                    let count = ALL.iter().filter(|one| found(one)).count().to_string();
                    tf(m::ERRORS_COUNT, &[("count", &count), ("total", &ALL.len().to_string())])
                })),
        )
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

/// Whether an error holds all the words that are sought, in its name, its statuses or what is said of it.
fn holds(one: &ErrorCode, sought: &str) -> bool {
    let said = [one.title, one.what_to_do].into_iter().chain(one.causes.iter().copied()).map(said);
    let told: Vec<String> = said.chain([one.code.into()]).chain(statuses(one)).collect();
    let told = told.join("\n").to_lowercase();
    sought.to_lowercase().split_whitespace().all(|word| told.contains(word))
}

fn statuses(one: &ErrorCode) -> Vec<String> {
    one.statuses.iter().map(|status| format!("{status} {}", words::reason(*status))).collect()
}

fn entry(one: &ErrorCode, wanted: bool) -> El {
    let statuses = statuses(one);
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_is_found_by_its_name_its_status_and_its_words() {
        let found = |sought: &str| {
            ALL.iter().filter(|one| holds(one, sought)).map(|one| one.code).collect::<Vec<_>>()
        };
        assert_eq!(found("").len(), ALL.len());
        assert_eq!(found("toomanyrequests"), ["TooManyRequestsError"]);
        assert!(found(" 429 ").contains(&"TooManyRequestsError"));
        assert!(found("LIMIT requests").contains(&"TooManyRequestsError"), "in any case, in any order");
        assert!(found("no such words anywhere").is_empty());
    }
}
