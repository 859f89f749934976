use crate::components::{forget_button, local_moment, method_badge};
use crate::messages::{self as m, t, tf};
use crate::paths::{Place, in_domain};
use crate::state::{history, use_session};
use crate::ui::{Child, El, code_block, dynamic, each, effect, el, memo, pass_focus, when};
use client::history::Entry;
use client::words;
use leptos::prelude::*;
use openapi::Document;
use std::rc::Rc;
use wasm_bindgen::JsCast;

/// So many requests are listed before one asks for more.
const CHUNK: usize = 50;

type Entries = Option<Vec<(u32, Rc<Entry>)>>;

/// `#/history`: what was sent from this browser, by this person. To open one again sends nothing.
pub fn history_page(document: Rc<Document>) -> El {
    let session = use_session();
    let entries: RwSignal<Option<Entries>, LocalStorage> = RwSignal::new_local(None);
    let text = RwSignal::new(String::new());
    let everywhere = RwSignal::new(false);
    let kept = RwSignal::new(history::is_kept());
    let shown = RwSignal::new(CHUNK);
    let read = move |person: Option<String>| {
        leptos::task::spawn_local(async move {
            let list = history::list(person.as_deref()).await;
            let _ = entries.try_set(Some(
                list.map(|list| list.into_iter().map(|(key, entry)| (key, Rc::new(entry))).collect()),
            ));
        });
    };
    let person = memo(move |_| session.me().map(|me| me.person().to_string()));
    effect(move |_| read(person.get()));
    let matching = move |everywhere: bool| -> Vec<(u32, Rc<Entry>)> {
        let (text, domain) = (text.get(), session.domain());
        let here = |entry: &Entry| everywhere || entry.domain.is_none() || entry.domain == domain;
        entries.with(|entries| match entries {
            Some(Some(list)) => {
                list.iter().filter(|(_, entry)| here(entry) && entry.matches(&text)).cloned().collect()
            }
            _ => Vec::new(),
        })
    };
    let found = move || matching(everywhere.get());
    let total = move || entries.with(|entries| entries.as_ref().and_then(Option::as_ref).map_or(0, Vec::len));
    let list = move || found().into_iter().take(shown.get()).collect::<Vec<_>>();
    el("article")
        .class("page")
        .child(el("h1").child(m::HISTORY))
        .child(el("p").class("muted").child(m::HISTORY_INTRO))
        .child(
            el("div")
                .class("history-bar")
                .child(
                    el("input")
                        .class("input")
                        .attr("type", "search")
                        .attr("aria-label", &t(m::HISTORY_FIND))
                        .attr("placeholder", &t(m::HISTORY_FIND))
                        .prop("value", move || text.get().into())
                        .on("input", move |event| {
                            let input: web_sys::HtmlInputElement =
                                event.target().expect("an event of this box").unchecked_into();
                            text.set(input.value());
                        }),
                )
                .child(check(m::HISTORY_ALL_DOMAINS, everywhere, |_| {}))
                .child(check(m::HISTORY_KEEP, kept, history::keep))
                .child(when(
                    move || total() > 0,
                    move || {
                        forget_button(
                            m::HISTORY_FORGET,
                            move || tf(m::HISTORY_FORGET_TEXT, &[("count", &total().to_string())]),
                            ".history-bar .input",
                            move || {
                                leptos::task::spawn_local(async move {
                                    // Those of others who used this browser are theirs.
                                    let listed = entries.with_untracked(|entries| match entries {
                                        Some(Some(list)) => list.iter().map(|(key, _)| *key).collect(),
                                        _ => Vec::new(),
                                    });
                                    history::forget(&listed).await;
                                    let _ = entries.try_set(Some(Some(Vec::new())));
                                });
                            },
                        )
                    },
                )),
        )
        .child(el("p").class("muted small").attr("role", "status").text(move || {
            let count = found().len();
            match entries.with(Option::is_some) {
                false => t(m::LOADING),
                true if entries.with(|entries| matches!(entries, Some(None))) => t(m::HISTORY_REFUSED),
                true if total() == 0 => t(m::HISTORY_NONE),
                true if count == 0 => {
                    // With a text in the box other requests may well have been sent here.
                    let nothing = match text.get() {
                        text if text.is_empty() => t(m::HISTORY_NONE_HERE),
                        text => tf(m::HISTORY_NO_MATCH, &[("text", &text)]),
                    };
                    match matching(true).len() {
                        0 => nothing,
                        total => {
                            let elsewhere = tf(m::HISTORY_ELSEWHERE, &[("total", &total.to_string())]);
                            format!("{nothing} {elsewhere}")
                        }
                    }
                }
                true => {
                    let (count, total) = (count.to_string(), total().to_string());
                    tf(m::HISTORY_COUNT, &[("count", &count), ("total", &total)])
                }
            }
        }))
        .child(el("ul").class("plain history-list").attr("aria-label", &t(m::HISTORY)).child(each(
            list,
            |(key, _): &(u32, Rc<Entry>)| key.to_string(),
            move |(key, entry)| item(&document, key, entry, entries, everywhere),
        )))
        .child(when(
            move || found().len() > shown.get(),
            move || {
                el("button")
                    .class("button")
                    .attr("type", "button")
                    .on_click(move || {
                        // With the last of them the button goes.
                        let next =
                            format!(".history-list > :nth-child({}) summary", shown.get_untracked() + 1);
                        shown.update(|shown| *shown += CHUNK);
                        pass_focus([next]);
                    })
                    .text(move || {
                        let more = found().len().saturating_sub(shown.get()).min(CHUNK);
                        tf(m::SHOW_MORE, &[("count", &more.to_string())])
                    })
            },
        ))
}

fn check(words: m::Msg, on: RwSignal<bool>, tell: fn(bool)) -> El {
    el("label")
        .class("check")
        .child(el("input").attr("type", "checkbox").prop("checked", move || on.get().into()).on(
            "change",
            move |_| {
                on.update(|on| *on = !*on);
                tell(on.get_untracked());
            },
        ))
        .child(words)
}

fn item(
    document: &Rc<Document>,
    key: u32,
    entry: Rc<Entry>,
    entries: RwSignal<Option<Entries>, LocalStorage>,
    everywhere: RwSignal<bool>,
) -> El {
    let open = RwSignal::new(false);
    let status = match (entry.status, &entry.error) {
        (Some(status @ 200..300), None) => ("chip chip-success", status_words(status)),
        (Some(status), Some(code)) => ("chip chip-error", format!("{} · {code}", status_words(status))),
        (Some(status), None) => ("chip chip-warning", status_words(status)),
        (None, code) => ("chip chip-error", code.clone().unwrap_or_else(|| t(m::HISTORY_NO_ANSWER))),
    };
    let time = local_moment(&query::dates::format(entry.at_ms)).unwrap_or_default();
    let known = document.find(&entry.operation).is_some();
    let place = Place::Operation { key: entry.operation.clone(), draft: entry.draft.clone() };
    let inside = entry.clone();
    el("li").child(
        el("details")
            .class("card history-entry")
            .on("toggle", move |event| {
                let details: Option<web_sys::Element> = event.target().and_then(|it| it.dyn_into().ok());
                open.set(details.is_some_and(|details| details.has_attribute("open")));
            })
            .child(
                el("summary")
                    .class("history-head")
                    .child(el("time").class("history-time").child(time))
                    .child(method_badge(&entry.method))
                    .child(el("strong").child(entry.title.clone()))
                    .child(el("code").child(entry.path()))
                    .child(entry.domain.as_ref().map(|id| {
                        let name = untrack(|| use_session().name_of(id));
                        el("span").class("chip").flag("hidden", move || !everywhere.get()).child(name)
                    }))
                    .child(el("span").class(status.0).child(status.1))
                    .child(entry.status.map(|_| {
                        let ms = format!("{:.0}", entry.elapsed_ms);
                        el("span").class("muted small").child(format!(
                            "{} · {}",
                            tf(m::ELAPSED, &[("ms", &ms)]),
                            m::size(entry.size)
                        ))
                    })),
            )
            .child(
                el("div")
                    .class("row row-wrap history-inside-bar")
                    .child(known.then(|| {
                        // In which domain it was sent stands in the address: opened elsewhere, the page says so.
                        let address = in_domain(place.address(), entry.domain.as_deref());
                        el("a").class("button").to(&address).child(m::HISTORY_OPEN)
                    }))
                    .child(
                        el("button")
                            .class("button")
                            .attr("type", "button")
                            .on("click", move |event| {
                                let next = beside(&event);
                                leptos::task::spawn_local(async move {
                                    history::remove(key).await;
                                    let _ = entries.try_update(|entries| {
                                        if let Some(Some(list)) = entries {
                                            list.retain(|(one, _)| *one != key);
                                        }
                                    });
                                    if let Some(next) = next {
                                        let _ = next.focus();
                                    }
                                });
                            })
                            .child(m::REMOVE),
                    ),
            )
            .child(when(move || open.get(), move || untrack(|| details(key, &inside)))),
    )
}

/// What has the focus when an entry is gone: the entry that comes next, else the one before, else the search.
fn beside(event: &web_sys::Event) -> Option<web_sys::HtmlElement> {
    let pressed: web_sys::Element = event.target()?.dyn_into().ok()?;
    let entry = pressed.closest("li").ok().flatten()?;
    let other = entry.next_element_sibling().or_else(|| entry.previous_element_sibling());
    let found = match other {
        Some(other) => other.query_selector("summary").ok().flatten(),
        None => crate::ui::find(".history-bar .input"),
    };
    found?.dyn_into().ok()
}

fn status_words(status: u16) -> String {
    format!("{status} {}", words::reason(status)).trim().to_string()
}

/// What was sent and what came, read when it is looked at.
fn details(key: u32, entry: &Entry) -> El {
    let none = match (entry.status, entry.size) {
        (None, _) => m::HISTORY_NO_ANSWER,
        (_, 0) => m::EMPTY_BODY,
        _ => m::HISTORY_NOT_KEPT,
    };
    let reply: RwSignal<Option<Option<String>>, LocalStorage> = RwSignal::new_local(None);
    leptos::task::spawn_local(async move {
        let kept = history::reply(key).await;
        let _ = reply.try_set(Some(kept));
    });
    let body = entry.body.as_ref().map(|body| {
        let text = serde_json::to_string_pretty(body).unwrap_or_default();
        Child::from([
            el("h2").class("history-part").child(m::HISTORY_SENT),
            code_block(move || text.clone(), "json", &t(m::HISTORY_SENT)),
        ])
    });
    el("div")
        .class("history-inside")
        .child(entry.domain.as_ref().map(|id| {
            let name = untrack(|| use_session().name_of(id));
            el("p").class("small").child(m::DOMAIN).child(" ").child(el("strong").child(name))
        }))
        .child(entry.trace_id.as_ref().map(|id| {
            el("p").class("small").child(m::TRACE_ID).child(" ").child(el("code").child(id.clone()))
        }))
        .child(body.unwrap_or(Child::None))
        .child(el("h2").class("history-part").child(m::HISTORY_REPLY))
        .child(dynamic(move || -> Child {
            match reply.get() {
                None => el("p").class("muted").child(m::LOADING).into(),
                Some(None) => el("p").class("muted").child(none).into(),
                Some(Some(text)) => untrack(|| {
                    let text = crate::ui::json::indented(&text);
                    code_block(move || text.clone(), "json", &t(m::HISTORY_REPLY)).into()
                }),
            }
        }))
}
