//! The lessons' files: fetched once, all of them, so that they can be read without a network afterwards.

use super::document::Load;
use super::{remember, remembered, text_reader};
use leptos::prelude::*;
use serde_json::Value;
use std::collections::BTreeSet;
use std::rc::Rc;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::{JsFuture, future_to_promise};

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

/// The lessons' context.
#[derive(Clone, Copy)]
pub struct Lessons {
    files: RwSignal<Option<Load<Rc<Vec<LessonFile>>>>, LocalStorage>,
    solved: RwSignal<BTreeSet<String>>,
}

/// Makes the lessons known; nothing is fetched yet.
pub fn provide_lessons() {
    // One by one: to collect them would sort them first, by code that nothing else of the start needs.
    let mut solved = BTreeSet::new();
    solved.extend(remembered("lessons").unwrap_or_default().split_whitespace().map(String::from));
    provide_context(Lessons { files: RwSignal::new_local(None), solved: RwSignal::new(solved) });
}

/// The lessons.
pub fn use_lessons() -> Lessons {
    expect_context()
}

impl Lessons {
    /// The files, tracked; the first call fetches them.
    pub fn get(&self) -> Load<Rc<Vec<LessonFile>>> {
        if self.files.with_untracked(Option::is_none) {
            self.fetch();
        }
        self.files.get().unwrap_or(Load::Loading)
    }

    /// Fetches them (again).
    pub fn fetch(&self) {
        let files = self.files;
        files.set(Some(Load::Loading));
        let read = text_reader();
        leptos::task::spawn_local(async move {
            let loaded = match fetch_all(read).await {
                Ok(list) => Load::Ready(Rc::new(list)),
                Err(words) => Load::Failed(words),
            };
            // The whole app may be gone by now.
            let _ = files.try_set(Some(loaded));
        });
    }

    /// The exercises that are solved, tracked.
    pub fn solved(&self) -> BTreeSet<String> {
        self.solved.get()
    }

    /// Remembers that an exercise is solved.
    pub fn set_solved(&self, id: &str) {
        // Another tab may have remembered more meanwhile.
        let elsewhere = remembered("lessons").unwrap_or_default();
        self.solved.update(|done| {
            done.extend(elsewhere.split_whitespace().map(String::from));
            done.insert(id.to_string());
        });
        self.store();
    }

    /// Forgets all progress.
    pub fn forget(&self) {
        self.solved.set(BTreeSet::new());
        self.store();
    }

    fn store(&self) {
        let words =
            self.solved.with_untracked(|done| done.iter().map(String::as_str).collect::<Vec<_>>().join(" "));
        remember("lessons", &words);
    }
}

/// The lessons' names in addresses and their headings, without their texts; none where they cannot be had.
pub fn lesson_titles() -> impl Future<Output = Vec<(String, String)>> {
    let read = text_reader();
    async move {
        let text = read("lessons/index.json").await.unwrap_or_default();
        let index: Vec<Value> = serde_json::from_str(&text).unwrap_or_default();
        let word = |entry: &Value, key: &str| entry[key].as_str().unwrap_or_default().to_string();
        index.iter().map(|entry| (word(entry, "slug"), word(entry, "title"))).collect()
    }
}

async fn fetch_all(
    read: impl AsyncFn(&str) -> Result<String, String> + 'static,
) -> Result<Vec<LessonFile>, String> {
    let index = read("lessons/index.json").await?;
    let index: Vec<Value> =
        serde_json::from_str(&index).map_err(|error| format!("lessons/index.json: {error}"))?;
    let word = |entry: &Value, key: &str| entry[key].as_str().unwrap_or_default().to_string();
    let address = |entry: &Value| format!("lessons/{}", word(entry, "file"));
    let texts = read_all(read, index.iter().map(address)).await?;
    let file = |(entry, text): (&Value, String)| LessonFile {
        slug: word(entry, "slug"),
        title: word(entry, "title"),
        summary: word(entry, "summary"),
        address: address(entry),
        text,
    };
    Ok(index.iter().zip(texts).map(file).collect())
}

/// Reads all of them side by side: one after another each would wait for the line.
async fn read_all(
    read: impl AsyncFn(&str) -> Result<String, String> + 'static,
    addresses: impl Iterator<Item = String>,
) -> Result<Vec<String>, String> {
    let read = Rc::new(read);
    let promises: js_sys::Array = addresses
        .map(|address| {
            let read = read.clone();
            future_to_promise(async move { read(&address).await.map(JsValue::from).map_err(JsValue::from) })
        })
        .collect();
    let texts = JsFuture::from(js_sys::Promise::all(&promises)).await;
    let texts = texts.map_err(|words| words.as_string().unwrap_or_default())?;
    Ok(js_sys::Array::from(&texts).iter().filter_map(|text| text.as_string()).collect())
}
