//! The API's document: fetched once, read lazily.

use super::config::{Config, origin, use_config};
use super::told::{tell_failure, tell_status};
use client::{Method, Request, SendError};
use leptos::prelude::*;
use openapi::Document;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;

/// Something that is fetched.
#[derive(Clone)]
pub enum Load<T> {
    /// Not here yet.
    Loading,
    /// Not to be had; why, in words.
    Failed(String),
    /// Here.
    Ready(T),
}

/// A document and the places in it that could not be read.
#[derive(Clone)]
pub struct Loaded {
    /// The document.
    pub document: Rc<Document>,
    /// What could not be read.
    pub problems: Rc<Vec<openapi::Problem>>,
}

/// The document's context.
#[derive(Clone, Copy)]
pub struct DocumentState {
    load: RwSignal<Load<Loaded>, LocalStorage>,
}

impl DocumentState {
    /// Where the loading stands, tracked.
    pub fn get(&self) -> Load<Loaded> {
        self.load.get()
    }

    /// The document, once it is here; tracked.
    pub fn ready(&self) -> Option<Rc<Document>> {
        self.load.with(|load| match load {
            Load::Ready(loaded) => Some(loaded.document.clone()),
            _ => None,
        })
    }

    /// Fetches it (again).
    pub fn fetch(&self) {
        let (load, config) = (self.load, use_config());
        let expected =
            use_context::<Expected>().and_then(|expected| expected.0.try_update_value(Option::take));
        load.set(Load::Loading);
        leptos::task::spawn_local(async move {
            let result = fetch(&config, expected.flatten()).await;
            load.set(match result {
                Ok(loaded) => Load::Ready(loaded),
                Err(words) => Load::Failed(words),
            });
        });
    }
}

/// The promise of [`expect_document`], until it is taken.
#[derive(Clone, Copy)]
struct Expected(StoredValue<Option<js_sys::Promise>, LocalStorage>);

/// Says that the document is on its way already: a promise of its bytes, of how many came before it was given up as
/// too large, or of nothing where there was another answer. It is read from there once; what failed is asked for anew.
pub fn expect_document(answer: js_sys::Promise) {
    provide_context(Expected(StoredValue::new_local(Some(answer))));
}

/// What became of a document that was on its way already.
enum Coming {
    Whole(js_sys::ArrayBuffer),
    /// So many bytes came before it was given up.
    TooLarge(usize),
}

async fn expected_bytes(answer: js_sys::Promise) -> Option<Coming> {
    let came = JsFuture::from(answer).await.ok()?;
    match came.as_f64() {
        Some(size) => Some(Coming::TooLarge(size as usize)),
        None => came.dyn_into().ok().map(Coming::Whole),
    }
}

async fn fetch(config: &Config, expected: Option<js_sys::Promise>) -> Result<Loaded, String> {
    let url = config.spec(&origin());
    let there = match expected {
        Some(answer) => expected_bytes(answer).await,
        None => None,
    };
    let text = match there {
        Some(Coming::Whole(bytes)) => js_sys::Uint8Array::new(&bytes).to_vec(),
        Some(Coming::TooLarge(size)) => {
            let error = SendError::TooLong { status: 200, size, file: None };
            return Err(failed(&url, error, &Request::new(Method::Get, &url)).await);
        }
        None => ask(&url).await?,
    };
    let (document, problems) = openapi::parse(text).map_err(|error| format!("{url}: {error}"))?;
    Ok(Loaded { document: Rc::new(document), problems: Rc::new(problems) })
}

async fn ask(url: &str) -> Result<Vec<u8>, String> {
    let request = Request::new(Method::Get, url);
    // The document needs no session, and a server that answers `*` to all origins refuses credentials.
    match client::send_plainly(&request, false, None).await {
        Ok(reply) if reply.status == 200 => Ok(reply.body),
        Ok(reply) => Err(format!("{url} answered {}", tell_status(&reply).await)),
        Err(error) => Err(failed(url, error, &request).await),
    }
}

async fn failed(url: &str, error: SendError, request: &Request) -> String {
    format!("{url}: {}", tell_failure(error, request).await)
}

/// Begins to fetch the document.
pub fn provide_document() {
    let state = DocumentState { load: RwSignal::new_local(Load::Loading) };
    provide_context(state);
    state.fetch();
}

/// The document.
pub fn use_document() -> DocumentState {
    expect_context()
}
