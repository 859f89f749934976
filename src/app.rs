//! The whole app: its contexts, its frame, and the switch between its pages.

use crate::components::{banner, moved_notice, navigation, palette, session_notice};
use crate::messages::{self as m, t, tf, translate};
use crate::pages::{
    errors_page, history_page, learn_page, lesson_page, not_found_page, operation_page, overview_page,
    schema_page, settings_page,
};
use crate::part;
use crate::paths::Place;
use crate::state::{
    Config, Language, Load, follow_language, name_page, origin, provide_address, provide_answers,
    provide_config, provide_credentials, provide_document, provide_exports, provide_favourites,
    provide_lessons, provide_locks, provide_page_name, provide_session, provide_settings, storage_refuses,
    use_address, use_config, use_document, use_settings,
};
use crate::ui::{
    Child, El, Icon, dynamic, effect, el, fetch_early, find, ground, icon, is_embedded, later, listen, memo,
    themed,
};
use leptos::prelude::*;
use openapi::Document;
use std::rc::Rc;

/// The app's root element. All its state is made here and goes with the owner that calls.
pub fn app(config: Config) -> El {
    provide_config(config);
    provide_settings();
    provide_address();
    provide_document();
    provide_credentials();
    provide_session();
    provide_answers();
    provide_exports();
    provide_favourites();
    provide_locks();
    provide_lessons();
    follow_theme();
    fail_on_demand();
    follow_language(translate);
    let settings = use_settings();
    effect(move |_| {
        if let Some(language) = settings.spoken.get().filter(|_| !is_embedded()) {
            let _ = themed().set_attribute("lang", language.code());
        }
    });
    let navigation_open = RwSignal::new(false);
    let before = StoredValue::new(None::<Language>);
    let name = provide_page_name();
    let own = use_config().title;
    let title = memo(move |_| {
        // The words are those of the language.
        settings.spoken.track();
        let own = if own.is_empty() { t(m::TITLE) } else { own.clone() };
        match name.get() {
            Some(name) => tf(m::PAGE_TITLE, &[("name", &name), ("title", &own)]),
            None => own,
        }
    });
    effect(move |_| {
        if let Some(page) = web_sys::window().and_then(|it| it.document()).filter(|_| !is_embedded()) {
            page.set_title(&m::visible(&title.get()));
        }
    });
    let around = ground();
    el("div")
        .class("app")
        .attr_with("lang", move || settings.spoken.get().map(|language| language.code().to_string()))
        .child(dynamic(move || {
            let language = settings.spoken.get()?;
            if before.try_update_value(|before| before.replace(language)).flatten().is_some() {
                let around = around.clone();
                queue_microtask(move || focus_language(&around));
            }
            Some(untrack(|| frame(navigation_open)))
        }))
        // Who does not see the page change is told its name.
        .child(el("p").class("visually-hidden").attr("aria-live", "polite").text(move || title.get()))
}

/// All that says a word, made anew where another language is spoken. What a person typed stands in the states.
fn frame(navigation_open: RwSignal<bool>) -> Child {
    let skip = el("a")
        .class("skip")
        .to("#main")
        .on("click", |event| {
            // The fragment is the app's address, so the jump is made by hand.
            event.prevent_default();
            focus_main();
        })
        .child(m::SKIP_TO_MAIN);
    let main = el("main")
        .class("main")
        .attr("id", "main")
        .attr("tabindex", "-1")
        .child(config_notice())
        .child(storage_notice())
        .child(moved_notice())
        .child(dynamic(page));
    let inner = el("div").class("frame").child(navigation(navigation_open)).child(main);
    Child::from([Child::from(skip), banner(navigation_open).into(), inner.into(), palette().into()])
}

/// What is wrong with the configuration: whoever put it there looks here first.
fn config_notice() -> Option<El> {
    let config = use_config();
    if config.trouble.is_empty() {
        return None;
    }
    let words = tf(m::CONFIG_WRONG, &[("why", &config.trouble)]);
    let notice = el("section").class("notice notice-warning notice-page").attr("role", "alert");
    let locked = config.read_only.then(|| el("p").child(m::WRITES_LOCKED));
    Some(notice.child(el("div").child(el("strong").child(words)).child(locked)))
}

/// That the browser keeps nothing, once it has refused to: what people hear of what is kept is else untrue.
fn storage_notice() -> Child {
    let (refuses, seen) = (storage_refuses(), RwSignal::new(false));
    dynamic(move || {
        (refuses.get() && !seen.get()).then(|| {
            // It stays in view while somebody types far below, until they have read it.
            el("div")
                .class("notice notice-warning notice-page notice-stays")
                .child(el("div").attr("role", "status").child(m::STORED_NOWHERE))
                .child(
                    el("button")
                        .class("button button-icon")
                        .attr("type", "button")
                        .attr("aria-label", &t(m::CLOSE_NOTE))
                        .on_click(move || seen.set(true))
                        .child(icon(Icon::Close)),
                )
        })
    })
}

/// The box that was used to choose a language was made anew with all the rest: the focus goes back to it.
fn focus_language(around: &web_sys::Element) {
    let find = |selector: &str| around.query_selector(selector).ok().flatten();
    if let Some(target) = find("#language").or_else(|| find("#main")) {
        let _ = wasm_bindgen::JsCast::unchecked_into::<web_sys::HtmlElement>(target).focus();
    }
}

/// The page at the present address; only the document and the place are tracked, so that a page stays as it is while
/// a person works on it.
fn page() -> Child {
    // Lessons need neither the document nor a server.
    if let Place::Learn(lesson) = use_address().get() {
        name_page(Some(t(m::LEARN)));
        return untrack(|| match lesson {
            None => later(learn, |page| page().into()),
            Some(slug) => later(one_lesson, move |page| page(&slug).into()),
        });
    }
    // Nor do these: where the document cannot be read, a person looks there.
    match use_address().get() {
        Place::Settings => {
            name_page(Some(t(m::SETTINGS)));
            return untrack(|| later(settings, |page| page().into()));
        }
        Place::Errors(code) => {
            name_page(Some(t(m::ERRORS)));
            return untrack(|| later(errors, move |page| page(code.as_deref()).into()));
        }
        _ => {}
    }
    let state = use_document();
    let loaded = match state.get() {
        Load::Ready(loaded) => loaded,
        Load::Loading => {
            // A link leads to an operation more often than not: its part comes beside the document.
            if matches!(use_address().get(), Place::Operation { .. }) {
                fetch_early(operation);
            }
            return el("p").class("page muted").attr("role", "status").child(m::LOADING_DOCUMENT).into();
        }
        Load::Failed(words) => {
            // Who embeds the explorer has no config.json.
            let said = if is_embedded() {
                [("api", "api-url"), ("spec", "spec-url")]
            } else {
                [("api", "apiUrl"), ("spec", "specUrl in config.json")]
            };
            return el("div")
                .class("page")
                .attr("role", "alert")
                .child(el("h1").child(m::DOCUMENT_FAILED))
                .child(el("p").class("break").child(words))
                .child(el("p").child(tf(m::DOCUMENT_FAILED_HINT, &said)))
                .child(
                    el("p")
                        .class("row row-wrap")
                        .child(
                            el("button")
                                .class("button")
                                .attr("type", "button")
                                // There may be another one below, for the session.
                                .attr("aria-label", &format!("{}: {}", t(m::RETRY), t(m::DOCUMENT_FAILED)))
                                .on_click(move || state.fetch())
                                .child(m::RETRY),
                        )
                        // What cannot be shown here can be had all the same.
                        .child(el("a").outside(&use_config().spec(&origin())).child(m::OPEN_DOCUMENT))
                        .child(el("a").to(&Place::Learn(None).address()).child(m::LEARN_ALONE)),
                )
                // Whatever keeps the session from being known keeps the document away too, and says what to change.
                .child(session_notice(false))
                .into();
        }
    };
    let document = loaded.document;
    let place = use_address().get();
    set_title(&place, &document);
    untrack(|| match place {
        Place::Overview => overview_page(document, &loaded.problems).into(),
        Place::Operation { key, draft } => match document.find(&key) {
            Some(index) => later(operation, move |page| page(document.clone(), index, draft.clone()).into()),
            None => not_found_page(&key).into(),
        },
        Place::Schema(name) => later(schema, move |page| page(document.clone(), &name).into()),
        Place::History => later(history, move |page| page(document.clone()).into()),
        // They stand above.
        Place::Learn(_) | Place::Settings | Place::Errors(_) => not_found_page("").into(),
        Place::Unknown(fragment) => not_found_page(&fragment).into(),
    })
}

// What the overview does not need comes when it is looked at.
part!(operation, operation: fn(Rc<Document>, usize, Option<String>) -> El = operation_page);
part!(schema, schema: fn(Rc<Document>, &str) -> El = schema_page);
part!(places, settings: fn() -> El = settings_page);
part!(places, errors: fn(Option<&str>) -> El = errors_page);
part!(lessons, learn: fn() -> El = learn_page);
part!(lessons, one_lesson: fn(&str) -> El = lesson_page);
part!(places, history: fn(Rc<Document>) -> El = history_page);

fn set_title(place: &Place, document: &openapi::Document) {
    let name = match place {
        Place::Operation { key, .. } => {
            document.find(key).map(|at| document.operations()[at].summary.clone())
        }
        Place::Schema(name) => Some(name.clone()),
        Place::History => Some(t(m::HISTORY)),
        _ => None,
    };
    name_page(name);
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
    effect(move |_| {
        let chosen = settings.theme.get();
        let holder = themed();
        // An element on another page says in its attribute what its page wants.
        let name = holder.get_attribute("theme").unwrap_or_else(|| chosen.name().into());
        let _ = holder.set_attribute("data-theme", &name);
    });
}
