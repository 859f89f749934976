//! The star of an operation, and the list of those that have one.

use super::method_badge;
use crate::messages::{self as m, t};
use crate::paths::Place;
use crate::state::use_favourites;
use crate::ui::{Child, El, Icon, dynamic, el, icon};
use openapi::{Document, Head};
use std::rc::Rc;

/// The button that keeps an operation at hand.
pub fn favourite_button(key: &str) -> El {
    let favourites = use_favourites();
    let (shown, pressed) = (key.to_string(), key.to_string());
    el("button")
        .class("button button-small favourite")
        .attr("type", "button")
        .attr("title", &t(m::FAVOURITE_HINT))
        .attr_with("aria-pressed", move || Some(favourites.has(&shown).to_string()))
        .on_click(move || favourites.toggle(&pressed))
        .child(icon(Icon::Star))
        .child(m::FAVOURITE)
}

/// The favourites that this document knows, in the order in which they were chosen; tracked.
pub(super) fn favourite_heads(document: &Document) -> Vec<Head> {
    let known = |key: &String| document.find(key).map(|at| document.operations()[at].clone());
    use_favourites().get().iter().filter_map(known).collect()
}

/// The favourites as links, under a heading; nothing while there are none.
pub fn favourite_links(document: Rc<Document>) -> Child {
    dynamic(move || {
        let heads = favourite_heads(&document);
        (!heads.is_empty()).then(|| {
            let links: Vec<El> = heads
                .into_iter()
                .map(|head| {
                    el("li").child(
                        el("a")
                            .class("tile tile-operation")
                            .to(&Place::operation(&head.key).address())
                            .child(method_badge(&head.method))
                            .child(" ")
                            .child(head.summary),
                    )
                })
                .collect();
            el("section").child(el("h2").child(m::FAVOURITES)).child(el("ul").class("tiles").child(links))
        })
    })
}
