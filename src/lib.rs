//! The app: the only code of this project that knows Leptos.
//!
//! See `ARCHITECTURE.md` for the rooms and for what happens when a person presses Send.

pub mod app;
pub mod components;
mod embed;
pub mod messages;
pub mod pages;
pub mod paths;
pub mod state;
pub mod ui;

use leptos::mount::mount_to_renderer;
use wasm_bindgen::prelude::wasm_bindgen;

pub use embed::{Mounted, mount};

/// Mounts the app into the page, for as long as the page lives. The page's start script calls it; a page that shows the
/// app in an element of its own calls [`mount`] instead.
///
/// `config` is the text of `config.json`, empty where there is none. `document` promises the bytes of the
/// document, which the start script asked for while the module was still on its way.
#[wasm_bindgen]
pub fn start(config: &str, document: Option<js_sys::Promise>) {
    state::watch_panics();
    let config = state::Config::of_file(config).switched_to(state::stored_api(), &state::origin());
    state::keep_api(&config);
    // The start script knows but the API of the page.
    let document = document.filter(|_| config.chosen_api.is_none() || !config.spec_url.is_empty());
    let body = web_sys::window().and_then(|window| window.document()).and_then(|page| page.body());
    if let Some(body) = body {
        mount_to_renderer(&body, move || {
            if let Some(document) = document {
                state::expect_document(document);
            }
            app::app(config)
        })
        .forget();
    }
}
