//! The history of requests and replies, in the browser's IndexedDB: what is kept of each is decided in
//! [`client::history`]. Where there is no IndexedDB there is no history, and nothing else is missing.

use super::storage;
use client::history::{Entry, MOST_BYTES, MOST_ENTRIES, too_many};
use js_sys::{Array, Function, Promise, Reflect};
use std::cell::Cell;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, future_to_promise, spawn_local};
use web_sys::{
    IdbDatabase, IdbFactory, IdbKeyRange, IdbObjectStoreParameters, IdbOpenDbRequest, IdbRequest,
    IdbTransactionMode,
};

const DATABASE: &str = "takaro-explorer";
/// Entries without their replies, so that a list of them is quickly read.
const ENTRIES: &str = "history";
/// The replies, under their entries' keys.
const REPLIES: &str = "replies";
const SETTING: &str = "history";
/// After so many requests it is looked for what is too much.
const TIDIED_EACH: u32 = 20;

thread_local! {
    /// So many more requests until then: the first one of a visit looks, for whoever reloads before each.
    static UNTIL_TIDIED: Cell<u32> = const { Cell::new(0) };
}

/// Whether a history is kept.
pub fn is_kept() -> bool {
    storage::read(SETTING).as_deref() != Some("off")
}

/// Keeps a history from now on, or no more.
pub fn keep(on: bool) {
    if on {
        storage::remove(SETTING);
    } else {
        storage::write(SETTING, "off");
    }
}

/// Adds an entry whose answer is still to come, and gives a promise of its key: who leaves the page meanwhile finds that it was
/// sent.
pub fn begin(entry: Entry) -> Option<Promise> {
    is_kept().then(|| {
        future_to_promise(async move {
            let key = match open().await {
                Ok(database) => put(&database.0, &entry, None, None).await,
                Err(why) => Err(why),
            };
            // It must not disturb the work, nor be told of on the page around.
            Ok(key.unwrap_or(JsValue::UNDEFINED))
        })
    })
}

/// Adds an entry with its reply, or puts them in the place of what [`begin`] gave; and lets go of what is too much.
pub fn record(entry: Entry, reply: Option<String>, begun: Option<Promise>) {
    if is_kept() {
        spawn_local(async move {
            let key = match begun {
                Some(begun) => JsFuture::from(begun).await.ok().filter(|key| !key.is_undefined()),
                None => None,
            };
            // A history that cannot be kept must not disturb the work.
            let _ = add(entry, reply, key).await;
        });
    }
}

/// The entries of a person with their keys, the latest first; those sent while signed out are everyone's. `None` where
/// the browser keeps none.
pub async fn list(person: Option<&str>) -> Option<Vec<(u32, Entry)>> {
    let mut all = all(&open().await.ok()?.0).await.ok()?;
    all.retain(|(_, entry)| entry.person.as_deref().is_none_or(|id| Some(id) == person));
    all.reverse();
    Some(all)
}

/// The reply of an entry, where it was kept.
pub async fn reply(key: u32) -> Option<String> {
    let database = open().await.ok()?;
    let store = database.0.transaction_with_str(REPLIES).ok()?.object_store(REPLIES).ok()?;
    let text = done(&store.get(&key.into()).ok()?).await.ok()?.as_string()?;
    Some(client::history::kept_again(&text))
}

/// Removes an entry with its reply.
pub async fn remove(key: u32) {
    if let Ok(database) = open().await {
        let _ = drop_keys(&database.0, &[key]).await;
    }
}

/// Forgets entries with their replies, all of them or none.
pub async fn forget(keys: &[u32]) {
    if let Ok(database) = open().await {
        let _ = drop_all(&database.0, keys).await;
    }
}

async fn drop_all(database: &IdbDatabase, keys: &[u32]) -> Result<(), JsValue> {
    let both = Array::of2(&ENTRIES.into(), &REPLIES.into());
    let transaction =
        database.transaction_with_str_sequence_and_mode(&both, IdbTransactionMode::Readwrite)?;
    let mut last = None;
    for name in [ENTRIES, REPLIES] {
        let store = transaction.object_store(name)?;
        for key in keys {
            last = Some(store.delete(&(*key).into())?);
        }
    }
    // They end in their order.
    if let Some(last) = last {
        done(&last).await?;
    }
    Ok(())
}

/// Writes an entry, under a new key unless there is one, and gives the key.
async fn put(
    database: &IdbDatabase,
    entry: &Entry,
    reply: Option<String>,
    key: Option<JsValue>,
) -> Result<JsValue, JsValue> {
    let both = Array::of2(&ENTRIES.into(), &REPLIES.into());
    let transaction =
        database.transaction_with_str_sequence_and_mode(&both, IdbTransactionMode::Readwrite)?;
    let (entries, text) =
        (transaction.object_store(ENTRIES)?, JsValue::from_str(&entry.to_json().to_string()));
    let written = match key {
        Some(key) => entries.put_with_key(&text, &key)?,
        None => entries.add(&text)?,
    };
    let key = done(&written).await?;
    if let Some(reply) = reply {
        done(&transaction.object_store(REPLIES)?.put_with_key(&reply.into(), &key)?).await?;
    }
    Ok(key)
}

async fn add(entry: Entry, reply: Option<String>, key: Option<JsValue>) -> Result<(), JsValue> {
    let database = open().await?;
    put(&database.0, &entry, reply, key).await?;
    // To see what is too much, all is read: not at each request, for that takes as long as the history is large.
    let left = UNTIL_TIDIED.get();
    UNTIL_TIDIED.set(left.checked_sub(1).unwrap_or(TIDIED_EACH));
    if left > 0 {
        return Ok(());
    }
    let sizes: Vec<(u32, usize)> =
        all(&database.0).await?.iter().map(|(key, entry)| (*key, entry.bytes())).collect();
    drop_keys(&database.0, &too_many(&sizes, MOST_ENTRIES, MOST_BYTES)).await
}

/// All entries, the oldest first.
async fn all(database: &IdbDatabase) -> Result<Vec<(u32, Entry)>, JsValue> {
    let store = database.transaction_with_str(ENTRIES)?.object_store(ENTRIES)?;
    let (keys, values) = (store.get_all_keys()?, store.get_all()?);
    let keys: Array = done(&keys).await?.unchecked_into();
    let values: Array = done(&values).await?.unchecked_into();
    let read = |(key, text): (JsValue, JsValue)| {
        let value: serde_json::Value = serde_json::from_str(&text.as_string()?).ok()?;
        Some((key.as_f64()? as u32, Entry::from_json(&value)?))
    };
    Ok(keys.iter().zip(values.iter()).filter_map(read).collect())
}

async fn drop_keys(database: &IdbDatabase, keys: &[u32]) -> Result<(), JsValue> {
    let (Some(first), Some(last)) = (keys.first(), keys.last()) else { return Ok(()) };
    let both = Array::of2(&ENTRIES.into(), &REPLIES.into());
    let transaction =
        database.transaction_with_str_sequence_and_mode(&both, IdbTransactionMode::Readwrite)?;
    // They are the oldest, or one alone: a range without a gap either way.
    let range = IdbKeyRange::bound(&(*first).into(), &(*last).into())?;
    for name in [ENTRIES, REPLIES] {
        done(&transaction.object_store(name)?.delete(&range)?).await?;
    }
    Ok(())
}

/// An open database; closed when dropped, for the browser itself closes none.
struct Opened(IdbDatabase);

impl Drop for Opened {
    fn drop(&mut self) {
        self.0.close();
    }
}

async fn open() -> Result<Opened, JsValue> {
    let window = web_sys::window().ok_or(JsValue::NULL)?;
    // The property throws, or is absent, where a browser forbids it.
    let factory: IdbFactory = Reflect::get(&window, &"indexedDB".into())?.dyn_into()?;
    let request: IdbOpenDbRequest = factory.open_with_u32(DATABASE, 1)?;
    let opening = request.clone();
    let upgrade = Closure::once(move || {
        let Ok(database) = opening.result().map(JsCast::unchecked_into::<IdbDatabase>) else { return };
        let options = IdbObjectStoreParameters::new();
        options.set_auto_increment(true);
        let _ = database.create_object_store_with_optional_parameters(ENTRIES, &options);
        let _ = database.create_object_store(REPLIES);
    });
    request.set_onupgradeneeded(Some(upgrade.as_ref().unchecked_ref()));
    let opened = done(&request).await;
    request.set_onupgradeneeded(None);
    Ok(Opened(opened?.unchecked_into()))
}

/// Waits for a request's result.
async fn done(request: &IdbRequest) -> Result<JsValue, JsValue> {
    let mut handlers = None;
    let promise = Promise::new(&mut |resolve: Function, reject: Function| {
        let ended = request.clone();
        let well = Closure::once(move || {
            let _ = resolve.call1(&JsValue::NULL, &ended.result().unwrap_or(JsValue::UNDEFINED));
        });
        let badly = Closure::once(move || {
            let _ = reject.call0(&JsValue::NULL);
        });
        request.set_onsuccess(Some(well.as_ref().unchecked_ref()));
        request.set_onerror(Some(badly.as_ref().unchecked_ref()));
        handlers = Some((well, badly));
    });
    let result = JsFuture::from(promise).await;
    request.set_onsuccess(None);
    request.set_onerror(None);
    drop(handlers);
    result
}
