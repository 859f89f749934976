//! The face of `query`, `openapi` and `client` for JavaScript. It converts and nothing else: what is decided is decided
//! in those crates, and what a person of npm sees (classes, promises, iterators) is in `js/`.
//!
//! JSON goes over the border as text, both ways: the smallest way, as the reader and the writer are linked anyway, and
//! the browser's own `JSON.parse` is quicker than making values one by one.
//! A failure is thrown as the text of an object `{code, message, …}`, which the shell makes into its `TakaroError`;
//! nothing panics on bad input, as a panic would leave the instance unusable.
#![deny(missing_docs)]

mod answer;
mod document;
mod engine;
mod entity;
mod pages;

use serde_json::Value;
use wasm_bindgen::prelude::*;

pub use document::Document;
pub use pages::PageWalk;

/// What crosses the border outwards, as JSON.
type Outcome = Result<String, JsValue>;

fn outcome(result: Result<Value, Value>) -> Outcome {
    result.map(|value| value.to_string()).map_err(|problem| thrown(&problem))
}

/// Words cross as they are.
fn words(result: Result<Value, Value>) -> Outcome {
    result.map(|value| value.as_str().unwrap_or_default().to_owned()).map_err(|problem| thrown(&problem))
}

/// What is thrown: the problem as JSON.
fn thrown(problem: &Value) -> JsValue {
    JsValue::from_str(&problem.to_string())
}

/// The version of the package, which is that of the whole project.
#[wasm_bindgen]
pub fn version() -> String {
    env!("CARGO_PKG_VERSION").into()
}

/// The query as an English sentence.
///
/// # Errors
/// The texts are no query or no entity.
#[wasm_bindgen]
pub fn explain(query: &str, entity: &str) -> Outcome {
    words(engine::explain(query, entity))
}

/// What the server will do with the query that its author may not expect: a list of advice, most of it with a mended
/// query.
///
/// # Errors
/// The texts are no query or no entity.
#[wasm_bindgen]
pub fn check(query: &str, entity: &str, first_page: u32, wanted_pages: u32, now: f64) -> Outcome {
    let context = query::Context { first_page, now: now as i64, wanted_pages, ..Default::default() };
    outcome(engine::check(query, entity, &context))
}

/// The query of an English sentence.
///
/// # Errors
/// Where the sentence stops making sense, with what could stand there.
#[wasm_bindgen(js_name = fromEnglish)]
pub fn from_english(text: &str, entity: &str, now: f64) -> Outcome {
    outcome(engine::from_english(text, entity, now as i64))
}

/// What could come next in a sentence.
///
/// # Errors
/// The text is no entity.
#[wasm_bindgen]
pub fn suggestions(beginning: &str, entity: &str) -> Outcome {
    outcome(engine::suggestions(beginning, entity))
}

/// The query as code: `options` is `{url, domain, admin}` as JSON.
///
/// # Errors
/// There is no such language, or the texts are no query or no entity.
#[wasm_bindgen]
pub fn code(query: &str, language: &str, entity: &str, options: &str) -> Outcome {
    words(engine::code(query, language, entity, options))
}

/// What the server would answer, were these its rows: the places of the rows found, and their total.
///
/// # Errors
/// What the server would refuse, as it would say it.
#[wasm_bindgen]
pub fn evaluate(query: &str, entity: &str, rows: &str, first_page: u32) -> Outcome {
    outcome(engine::evaluate(query, entity, rows, first_page))
}

/// The error in an answer, or `null`. `headers` is a list of pairs as JSON, `request` what was asked: `{method, url, body}`.
#[wasm_bindgen(js_name = readError)]
pub fn read_error(status: u16, headers: &str, body: Vec<u8>, request: &str) -> String {
    answer::read_error(status, headers, body, request).to_string()
}

/// The wait before the next attempt in milliseconds, or `undefined` when there is to be none. `attempt` is
/// `{attempt, safe, status, retryAfter, rateLimitReset, retries, baseMs, capMs, now, jitter}` as JSON, without a
/// `status` when no answer came.
#[wasm_bindgen(js_name = retryDelay)]
pub fn retry_delay(attempt: &str) -> Option<f64> {
    answer::retry_delay(attempt)
}

/// What may explain that no answer came, in sentences. `request` is `{method, url, body}` as JSON.
#[wasm_bindgen]
pub fn hints(request: &str, page_origin: Option<String>, online: bool) -> String {
    answer::hints(request, page_origin.as_deref(), online)
}
