//! Files that a page gives to a person.

use super::el::el;
use leptos::prelude::set_timeout;
use wasm_bindgen::JsValue;

/// Saves bytes as a file. Nothing of them is opened in the page.
///
/// # Errors
/// What the browser said.
pub fn save_file(name: &str, media: &str, bytes: &[u8]) -> Result<(), JsValue> {
    let parts = js_sys::Array::of1(&js_sys::Uint8Array::from(bytes));
    let options = web_sys::BlobPropertyBag::new();
    options.set_type(media);
    let blob = web_sys::Blob::new_with_u8_array_sequence_and_options(&parts, &options)?;
    let address = web_sys::Url::create_object_url_with_blob(&blob)?;
    let link: web_sys::HtmlAnchorElement = el("a").cast();
    link.set_href(&address);
    link.set_download(name);
    link.click();
    // Some browsers read the file only after the click.
    set_timeout(
        move || {
            let _ = web_sys::Url::revoke_object_url(&address);
        },
        std::time::Duration::from_secs(30),
    );
    Ok(())
}
