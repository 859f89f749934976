//! All operations by tag, with an instant filter. Tags are closed until looked at, so that a thousand operations cost
//! no more than their tags.

use super::favourites::favourite_heads;
use crate::messages::{self as m, t, tf};
use crate::part;
use crate::paths::Place;
use crate::state::{Load, use_address, use_document};
use crate::ui::{
    Child, El, Icon, after_frame, dynamic, each, effect, el, fetch_early, find, ground, icon, later, memo,
    path_words, when,
};
use leptos::prelude::*;
use openapi::{Document, Head};
use send_wrapper::SendWrapper;
use std::rc::Rc;
use std::time::Duration;
use wasm_bindgen::JsCast;

/// How many matches are listed.
const SHOWN: usize = 100;
/// So many of them follow a key at once, more than a screen holds; the others come when the typing rests.
const SHOWN_AT_ONCE: usize = 30;
/// So long a path stands in one line.
const PATH: usize = 24;
const REST: Duration = Duration::from_millis(150);

/// The navigation "Operations".
pub fn navigation(open: RwSignal<bool>) -> El {
    let text = RwSignal::new(String::new());
    let document = use_document();
    let address = use_address();
    effect(move |before: Option<Place>| {
        let now = address.get();
        // On a narrow screen the list covers the page: another page, however it was reached, is to be seen.
        if before.is_some_and(|before| before != now) {
            open.set(false);
        }
        now
    });
    el("nav")
        .class("navigation")
        .class_if("is-open", move || open.get())
        .attr("aria-label", &t(m::OPERATIONS))
        .child(
            el("div").class("navigation-find").child(icon(Icon::Find)).child(
                el("input")
                    .class("input")
                    .attr("type", "search")
                    .attr("role", "searchbox")
                    .attr("aria-label", &t(m::FIND_OPERATION))
                    .attr("placeholder", &t(m::FIND_PLACEHOLDER))
                    .attr("autocomplete", "off")
                    .attr("spellcheck", "false")
                    .prop("value", move || text.get().into())
                    .on("focus", |_| fetch_early(matches_list))
                    .on("input", move |event| {
                        let input: web_sys::HtmlInputElement =
                            event.target().expect("an event of this box").unchecked_into();
                        text.set(input.value());
                    })
                    .on("keydown", move |event| {
                        let key: &web_sys::KeyboardEvent = event.unchecked_ref();
                        if key.key() == "Escape" {
                            text.set(String::new());
                        }
                    }),
            ),
        )
        .child(dynamic(move || match document.get() {
            Load::Ready(loaded) => {
                let document = loaded.document;
                let filtered = memo(move |_| !text.get().trim().is_empty());
                let shown = document.clone();
                dynamic(move || match filtered.get() {
                    true => {
                        let shown = shown.clone();
                        later(matches_list, move |list| list(shown.clone(), text))
                    }
                    false => Child::from([favourites(shown.clone()), tags(shown.clone())]),
                })
            }
            Load::Loading => el("p").class("muted navigation-words").child(m::LOADING).into(),
            Load::Failed(_) => el("p").class("muted navigation-words").child(m::DOCUMENT_FAILED).into(),
        }))
        .on("keydown", move |event| {
            let key: &web_sys::KeyboardEvent = event.unchecked_ref();
            if key.key() == "Escape" && open.get_untracked() {
                open.set(false);
                if let Some(button) =
                    find(".banner-menu").and_then(|it| it.dyn_into::<web_sys::HtmlElement>().ok())
                {
                    let _ = button.focus();
                }
            }
        })
        .on("click", move |event| {
            // A chosen link closes the list, the present page's too.
            let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
            if target.and_then(|element| element.closest("a").ok().flatten()).is_some() {
                open.set(false);
            }
        })
}

// Whoever looks at the overview has not typed yet.
part!(places, matches_list: fn(Rc<Document>, RwSignal<String>) -> Child = matches);

fn matches(document: Rc<Document>, text: RwSignal<String>) -> Child {
    let here = present();
    let total = document.operations().len();
    let found = {
        let document = SendWrapper::new(document.clone());
        memo(move |_| document.filter(&text.get()))
    };
    let none = memo(move |_| found.with(Vec::is_empty));
    let rested = RwSignal::new(false);
    let keys = StoredValue::new(0_u32);
    effect(move |_| {
        found.track();
        rested.set(false);
        let key = keys.get_value().wrapping_add(1);
        keys.set_value(key);
        set_timeout(
            move || {
                if keys.try_get_value() == Some(key) {
                    rested.set(true);
                }
            },
            REST,
        );
    });
    // One memo is asked, and no other that hangs on it before: a second one would find nothing changed.
    let told = move || match found.with(Vec::len) {
        0 => tf(m::NO_OPERATION, &[("text", &text.get())]),
        count => tf(m::MATCHES, &[("count", &count.to_string()), ("total", &total.to_string())]),
    };
    let more = memo(move |_| found.with(Vec::len).saturating_sub(SHOWN));
    Child::Many(vec![
        el("p").class("muted navigation-words").attr("role", "status").text(told).into(),
        when(
            move || none.get(),
            move || {
                el("button")
                    .class("button navigation-clear")
                    .attr("type", "button")
                    .on_click(move || text.set(String::new()))
                    .child(m::CLEAR_FILTER)
            },
        ),
        el("ul")
            .class("navigation-list")
            .flag("hidden", move || none.get())
            .child(each(
                move || {
                    let shown = if rested.get() { SHOWN } else { SHOWN_AT_ONCE };
                    found.with(|found| found.iter().take(shown).copied().collect())
                },
                |at: &usize| at.to_string(),
                move |at| el("li").child(link(&document.operations()[at], true, here)),
            ))
            .into(),
        when(
            move || more.get() > 0,
            move || {
                el("p")
                    .class("muted navigation-words")
                    .text(move || tf(m::MORE_MATCHES, &[("count", &more.get().to_string())]))
            },
        ),
    ])
}

/// What a person keeps at hand, above all else.
fn favourites(document: Rc<Document>) -> Child {
    let here = present();
    dynamic(move || {
        let heads = favourite_heads(&document);
        (!heads.is_empty()).then(|| {
            let links: Vec<El> = heads.iter().map(|head| el("li").child(link(head, false, here))).collect();
            el("div")
                .class("navigation-favourites")
                .child(
                    el("p").class("navigation-title").child(icon(Icon::Star)).child(" ").child(m::FAVOURITES),
                )
                .child(el("ul").class("navigation-list").attr("aria-label", &t(m::FAVOURITES)).child(links))
        })
    })
}

fn tags(document: Rc<Document>) -> Child {
    let opened = RwSignal::new(Vec::<usize>::new());
    let (address, here) = (use_address(), present());
    // The present operation's tag is open.
    let open = {
        let document = SendWrapper::new(document.clone());
        memo(move |_| {
            let at = here.with(|key| document.find(key.as_deref()?))?;
            document.tags().iter().position(|tag| tag.operations.contains(&at))
        })
    };
    // Both behind the frame that shows the operation: some groups hold two hundred links.
    effect(move |_| {
        let Some(at) = open.get() else { return };
        after_frame(move || {
            if opened.try_with_untracked(|opened| !opened.contains(&at)) == Some(true) {
                opened.update(|opened| opened.push(at));
            }
        });
    });
    let around = ground();
    // Whoever comes by a link or the palette sees where they are.
    effect(move |_| {
        if matches!(address.get(), Place::Operation { .. }) {
            let around = around.clone();
            after_frame(move || request_animation_frame(move || show_present(&around)));
        }
    });
    let groups: Vec<El> =
        (0..document.tags().len()).map(|at| group(document.clone(), at, opened, here)).collect();
    el("ul").class("navigation-tags").child(groups).into()
}

/// Scrolls the list, and nothing else, to the link of the present page where it is out of sight.
fn show_present(around: &web_sys::Element) {
    let Ok(Some(list)) = around.query_selector(".navigation") else { return };
    let Ok(Some(link)) = list.query_selector(".navigation-tags [aria-current=\"page\"]") else { return };
    let (around, place) = (list.get_bounding_client_rect(), link.get_bounding_client_rect());
    if around.height() > 0.0 && (place.top() < around.top() || place.bottom() > around.bottom()) {
        let by = place.top() - around.top() - around.height() / 3.0;
        list.set_scroll_top(list.scroll_top() + by as i32);
    }
}

fn group(document: Rc<Document>, at: usize, opened: RwSignal<Vec<usize>>, here: Memo<Option<String>>) -> El {
    let tag = &document.tags()[at];
    let (name, count) = (tag.name.clone(), tag.operations.len());
    let open = memo(move |_| opened.with(|opened| opened.contains(&at)));
    // The links ask their group, and only two groups have something to say when the page changes: a signal with a thousand
    // readers takes its time to strike out each of them.
    let inside = {
        let document = SendWrapper::new(document.clone());
        memo(move |_| {
            let key = here.get()?;
            document.find(&key).filter(|found| document.tags()[at].operations.contains(found)).map(|_| key)
        })
    };
    el("li")
        .child(
            el("button")
                .class("navigation-tag")
                .attr("type", "button")
                .attr_with("aria-expanded", move || Some(open.get().to_string()))
                .on_click(move || {
                    opened.update(|opened| {
                        let before = opened.len();
                        opened.retain(|other| *other != at);
                        if opened.len() == before {
                            opened.push(at);
                        }
                    })
                })
                .child(icon(Icon::Right))
                .child(el("span").class("navigation-name").child(name))
                .child(el("span").class("navigation-count").child(count.to_string())),
        )
        .child(dynamic(move || {
            open.get().then(|| {
                let operations = &document.tags()[at].operations;
                let links: Vec<El> = operations
                    .iter()
                    .map(|at| el("li").child(link(&document.operations()[*at], false, inside)))
                    .collect();
                el("ul").class("navigation-list").child(links)
            })
        }))
}

/// The key of the operation whose page stands here.
fn present() -> Memo<Option<String>> {
    let address = use_address();
    memo(move |_| match address.get() {
        Place::Operation { key, .. } => Some(key),
        _ => None,
    })
}

/// A link to an operation. Its name is method, path and summary, as people look for all three. `here` is the key of the
/// present one.
fn link(head: &Head, with_path: bool, here: Memo<Option<String>>) -> El {
    let key = head.key.clone();
    el("a")
        .class("navigation-link")
        .to(&Place::operation(&key).address())
        .attr_with("aria-current", move || {
            here.with(|here| here.as_deref() == Some(key.as_str())).then(|| "page".into())
        })
        .attr("title", &format!("{} {}", head.method, head.path))
        .child(method_badge(&head.method))
        .child(" ")
        .child(
            el("span")
                .class(if head.deprecated { "navigation-words is-deprecated" } else { "navigation-words" })
                .child(el("span").class("navigation-summary").child(head.summary.clone()))
                .child(" ")
                .child(
                    el("span")
                        .class(if with_path { "navigation-path" } else { "navigation-path is-quiet" })
                        .child(path_words(&head.path, PATH)),
                ),
        )
}

/// A method, coloured and in words.
pub fn method_badge(method: &str) -> El {
    let kind = match method {
        "GET" | "HEAD" => "method method-get",
        "POST" => "method method-post",
        "PUT" | "PATCH" => "method method-put",
        "DELETE" => "method method-delete",
        _ => "method",
    };
    el("span").class(kind).child(method)
}
