//! The lessons that explain the parts of an operation.

use crate::messages::{self as m, Msg, t};
use crate::paths::Place;
use crate::ui::{Child, El, el};
use openapi::Operation;
use query::EntitySchema;

/// Links to those lessons. `entity` is there where the operation is a search.
pub fn lesson_links(operation: &Operation, entity: Option<&EntitySchema>) -> El {
    let links = lessons_of(operation, entity).into_iter().map(|(slug, words)| {
        let link = el("a").to(&Place::Learn(Some(slug.into())).address()).child(words);
        Child::from(el("li").child(link))
    });
    el("nav")
        .class("row row-wrap small lesson-links")
        .attr("aria-label", &t(m::LEARN_ABOUT))
        .child(el("span").class("muted").attr("aria-hidden", "true").child(m::LEARN_ABOUT))
        .child(el("ul").class("row row-wrap plain").child(Child::Many(links.collect())))
}

fn lessons_of(operation: &Operation, entity: Option<&EntitySchema>) -> Vec<(&'static str, Msg)> {
    let mut list = Vec::new();
    match entity {
        Some(entity) => {
            let any = |of: fn(&query::Field) -> bool, typed: bool| !typed || entity.fields.iter().any(of);
            let parts = [
                (any(|field| field.filter, entity.typed_filters), "filters", m::FILTERS),
                (any(|field| field.search, entity.typed_search), "searches", m::SEARCH),
                (any(|field| field.range, entity.typed_ranges), "ranges", m::RANGES),
                (true, "sorting", m::SORT),
                (true, "pagination", m::PAGE_GROUP),
                (!entity.extend.is_empty(), "extend", m::INCLUDE),
                (true, "traps", m::LEARN_ABOUT_TRAPS),
            ];
            list.extend(parts.into_iter().filter(|(there, ..)| *there).map(|(_, slug, words)| (slug, words)));
        }
        None => list.push(("first-request", m::LEARN_ABOUT_REQUEST)),
    }
    if operation.admin {
        list.push(("admin", m::LEARN_ABOUT_ADMIN));
    } else {
        list.push(("domains", m::LEARN_ABOUT_DOMAINS));
    }
    list.extend([("errors", m::LEARN_ABOUT_ERRORS), ("npm-client", m::LEARN_ABOUT_CODE)]);
    list
}

#[cfg(test)]
mod tests {
    use super::*;
    use query::{Field, FieldKind};

    fn slugs(operation: &Operation, entity: Option<&EntitySchema>) -> Vec<&'static str> {
        lessons_of(operation, entity).into_iter().map(|(slug, _)| slug).collect()
    }

    #[test]
    fn a_search_leads_to_the_lessons_on_the_parts_that_it_has() {
        let plain = EntitySchema::new("role", "/role/search")
            .field(Field::new("name", FieldKind::Text).filterable().searchable());
        let found = slugs(&Operation::default(), Some(&plain));
        assert_eq!(
            found,
            ["filters", "searches", "sorting", "pagination", "traps", "domains", "errors", "npm-client"]
        );
        let mut full = plain.field(Field::new("createdAt", FieldKind::Date).rangeable());
        full.extend = vec!["permissions".into()];
        let found = slugs(&Operation::default(), Some(&full));
        assert!(found.contains(&"ranges") && found.contains(&"extend"), "{found:?}");
    }

    #[test]
    fn what_is_no_search_leads_to_the_request_and_admin_tasks_to_theirs() {
        let found = slugs(&Operation { admin: true, ..Operation::default() }, None);
        assert_eq!(found, ["first-request", "admin", "errors", "npm-client"]);
    }

    #[test]
    fn every_link_leads_to_a_lesson() {
        let index = include_str!("../../www/lessons/index.json");
        for slug in [
            "filters",
            "searches",
            "ranges",
            "sorting",
            "pagination",
            "extend",
            "traps",
            "first-request",
            "admin",
            "domains",
            "errors",
            "npm-client",
        ] {
            assert!(index.contains(&format!("\"slug\": \"{slug}\"")), "{slug}");
        }
    }
}
