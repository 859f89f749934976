//! Region "Request" of every other operation: parameters, a JSON body, and Send; a write asks first.

use super::query_request::send_line;
use super::{ReplyExtras, RequestPart};
use crate::messages::{self as m, t, tf};
use crate::state::{Sending, origin, use_config, use_session};
use crate::ui::{Child, El, dialog, dynamic, el};
use client::url::{self, Parameter as Given, Place as At, Style};
use client::{Body, Method, Request};
use indexmap::IndexMap;
use leptos::prelude::*;
use openapi::{Document, Operation, Parameter, Place};
use std::rc::Rc;
use wasm_bindgen::JsCast;

#[derive(Clone, Copy)]
struct Typed {
    parameters: RwSignal<IndexMap<String, String>>,
    body: RwSignal<String>,
}

/// The request part of an operation that is no search.
pub fn plain_request(
    document: Rc<Document>,
    operation: Rc<Operation>,
    _address: Option<String>,
    sending: Sending,
) -> RequestPart {
    let config = use_config();
    let session = use_session();
    let typed = Typed { parameters: RwSignal::new(IndexMap::new()), body: RwSignal::new(String::new()) };
    let trouble = RwSignal::new(None::<String>);
    let asking = RwSignal::new(false);
    let writes = !operation.read_only;

    let go: Rc<dyn Fn()> = {
        let (operation, config) = (operation.clone(), config.clone());
        Rc::new(move || {
            let api = config.api(&origin());
            match request(&operation, &api, typed) {
                Ok(mut request) => {
                    request.domain = untrack(|| session.domain());
                    sending.send(request);
                }
                Err(words) => trouble.set(Some(words)),
            }
        })
    };
    let send: Rc<dyn Fn()> = {
        let (operation, config, go) = (operation.clone(), config.clone(), go.clone());
        Rc::new(move || {
            trouble.set(None);
            if sending.waiting_now() {
                return;
            }
            match request(&operation, &config.api(&origin()), typed) {
                Err(words) => trouble.set(Some(words)),
                Ok(_) if !writes => go(),
                Ok(_) if config.read_only => trouble.set(Some(t(m::WRITES_LOCKED))),
                Ok(_) => asking.set(true),
            }
        })
    };

    let mut form = el("div").class("card form");
    for (place, title) in [
        (Place::Path, m::PATH_PARAMETERS),
        (Place::Query, m::QUERY_PARAMETERS),
        (Place::Header, m::HEADER_PARAMETERS),
    ] {
        let inputs: Vec<El> = operation
            .parameters
            .iter()
            .filter(|parameter| parameter.place == place)
            .map(|parameter| parameter_box(parameter, typed))
            .collect();
        if !inputs.is_empty() {
            form = form.child(el("fieldset").child(el("legend").child(title)).child(inputs));
        }
    }
    if let Some(body) = &operation.body {
        form = form.child(body_box(&document, body, typed));
    }
    let question = {
        let (operation, go) = (operation.clone(), go.clone());
        dialog(&t(m::CHANGE_TITLE), asking, move || {
            let go = go.clone();
            let domain = session.domain_name().unwrap_or_else(|| t(m::NO_DOMAIN));
            let words = tf(
                m::CHANGE_TEXT,
                &[("method", &operation.method), ("path", &operation.path), ("domain", &domain)],
            );
            el("div").child(el("p").child(words)).child(
                el("div")
                    .class("row")
                    .child(
                        el("button")
                            .class("button button-danger")
                            .attr("type", "button")
                            .on_click(move || {
                                asking.set(false);
                                go();
                            })
                            .child(m::CHANGE_IT),
                    )
                    .child(
                        el("button")
                            .class("button")
                            .attr("type", "button")
                            .attr("autofocus", "")
                            .on_click(move || asking.set(false))
                            .child(m::KEEP_IT),
                    ),
            )
        })
    };
    let view = el("section")
        .class("request")
        .attr("aria-label", &t(m::REQUEST))
        .child((!operation.parameters.is_empty() || operation.body.is_some()).then_some(form))
        .child(dynamic(move || {
            trouble.get().map(|words| el("p").class("condition-problem").attr("role", "alert").child(words))
        }))
        .child(send_line(sending, send.clone(), || true))
        .child(question);
    let extras: Rc<dyn Fn() -> ReplyExtras> =
        Rc::new(move || ReplyExtras { again: Some(send.clone()), ..ReplyExtras::default() });
    RequestPart { view, extras }
}

fn name_of(parameter: &Parameter) -> String {
    format!("{}:{}", parameter.place.word(), parameter.name)
}

fn parameter_box(parameter: &Parameter, typed: Typed) -> El {
    let key = name_of(parameter);
    let input = || {
        let key = key.clone();
        move |event: web_sys::Event| {
            let text = event
                .target()
                .and_then(|target| js_sys::Reflect::get(&target, &"value".into()).ok())
                .and_then(|value| value.as_string())
                .unwrap_or_default();
            typed.parameters.update(|values| {
                values.insert(key.clone(), text);
            });
        }
    };
    let label = if parameter.required { format!("{} *", parameter.name) } else { parameter.name.clone() };
    let values = parameter.schema.enum_values();
    let control = if values.is_empty() {
        el("input")
            .class("input")
            .attr("type", "text")
            .attr("autocomplete", "off")
            .attr("spellcheck", "false")
            .attr("aria-label", &parameter.name)
            .attr("placeholder", parameter.schema.format().unwrap_or_default())
            .on("input", input())
    } else {
        let mut select = el("select")
            .class("input")
            .attr("aria-label", &parameter.name)
            .on("change", input())
            .child(el("option").attr("value", "").child("–"));
        for value in values {
            let text = value.as_str().map_or_else(|| value.to_string(), String::from);
            select = select.child(el("option").attr("value", &text).child(text.clone()));
        }
        select
    };
    el("label").class("labelled").child(el("span").class("muted").child(label)).child(control)
}

fn body_box(document: &Rc<Document>, body: &openapi::Body, typed: Typed) -> El {
    let media = body.content.iter().find(|media| media.content_type.contains("json"));
    let mut examples: Vec<(String, String)> = Vec::new();
    if let Some(media) = media {
        for example in &media.examples {
            let title =
                if example.summary.is_empty() { example.name.clone() } else { example.summary.clone() };
            examples.push((title, serde_json::to_string_pretty(&example.value).unwrap_or_default()));
        }
        if let Some(schema) = &media.schema {
            let sample = schema.example(document, 4);
            examples.push((t(m::SAMPLE), serde_json::to_string_pretty(&sample).unwrap_or_default()));
        }
    }
    let buttons: Vec<El> = examples
        .into_iter()
        .map(|(title, text)| {
            el("button")
                .class("button")
                .attr("type", "button")
                .on_click(move || typed.body.set(text.clone()))
                .child(title)
        })
        .collect();
    el("fieldset")
        .child(el("legend").child(m::BODY_JSON))
        .child((!buttons.is_empty()).then(|| {
            el("div")
                .class("row row-wrap")
                .child(el("span").class("muted small").child(m::USE_EXAMPLE))
                .child(Child::from(buttons))
        }))
        .child(
            el("textarea")
                .class("input input-code")
                .attr("rows", "10")
                .attr("spellcheck", "false")
                .attr("aria-label", &t(m::BODY_JSON))
                .prop("value", move || typed.body.get().into())
                .on("input", move |event| {
                    let area: web_sys::HtmlTextAreaElement =
                        event.target().expect("an event of this box").unchecked_into();
                    typed.body.set(area.value());
                }),
        )
}

/// The request that the form stands for.
fn request(operation: &Operation, api: &str, typed: Typed) -> Result<Request, String> {
    let values = typed.parameters.get_untracked();
    let mut given = Vec::new();
    for parameter in &operation.parameters {
        let text = values.get(&name_of(parameter)).cloned().unwrap_or_default();
        if text.is_empty() {
            if parameter.required {
                return Err(tf(m::MISSING_PARAMETER, &[("name", &parameter.name)]));
            }
            continue;
        }
        let place = match parameter.place {
            Place::Path => At::Path,
            Place::Query => At::Query,
            Place::Header => At::Header,
            Place::Cookie => At::Cookie,
        };
        let mut one = Given::new(place, &parameter.name, text);
        if let Some(style) = Style::parse(&parameter.style) {
            one = one.style(style, Some(parameter.explode));
        }
        given.push(one);
    }
    let address = url::build(api, &operation.path, &given).map_err(|error| error.to_string())?;
    let method = Method::parse(&operation.method).unwrap_or(Method::Get);
    let mut request = Request::new(method, address.url);
    request.headers = address.headers;
    let body = typed.body.get_untracked();
    if operation.body.is_some() && method.takes_body() && !body.trim().is_empty() {
        serde_json::from_str::<serde::de::IgnoredAny>(&body)
            .map_err(|error| tf(m::NOT_JSON, &[("message", &error.to_string())]))?;
        request.body = Body::Json(body);
    }
    Ok(request)
}
