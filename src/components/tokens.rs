//! Tokens beside the dashboard's session: typed masked, held in memory, forgotten by a press.

use super::body_inputs::event_value;
use crate::messages::{self as m, Msg, t, tf};
use crate::state::{Token, origin, use_config, use_credentials, use_session};
use crate::ui::{El, dynamic, el};
use leptos::prelude::*;
use wasm_bindgen::JsCast;

fn name_of(token: Token) -> Msg {
    match token {
        Token::Bearer => m::TOKEN_BEARER,
        Token::Takaro => m::TOKEN_TAKARO,
        Token::Admin => m::TOKEN_ADMIN,
    }
}

/// All tokens, for the settings.
pub fn token_panel() -> El {
    let credentials = use_credentials();
    let api = use_config().api(&origin());
    el("fieldset")
        .class("card tokens")
        .child(el("legend").child(m::AUTH_TITLE))
        .child(el("p").class("muted small").child(tf(m::AUTH_HINT, &[("api", &api)])))
        .child(Token::ALL.map(token_box))
        .child(dynamic(move || {
            let any = Token::ALL.into_iter().filter(|token| credentials.has(*token)).count();
            (any > 1).then(|| {
                el("button")
                    .class("button")
                    .attr("type", "button")
                    .on_click(move || {
                        credentials.forget();
                        use_session().refresh();
                    })
                    .child(m::FORGET_TOKENS)
            })
        }))
}

/// The admin token, where an operation wants it.
pub(super) fn admin_box() -> El {
    let credentials = use_credentials();
    el("div").class("card").child(token_box(Token::Admin)).child(dynamic(move || {
        (!credentials.has(Token::Admin)).then(|| el("p").class("small field-warning").child(m::LACKING_ADMIN))
    }))
}

/// One token.
pub fn token_box(token: Token) -> El {
    let credentials = use_credentials();
    let session = use_session();
    let signal = credentials.signal(token);
    let name = t(name_of(token));
    let forget = tf(m::FORGET_TOKEN, &[("name", &name)]);
    let hint = (token == Token::Admin).then(|| el("p").class("muted small").child(m::TOKEN_ADMIN_HINT));
    let whole = el("div").class("token");
    let place = whole.element().clone();
    whole
        .child(
            el("label").class("labelled").child(el("span").class("muted").child(name.clone())).child(
                el("input")
                    .class("input")
                    // Masked, and never offered to a password manager.
                    .attr("type", "password")
                    .attr("autocomplete", "off")
                    .attr("spellcheck", "false")
                    .attr("data-lpignore", "true")
                    .attr("data-1p-ignore", "")
                    .attr("aria-label", &name)
                    .prop("value", move || signal.get().into())
                    .on("input", move |event| signal.set(event_value(&event)))
                    .on("change", move |_| {
                        if token != Token::Admin {
                            session.refresh();
                        }
                    }),
            ),
        )
        .child(dynamic(move || {
            let count = signal.with(|text| text.trim().chars().count());
            let forget = forget.clone();
            (count > 0).then(|| {
                el("div")
                    .class("row")
                    .child(
                        el("span")
                            .class("muted small")
                            .attr("role", "status")
                            .child(tf(m::TOKEN_SET, &[("count", &count.to_string())])),
                    )
                    .child(
                        el("button")
                            .class("button button-small")
                            .attr("type", "button")
                            .on_click({
                                let place = place.clone();
                                move || {
                                    signal.set(String::new());
                                    session.refresh();
                                    if let Ok(Some(input)) = place.query_selector("input") {
                                        let _ = input.unchecked_into::<web_sys::HtmlElement>().focus();
                                    }
                                }
                            })
                            .child(forget),
                    )
            })
        }))
        .child(hint)
}
