use crate::components::{
    example_title, favourite_button, lesson_links, markdown, method_badge, plain_request, query_request,
    reply_section, schema_tree, session_notice,
};
use crate::messages::{self as m, t, tf};
use crate::state::{Subject, new_sending, use_address, use_session};
use crate::ui::{Child, El, behind_first_frame, code_block, copy_button, dynamic, el, path_words, when};
use leptos::prelude::*;
use openapi::{Document, Head, Header, Media, Operation};
use std::rc::Rc;
use wasm_bindgen::JsCast;

/// So long a path stands in one line on a phone too.
const PATH: usize = 30;

/// `#/op/<OperationId>`
pub fn operation_page(document: Rc<Document>, index: usize, draft: Option<String>) -> El {
    let head = document.operations()[index].clone();
    let operation = match document.operation(index) {
        Ok(operation) => Rc::new(operation),
        Err(problem) => {
            return el("article").class("page").child(el("h1").child(head.summary)).child(
                el("p")
                    .class("notice notice-warning")
                    .child(format!("{}: {}", problem.place, problem.message)),
            );
        }
    };
    if operation.webhook {
        return el("article")
            .class("page operation")
            .child(operation_head(&document, index, &head, &operation).child(webhook_words()))
            .child(below(document, operation));
    }
    let sending = new_sending(operation.admin).about(Subject {
        operation: operation.key.clone(),
        title: head.summary.clone(),
        read_only: operation.read_only,
        permissions: operation.permissions.clone(),
    });
    // What a log-in answered is nobody's to come back to.
    let sending = if operation.session { sending } else { sending.come_back() };
    let entity = document.entity(index);
    let lessons = lesson_links(&operation, entity.as_ref());
    let request = match entity {
        Some(schema) => query_request(&document, &operation, schema, draft, sending),
        None => plain_request(document.clone(), operation.clone(), draft, sending),
    };
    el("article")
        .class("page operation")
        .child(operation_head(&document, index, &head, &operation).child(lessons))
        .child(session_notice(operation.admin))
        .child(el("h2").class("visually-hidden").child(m::REQUEST))
        .child(request.view)
        .child(reply_section(sending, request.extras))
        .child(below(document, operation))
}

/// What few see at first, and nobody waits for.
fn below(document: Rc<Document>, operation: Rc<Operation>) -> Child {
    match use_address().is_new() {
        true => behind_first_frame(move || documentation(document.clone(), &operation)),
        false => documentation(document, &operation).into(),
    }
}

fn operation_head(document: &Rc<Document>, index: usize, head: &Head, operation: &Operation) -> El {
    let document = document.clone();
    let admin = operation.admin.then(|| el("span").class("chip chip-warning").child(m::ADMIN_ONLY));
    let deprecated = deprecated(operation.deprecated);
    el("header")
        .class("operation-head")
        .child(el("h1").child(head.summary.clone()).child(deprecated))
        .child(
            el("p")
                .class("operation-path")
                .child(method_badge(&head.method))
                .child(" ")
                .child(el("code").class("break").child(path_words(&head.path, PATH)))
                .child(" ")
                .child(admin),
        )
        .child(permissions(operation))
        .child((!operation.description.is_empty()).then(|| markdown(&operation.description)))
        .child(el("div").class("row row-wrap").child(favourite_button(&head.key)).child(copy_button(
            &t(m::COPY_MARKDOWN),
            &t(m::COPY_MARKDOWN),
            move || document.operation_markdown(index).unwrap_or_default(),
        )))
}

/// The word beside the name of what is not to be used any more.
fn deprecated(is: bool) -> Option<El> {
    is.then(|| el("span").class("chip chip-warning").child(m::DEPRECATED))
}

/// In the place of what is sent to the API: this comes from there.
fn webhook_words() -> El {
    el("p").class("notice").child(m::WEBHOOK_WORDS)
}

fn permissions(operation: &Operation) -> Child {
    if operation.permissions.is_empty() && !operation.admin {
        return Child::None;
    }
    let chips: Vec<El> = operation
        .permissions
        .iter()
        .map(|name| el("li").class("chip").child(el("code").child(name.clone())))
        .collect();
    let wanted = operation.permissions.clone();
    Child::from([
        (!chips.is_empty()).then(|| {
            el("div")
                .class("row row-wrap small")
                .child(el("span").class("muted").child(m::PERMISSIONS))
                .child(
                    el("ul").class("row row-wrap plain").attr("aria-label", &t(m::PERMISSIONS)).child(chips),
                )
        }),
        operation.admin.then(|| el("p").class("notice notice-warning").child(m::ADMIN_HINT)),
        Some(el("div").child(dynamic(move || {
            let lacking = use_session().me()?.may(&wanted);
            (!lacking.is_empty()).then(|| {
                el("p")
                    .class("notice notice-warning")
                    .child(tf(m::LACKING, &[("permissions", &lacking.join(", "))]))
            })
        }))),
    ])
}

fn documentation(document: Rc<Document>, operation: &Operation) -> El {
    let mut section = el("section").class("documentation");
    if !operation.parameters.is_empty() {
        let rows: Vec<El> = operation
            .parameters
            .iter()
            .map(|parameter| {
                el("li")
                    .class("parameter")
                    .child(el("code").child(parameter.name.clone()))
                    .child(" ")
                    .child(el("span").class("muted").child(format!(
                        "{} · {}",
                        match parameter.place {
                            openapi::Place::Path => t(m::PATH_PARAMETERS),
                            openapi::Place::Query => t(m::QUERY_PARAMETERS),
                            openapi::Place::Header => t(m::HEADER_PARAMETERS),
                            openapi::Place::Cookie => parameter.place.word().into(),
                        },
                        if parameter.required { t(m::REQUIRED) } else { t(m::OPTIONAL) }
                    )))
                    .child(" ")
                    .child(deprecated(parameter.deprecated))
                    .child((!parameter.description.is_empty()).then(|| markdown(&parameter.description)))
                    .child(schema_tree(document.clone(), parameter.schema.clone(), None))
                    .child(parameter.examples.iter().map(example).collect::<Vec<_>>())
            })
            .collect();
        section =
            section.child(el("h2").child(m::PARAMETERS)).child(el("ul").class("plain card").child(rows));
    }
    if let Some(body) = &operation.body {
        section = section
            .child(el("h2").child(m::BODY_SCHEMA))
            // Generated documents describe a body by its schema's name, which stands below anyway.
            .child(
                (document.schema(&body.description).is_none() && !body.description.is_empty())
                    .then(|| markdown(&body.description)),
            )
            .child(media(&document, &body.content));
    }
    section = section.child(el("h2").child(m::RESPONSES));
    for response in &operation.responses {
        section =
            section.child(
                el("div")
                    .class("response")
                    .child(
                        el("h3").child(response.status.clone()).child(" ").child(
                            (!response.description.is_empty())
                                .then(|| el("span").class("muted").child(response.description.clone())),
                        ),
                    )
                    .child((!response.content.is_empty()).then(|| media(&document, &response.content)))
                    .child(operation.answers_with.filter(|_| response.status.starts_with('2')).map(|real| {
                        el("p").class("notice small").child(tf(m::ANSWERS_WITH, &[("type", real)]))
                    }))
                    .child((!response.headers.is_empty()).then(|| headers(&document, &response.headers))),
            );
    }
    section
}

/// The headers that come with an answer.
fn headers(document: &Rc<Document>, headers: &[Header]) -> El {
    let rows: Vec<El> = headers
        .iter()
        .map(|header| {
            el("li")
                .class("parameter")
                .child(el("code").child(header.name.clone()))
                .child((!header.description.is_empty()).then(|| markdown(&header.description)))
                .child(schema_tree(document.clone(), header.schema.clone(), None))
        })
        .collect();
    el("div")
        .class("card")
        .child(el("p").class("muted small").child(m::HEADERS))
        .child(el("ul").class("plain").attr("aria-label", &t(m::HEADERS)).child(rows))
}

/// An example of what the document describes, built when it is opened.
fn example(example: &openapi::Example) -> El {
    let open = RwSignal::new(false);
    let (title, value) = (example_title(example), example.value.clone());
    let label = title.clone();
    el("details")
        .on("toggle", move |event| {
            let details: Option<web_sys::Element> = event.target().and_then(|it| it.dyn_into().ok());
            open.set(details.is_some_and(|details| details.has_attribute("open")));
        })
        .child(el("summary").child(if title == t(m::EXAMPLE) {
            title
        } else {
            format!("{}: {title}", t(m::EXAMPLE))
        }))
        .child(when(
            move || open.get(),
            move || {
                let text = serde_json::to_string_pretty(&value).unwrap_or_default();
                code_block(move || text.clone(), "json", &label)
            },
        ))
}

fn media(document: &Rc<Document>, content: &[Media]) -> Child {
    let parts: Vec<El> = content
        .iter()
        .map(|media| {
            el("div")
                .class("card media")
                .child(el("p").class("muted small").child(media.content_type.clone()))
                .child(match &media.schema {
                    Some(schema) => schema_tree(document.clone(), schema.clone(), None),
                    None => el("p").class("muted").child(m::NO_SCHEMA),
                })
                .child(media.examples.iter().map(example).collect::<Vec<_>>())
        })
        .collect();
    if parts.is_empty() { el("p").class("muted").child(m::NO_SCHEMA).into() } else { parts.into() }
}
