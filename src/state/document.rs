//! The API's document: fetched once, read lazily.

use super::config::{Config, origin, use_config};
use client::{Method, Request};
use leptos::prelude::*;
use openapi::Document;
use std::rc::Rc;

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
        load.set(Load::Loading);
        leptos::task::spawn_local(async move {
            let result = fetch(&config).await;
            load.set(match result {
                Ok(loaded) => Load::Ready(loaded),
                Err(words) => Load::Failed(words),
            });
        });
    }
}

async fn fetch(config: &Config) -> Result<Loaded, String> {
    let url = config.spec(&origin());
    let request = Request::new(Method::Get, &url);
    // The document needs no session, and a server that answers `*` to all origins refuses credentials.
    let reply = client::send(&request, false, None).await.map_err(|error| format!("{url}: {error}"))?;
    if reply.status != 200 {
        return Err(format!("{url} answered {} {}", reply.status, reply.status_words()));
    }
    let (document, problems) = openapi::parse(reply.body).map_err(|error| format!("{url}: {error}"))?;
    Ok(Loaded { document: Rc::new(document), problems: Rc::new(problems) })
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
