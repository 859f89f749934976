//! The lessons' files: fetched once, all of them, so that they can be read without a network afterwards.

use super::document::Load;
use super::{remember, remembered};
use client::{Method, Request};
use leptos::prelude::*;
use serde_json::Value;
use std::collections::BTreeSet;
use std::rc::Rc;

/// A lesson's file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LessonFile {
    /// Its name in addresses.
    pub slug: String,
    /// Its heading.
    pub title: String,
    /// One sentence on it.
    pub summary: String,
    /// The address of the file itself, beside the page.
    pub address: String,
    /// What stands in it.
    pub text: String,
}

thread_local! {
    static FILES: RwSignal<Option<Load<Rc<Vec<LessonFile>>>>, LocalStorage> = RwSignal::new_local(None);
    static DONE: RwSignal<BTreeSet<String>> = RwSignal::new(read_done());
}

/// The lessons, tracked; the first call fetches them.
pub fn use_lessons() -> Load<Rc<Vec<LessonFile>>> {
    let files = FILES.with(|files| *files);
    if files.with_untracked(Option::is_none) {
        fetch_lessons();
    }
    files.get().unwrap_or(Load::Loading)
}

/// Fetches them (again).
pub fn fetch_lessons() {
    let files = FILES.with(|files| *files);
    files.set(Some(Load::Loading));
    leptos::task::spawn_local(async move {
        files.set(Some(match fetch_all().await {
            Ok(list) => Load::Ready(Rc::new(list)),
            Err(words) => Load::Failed(words),
        }));
    });
}

async fn fetch_all() -> Result<Vec<LessonFile>, String> {
    let index = fetch("lessons/index.json").await?;
    let index: Vec<Value> =
        serde_json::from_str(&index).map_err(|error| format!("lessons/index.json: {error}"))?;
    let mut list = Vec::with_capacity(index.len());
    for entry in &index {
        let word = |key: &str| entry[key].as_str().unwrap_or_default().to_string();
        let address = format!("lessons/{}", word("file"));
        list.push(LessonFile {
            slug: word("slug"),
            title: word("title"),
            summary: word("summary"),
            text: fetch(&address).await?,
            address,
        });
    }
    Ok(list)
}

async fn fetch(address: &str) -> Result<String, String> {
    let request = Request::new(Method::Get, address);
    let reply = client::send(&request, false, None).await.map_err(|error| format!("{address}: {error}"))?;
    match reply.status {
        200 => Ok(reply.text().into_owned()),
        status => Err(format!("{address}: {status} {}", reply.status_words())),
    }
}

/// The exercises that are solved, tracked.
pub fn solved() -> BTreeSet<String> {
    DONE.with(|done| *done).get()
}

/// Remembers that an exercise is solved.
pub fn set_solved(id: &str) {
    let done = DONE.with(|done| *done);
    done.update(|done| {
        done.insert(id.to_string());
    });
    store(&done.get_untracked());
}

/// Forgets all progress.
pub fn forget_progress() {
    DONE.with(|done| *done).set(BTreeSet::new());
    store(&BTreeSet::new());
}

fn store(done: &BTreeSet<String>) {
    let words: Vec<&str> = done.iter().map(String::as_str).collect();
    remember("lessons", &words.join(" "));
}

fn read_done() -> BTreeSet<String> {
    remembered("lessons").unwrap_or_default().split_whitespace().map(String::from).collect()
}
