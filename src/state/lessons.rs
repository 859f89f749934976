//! The lessons' files: fetched once, all of them, so that they can be read without a network afterwards.

use super::document::Load;
use super::{fetch_text, remember, remembered};
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

/// The lessons' context.
#[derive(Clone, Copy)]
pub struct Lessons {
    files: RwSignal<Option<Load<Rc<Vec<LessonFile>>>>, LocalStorage>,
    solved: RwSignal<BTreeSet<String>>,
}

/// Makes the lessons known; nothing is fetched yet.
pub fn provide_lessons() {
    let solved = remembered("lessons").unwrap_or_default().split_whitespace().map(String::from).collect();
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
        leptos::task::spawn_local(async move {
            let loaded = match fetch_all().await {
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
        self.solved.update(|done| {
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
pub async fn lesson_titles() -> Vec<(String, String)> {
    let text = fetch_text("lessons/index.json").await.unwrap_or_default();
    let index: Vec<Value> = serde_json::from_str(&text).unwrap_or_default();
    let word = |entry: &Value, key: &str| entry[key].as_str().unwrap_or_default().to_string();
    index.iter().map(|entry| (word(entry, "slug"), word(entry, "title"))).collect()
}

async fn fetch_all() -> Result<Vec<LessonFile>, String> {
    let index = fetch_text("lessons/index.json").await?;
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
            text: fetch_text(&address).await?,
            address,
        });
    }
    Ok(list)
}
