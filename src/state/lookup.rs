//! Small questions beside the one on the page: a row by its id, a count.

use super::config::{origin, use_config};
use super::credentials::{Credentials, use_credentials};
use super::document::use_document;
use super::session::use_session;
use client::{Body, Method, Reply, Request, SendError, url};
use leptos::prelude::*;
use serde_json::{Map, Value, json};

/// A search that is asked on the side, with the session's domain and the tokens that belong to it.
pub fn search_request(path: &str, body: &Value) -> Request {
    search_in(path, body, untrack(|| use_session().domain()))
}

/// As [`search_request`], in a domain.
pub fn search_in(path: &str, body: &Value, domain: Option<String>) -> Request {
    let document = untrack(|| use_document().ready());
    let operation = document.and_then(|document| document.operation(document.find_by("POST", path)?).ok());
    let admin = operation.is_some_and(|operation| operation.admin);
    use_asker().search(path, &[], admin, body, domain)
}

/// What makes searches, to be taken along by who asks again after an answer: what had asked may be gone by then.
#[derive(Clone)]
pub struct Asker {
    api: String,
    credentials: Credentials,
}

/// It, from the page.
pub fn use_asker() -> Asker {
    Asker { api: use_config().api(&origin()), credentials: use_credentials() }
}

impl Asker {
    /// A search like one that was sent: with its path, its headers and its domain, and the admin token where that one had it.
    pub fn search(
        &self,
        path: &str,
        headers: &[(String, String)],
        admin: bool,
        body: &Value,
        domain: Option<String>,
    ) -> Request {
        let mut request = Request::new(Method::Post, url::join(&self.api, path));
        request.headers = headers.to_vec();
        request.body = Body::Json(body.to_string());
        request.domain = domain;
        request.timeout_ms = Some(30_000);
        self.credentials.dress(&mut request, &self.api, admin);
        request
    }
}

/// The body that asks for one row by its id.
pub fn by_id(id: &str, extend: &[String]) -> Value {
    let mut body = json!({ "filters": { "id": [id] }, "limit": 1 });
    if !extend.is_empty() {
        body["extend"] = json!(extend);
    }
    body
}

/// The rows of an answer, or words that say why there are none to be had.
pub fn rows(result: &Result<Reply, SendError>) -> Result<Vec<Map<String, Value>>, String> {
    let reply = result.as_ref().map_err(ToString::to_string)?;
    let envelope = reply.envelope();
    if let Some(error) = envelope.error {
        return Err(error.to_string());
    }
    match envelope.data {
        Some(Value::Array(rows)) => Ok(rows
            .into_iter()
            .filter_map(|row| match row {
                Value::Object(row) => Some(row),
                _ => None,
            })
            .collect()),
        _ => Err(reply.status_words()),
    }
}

/// How many rows an answer counts, or words that say why nobody knows.
pub fn total(result: &Result<Reply, SendError>) -> Result<u64, String> {
    let reply = result.as_ref().map_err(ToString::to_string)?;
    let envelope = reply.envelope();
    if let Some(error) = envelope.error {
        return Err(error.to_string());
    }
    envelope.page.and_then(|page| page.total).ok_or_else(|| reply.status_words())
}
