//! "Saved queries": give this one a name, open an old one, take all of them along as a file.

use super::advice::focus;
use crate::messages::{self as m, t, tf};
use crate::paths::Place;
use crate::state::saved::{Saved, from_file, keep, put, saved, to_file};
use crate::state::{DocumentState, DraftState, use_address, use_session};
use crate::ui::{Child, El, Icon, dialog, dynamic, each, el, icon, pass_focus, save_bytes};
use leptos::prelude::*;
use query::{Draft, Edit};
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, HtmlInputElement};

/// The button "Saved queries" and its dialog.
pub fn saved_queries(draft: DraftState, operation: &str) -> El {
    let open = RwSignal::new(false);
    let operation = operation.to_string();
    el("span")
        .child(
            el("button")
                .class("button button-small")
                .attr("type", "button")
                .on_click(move || open.set(true))
                .child(m::SAVED_QUERIES),
        )
        .child(dialog(&t(m::SAVED_QUERIES), open, move || form(draft, operation.clone(), open)))
}

/// Whose queries these are: the person and the domain. Signed out, they are nobody's and stay in this browser too.
fn owner() -> (String, String) {
    let session = use_session();
    let person = session.me().map(|me| me.person().to_string()).unwrap_or_default();
    (person, session.domain().unwrap_or_default())
}

fn form(draft: DraftState, operation: String, open: RwSignal<bool>) -> El {
    let (person, domain) = untrack(owner);
    let list = RwSignal::new_local(saved(&person, &domain));
    let change = move |change: &dyn Fn(&mut Vec<Saved>)| {
        // Another tab may have kept one meanwhile.
        list.set(saved(&person, &domain));
        list.update(|list| change(list));
        keep(&person, &domain, &list.get_untracked());
    };
    let change = std::rc::Rc::new(change);
    let told = RwSignal::new(String::new());
    let name = RwSignal::new(String::new());
    // What was forgotten or replaced last, and can be had back.
    let gone: RwSignal<Vec<Saved>, LocalStorage> = RwSignal::new_local(Vec::new());
    let give_way = move |new: &Saved| {
        let of_name = |it: &&Saved| (&it.name, &it.operation) == (&new.name, &new.operation);
        let before = list.with_untracked(|list| list.iter().find(of_name).cloned());
        before.filter(|before| before.query != new.query)
    };
    let save = {
        let (change, operation) = (change.clone(), operation.clone());
        move || {
            let given = name.get_untracked().trim().to_string();
            if given.is_empty() {
                return;
            }
            let query = draft.now(|draft| draft.without_secrets().to_address());
            let new = Saved { name: given.clone(), operation: operation.clone(), query };
            let replaced = give_way(&new);
            change(&|list| put(list, new.clone()));
            let words = if replaced.is_some() { m::SAVED_OVER } else { m::SAVED_AS };
            told.set(tf(words, &[("name", &given)]));
            gone.set(replaced.into_iter().collect());
            name.set(String::new());
            // A query without a name cannot be saved, so that the button has no use for the focus.
            pass_focus([".saved .input".into()]);
        }
    };
    let enter = save.clone();
    let shown = {
        let change = change.clone();
        let forget: Forget = {
            let change = change.clone();
            std::rc::Rc::new(move |saved: &Saved| {
                change(&|list| list.retain(|it| it != saved));
                told.set(tf(m::SAVED_FORGOTTEN, &[("name", &saved.name)]));
                gone.set(vec![saved.clone()]);
                focus(&[".saved-back".into()]);
            })
        };
        each(
            move || list.get(),
            |saved: &Saved| format!("{} {} {}", saved.operation, saved.name, saved.query),
            move |saved| entry(draft, saved, operation.clone(), open, forget.clone()),
        )
    };
    let back = change.clone();
    el("div")
        .class("saved")
        .child(el("p").class("muted small").child(m::SAVED_HINT))
        .child(
            el("div")
                .class("row")
                .child(
                    el("input")
                        .class("input")
                        .attr("type", "text")
                        .attr("autofocus", "")
                        .attr("aria-label", &t(m::QUERY_NAME))
                        .attr("placeholder", &t(m::QUERY_NAME))
                        .prop("value", move || name.get().into())
                        .on("input", move |event| {
                            let input: HtmlInputElement =
                                event.target().expect("an event of this box").unchecked_into();
                            name.set(input.value());
                        })
                        .on("keydown", move |event| {
                            let key: &web_sys::KeyboardEvent = event.unchecked_ref();
                            if key.key() == "Enter" && !key.ctrl_key() && !key.meta_key() {
                                event.prevent_default();
                                enter();
                            }
                        }),
                )
                .child(
                    el("button")
                        .class("button button-primary")
                        .attr("type", "button")
                        .flag("disabled", move || name.with(|name| name.trim().is_empty()))
                        .on_click(save)
                        .child(m::SAVE_QUERY),
                ),
        )
        .child(
            el("div")
                .class("row row-wrap")
                .child(el("p").class("small").attr("role", "status").text(move || told.get()))
                .child(dynamic(move || {
                    let (saved, change) = (gone.get(), back.clone());
                    (!saved.is_empty()).then(|| {
                        el("button")
                            .class("button button-small saved-back")
                            .attr("type", "button")
                            .on_click(move || {
                                change(&|list| saved.iter().for_each(|saved| put(list, saved.clone())));
                                let names: Vec<&str> = saved.iter().map(|saved| &*saved.name).collect();
                                told.set(tf(m::SAVED_AS, &[("name", &names.join(", "))]));
                                gone.set(Vec::new());
                                focus(&[".saved .input".into()]);
                            })
                            .child(m::SAVED_BACK)
                    })
                })),
        )
        .child(el("ul").class("plain saved-list").attr("aria-label", &t(m::SAVED_QUERIES)).child(shown))
        .child(
            el("p")
                .class("muted")
                .flag("hidden", move || list.with(|list| !list.is_empty()))
                .child(m::NOTHING_SAVED),
        )
        .child(
            el("div")
                .class("row row-wrap dialog-actions")
                .child(file_button(move |text| match from_file(&text) {
                    Some((read, unread)) => {
                        let replaced: Vec<Saved> = read.iter().filter_map(give_way).collect();
                        change(&|list| read.iter().for_each(|saved| put(list, saved.clone())));
                        let counts = [
                            (m::QUERIES_READ, read.len()),
                            (m::QUERIES_REPLACED, replaced.len()),
                            (m::QUERIES_UNREAD, unread),
                        ];
                        let words =
                            counts.iter().enumerate().filter(|(at, (_, count))| *at == 0 || *count > 0);
                        let words =
                            words.map(|(_, (words, count))| tf(*words, &[("count", &count.to_string())]));
                        told.set(words.collect::<Vec<_>>().join(" "));
                        gone.set(replaced);
                    }
                    None => told.set(t(m::NOT_OUR_FILE)),
                }))
                .child(
                    el("button")
                        .class("button")
                        .attr("type", "button")
                        .flag("disabled", move || list.with(Vec::is_empty))
                        .on_click(move || {
                            let text = to_file(&list.get_untracked());
                            save_bytes(text.as_bytes(), "application/json", "takaro-queries.json");
                        })
                        .child(m::EXPORT_QUERIES),
                ),
        )
}

type Forget = std::rc::Rc<dyn Fn(&Saved)>;

fn entry(draft: DraftState, saved: Saved, here: String, open: RwSignal<bool>, forget: Forget) -> El {
    let elsewhere = saved.operation != here;
    // Another version of the API may have it again: it stays, and says why it does not open.
    let document = use_context::<DocumentState>().and_then(|document| untrack(|| document.ready()));
    let lacks = elsewhere && document.is_some_and(|document| document.find(&saved.operation).is_none());
    let (opened, gone) = (saved.clone(), saved.clone());
    let name = match lacks {
        true => el("span").class("saved-name muted"),
        false => {
            el("button").class("button button-link saved-name").attr("type", "button").on_click(move || {
                open.set(false);
                let Ok(read) = Draft::from_kept(&opened.query) else { return };
                if elsewhere {
                    let (key, query) = (opened.operation.clone(), opened.query.clone());
                    use_address().go(&Place::Operation { key, draft: Some(query) });
                } else {
                    draft.apply(Edit::Replace(Box::new(read)));
                }
            })
        }
    };
    let of = match lacks {
        true => el("span").child(tf(m::BROKEN_REFERENCE, &[("reference", &saved.operation)])),
        false => el("code").child(saved.operation.clone()),
    };
    el("li")
        .class("row")
        .child(name.child(saved.name.clone()))
        .child(elsewhere.then(|| of.class("muted small")))
        .child(el("span").class("spread"))
        .child(
            el("button")
                .class("button button-icon")
                .attr("type", "button")
                .attr("aria-label", &tf(m::FORGET_QUERY, &[("name", &saved.name)]))
                .on_click(move || forget(&gone))
                .child(icon(Icon::Close)),
        )
}

/// A button that asks for a file and gives its text.
fn file_button(take: impl Fn(String) + Clone + 'static) -> El {
    let input = el("input")
        .attr("type", "file")
        .attr("accept", ".json,application/json")
        .attr("hidden", "")
        .on("change", move |event| {
            let input: HtmlInputElement = event.target().expect("an event of this box").unchecked_into();
            let Some(file) = input.files().and_then(|files| files.get(0)) else { return };
            input.set_value("");
            let take = take.clone();
            leptos::task::spawn_local(async move {
                let text = wasm_bindgen_futures::JsFuture::from(file.text()).await.ok();
                // The dialog may have been closed meanwhile.
                if let Some(text) = text.and_then(|text| text.as_string()).filter(|_| input.is_connected()) {
                    take(text);
                }
            });
        });
    let element: HtmlElement = input.cast();
    el("span").child(input).child(
        el("button")
            .class("button")
            .attr("type", "button")
            .on_click(move || element.click())
            .child(Child::from(m::IMPORT_QUERIES)),
    )
}
