use crate::messages::{self as m, t};
use crate::paths::Place;
use crate::state::name_page;
use crate::ui::{El, el};

/// What stands at an address that names nothing.
pub fn not_found_page(what: &str) -> El {
    name_page(Some(t(m::NOT_FOUND)));
    el("article")
        .class("page")
        .child(el("h1").child(m::NOT_FOUND))
        .child((!what.is_empty()).then(|| el("p").child(el("code").class("break").child(what))))
        .child(el("p").class("muted").child(m::NOT_FOUND_HINT))
        .child(
            el("p")
                .class("row")
                .child(el("a").to("#/").child(m::OVERVIEW))
                .child(el("a").to(&Place::Learn(None).address()).child(m::LEARN)),
        )
}
