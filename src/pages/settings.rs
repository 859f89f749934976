use crate::components::{forget_button, token_panel};
use crate::messages::{self as m, Msg, t, tf};
use crate::state::{Language, Theme, forget_drafts, origin, switch_api, use_config, use_settings};
use crate::ui::{El, dynamic, el};
use leptos::prelude::*;

/// `#/settings`
pub fn settings_page() -> El {
    let settings = use_settings();
    let forgotten = RwSignal::new(false);
    let choice = |theme: Theme, words: Msg| {
        el("label")
            .class("check")
            .child(
                el("input")
                    .attr("type", "radio")
                    .attr("name", "theme")
                    .prop("checked", move || (settings.theme.get() == theme).into())
                    .on("change", move |_| settings.theme.set(theme)),
            )
            .child(words)
    };
    el("article")
        .class("page")
        .child(el("h1").child(m::SETTINGS))
        .child(
            el("fieldset").class("card").child(el("legend").child(m::THEME)).child(
                el("div")
                    .class("choices")
                    .child(choice(Theme::System, m::THEME_SYSTEM))
                    .child(choice(Theme::Dark, m::THEME_DARK))
                    .child(choice(Theme::Light, m::THEME_LIGHT)),
            ),
        )
        .child(language_panel())
        .child(api_panel())
        .child(token_panel())
        .child(el("p").class("muted").child(m::STORED_HERE))
        .child(
            el("div")
                .class("forget-drafts row row-wrap")
                .child(forget_button(
                    m::FORGET_DRAFTS,
                    || t(m::FORGET_DRAFTS_TEXT),
                    ".forget-drafts button",
                    move || {
                        forget_drafts();
                        forgotten.set(true);
                    },
                ))
                .child(
                    el("span")
                        .class("muted")
                        .attr("role", "status")
                        .child(dynamic(move || forgotten.get().then(|| format!(" {}", t(m::FORGOTTEN))))),
                ),
        )
}

/// The choice of an API, where the configuration names others.
fn api_panel() -> Option<El> {
    let config = use_config();
    let others = config.other_apis(&origin());
    let choice = |api: String, other: bool| {
        let chosen = config.api(&origin()) == api;
        let words = el("code").child(api.clone());
        el("label")
            .class("check")
            .child(
                el("input")
                    .attr("type", "radio")
                    .attr("name", "api")
                    .prop("checked", move || chosen.into())
                    .on("change", move |_| switch_api(other.then_some(api.as_str()))),
            )
            .child(words)
    };
    let own = choice(config.own_api(&origin()), false);
    let all: Vec<El> =
        std::iter::once(own).chain(others.iter().map(|api| choice(api.clone(), true))).collect();
    (!others.is_empty()).then(|| {
        el("fieldset")
            .class("card")
            .child(el("legend").child(m::API))
            .child(el("div").class("choices").child(all))
            .child(el("p").class("muted small").child(m::API_HINT))
    })
}

/// The choice of a language. The explorer speaks English until one is chosen, whatever the browser is set to: names
/// of buttons that people tell each other are then the same for all.
fn language_panel() -> El {
    let settings = use_settings();
    let choice = |language: Language| {
        let input = el("input").attr("type", "radio").attr("name", "language");
        let input = if settings.spoken.get_untracked() == Some(language) {
            // The app is made anew in the chosen language, and the focus goes back to the choice.
            input.attr("id", "language")
        } else {
            input
        };
        el("label")
            .class("check")
            .attr("lang", language.code())
            .child(
                input
                    .prop("checked", move || (settings.language.get() == language).into())
                    .on("change", move |_| settings.choose_language(language)),
            )
            .child(language.name())
    };
    el("fieldset")
        .class("card")
        .child(el("legend").child(m::APP_LANGUAGE))
        .child(el("div").class("choices").child(Language::all().map(choice).collect::<Vec<_>>()))
        .child(el("p").class("muted small").child(m::APP_LANGUAGE_HINT))
        .child(dynamic(move || {
            settings.unspoken.get().map(|why| {
                let words = tf(m::LANGUAGE_MISSING, &[("words", &why)]);
                el("p").class("notice notice-warning").attr("role", "status").child(words)
            })
        }))
}
