//! A picture out of bytes. Inside of an `img` nothing runs, whatever the bytes are.

use super::el::{El, el};
use leptos::prelude::on_cleanup;
use send_wrapper::SendWrapper;
use web_sys::{Blob, BlobPropertyBag, HtmlImageElement, Url};

/// The picture; `None` where the browser makes no address for it.
pub fn image(bytes: &[u8], media_type: &str, words: &str) -> Option<El> {
    let options = BlobPropertyBag::new();
    options.set_type(media_type);
    let parts = js_sys::Array::of1(&js_sys::Uint8Array::from(bytes));
    let blob = Blob::new_with_u8_array_sequence_and_options(&parts, &options).ok()?;
    let address = Url::create_object_url_with_blob(&blob).ok()?;
    let image = el("img").class("image").attr("alt", words);
    image.cast::<HtmlImageElement>().set_src(&address);
    let held = SendWrapper::new(address);
    on_cleanup(move || {
        let _ = Url::revoke_object_url(&held);
    });
    Some(image)
}
