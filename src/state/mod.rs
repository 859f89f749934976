//! What the app knows: signals around pure code. Each state is a context with one `use_…` behind it.

mod address;
mod answers;
mod changes;
mod config;
mod credentials;
mod deletes;
mod document;
mod drafts;
mod exports;
mod favourites;
mod files;
pub mod history;
mod language;
mod lessons;
mod locks;
pub mod lookup;
mod page_name;
mod plain;
mod reader;
pub mod saved;
mod send;
mod session;
mod settings;
mod storage;
mod told;

pub use address::{Address, WayBack, keep_address_in_memory, provide_address, use_address};
pub use answers::provide_answers;
pub use changes::{Change, changes, named_rows};
pub use config::{Config, keep_api, origin, provide_config, stored_api, switch_api, use_config};
pub use credentials::{Credentials, Token, provide_credentials, use_credentials};
pub use deletes::{Counting, InAll, counting, in_all};
pub use document::{DocumentState, Load, Loaded, expect_document, provide_document, use_document};
pub use drafts::{
    DraftState, Refused, RowShape, RowState, forget_drafts, half_typed, keep_half_typed, store_pending,
    take_pending, use_draft,
};
pub use exports::{Exports, OneExport, Pace, Phase, Stage, provide_exports, use_exports};
pub use favourites::{Favourites, provide_favourites, use_favourites};
pub use language::{LANGUAGES, Language, browser_language, follow_language};
pub use lessons::{LessonFile, Lessons, lesson_titles, provide_lessons, use_lessons};
pub use locks::{Lock, Locks, Scope, provide_locks, use_locks};
pub use page_name::{PageName, name_page, provide_page_name};
pub use plain::{BodyKind, BodyState, FormState, PartRow, PlainState, new_form, use_plain};
pub use reader::{provide_reader, text_reader};
pub use send::{Earlier, Outcome, Sending, Subject, new_sending};
pub use session::{Session, SessionState, Trouble, provide_session, use_session};
pub use settings::{Settings, Theme, provide_settings, use_settings};
pub use storage::refuses as storage_refuses;

/// Lets a panic say what it is, and keep what was typed just before it.
pub fn watch_panics() {
    static ONCE: std::sync::Once = std::sync::Once::new();
    ONCE.call_once(|| {
        std::panic::set_hook(Box::new(|info| {
            console_error_panic_hook::hook(info);
            storage::write_waiting();
        }));
    });
}

/// The present moment in milliseconds since 1970.
pub fn now() -> i64 {
    js_sys::Date::now() as i64
}

/// What this browser remembers under a name: how a person likes things, never what they asked.
pub fn remembered(name: &str) -> Option<String> {
    storage::read(name)
}

/// The text of a file of the app's own.
async fn fetch_text(address: &str) -> Result<String, String> {
    let request = client::Request::new(client::Method::Get, address);
    match client::send_plainly(&request, false, None).await {
        Ok(reply) if reply.status == 200 => Ok(reply.text().into_owned()),
        Ok(reply) => Err(format!("{address}: {}", told::tell_status(&reply).await)),
        Err(error) => Err(format!("{address}: {}", told::tell_failure(error, &request).await)),
    }
}

/// Remembers something under a name; an empty text forgets it.
pub fn remember(name: &str, text: &str) {
    if text.is_empty() {
        storage::remove(name);
    } else {
        storage::write(name, text);
    }
}
