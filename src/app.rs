//! The whole app: its contexts, its frame, and the switch between its pages.

use crate::components::{banner, navigation, palette};
use crate::messages::{self as m, t, tf};
use crate::pages::{
    errors_page, history_page, learn_page, lesson_page, not_found_page, operation_page, overview_page,
    schema_page, settings_page,
};
use crate::paths::Place;
use crate::state::{
    Config, Load, provide_address, provide_config, provide_credentials, provide_document, provide_exports,
    provide_lessons, provide_locks, provide_session, provide_settings, use_address, use_config, use_document,
    use_settings,
};
use crate::ui::{Child, El, dynamic, el, find, is_embedded, listen, themed};
use leptos::prelude::*;

/// The app's root element. All its state is made here and goes with the owner that calls.
pub fn app(config: Config) -> El {
    provide_config(config);
    provide_settings();
    provide_address();
    provide_document();
    provide_credentials();
    provide_session();
    provide_exports();
    provide_locks();
    provide_lessons();
    follow_theme();
    fail_on_demand();
    let navigation_open = RwSignal::new(false);
    el("div")
        .class("app")
        .child(
            el("a")
                .class("skip")
                .to("#main")
                .on("click", |event| {
                    // The fragment is the app's address, so the jump is made by hand.
                    event.prevent_default();
                    focus_main();
                })
                .child(m::SKIP_TO_MAIN),
        )
        .child(banner(navigation_open))
        .child(
            el("div").class("frame").child(navigation(navigation_open)).child(
                el("main").class("main").attr("id", "main").attr("tabindex", "-1").child(dynamic(page)),
            ),
        )
        .child(palette())
}

/// The page at the present address; only the document and the place are tracked, so that a page stays as it is while
/// a person works on it.
fn page() -> Child {
    // Lessons need neither the document nor a server.
    if let Place::Learn(lesson) = use_address().get() {
        set_page_title(Some(t(m::LEARN)));
        let view = untrack(|| match lesson {
            None => learn_page(),
            Some(slug) => lesson_page(&slug),
        });
        return view.into();
    }
    let state = use_document();
    let loaded = match state.get() {
        Load::Ready(loaded) => loaded,
        Load::Loading => {
            return el("p").class("page muted").attr("role", "status").child(m::LOADING_DOCUMENT).into();
        }
        Load::Failed(words) => {
            return el("article")
                .class("page")
                .attr("role", "alert")
                .child(el("h1").child(m::DOCUMENT_FAILED))
                .child(el("p").class("break").child(words))
                .child(
                    el("button")
                        .class("button")
                        .attr("type", "button")
                        .on_click(move || state.fetch())
                        .child(m::RETRY),
                )
                .into();
        }
    };
    let document = loaded.document;
    let place = use_address().get();
    set_title(&place, &document);
    let view = untrack(|| match place {
        Place::Overview => overview_page(document, &loaded.problems),
        Place::Operation { key, draft } => match document.find(&key) {
            Some(index) => operation_page(document, index, draft),
            None => not_found_page(&key),
        },
        Place::Schema(name) => schema_page(document, &name),
        Place::Settings => settings_page(),
        Place::Errors(code) => errors_page(code.as_deref()),
        Place::History => history_page(document),
        Place::Learn(_) => not_found_page(""),
        Place::Unknown(fragment) => not_found_page(&fragment),
    });
    view.into()
}

fn set_title(place: &Place, document: &openapi::Document) {
    let name = match place {
        Place::Operation { key, .. } => {
            document.find(key).map(|at| document.operations()[at].summary.clone())
        }
        Place::Schema(name) => Some(name.clone()),
        Place::Settings => Some(t(m::SETTINGS)),
        Place::Errors(_) => Some(t(m::ERRORS)),
        Place::History => Some(t(m::HISTORY)),
        _ => None,
    };
    set_page_title(name);
}

fn set_page_title(name: Option<String>) {
    let title = match name {
        Some(name) => tf(m::PAGE_TITLE, &[("name", &name), ("title", &t(m::TITLE))]),
        None => t(m::TITLE),
    };
    if let Some(page) = web_sys::window().and_then(|window| window.document()).filter(|_| !is_embedded()) {
        page.set_title(&title);
    }
}

fn focus_main() {
    if let Some(main) = find("#main") {
        let _ = wasm_bindgen::JsCast::unchecked_into::<web_sys::HtmlElement>(main).focus();
    }
}

/// In a sandbox a page can be made to stop as by a mistake of ours, to see what a person then sees:
/// `dispatchEvent(new Event('practice-panic'))` in the browser's console.
fn fail_on_demand() {
    if use_config().practice
        && let Some(window) = web_sys::window()
    {
        listen(&window, "practice-panic", |_| panic!("asked for by the event practice-panic"));
    }
}

/// The theme stands on the page's root or on the element that holds the app, where the tokens read it.
fn follow_theme() {
    let settings = use_settings();
    Effect::new(move |_| {
        let chosen = settings.theme.get();
        let holder = themed();
        // An element on another page says in its attribute what its page wants.
        let name = holder.get_attribute("theme").unwrap_or_else(|| chosen.name().into());
        let _ = holder.set_attribute("data-theme", &name);
    });
}
