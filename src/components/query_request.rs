//! Region "Request" of a search: the builder, the body beside it, and Send.

use super::{Pager, ReplyExtras, RequestPart, builder};
use crate::messages::{self as m, t};
use crate::state::{DraftState, Sending, origin, use_config, use_draft, use_session};
use crate::ui::{Child, El, code_block, dynamic, el, listen};
use client::{Request, url};
use leptos::prelude::*;
use openapi::Operation;
use query::{Draft, Edit, EntitySchema};
use std::rc::Rc;
use wasm_bindgen::JsCast;

/// The request part of a search.
pub fn query_request(
    operation: &Operation,
    schema: EntitySchema,
    address: Option<String>,
    sending: Sending,
) -> RequestPart {
    let config = use_config();
    let first_page = schema.first_page.or(config.first_page).unwrap_or(0);
    let from_address = address.and_then(|text| Draft::from_address(&text).ok());
    let draft = use_draft(&operation.key, schema, from_address);
    let to = url::join(&config.api(&origin()), &operation.path);
    let send: Rc<dyn Fn()> = Rc::new(move || {
        let Ok(query) = untrack(|| draft.built()) else { return };
        let mut request = Request::search(&to, &query);
        request.domain = untrack(|| use_session().domain());
        sending.send(request);
    });

    let view = el("section")
        .class("request")
        .attr("aria-label", &t(m::REQUEST))
        .child(
            el("section")
                .class("query card")
                .attr("aria-label", &t(m::QUERY))
                .child(builder(draft, first_page))
                .child(body_preview(draft)),
        )
        .child(send_line(sending, send.clone(), move || draft.built().is_ok()));

    let again = send.clone();
    let extras: Rc<dyn Fn() -> ReplyExtras> = Rc::new(move || {
        let (send, again) = (send.clone(), again.clone());
        ReplyExtras {
            again: Some(again),
            pager: Some(Pager {
                first_page: i64::from(first_page),
                on_page: Rc::new(move |page| {
                    draft.apply(Edit::SetPage(page.to_string()));
                    send();
                }),
            }),
            ..ReplyExtras::default()
        }
    });
    RequestPart { view, extras }
}

fn body_preview(draft: DraftState) -> El {
    let schema = draft.schema();
    let text = Memo::new({
        let schema = send_wrapper::SendWrapper::new(schema);
        move |_| {
            let json = draft.with(|draft| draft.to_json_loose(&schema, crate::state::now()));
            serde_json::to_string_pretty(&json).unwrap_or_default()
        }
    });
    el("div").class("body-preview").child(el("h3").child(m::BODY_TO_SEND)).child(code_block(
        move || text.get(),
        "json",
        &t(m::BODY_TO_SEND),
    ))
}

/// Send, which is Cancel while something is on its way, and Ctrl+Enter for both hands on the keys.
pub fn send_line(sending: Sending, send: Rc<dyn Fn()>, ready: impl Fn() -> bool + Clone + 'static) -> El {
    if let Some(document) = web_sys::window().and_then(|window| window.document()) {
        let send = send.clone();
        listen(&document, "keydown", move |event| {
            let Some(key) = event.dyn_ref::<web_sys::KeyboardEvent>() else { return };
            if key.key() == "Enter" && (key.ctrl_key() || key.meta_key()) {
                event.prevent_default();
                send();
            }
        });
    }
    let can = ready.clone();
    el("div")
        .class("send-line row")
        .child(
            el("button")
                .class("button button-primary button-send")
                .attr("type", "button")
                .flag("disabled", move || !sending.waiting() && !ready())
                .on_click(move || if sending.waiting_now() { sending.cancel() } else { send() })
                .text(move || if sending.waiting() { t(m::CANCEL) } else { t(m::SEND) }),
        )
        .child(el("kbd").class("muted small").child(m::SEND_HINT))
        .child(el("span").class("condition-problem").attr("role", "status").child(dynamic(
            move || -> Child { if can() { Child::None } else { m::FIX_FIRST.into() } },
        )))
}
