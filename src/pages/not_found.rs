use crate::messages::{self as m};
use crate::ui::{El, el};

/// What stands at an address that names nothing.
pub fn not_found_page(what: &str) -> El {
    el("article")
        .class("page")
        .child(el("h1").child(m::NOT_FOUND))
        .child((!what.is_empty()).then(|| el("p").child(el("code").child(what))))
        .child(el("p").class("muted").child(m::NOT_FOUND_HINT))
        .child(el("p").child(el("a").to("#/").child(m::OVERVIEW)))
}
