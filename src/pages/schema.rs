use super::not_found_page;
use crate::components::{method_badge, schema_tree};
use crate::messages::{self as m};
use crate::paths::Place;
use crate::ui::{El, el};
use openapi::Document;
use std::rc::Rc;

/// `#/schema/<Name>`
pub fn schema_page(document: Rc<Document>, name: &str) -> El {
    let Some(schema) = document.schema(name) else { return not_found_page(name) };
    let users: Vec<El> = document
        .used_by(name)
        .into_iter()
        .map(|at| {
            let head = &document.operations()[at];
            el("li").child(
                el("a")
                    .class("navigation-link")
                    .to(&Place::operation(&head.key).address())
                    .child(method_badge(&head.method))
                    .child(" ")
                    .child(el("span").class("break").child(head.path.clone())),
            )
        })
        .collect();
    el("article")
        .class("page")
        .child(el("h1").class("break").child(name))
        .child(el("section").class("card").child(schema_tree(document.clone(), schema, None)))
        .child((!users.is_empty()).then(|| {
            el("section").child(el("h2").child(m::USED_BY)).child(el("ul").class("plain").child(users))
        }))
}
