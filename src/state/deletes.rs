//! How many rows a delete concerns, as far as that can be known before it goes.

use client::{Envelope, Method};
use openapi::{Document, Operation};
use serde_json::Value;

/// How the rows of a collection are counted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Counting {
    /// By the search beside it, which tells a total.
    Search,
    /// By the list that a GET of the same path answers with.
    List,
    /// Not at all.
    No,
}

/// How many rows stand in the collection that a delete concerns.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum InAll {
    /// So many, and all of them are meant.
    Rows(u64),
    /// So many, of which the parameters may leave some out.
    AtMost(u64),
    /// It is one record, and no collection.
    One,
    /// The document offers nothing to count them by.
    NoWay,
    /// Counting them failed.
    Failed(String),
}

/// How the rows are counted that an operation deletes; `None` for what deletes one record by its id, and for what no
/// search anywhere says that there are rows of: a choice that is taken back, a token that is made anew.
pub fn counting(document: &Document, operation: &Operation) -> Option<Counting> {
    let path = operation.path.trim_end_matches('/');
    if operation.method != "DELETE" || path.ends_with('}') {
        return None;
    }
    let has = |method, path: &str| document.find_by(method, path).is_some();
    if has("POST", &format!("{path}/search")) {
        return Some(Counting::Search);
    }
    if has("GET", &operation.path) || has("GET", path) {
        return Some(Counting::List);
    }
    // Rows of this name there are, though nothing beside the delete counts those that it means.
    let entity = path.rsplit('/').next().unwrap_or_default();
    has("POST", &format!("/{entity}/search")).then_some(Counting::No)
}

impl Counting {
    /// What is asked: the method, and what stands behind the collection's path.
    pub fn asks(self) -> Option<(Method, &'static str)> {
        match self {
            Counting::Search => Some((Method::Post, "/search")),
            Counting::List => Some((Method::Get, "")),
            Counting::No => None,
        }
    }
}

/// What an answer to [`Counting::asks`] says; `narrowed` where the delete has parameters that may leave rows out.
pub fn in_all(answer: &Envelope, counting: Counting, narrowed: bool) -> InAll {
    let total = answer.page.as_ref().and_then(|page| page.total);
    let listed = || match &answer.data {
        Some(Value::Array(rows)) if counting == Counting::List => u64::try_from(rows.len()).ok(),
        _ => None,
    };
    match total.or_else(listed) {
        Some(rows) if narrowed => InAll::AtMost(rows),
        Some(rows) => InAll::Rows(rows),
        None if counting == Counting::List && answer.data.as_ref().is_some_and(Value::is_object) => {
            InAll::One
        }
        None => InAll::NoWay,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use client::Page;
    use serde_json::json;

    #[test]
    fn a_collection_is_counted_by_what_stands_beside_it() {
        let read = json!({ "responses": {} });
        let text = json!({ "openapi": "3.0.0", "paths": {
            "/players": { "delete": read },
            "/players/search": { "post": read },
            "/queue": { "get": read, "delete": read },
            "/cache/": { "get": read, "delete": read },
            "/selection": { "delete": read },
            "/server/{id}/players": { "delete": read },
            "/server/token": { "delete": read },
            "/queue/{id}": { "get": read, "delete": read },
        } });
        let (document, _) = openapi::parse(text.to_string().into_bytes()).expect("a document");
        let of = |method, path| {
            let at = document.find_by(method, path).expect(path);
            counting(&document, &document.operation(at).expect("an operation"))
        };
        assert_eq!(of("DELETE", "/players"), Some(Counting::Search));
        assert_eq!(of("DELETE", "/queue"), Some(Counting::List));
        assert_eq!(of("DELETE", "/cache/"), Some(Counting::List));
        assert_eq!(of("DELETE", "/server/{id}/players"), Some(Counting::No));
        assert_eq!(of("DELETE", "/selection"), None, "there are no rows of it");
        assert_eq!(of("DELETE", "/server/token"), None);
        assert_eq!(of("DELETE", "/queue/{id}"), None);
        assert_eq!(of("GET", "/queue"), None);
    }

    #[test]
    fn an_answer_is_counted_by_its_total_or_its_length() {
        let list = |total: Option<u64>| Envelope {
            data: Some(json!([1, 2])),
            page: total.map(|total| Page { total: Some(total), ..Page::default() }),
            error: None,
        };
        let one = Envelope { data: Some(json!({ "id": 1 })), ..Envelope::default() };
        assert_eq!(in_all(&list(Some(40)), Counting::Search, false), InAll::Rows(40));
        assert_eq!(in_all(&list(None), Counting::Search, false), InAll::NoWay, "two rows are but a page");
        assert_eq!(in_all(&list(Some(40)), Counting::List, true), InAll::AtMost(40));
        assert_eq!(in_all(&list(None), Counting::List, false), InAll::Rows(2));
        assert_eq!(in_all(&one, Counting::List, false), InAll::One);
        assert_eq!(in_all(&Envelope::default(), Counting::List, false), InAll::NoWay);
    }
}
