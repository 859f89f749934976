//! Handing a file to the person. Nothing of it is opened in the page.

use super::el::el;
use leptos::prelude::set_timeout;
use std::time::Duration;
use web_sys::{Blob, BlobPropertyBag, HtmlAnchorElement, Url};

/// Lets the browser save a file under a name.
pub fn save_blob(blob: &Blob, name: &str) {
    let Ok(address) = Url::create_object_url_with_blob(blob) else { return };
    let link: HtmlAnchorElement = el("a").cast();
    link.set_href(&address);
    link.set_download(name);
    link.click();
    // Some browsers read the file only after the click, and a large one for a while.
    set_timeout(
        move || {
            let _ = Url::revoke_object_url(&address);
        },
        Duration::from_secs(120),
    );
}

/// Lets the browser save some bytes of a media type under a name; of an unknown type where that is empty.
pub fn save_bytes(bytes: &[u8], media: &str, name: &str) {
    let parts = js_sys::Array::of1(&js_sys::Uint8Array::from(bytes));
    let options = BlobPropertyBag::new();
    options.set_type(media);
    if let Ok(blob) = Blob::new_with_u8_array_sequence_and_options(&parts, &options) {
        save_blob(&blob, name);
    }
}
