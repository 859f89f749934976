use crate::components::token_panel;
use crate::messages::{self as m, Msg, t};
use crate::state::{Theme, forget_drafts, use_settings};
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
            el("fieldset")
                .class("card")
                .child(el("legend").child(m::THEME))
                .child(choice(Theme::System, m::THEME_SYSTEM))
                .child(choice(Theme::Dark, m::THEME_DARK))
                .child(choice(Theme::Light, m::THEME_LIGHT)),
        )
        .child(token_panel())
        .child(el("p").class("muted").child(m::STORED_HERE))
        .child(
            el("p")
                .child(
                    el("button")
                        .class("button")
                        .attr("type", "button")
                        .on_click(move || {
                            forget_drafts();
                            forgotten.set(true);
                        })
                        .child(m::FORGET_DRAFTS),
                )
                .child(
                    el("span")
                        .class("muted")
                        .attr("role", "status")
                        .child(dynamic(move || forgotten.get().then(|| format!(" {}", t(m::FORGOTTEN))))),
                ),
        )
}
