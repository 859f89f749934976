use crate::components::{favourite_links, markdown, session_notice};
use crate::messages::{self as m, t, tf};
use crate::part;
use crate::paths::Place;
use crate::state::{browser_language, use_settings};
use crate::ui::{Child, El, copy_button, dynamic, el, later};
use leptos::prelude::*;
use openapi::{Document, Problem};
use std::rc::Rc;

/// `#/`: what one can do first.
pub fn overview_page(document: Rc<Document>, problems: &[Problem]) -> El {
    let info = document.info();
    let searches: Vec<El> = document
        .entities()
        .into_iter()
        .map(|(at, name)| {
            let head = &document.operations()[at];
            el("li").child(el("a").class("tile").to(&Place::operation(&head.key).address()).child(name))
        })
        .collect();
    let areas: Vec<El> = document
        .tags()
        .iter()
        .filter_map(|tag| {
            let first = &document.operations()[*tag.operations.first()?];
            Some(
                el("li").child(
                    el("a")
                        .class("tile")
                        .to(&Place::operation(&first.key).address())
                        .child(el("span").child(tag.name.clone()))
                        .child(" ")
                        .child(el("span").class("muted").child(tag.operations.len().to_string())),
                ),
            )
        })
        .collect();
    let count = document.operations().iter().filter(|head| !head.webhook).count();
    el("article")
        .class("page")
        .child(
            el("h1")
                // A page has a heading, whatever the document says.
                .child(if info.title.trim().is_empty() { t(m::OVERVIEW) } else { info.title.clone() })
                .child(" ")
                .child(el("span").class("muted version").child(info.version.clone())),
        )
        .child(
            el("div").child(el("p").class("lead").child(m::OVERVIEW_INTRO)).child(
                el("p").class("muted").child(tf(m::OPERATION_COUNT, &[("count", &count.to_string())])),
            ),
        )
        .child(language_offer())
        .child(about(info.description.clone()))
        .child(session_notice(false))
        .child((!problems.is_empty()).then(|| {
            let list: Vec<El> = problems
                .iter()
                .take(20)
                .map(|problem| {
                    el("li")
                        .child(el("code").child(problem.place.clone()))
                        .child(" ")
                        .child(problem.message.clone())
                })
                .collect();
            el("details")
                .class("notice notice-warning")
                .child(
                    el("summary").child(tf(m::DOCUMENT_PROBLEMS, &[("count", &problems.len().to_string())])),
                )
                .child(el("ul").child(list))
        }))
        .child(begin_here(&document))
        .child(favourite_links(document.clone()))
        .child((!searches.is_empty()).then(|| {
            el("section")
                .child(el("h2").child(m::SEARCHES))
                .child(el("p").class("muted").child(m::SEARCHES_HINT))
                .child(el("ul").class("tiles").child(searches))
        }))
        .child(el("section").child(el("h2").child(m::ALL_AREAS)).child(el("ul").class("tiles").child(areas)))
        .child(
            el("section").child(el("h2").child(m::FOR_MACHINES)).child(
                el("p")
                    .class("row row-wrap")
                    .child(el("span").class("muted").child(m::FOR_MACHINES_HINT))
                    .child(copy_button(&t(m::COPY_LLMS), &t(m::COPY_LLMS), move || document.llms_txt())),
            ),
        )
}

// Few documents say anything of themselves, and what reads such a text is large.
part!(prose, prose: fn(&str) -> El = markdown);

/// What the document says of itself.
fn about(words: String) -> Child {
    if words.is_empty() {
        return Child::None;
    }
    later(prose, move |markdown| markdown(&words).into())
}

/// What one can do first: see who one is, ask for rows, learn how, find anything.
fn begin_here(document: &Document) -> El {
    let tile = |place: Place, title: String, words: m::Msg| {
        let link = el("a").class("tile start").to(&place.address());
        el("li")
            .child(link.child(el("strong").child(title)).child(el("span").class("muted small").child(words)))
    };
    let searches = document.entities();
    // Players are what most questions are about.
    let search = searches.iter().find(|(_, name)| name == "player").or(searches.first());
    let search = search.map(|(at, name)| {
        let place = Place::operation(&document.operations()[*at].key);
        tile(place, tf(m::START_SEARCH, &[("name", name)]), m::START_SEARCH_HINT)
    });
    let me = document
        .find_by("GET", "/me")
        .map(|at| tile(Place::operation(&document.operations()[at].key), t(m::START_ME), m::START_ME_HINT));
    el("section")
        .child(el("h2").child(m::START_HERE))
        .child(
            el("ul")
                .class("tiles")
                .child(search)
                .child(tile(Place::Learn(None), t(m::START_LEARN), m::START_LEARN_HINT))
                .child(me)
                .child(tile(Place::History, t(m::HISTORY), m::START_HISTORY_HINT))
                .child(tile(Place::Errors(None), t(m::ERRORS), m::START_ERRORS_HINT)),
        )
        .child(
            el("p")
                .class("muted small start-keys")
                .child(el("kbd").child(m::keys("Ctrl+K")))
                .child(" ")
                .child(m::START_KEYS)
                .child(" ")
                .child(el("kbd").child("?"))
                .child(" ")
                .child(m::START_HELP),
        )
}

/// For those whose browser speaks another language, until they have chosen: the offer, in their own words.
fn language_offer() -> Child {
    let settings = use_settings();
    dynamic(move || {
        let other = browser_language().filter(|_| !settings.is_chosen.get())?;
        (settings.spoken.get_untracked() != Some(other)).then(|| {
            el("p").child(
                el("button")
                    .class("button")
                    .attr("type", "button")
                    .attr("lang", other.code())
                    .on_click(move || settings.choose_language(other))
                    .child(other.offer()),
            )
        })
    })
}
