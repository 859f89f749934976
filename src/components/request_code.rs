//! A request as code in six languages.

use crate::messages::{self as m, t};
use crate::ui::{El, Tab, code_block, el, tabs};
use leptos::prelude::*;
use query::{Language, Snippet, code};
use std::rc::Rc;

/// The code of a request; `snippet` is tracked.
pub fn request_code(snippet: Rc<dyn Fn() -> Snippet>) -> El {
    let open = RwSignal::new(false);
    let language = RwSignal::new(String::from("curl"));
    el("details")
        .class("request-code card")
        .on("toggle", move |event| {
            use wasm_bindgen::JsCast;
            let details = event.target().and_then(|it| it.dyn_into::<web_sys::Element>().ok());
            open.set(details.is_some_and(|it| it.has_attribute("open")));
        })
        .child(el("summary").child(m::CODE))
        .child(crate::ui::when(move || open.get(), move || panel(&snippet, language)))
}

fn panel(snippet: &Rc<dyn Fn() -> Snippet>, language: RwSignal<String>) -> El {
    let list = Language::ALL
        .into_iter()
        .map(|language| {
            let snippet = snippet.clone();
            let mut tab = Tab::new(language.as_str(), language.as_str().into(), move || {
                let snippet = snippet.clone();
                code_block(move || code(language, &snippet()), language.as_str(), &t(m::CODE))
            });
            tab.keep = false;
            tab
        })
        .collect();
    el("section")
        .attr("aria-label", &t(m::CODE_OF_REQUEST))
        .child(tabs(&t(m::CODE_OF_REQUEST), list, language))
        .child(el("p").class("muted small").child(m::CODE_SECRETS))
}
